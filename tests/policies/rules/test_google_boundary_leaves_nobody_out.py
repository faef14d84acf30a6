"""A boundary of Google's principals holds each workload of what it is bound to."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_boundary_leaves_nobody_out import google_boundary_leaves_nobody_out

SYNC = "sync@acme.iam.gserviceaccount.com"


def judged(expression: Any, kind: Any = "PRINCIPAL_ACCESS_BOUNDARY") -> Answer:
    said = {"policyKind": kind, "condition": {"expression": expression}}
    binding = Resource.of("gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding", "shop-only", **said)
    return judge(google_boundary_leaves_nobody_out, binding)


@pytest.mark.parametrize(
    "expression",
    [
        f"principal.subject != '{SYNC}'",
        f'"{SYNC}"!=principal.subject',
        f"!(principal.subject == '{SYNC}')",
        f"principal.type == 'iam.googleapis.com/ServiceAccount' && !principal.subject.startsWith('{SYNC}')",
        f"!(principal.subject in ['{SYNC}'])",
    ],
)
def test_a_workload_that_is_left_out_is_told(expression: str) -> None:
    assert only(judged(expression)) == f"boundary binding 'shop-only' leaves out '{SYNC}'"
    assert only(judged(Secret(expression))) == "boundary binding 'shop-only' leaves out a workload"


@pytest.mark.parametrize(
    "expression",
    [
        "principal.type == 'iam.googleapis.com/ServiceAccount'",
        f"principal.subject == '{SYNC}'",
        "principal.subject != 'breakglass@acme.example'",
        "",
        None,
        7,
    ],
)
def test_kinds_people_and_whom_it_names_pass(expression: Any) -> None:
    assert passes(judged(expression))


def test_another_kind_of_policy_passes_and_one_that_is_not_known_is_undecided() -> None:
    assert passes(judged(f"principal.subject != '{SYNC}'", kind="OTHER"))
    assert unknowns(judged(f"principal.subject != '{SYNC}'", kind=UNKNOWN)) == ["policyKind"]
    assert unknowns(judged(UNKNOWN)) == ["condition.expression"]
