"""A role that a whole organisation enters is told where not everyone in it should have what it may."""

from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

OURS = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
WITHIN = {"StringEquals": OURS}
THIRD = "777788889999"
PASSES = allow("iam:PassRole", f"{ARN}role/worker")
LETS_IN = "role 'desk' lets in everyone in"


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def desk(*rights: dict[str, Any], principal: Any = "*", **condition: Any) -> tuple[Resource, ...]:
    """A role that an organisation enters, and its rights."""
    return role("desk", lets_in(principal, Condition=condition or WITHIN)), may("desk", *rights)


def test_what_may_pass_a_role_is_told_as_advice() -> None:
    (problem,) = judged(*desk(PASSES)).problems
    assert problem.message == (
        f"{LETS_IN} the organisation who may assume roles, and may iam:PassRole on {ARN}role/worker"
    )
    assert (problem.severity, problem.advisory, problem.at) == ("medium", True, "assumeRolePolicy.Statement[0]")


def test_what_can_have_all_rights_is_refused() -> None:
    for rights, words in ((allow("*"), "may do everything"), (allow("iam:PutRolePolicy"), "can give itself more")):
        (problem,) = judged(*desk(rights)).problems
        assert words in problem.message
        assert (problem.severity, problem.advisory) == ("high", False)


