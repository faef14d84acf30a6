"""A boundary of Google's principals holds each workload of what it is bound to."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_boundary_leaves_nobody_out import google_boundary_leaves_nobody_out

SYNC = "sync@acme.iam.gserviceaccount.com"


POOL = "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/deploy"
PERSON = "principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/alice@acme.example"
ACCOUNTS = "principal.type == 'iam.googleapis.com/ServiceAccount'"


def binding(expression: Any, name: str = "shop-only", of: str = "projects", **more: Any) -> Resource:
    said = {"policyKind": "PRINCIPAL_ACCESS_BOUNDARY", "condition": {"expression": expression}, **more}
    return Resource.of(f"gcp:iam/{of}PolicyBinding:{of.capitalize()}PolicyBinding", name, **said)


def judged(expression: Any, kind: Any = "PRINCIPAL_ACCESS_BOUNDARY", *others: Resource) -> Answer:
    return judge_stack(google_boundary_leaves_nobody_out, binding(expression, policyKind=kind), *others)


@pytest.mark.parametrize(
    "expression",
    [
        f"principal.subject != '{SYNC}'",
        f'"{SYNC}"!=principal.subject',
        f"!(principal.subject == '{SYNC}')",
        f"principal.type == 'iam.googleapis.com/ServiceAccount' && !principal.subject.startsWith('{SYNC}')",
        f"!(principal.subject in ['{SYNC}'])",
        f"{ACCOUNTS} &&\n  principal.subject !=\n            '{SYNC}'",
        f"!({ACCOUNTS} && principal.subject == '{SYNC}')",
        f"!({ACCOUNTS} && (principal.subject == 'x' || principal.subject == '{SYNC}'))",
        f"!(!(principal.subject != '{SYNC}'))",
        f"principal.subject != '{SYNC}' // a word",
        f"principal.subject != '{SYNC}' && request.time < timestamp('2026-12-31T00:00:00Z')",
        f"principal['subject'] != '{SYNC}'",
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
        f"principal.subject != '{PERSON}'",
        f"principal.subject == 'a@acme.iam.gserviceaccount.com' && principal.subject != '{SYNC}'",
        f"principal.subject == '{SYNC}' || f(principal.type)",
        "!principal.subject.startsWith('breakglass')",
        "principal.subject.matches(r'^sync@.*gserviceaccount\\.com$')",
        "has(principal.subject) && principal.type != 'x'",
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


def test_long_lists_parts_of_names_and_pools_are_read() -> None:
    each = ", ".join(f"'sync{number}@acme.iam.gserviceaccount.com'" for number in range(60))
    assert only(judged(f"!(principal.subject in [{each}])")).endswith(
        "'sync2@acme.iam.gserviceaccount.com' and 57 more"
    )
    assert only(judged(f"principal.subject != '{POOL}'")).endswith(f"leaves out '{POOL}'")
    assert only(judged(f"{ACCOUNTS} && !principal.subject.startsWith('sync@')")).endswith("leaves out 'sync@'")
    assert not passes(judged("!principal.subject.matches(r'^sync@.*gserviceaccount\\.com$')"))


@pytest.mark.parametrize(
    "expression",
    [
        f"principal.subject == '{SYNC}' ? false : true",
        f"!(['{SYNC}'].exists(one, one == principal.subject))",
        f"!(principal.subject == '{SYNC}' && f(principal.type))",
        f"principal.subject != b'{SYNC}'",
        "principal.subject != '" + "x" * 5000 + "'",
    ],
)
def test_what_is_not_read_is_undecided(expression: str) -> None:
    assert unknowns(judged(expression)) == ["condition.expression"]


def test_whom_another_binding_takes_in_is_not_left_out() -> None:
    out = f"principal.subject != '{SYNC}'"
    kind = "PRINCIPAL_ACCESS_BOUNDARY"
    for other in (
        binding(f"principal.subject == '{SYNC}'", "wider"),
        binding(None, "all"),
        binding(ACCOUNTS, "accounts", "organizations", target={"principalSet": "//x/organizations/1"}),
    ):
        assert passes(judged(out, kind, other))
    for other in (
        binding("principal.subject == 'a@acme.iam.gserviceaccount.com'", "of-another"),
        binding(None, "of-another-kind", policyKind="OTHER"),
        binding(None, "elsewhere", target={"principalSet": "//x/projects/2"}),
    ):
        assert only(judged(out, kind, other)).endswith(f"leaves out '{SYNC}'")
    assert unknowns(judged(out, kind, binding(UNKNOWN, "unknown"))) == ["condition.expression"]
