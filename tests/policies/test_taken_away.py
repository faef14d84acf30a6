"""A policy that an exclusive resource may take away is judged as given, and leaves no rule undecided."""

import json

import pytest
from tests.support.grants import ARN, aws, role
from tests.support.rules import judge_stack, unknowns

from daypass.model.resource import Resource
from daypass.rule import Rule
from daypass_policies.rules import catalog

READS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::invoices/*"}],
    }
)
READER = f"{ARN}policy/reader"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
ROLES = [rule for rule in catalog().values() if rule.stack and "aws:iam/role:Role" in rule.applies_to]


def inline(name: str) -> Resource:
    return aws("iam/rolePolicy", name, role="app", name=name, policy=READS)


STACKS: dict[str, tuple[Resource, ...]] = {
    "managed policies of the role, and one that is attached beside": (
        role(assumeRolePolicy=TRUST, managedPolicyArns=["arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"]),
        aws("iam/policy", "reader", name="reader", arn=READER, policy=READS),
        aws("iam/rolePolicyAttachment", "a", role="app", policyArn=READER),
    ),
    "inline policies of the role, and one beside": (
        role(assumeRolePolicy=TRUST, inlinePolicies=[{"name": "own", "policy": READS}]),
        inline("beside"),
    ),
    "names that leave the policy out": (
        role(assumeRolePolicy=TRUST),
        inline("kept-1a2b3c4"),
        aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=["daypass-revoked"]),
    ),
}


@pytest.mark.parametrize("rule", ROLES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_no_rule_is_left_undecided(stack: tuple[Resource, ...], rule: Rule) -> None:
    assert unknowns(judge_stack(rule, *stack)) == []
