"""What `projected-token-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.projected_token_is_short import projected_token_is_short
from daypass_policies.trusting.service_accounts import ACCOUNT, PODS

RULE = projected_token_is_short
DAY = 86_400
YEAR = 365 * DAY
OF_EKS = "eks.amazonaws.com/token-expiration"


def volumes(*seconds: Any) -> dict[str, Any]:
    token = {"path": "token", "audience": "vault"}
    sources = [{"serviceAccountToken": {**token, "expirationSeconds": each}} for each in seconds]
    return {"volumes": [{"name": "other", "emptyDir": {}}, {"name": "token", "projected": {"sources": sources}}]}


def at(path: str, value: Any) -> dict[str, Any]:
    for step in reversed(path.split(".")):
        value = {step: value}
    return dict(value)


def pod(*seconds: Any) -> Resource:
    return Resource.of("kubernetes:core/v1:Pod", "proxy", spec=volumes(*seconds))


@pytest.mark.parametrize("type_", PODS)
def test_a_token_of_a_year_is_told_of_whatever_runs_pods(type_: str) -> None:
    answer = judge(RULE, Resource.of(type_, "proxy", **at(PODS[type_], volumes(YEAR))))
    fact = "'proxy' has a service-account token that lives 365 days, and the node renews it after a day at the latest"
    assert only(answer) == fact
    assert (
        answer.problems[0].at == f"{PODS[type_]}.volumes[1].projected.sources[0].serviceAccountToken.expirationSeconds"
    )


@pytest.mark.parametrize("seconds", [(), (600,), (3600, 3607.0), (DAY,), ("600",), (None,)], ids=repr)
def test_a_token_that_the_node_renews_before_it_ends_passes(seconds: tuple[Any, ...]) -> None:
    assert passes(judge(RULE, pod(*seconds)))


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        ((3600, YEAR), "lives 365 days"),
        ((DAY + 3600,), "lives 25h"),
        ((str(YEAR),), "lives 365 days"),
        (("a year",), "lives longer than 24h"),
        ((Secret(YEAR),), "lives longer than 24h"),
        ((UNKNOWN, YEAR), "lives 365 days"),
    ],
    ids=repr,
)
def test_the_longest_is_told_unless_a_mark_hides_it(seconds: tuple[Any, ...], says: str) -> None:
    assert says in only(judge(RULE, pod(*seconds)))


def test_a_length_that_is_not_known_is_no_pass() -> None:
    (path,) = unknowns(judge(RULE, pod(600, UNKNOWN)))
    assert path == "spec.volumes[1].projected.sources[1].serviceAccountToken.expirationSeconds"


def test_the_token_by_which_a_pod_of_eks_enters_its_role_is_asked_too() -> None:
    account = Resource.of(ACCOUNT, "proxy", metadata={"annotations": {OF_EKS: "604800"}})
    assert "lives 7 days" in only(judge(RULE, account))
    template = at("spec.template.metadata.annotations", {OF_EKS: "604800"})
    assert "lives 7 days" in only(judge(RULE, Resource.of("kubernetes:apps/v1:Deployment", "proxy", **template)))
    assert passes(judge(RULE, Resource.of(ACCOUNT, "proxy", metadata={"annotations": {OF_EKS: "3600"}})))
    assert passes(judge(RULE, Resource.of(ACCOUNT, "proxy", metadata={"annotations": {"owner": "mesh"}})))


def test_the_settings_may_allow_more_than_a_day() -> None:
    settings = Settings(terms={"batch": 2 * DAY})
    assert passes(judge(RULE, pod(2 * DAY), settings=settings))
    assert "lives 3 days" in only(judge(RULE, pod(3 * DAY), settings=settings))
