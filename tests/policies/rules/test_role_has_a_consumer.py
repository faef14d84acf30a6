"""A role is idle where nothing uses it, depends on it or names it, and enough was scanned to tell."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import statement, trust
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.graph.stack import STACK_TYPE
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.role_has_a_consumer import role_has_a_consumer

ARN = "arn:aws:iam::111122223333:role/mailer"
OTHER_STACK = Resource.of(STACK_TYPE, "shop-prod", in_stack="prod")


def role(*principals: str, **inputs: Any) -> Resource:
    entered = statement({"Service": list(principals or ("lambda.amazonaws.com",))})
    given = {"name": "mailer", "arn": ARN, "assumeRolePolicy": json.dumps(trust(entered)), **inputs}
    return Resource.of("aws:iam/role:Role", "mailer", **given)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(role_has_a_consumer, OTHER_STACK, *resources, **ask)


def function(**inputs: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "mail", **inputs)


def test_a_role_that_nothing_uses_is_found() -> None:
    assert messages(judged(role())) == ["role 'mailer' is used by nothing that was scanned"]


def test_one_stack_alone_does_not_tell_unless_somebody_asks_for_it() -> None:
    assert passes(judge_stack(role_has_a_consumer, role()))
    assert judge_stack(role_has_a_consumer, role(), profile="strict").problems


@pytest.mark.parametrize(
    "consumer",
    [
        function(role=ARN),
        function(role="mailer"),
        Resource.of("aws:iam/instanceProfile:InstanceProfile", "p", role="mailer"),
        Resource.of("aws:ssm/parameter:Parameter", "p", type="String", value=ARN),
        Resource.of("acme:index:Thing", "p", settings={"roles": [f"use {ARN} please"]}),
    ],
)
def test_a_role_that_something_uses_or_names_passes(consumer: Resource) -> None:
    assert passes(judged(role(), consumer))


def test_a_dependency_is_a_use_but_its_own_policies_are_none() -> None:
    depending = replace(Resource.of("acme:index:Thing", "p"), dependencies=(role().urn,))
    assert passes(judged(role(), depending))
    policy = replace(
        Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role="mailer", policy="{}"),
        property_dependencies={"role": (role().urn,)},
    )
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="mailer", policyArn="arn:x")
    assert judged(role(), policy, attached).problems


def test_the_component_that_made_it_does_not_use_it() -> None:
    component = replace(Resource.of("acme:index:App", "app", roleArn=ARN), custom=False, dependencies=(role().urn,))
    assert judged(role(), component).problems


def test_a_role_among_the_outputs_of_a_stack_is_used_elsewhere() -> None:
    exporting = replace(OTHER_STACK, outputs=Properties({"roleArn": ARN}))
    assert passes(judge_stack(role_has_a_consumer, exporting, role()))
    unknown = replace(OTHER_STACK, outputs=Properties({"roleArn": UNKNOWN}))
    assert passes(judge_stack(role_has_a_consumer, unknown, role()))


@pytest.mark.parametrize(
    "principal",
    ["support.amazonaws.com", "config.amazonaws.com", "backup.amazonaws.com", "cloudtrail.amazonaws.com", "x.example"],
)
def test_roles_for_services_that_act_for_the_account_are_not_asked_about(principal: str) -> None:
    assert passes(judged(role(principal)))
    assert passes(judged(role("lambda.amazonaws.com", principal)))


def test_a_role_that_others_enter_is_not_asked_about() -> None:
    both = trust(statement({"Service": "lambda.amazonaws.com"}), statement({"AWS": "arn:aws:iam::111122223333:role/a"}))
    assert passes(judged(role(assumeRolePolicy=json.dumps(both))))


def test_roles_that_were_looked_up_and_aws_own_are_not_asked_about() -> None:
    assert passes(judged(replace(role(), external=True)))
    assert passes(judged(role(path="/aws-service-role/x.amazonaws.com/")))


def test_a_use_that_is_not_known_yet_may_be_this_one() -> None:
    answer = judged(role(), function(role=UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["role"])
    assert judged(role("ec2.amazonaws.com"), function(role=UNKNOWN)).problems


@pytest.mark.parametrize("trusted", ["{", None, UNKNOWN, 7])
def test_a_trust_that_cannot_be_read_tells_nothing(trusted: Any) -> None:
    assert passes(judged(role(assumeRolePolicy=trusted)))


def test_many_roles_cost_little_each() -> None:
    roles = [role(name=f"r{index}", arn=f"{ARN}{index}") for index in range(3_000)]
    each = [replace(one, urn=f"{one.urn}{index}") for index, one in enumerate(roles)]
    assert len(judged(*each).problems) == 3_000


def test_what_holds_more_than_anybody_reads_may_name_any_role() -> None:
    deep: Any = "x"
    for _ in range(50_000):
        deep = [deep]
    assert passes(judged(role(), Resource.of("acme:index:Thing", "p", deep=deep)))
    assert judged(role(), Resource.of("acme:index:Thing", "p", wide=["x"] * 10_000)).problems
