"""What crosses a border, or lets in people, is taken out of the statement, and the rule that asked is content then."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, judge_stack

from daypass.model.resource import Properties, Resource, Secret
from daypass.report.deciding import deciding
from daypass.report.mending import is_empty, mended_document
from daypass.rule import Problem, Rule
from daypass_policies.rules import catalog

DEV = "arn:aws:iam::444455556666:role/shop-dev"
PROD = "arn:aws:iam::111122223333:role/shop-prod"
LAMBDA = {"Service": "lambda.amazonaws.com"}
ANN = "arn:aws:iam::111122223333:user/ann"
TAGS = {"daypass:environment": "prod"}


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def lets_in(principal: Any, action: str = "sts:AssumeRole") -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action}


def trust(*statements: dict[str, Any]) -> Resource:
    return Resource.of("aws:iam/role:Role", "shop", name="shop", tags=TAGS, assumeRolePolicy=text(*statements))


def queue(*statements: dict[str, Any]) -> Resource:
    about = [{**one, "Resource": "*"} for one in statements]
    return Resource.of("aws:sqs/queue:Queue", "orders", name="orders", tags=TAGS, policy=text(*about))


def rights(*resources: str) -> Resource:
    named: Any = list(resources) if len(resources) > 1 else resources[0]
    document = text({"Effect": "Allow", "Action": "s3:GetObject", "Resource": named})
    policy = [{"name": "reads", "policy": document}]
    return Resource.of("aws:iam/role:Role", "shop", name="shop", tags=TAGS, inlinePolicies=policy)


def found(rule: Rule, resource: Resource) -> tuple[Problem, ...]:
    return (judge_stack if rule.stack else judge)(rule, resource).problems


def written(resource: Resource, at: str, document: Any) -> Resource:
    """The resource with this document where the statement stood."""
    raw = dict(resource.inputs.raw)
    key = at.partition(".Statement")[0]
    if key.startswith("inlinePolicies"):
        raw["inlinePolicies"] = [] if is_empty(document) else [{"name": "reads", "policy": json.dumps(document)}]
    else:
        raw[key] = json.dumps(document)
    return replace(resource, inputs=Properties(raw))


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("trust-stays-in-its-environment", trust(lets_in({"AWS": [PROD, DEV]}))),
        ("trust-stays-in-its-environment", trust(lets_in(LAMBDA), lets_in({"AWS": DEV}))),
        ("workload-trusts-no-people", trust(lets_in({**LAMBDA, "AWS": ANN}))),
        ("workload-trusts-no-people", trust(lets_in(LAMBDA), lets_in({"AWS": ANN}))),
        ("resource-policy-stays-in-its-environment", queue(lets_in({"AWS": [PROD, DEV]}, "sqs:SendMessage"))),
        ("rights-stay-in-their-environment", rights("arn:aws:s3:::shop-prod/*", "arn:aws:s3:::shop-dev/*")),
        ("rights-stay-in-their-environment", rights("arn:aws:s3:::shop-dev/*")),
    ],
    ids=str,
)
def test_the_rule_is_content_with_the_mended_policy(name: str, resource: Resource) -> None:
    rule = catalog()[name]
    (problem,) = found(rule, resource)
    decided = deciding(resource, problem.at)
    assert decided is not None
    document = mended_document(decided, problem.mended or "")
    assert document is not None
    assert not found(rule, written(resource, problem.at or "", document))


def test_nothing_is_proposed_of_a_secret_and_where_a_condition_tells() -> None:
    hidden = trust(lets_in({"AWS": DEV}))
    raw = {**hidden.inputs.raw, "assumeRolePolicy": Secret(hidden.inputs.raw["assumeRolePolicy"])}
    by_tag = lets_in("*") | {"Condition": {"StringEquals": {"aws:PrincipalTag/env": "dev"}}}
    for resource in (replace(hidden, inputs=Properties(raw)), trust(by_tag)):
        (problem,) = found(catalog()["trust-stays-in-its-environment"], resource)
        assert problem.mended is None
