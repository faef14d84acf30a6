"""Who accepted a finding in a baseline has not accepted what it may grow into: a wider one is another finding."""

import json
from typing import Any

import pytest
from tests.support.roles import github, role
from tests.support.rules import judge, judge_stack

from daypass.answering import Answer
from daypass.model.resource import Resource, Secret
from daypass.rule import Rule
from daypass_policies.rules import catalog

CATALOG = catalog()


def policy(**statement: Any) -> Resource:
    """A role's policy of one statement."""
    document = json.dumps({"Statement": [{"Effect": "Allow", **statement}]})
    return Resource.of("aws:iam/rolePolicy:RolePolicy", "access", role="app", policy=document)


def function(value: Any) -> Resource:
    """A function with one variable."""
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": {"SETTING": value}})


def owned(**claims: str) -> Resource:
    """A role for any job on GitHub with these claims."""
    return role(github(StringEquals={"aud": "sts.amazonaws.com", **claims}, StringLike={"sub": "repo:*"}))


TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
WIDENED = {
    "a service on one table": (
        "no-admin-access",
        policy(Action="dynamodb:*", Resource=TABLE),
        policy(Action="dynamodb:*", Resource="*"),
    ),
    "a marked value": ("no-plain-credential", function(Secret("x1y2")), function("AKIAIOSFODNN7EXAMPLE")),
    "one organisation": ("trust-pins-subject", owned(repository_owner_id="1"), owned()),
}


@pytest.mark.parametrize(("rule", "before", "after"), WIDENED.values(), ids=WIDENED)
def test_what_grows_wider_is_another_finding(rule: str, before: Resource, after: Resource) -> None:
    (narrow,), (wide,) = judged(CATALOG[rule], before), judged(CATALOG[rule], after)
    assert narrow != wide


def judged(rule: Rule, resource: Resource) -> list[str | None]:
    """The keys of what was found."""
    return [problem.key for problem in answered(rule, resource).problems]


def answered(rule: Rule, resource: Resource) -> Answer:
    """What the most demanding profile says, which tells what is narrow too."""
    return (judge_stack if rule.stack else judge)(rule, resource, profile="strict")


@pytest.mark.parametrize(
    ("rule", "resource"),
    [
        (
            "no-admin-access",
            Resource.of(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                "attached",
                policyArn=Secret("arn:aws:iam::aws:policy/CanaryFullAccess"),
            ),
        ),
        (
            "identity-is-governed",
            role(permissionsBoundary=Secret("arn:aws:iam::aws:policy/job-function/../AdministratorAccess")),
        ),
        ("identity-is-governed", role(permissionsBoundary=Secret("arn:aws:iam::aws:policy/AdministratorAccess"))),
    ],
)
def test_no_part_of_a_secret_is_told(rule: str, resource: Resource) -> None:
    (problem,) = answered(CATALOG[rule], resource).problems
    assert not any(word in f"{problem.message} {problem.key}" for word in ("Canary", "Administrator"))
