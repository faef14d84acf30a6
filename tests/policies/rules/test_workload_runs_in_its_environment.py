"""A workload and its role are of one environment, by account, tag, stack or name."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.workload_runs_in_its_environment import workload_runs_in_its_environment

ARN = "arn:aws:iam::111122223333:role/"
ACCOUNTS = Settings(accounts={"111122223333": "prod", "444455556666": "dev"})
DEV, PROD = {"daypass:environment": "dev"}, {"daypass:environment": "prod"}


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(workload_runs_in_its_environment, *resources, **ask)


def function(role: Any, stack: str = "main", **inputs: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", in_stack=stack, role=role, **inputs)


def role(name: str = "api", stack: str = "main", **inputs: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", name, in_stack=stack, name=name, arn=f"{ARN}{name}", **inputs)


def test_a_role_of_another_environment_is_told_by_its_name() -> None:
    assert messages(judged(function(f"{ARN}api-prod", tags=DEV))) == [
        "function 'api' of development runs as a role of production"
    ]
    crawler = Resource.of("aws:glue/crawler:Crawler", "c", in_stack="dev", role="crawl-prod")
    assert judged(crawler).problems[0].key == "production name"


def test_an_account_is_told_by_the_settings() -> None:
    (problem,) = judged(function(f"{ARN}api", tags=DEV), settings=ACCOUNTS).problems
    assert (problem.key, problem.confidence) == ("production account", "high")
    assert passes(judged(function(f"{ARN}api", tags=PROD), settings=ACCOUNTS))


def test_a_role_of_another_stack_of_the_scan_is_told_by_its_stack_and_its_tag() -> None:
    assert judged(function(f"{ARN}api", stack="dev"), role(stack="prod")).problems[0].key == "production tag"
    message = only(judged(function(f"{ARN}api", stack="dev"), role(stack="main", tags=PROD)))
    assert "of development runs as a role of production" in message
    assert passes(judged(function(f"{ARN}api", stack="dev"), role(stack="prod", tags={"Environment": "shared"})))
    assert passes(judged(function(f"{ARN}api", stack="prod"), role(stack="prod-eu")))


def test_what_one_stack_makes_belongs_together_unless_both_are_tagged_otherwise() -> None:
    assert passes(judged(function(f"{ARN}api", stack="dev"), role(stack="dev", tags=PROD)))
    assert passes(judged(function(f"{ARN}api", stack="dev", tags=DEV), role(stack="dev")))
    assert passes(judged(function(f"{ARN}api-prod", stack="dev"), role("api-prod", stack="dev")))
    message = only(judged(function(f"{ARN}api", stack="x", tags=DEV), role(stack="x", tags=PROD)))
    assert "of development runs as a role of production" in message


@pytest.mark.parametrize("name", ["products", "api", "devops", "api-dev", "test-results"])
def test_other_names_tell_nothing(name: str) -> None:
    assert passes(judged(function(f"{ARN}{name}", tags=DEV)))


def test_instances_are_followed_through_their_profile() -> None:
    profile = Resource.of("aws:iam/instanceProfile:InstanceProfile", "p", in_stack="dev", name="p", role="web-prod")
    instance = Resource.of("aws:ec2/instance:Instance", "web", in_stack="dev", iamInstanceProfile="p")
    assert messages(judged(profile, instance)) == ["instance 'web' of development runs as a role of production"]


def test_what_is_not_known_is_undecided_where_it_matters() -> None:
    unknown = {"daypass:environment": UNKNOWN}
    assert unknowns(judged(function(f"{ARN}api-prod", tags=unknown))) == ["tags.daypass:environment"]
    assert passes(judged(function(f"{ARN}api", tags=unknown)))
    assert unknowns(judged(function(UNKNOWN, tags=DEV))) == ["role"]
    assert unknowns(judged(function(UNKNOWN, tags=unknown))) == ["tags.daypass:environment"]
    assert passes(judged(function(UNKNOWN)))
    made = role("api", stack="prod", tags=unknown)
    assert passes(judged(function(f"{ARN}api", stack="dev"), made))


def test_which_of_several_roles_it_is_matters_where_one_is_of_elsewhere() -> None:
    own, other, foreign = role("one"), role("two"), role("three", tags=PROD)

    def as_one_of(*roles: Resource) -> Answer:
        urns = tuple(one.urn for one in roles)
        return judged(replace(function(UNKNOWN, tags=DEV), property_dependencies={"role": urns}), *roles)

    assert passes(as_one_of(own, other))
    assert unknowns(as_one_of(own, foreign)) == ["role"]


def test_a_role_that_was_looked_up_is_told_by_its_name() -> None:
    message = only(
        judged(function(f"{ARN}api-prod", stack="dev"), replace(role("api-prod", stack="dev"), external=True))
    )
    assert "of development runs as a role of production" in message


@pytest.mark.parametrize("odd", [None, 7, [], {}, ""])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    assert passes(judged(function(odd, tags=DEV)))
    assert "canary" not in str(judged(function(Secret("canary-prod"), tags=DEV)).problems)


def test_one_role_for_production_and_another_environment_is_found() -> None:
    both = (function(f"{ARN}api", stack="dev"), replace(function(f"{ARN}api", stack="prod"), name="live"))
    (problem,) = judged(*both).problems
    assert problem.message == (
        "workloads of development and production run as one role (function 'api', function 'live')"
    )
    assert problem.key == "several environments"
    assert judged(role(stack="main"), *both).problems[0].on == role(stack="main")
    assert passes(judged(function(f"{ARN}api", stack="dev"), function(f"{ARN}api", stack="test")))
    assert passes(judged(function(f"{ARN}a", stack="dev"), function(f"{ARN}b", stack="prod")))


def test_a_user_of_a_shared_role_may_not_be_known_yet() -> None:
    late = function(f"{ARN}api", tags={"daypass:environment": UNKNOWN})
    answer = judged(late, function(f"{ARN}api", stack="prod"))
    assert (messages(answer), unknowns(answer)) == ([], ["tags.daypass:environment"])


def pods(cluster: Any = "shop", namespace: Any = "shop", role: str = f"{ARN}api", **inputs: Any) -> Resource:
    given = {"clusterName": cluster, "namespace": namespace, "serviceAccount": "api", "roleArn": role, **inputs}
    return Resource.of("aws:eks/podIdentityAssociation:PodIdentityAssociation", "api", in_stack="main", **given)


def test_pods_are_of_the_environment_of_their_namespace_else_of_their_cluster() -> None:
    production = role(tags=PROD)
    assert messages(judged(pods(namespace="dev", tags=PROD), production)) == [
        "pod 'api' in a namespace of development runs as a role of production"
    ]
    (problem,) = judged(pods("shop-dev"), production).problems
    assert (problem.key, problem.on) == ("cluster development", pods("shop-dev"))
    assert "in a cluster of production runs as a role" in only(judged(pods("shop-prod"), role(tags=DEV)))
    assert "in a namespace of development runs as a role" in only(judged(pods(namespace="dev", role=f"{ARN}api-prod")))
    native = Resource.of(
        "aws-native:eks:PodIdentityAssociation", "api", in_stack="main", **pods(namespace="dev").inputs.raw
    )
    assert "in a namespace of development runs as a role" in only(judged(native, production))


@pytest.mark.parametrize(
    "placed",
    [
        pods(),
        pods("shop-prod", "shop-prod"),
        pods("shop-prod", "default"),
        pods("devops", "products"),
    ],
)
def test_pods_of_production_and_of_nobody_pass(placed: Resource) -> None:
    assert passes(judged(placed, role(tags=PROD)))


def test_a_cluster_of_development_gets_no_role_of_production_whatever_the_namespace() -> None:
    assert judged(pods("shop-dev", "prod"), role(tags=PROD)).problems[0].key == "cluster development"
    assert passes(judged(pods("shop-prod", "dev"), role(tags=DEV)))


def test_where_nothing_tells_the_roles_environment_no_place_is_foreign() -> None:
    assert passes(judged(pods(namespace="dev"), role()))
    assert passes(judged(pods(namespace=UNKNOWN), role()))
    assert passes(judged(pods(namespace="dev"), role(tags={"daypass:environment": "shared"})))


def test_a_place_that_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(pods(namespace=UNKNOWN), role(tags=PROD))) == ["namespace"]
    assert unknowns(judged(pods(UNKNOWN), role(tags=PROD))) == ["clusterName"]
    assert unknowns(judged(pods(UNKNOWN, "prod"), role(tags=PROD))) == ["clusterName"]
    assert passes(judged(pods(UNKNOWN, "dev"), role(tags=DEV)))
    assert unknowns(judged(pods(namespace="dev"), role(tags={"daypass:environment": UNKNOWN})))


def test_a_secret_place_is_judged_and_not_quoted() -> None:
    (problem,) = judged(pods(namespace=Secret("canary-dev")), role(tags=PROD)).problems
    assert "canary" not in str((problem.message, problem.key))


def test_pods_that_are_tagged_otherwise_are_said_once() -> None:
    assert len(judged(pods(namespace="dev", tags=DEV), role(tags=PROD)).problems) == 1


@pytest.mark.parametrize(("stack", "called", "is_told"), [("prod", "score-staging", False), ("prod", "score", True)])
def test_what_a_stack_of_production_tags_so_may_be_called_after_staging(
    stack: str, called: str, *, is_told: bool
) -> None:
    runs = Resource.of("aws:lambda/function:Function", called, in_stack=stack, role=f"{ARN}api", tags=PROD)
    staging = role(stack=stack, tags={"daypass:environment": "staging"})
    assert bool(judged(runs, staging).problems) is is_told
