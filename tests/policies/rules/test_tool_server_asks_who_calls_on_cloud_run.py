"""A server of tools on Cloud Run that everyone calls is told; one that asks, has nothing or is inside is not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.tool_server_asks_who_calls import tool_server_asks_who_calls

ACCOUNT = "care-tools@acme.iam.gserviceaccount.com"
FACT = "tool server 'care-mcp' is on the internet by "


def service(name: str = "care-mcp", container: Any = None, **more: Any) -> Resource:
    one = {"image": "eu.gcr.io/acme/care:1", **(container or {})}
    template = {"serviceAccount": ACCOUNT, "containers": [one]}
    said = {"name": name, "ingress": "INGRESS_TRAFFIC_ALL", "template": template, "invokerIamDisabled": True, **more}
    return Resource.of("gcp:cloudrunv2/service:Service", name, **said)


def given(role: str = "roles/datastore.user") -> Resource:
    said = {"project": "acme", "role": role, "member": f"serviceAccount:{ACCOUNT}"}
    return Resource.of("gcp:projects/iAMMember:IAMMember", "data", **said)


def everyone(member: str = "allUsers") -> Resource:
    said = {"name": "care-mcp", "role": "roles/run.invoker", "member": member}
    return Resource.of("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", "calls", **said)


def judged(*made: Resource) -> Answer:
    return judge_stack(tool_server_asks_who_calls, *made)


def test_one_that_asks_nobody_is_told() -> None:
    assert only(messages(judged(service(), given()))) == f"{FACT}'care-mcp' and asks nobody who calls"
    closed = service(invokerIamDisabled=False)
    assert passes(judged(closed, given()))
    assert only(messages(judged(closed, given(), everyone()))) == f"{FACT}'calls' and asks nobody who calls"
    assert passes(judged(closed, given(), everyone("serviceAccount:a@acme.iam.gserviceaccount.com")))


@pytest.mark.parametrize(
    "quiet",
    [
        service("shop"),
        service(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY"),
        service(container={"args": ["--require-oauth"]}),
        service(container={"envs": [{"name": "OIDC_ISSUER", "value": "https://id.example"}]}),
        service(template={"containers": [{"image": "mcp"}]}),
    ],
    ids=["no tools", "inside", "asks by argument", "asks by variable", "no account"],
)
def test_others_pass(quiet: Resource) -> None:
    assert passes(judged(quiet, given()))


@pytest.mark.parametrize("role", ["roles/logging.logWriter", "roles/monitoring.metricWriter"])
def test_one_that_has_its_logs_alone_passes(role: str) -> None:
    assert passes(judged(service(), given(role)))


@pytest.mark.parametrize("key", ["invokerIamDisabled", "ingress"])
def test_what_is_not_known_leaves_it_undecided(key: str) -> None:
    assert unknowns(judged(service(**{key: UNKNOWN}), given())) == [key]


def test_one_behind_identity_aware_proxy_asks() -> None:
    assert passes(judged(service(iapEnabled=True), given()))
    assert messages(judged(service(iapEnabled=False), given()))
    assert unknowns(judged(service(iapEnabled=UNKNOWN), given())) == ["iapEnabled"]