@pytest.mark.parametrize(
    "rights",
    [
        allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:billing/*"),
        allow("rds:ModifyDBCluster", f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:billing"),
        allow("rds-db:connect", f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:cluster-1/app"),
        allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
        allow("dynamodb:*", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/billing"),
        allow("iam:DeleteUser", f"arn:aws:iam::{ACCOUNT}:user/*"),
        allow("cognito-idp:AdminSetUserPassword", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/p"),
        allow("backup:DeleteRecoveryPoint", "*"),
        allow("kms:ScheduleKeyDeletion", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
    ],
    ids=str,
)
def test_so_is_what_reads_secrets_and_what_changes_or_destroys_what_a_company_lives_on(rights: dict[str, Any]) -> None:
    (message,) = messages(judged(*desk(rights)))
    assert message.startswith(LETS_IN)


@pytest.mark.parametrize(
    "rights",
    [
        allow(["logs:FilterLogEvents", "logs:GetLogEvents"]),
        allow(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::acme-shared/*"),
        allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"),
        allow("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/network/*"),
        allow("s3:PutObject", "arn:aws:s3:::acme-flow-logs/*"),
        allow("events:PutEvents", f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/central"),
        allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"),
        allow("rds:Describe*"),
        allow("rds:DeleteDBInstance", f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:sandbox"),
        allow(["iam:Get*", "iam:List*"]),
    ],
    ids=str,
)
def test_what_an_organisation_works_with_together_passes(rights: dict[str, Any]) -> None:
    assert passes(judged(*desk(rights)))


@pytest.mark.parametrize("policy", ["ReadOnlyAccess", "SecurityAudit", "job-function/ViewOnlyAccess"])
def test_a_policy_of_aws_that_only_reads_passes(policy: str) -> None:
    attached = {"managedPolicyArns": [f"arn:aws:iam::aws:policy/{policy}"]}
    assert passes(judged(role("desk", lets_in("*", Condition=WITHIN), **attached)))


@pytest.mark.parametrize(
    "more",
    [
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/restorer"}},
        {"StringEquals": {**OURS, "aws:PrincipalTag/team": "platform"}},
        {"StringEquals": {**OURS, "aws:SourceVpc": "vpc-1"}},
        {"StringEquals": {**OURS, "aws:PrincipalAccount": OTHER}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ],
    ids=str,
)
def test_a_trust_in_a_part_of_the_organisation_passes(more: dict[str, Any]) -> None:
    assert passes(judged(*desk(PASSES, **{**WITHIN, **more})))


@pytest.mark.parametrize(
    "more",
    [
        {"StringEquals": {**OURS, "sts:ExternalId": "4f6d1c9b"}},
        {"StringEquals": {**OURS, "sts:RoleSessionName": "restore"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:sts::*:assumed-role/*"}},
        {"StringLike": {"aws:PrincipalArn": "arn:*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}},
    ],
    ids=str,
)
def test_what_everyone_in_it_meets_or_may_show_narrows_nothing(more: dict[str, Any]) -> None:
    assert len(messages(judged(*desk(PASSES, **{**WITHIN, **more})))) == 1


def test_several_whole_accounts_are_many_and_one_is_another_rules() -> None:
    each = [f"arn:aws:iam::{account}:root" for account in (ACCOUNT, OTHER, THIRD)]
    (message,) = messages(judged(*desk(PASSES, principal={"AWS": each})))
    assert message.startswith(f"{LETS_IN} 2 whole accounts of the organisation")
    assert passes(judged(*desk(PASSES, principal={"AWS": each[:2]})))
    roles = [one.replace("root", "role/restorer") for one in each]
    assert passes(judged(*desk(PASSES, principal={"AWS": roles})))


def accounts(*trusted: tuple[str, Any]) -> tuple[Resource, ...]:
    """A role with a statement for each account, which asks for this organisation."""
    each = [
        lets_in({"AWS": f"arn:aws:iam::{account}:root"}, Condition={"StringEquals": {"aws:PrincipalOrgID": one}})
        for account, one in trusted
    ]
    trust = {"Version": "2012-10-17", "Statement": each}
    return aws("iam/role", "desk", name="desk", arn=f"{ARN}role/desk", assumeRolePolicy=trust), may("desk", PASSES)


def test_accounts_of_several_statements_count_together() -> None:
    ours = OURS["aws:PrincipalOrgID"]
    (message,) = messages(judged(*accounts((OTHER, ours), (THIRD, ours))))
    assert message.startswith(f"{LETS_IN} 2 whole accounts of the organisation")
    assert passes(judged(*accounts((OTHER, ours), (OTHER, ours), (ACCOUNT, ours))))
    assert len(unknowns(judged(*accounts((OTHER, ours), (THIRD, UNKNOWN))))) == 1
    assert passes(judged(*accounts((OTHER, UNKNOWN), (ACCOUNT, UNKNOWN))))


def test_many_accounts_cost_little_each() -> None:
    def asked(count: int) -> int:
        each = [f"arn:aws:iam::{index:012}:root" for index in range(count)]
        return calls(lambda: judged(*desk(PASSES, principal={"AWS": each})))

    assert asked(400) <= 5 * asked(100)


def test_a_deny_of_all_outside_is_a_trust_in_the_organisation_too() -> None:
    out = {**lets_in("*", "sts:*", Condition={"StringNotEquals": OURS}), "Effect": "Deny"}
    assert len(messages(judged(role("desk", lets_in("*"), out), may("desk", PASSES)))) == 1
    assert passes(judged(role("desk", lets_in("*")), may("desk", PASSES)))  # everyone's, which another rule refuses


def test_what_is_denied_to_the_role_and_what_a_boundary_forbids_are_no_gain() -> None:
    assert passes(judged(*desk(PASSES, deny("iam:*"))))
    elsewhere = role("desk", lets_in("*", Condition=WITHIN), permissionsBoundary=f"{ARN}policy/bounds")
    for given in (PASSES, allow("*")):
        (problem,) = judged(elsewhere, may("desk", given)).problems
        assert (problem.advisory, problem.message.count("unless a permissions boundary")) == (True, 1)


def test_an_unknown_is_undecided_where_the_role_is_worth_something() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}
    trust = {"Version": "2012-10-17", "Statement": [lets_in("*", Condition=condition)]}
    for unknown in (UNKNOWN, trust):
        later = aws("iam/role", "desk", name="desk", arn=f"{ARN}role/desk", assumeRolePolicy=unknown)
        assert len(unknowns(judged(later, may("desk", PASSES)))) == 1
        assert passes(judged(later, may("desk", allow("s3:GetObject", "arn:aws:s3:::acme-shared/*"))))


LATER: Any = UNKNOWN


def later(*statements: Any, **condition: Any) -> tuple[Resource, ...]:
    """The same role, of whose policy a preview does not know some part."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    given = native("iam:RolePolicy", "later", roleName="desk", policyName="later", policyDocument=policy)
    return role("desk", lets_in("*", Condition=condition or WITHIN)), given


@pytest.mark.parametrize(
    "right",
    [allow(LATER), allow("rds:DeleteDBInstance", LATER), {**PASSES, "Condition": UNKNOWN}, UNKNOWN],
    ids=str,
)
def test_a_right_that_is_not_known_is_undecided(right: Any) -> None:
    answer = judged(*later(right))
    assert not answer.problems
    assert answer.undecided
    assert judged(*later(right, PASSES)).problems or right is UNKNOWN
    part = {"StringEquals": {**OURS, "aws:PrincipalTag/team": "platform"}}
    assert not [one for one in judged(*later(right, **part)).undecided if one.on.name == "desk"]


def test_one_that_would_be_worth_nothing_passes() -> None:
    assert passes(judged(*later(allow("s3:GetObject", LATER))))
    assert passes(judged(*later(allow("rds:Describe*", "*", Condition=UNKNOWN))))
    assert passes(judged(*later({**allow("iam:PassRole", LATER), "Effect": "Deny"})))
