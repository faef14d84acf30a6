"""Who may write the policy of any key, secret or bucket is found; who may write that of its own is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import aws, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.data.policy_edits import policy_edits
from daypass.data.table import read_table
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-rewriting-of-any-policy"]
ACTIONS = [edit.action for edit in policy_edits()]
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"


def refused(*statements: dict[str, object], beside: tuple[Resource, ...] = ()) -> set[str]:
    """The actions for which a role that may do this is found."""
    answer = judge_stack(RULE, role("ops"), may("ops", *statements), *beside)
    assert not answer.undecided
    return {action for problem in answer.problems for action in str(problem.key).split()}


@pytest.mark.parametrize("action", [*ACTIONS, "KMS:Put*", "kms:?utKeyPolicy", "s3:*Policy", "organizations:De*"])
def test_who_may_write_any_is_found(action: str) -> None:
    assert refused(allow(action))
    assert refused(allow([action, "sts:GetCallerIdentity"], ["*"]))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:PutKeyPolicy", "arn:aws:kms:*:111122223333:key/*"),
        ("kms:PutKeyPolicy", "arn:*:kms:*:*:*"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::*"),
        ("secretsmanager:PutResourcePolicy", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*"),
    ],
)
def test_all_of_an_account_are_any(action: str, resource: str) -> None:
    assert refused(allow(action, resource)) == {action}


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:PutKeyPolicy", KEY),
        ("s3:PutBucketPolicy", "arn:aws:s3:::acme-*"),
        ("secretsmanager:PutResourcePolicy", "arn:aws:secretsmanager:*:*:secret:app/*"),
        ("kms:GetKeyPolicy", "*"),
        ("s3:PutObject", "*"),
        ("organizations:DescribePolicy", "*"),
    ],
)
def test_what_is_named_and_what_writes_no_policy_passes(action: str, resource: str) -> None:
    assert not refused(allow(action, resource))


def test_what_is_taken_away_again_passes() -> None:
    both = (allow("kms:*Key*"), deny("kms:PutKeyPolicy"))
    assert not refused(*both)
    tagged = {"StringEquals": {"aws:ResourceTag/team": "shop"}}
    assert not refused(allow("kms:PutKeyPolicy", Condition=tagged))
    assert not refused(allow("kms:PutKeyPolicy"), deny("kms:Put*", "*"))


def test_who_may_do_everything_in_the_service_is_the_matter_of_another_rule() -> None:
    assert not refused(allow("*"))
    assert not refused(allow("kms:*"))
    assert refused(allow("kms:*"), allow("s3:PutBucketPolicy")) == {"s3:PutBucketPolicy"}


def test_users_and_policies_that_nobody_has_yet_are_asked() -> None:
    message = only(judge_stack(RULE, user("ann"), user_may("ann", allow("kms:PutKeyPolicy"))))
    assert "may write the policy of any key" in message
    loose = aws("iam/policy", "loose", policy=document(allow("s3:PutBucketPolicy")))
    (message,) = messages(judge_stack(RULE, loose))
    assert message.endswith("'loose' may write the policy of any bucket")


def test_what_is_not_known_yet_is_undecided_and_what_is_secret_is_not_told() -> None:
    unknown = aws("iam/rolePolicy", "later", role="ops", policy=UNKNOWN)
    assert unknowns(judge_stack(RULE, role("ops"), unknown))
    hidden = Secret(document(allow("kms:PutKeyPolicy")))
    (problem,) = judge_stack(RULE, role("ops"), aws("iam/rolePolicy", "p", role="ops", policy=hidden)).problems
    assert problem.message.endswith("the policy of things that it does not name")


def test_a_stack_without_identities_passes() -> None:
    assert passes(judge_stack(RULE))


@given(st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True))
def test_each_that_is_allowed_is_in_the_key(actions: list[str]) -> None:
    (problem,) = judge_stack(RULE, role("ops"), may("ops", allow(actions))).problems
    assert set((problem.key or "").split()) == set(actions)


def test_the_table_names_actions_of_services_each_once() -> None:
    assert len(set(ACTIONS)) == len(ACTIONS)
    assert all("{}" in edit.resource and edit.action.count(":") == 1 for edit in policy_edits())
    assert read_table("policy_edits").source


GRANT = "kms:CreateGrant"


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        {"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}},
        {"StringLike": {"kms:ViaService": "ec2.*.amazonaws.com"}},
        {"StringEquals": {"kms:GranteePrincipal": "arn:aws:iam::111122223333:role/worker"}},
        {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Encrypt", "GenerateDataKeyWithoutPlaintext"]}},
        {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextSubset"}},
        {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::acme"}},
        {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/shop"}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}},
        {"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}},
        {"StringEquals": {"aws:CalledViaFirst": "athena.amazonaws.com"}},
    ],
    ids=lambda condition: next(iter(next(iter(condition.values())))),
)
def test_a_grant_that_is_bound_passes(condition: dict[str, object]) -> None:
    assert not refused(allow(GRANT, Condition=condition))
    assert refused(allow(GRANT, Condition=condition), allow("kms:Creat*")) == {GRANT}


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"kms:CallerAccount": "111122223333"}},
        {"StringLike": {"kms:GranteePrincipal": "*"}},
        {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]}},
        {"Bool": {"kms:GrantIsForAWSResource": "false"}},
        {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}},
        {"StringEquals": {"aws:CalledViaLast": "cloudformation.amazonaws.com"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
    ],
)
def test_a_condition_that_every_grant_for_itself_meets_binds_nothing(condition: dict[str, object]) -> None:
    assert refused(allow(GRANT, Condition=condition)) == {GRANT}


def test_a_deny_of_grants_keeps_only_what_it_fits() -> None:
    through = {"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}}
    assert refused(allow(GRANT), deny(GRANT, Condition=through)) == {GRANT}
    assert refused(allow(GRANT), deny(GRANT, Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}})) == {GRANT}
    assert not refused(allow(GRANT), deny(GRANT, Condition={"Bool": {"kms:GrantIsForAWSResource": "false"}}))
    assert not refused(allow(GRANT), deny(GRANT, Condition={"Null": {"kms:ViaService": "true"}}))


@pytest.mark.parametrize("action", ["organizations:UpdatePolicy", "organizations:Detach*", "organizations:Disable*"])
def test_policies_of_an_organisation_that_hold_nobody_back_pass(action: str) -> None:
    def of(*types: str, operator: str = "StringEquals") -> set[str]:
        return refused(allow(action, Condition={operator: {"organizations:PolicyType": list(types)}}))

    assert not of("BACKUP_POLICY")
    assert not of("BACKUP_POLICY", "TAG_POLICY", operator="StringLikeIfExists")
    assert of("SERVICE_CONTROL_POLICY")
    assert of("RESOURCE_CONTROL_POLICY", "TAG_POLICY")
    assert of("DECLARATIVE_POLICY_EC2")
    assert of("OF_NEXT_YEAR")


def test_a_service_that_is_let_call_any_function_passes() -> None:
    asked = {"StringEquals": {"lambda:Principal": "events.amazonaws.com"}}
    assert not refused(allow("lambda:AddPermission", Condition=asked))
    any_function = allow("lambda:AddPermission", "arn:aws:lambda:eu-west-1:111122223333:function:*")
    assert refused(any_function) == {"lambda:AddPermission"}


def test_any_user_of_a_database_is_found_and_ones_own_passes() -> None:
    action, any_user = "redshift:GetClusterCredentials", "arn:aws:redshift:*:111122223333:dbuser:*/"
    assert refused(allow(action, f"{any_user}*")) == {action}
    assert not refused(allow(action, f"{any_user}reader"))
    assert not refused(allow(action, f"{any_user}*", Condition={"StringEquals": {"redshift:DbUser": "reader"}}))
    own = {"StringLike": {"aws:userid": "*:${redshift:DbUser}"}}
    assert not refused(allow(action, f"{any_user}${{redshift:DbUser}}", Condition=own))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (GRANT, KEY),
        ("dynamodb:PutResourcePolicy", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
        ("lambda:AddPermission", "arn:aws:lambda:eu-west-1:111122223333:function:shop-*"),
        ("sqs:AddPermission", "arn:aws:sqs:eu-west-1:111122223333:shop-*"),
        ("sqs:SetQueueAttributes", "*"),
        ("transfer:ImportSshPublicKey", "arn:aws:transfer:eu-west-1:111122223333:user/s-0a1b2c3d/*"),
        ("s3:DeleteBucketPolicy", "*"),
    ],
)
def test_what_deploys_its_own_things_passes(action: str, resource: str) -> None:
    assert not refused(allow(action, resource))


def test_what_opens_only_a_door_is_medium() -> None:
    def severity(*actions: str) -> str | None:
        (problem,) = judge_stack(RULE, role("ops"), may("ops", allow(list(actions)))).problems
        return problem.severity

    assert severity("sqs:AddPermission", "lambda:AddPermission") == "medium"
    assert severity("sqs:AddPermission", GRANT) is None


def test_each_deed_is_told_once() -> None:
    (message,) = messages(judge_stack(RULE, role("ops"), may("ops", allow([GRANT, "kms:PutKeyPolicy", "sns:Add*"]))))
    assert message.endswith("may write the policy of any key, any topic; grant itself any key")


def test_sessions_that_are_called_after_whoever_asks_are_their_own() -> None:
    for named, found in (("${aws:username}-*", set()), ("${aws:userid}-*", set()), ("*", {"ssm:ResumeSession"})):
        assert refused(allow("ssm:ResumeSession", f"arn:aws:ssm:eu-west-1:111122223333:session/{named}")) == found


def test_an_administrator_of_one_service_is_not_that_of_any() -> None:
    registers = "organizations:RegisterDelegatedAdministrator"
    of_health = {"StringEquals": {"organizations:ServicePrincipal": "health.amazonaws.com"}}
    assert refused(allow(registers)) == {registers}
    assert refused(allow(registers, Condition=of_health)) == set()


IN_OURS = "arn:aws:organizations::444455556666"
DETACHES = "organizations:DetachPolicy"


@pytest.mark.parametrize(
    "resource",
    [
        f"{IN_OURS}:policy/o-a1b2c3d4e5/*",
        f"{IN_OURS}:policy/o-a1b2*",
        f"{IN_OURS}:policy/o-a1b2c3d4e5/*_policy/*",
        "arn:aws:organizations::*:policy/o-a1b2c3d4e5/*/p-*",
    ],
)
def test_who_names_its_organisation_names_none_of_its_policies(resource: str) -> None:
    beside = f"{IN_OURS}:ou/o-a1b2c3d4e5/ou-*"
    assert refused(allow(["organizations:AttachPolicy", DETACHES], [resource, beside])) == {DETACHES}
    of_tags = {"StringEquals": {"organizations:PolicyType": "TAG_POLICY"}}
    assert not refused(allow(DETACHES, [resource, beside], Condition=of_tags))
    denied = deny(DETACHES, "arn:aws:organizations::*:policy/o-*/service_control_policy/*")
    assert not refused(allow(DETACHES, [resource, beside]), denied)
    (problem,) = judge_stack(RULE, role("ops"), may("ops", allow(DETACHES, resource))).problems
    assert "organizations:PolicyType" in str(problem.remedy)


@pytest.mark.parametrize(
    "resource",
    [
        f"{IN_OURS}:policy/o-a1b2c3d4e5/tag_policy/*",
        f"{IN_OURS}:policy/o-a1b2c3d4e5/service_control_policy/*",
        f"{IN_OURS}:policy/o-a1b2c3d4e5/*/p-1a2b3c4d",
        f"{IN_OURS}:ou/o-a1b2c3d4e5/*",
    ],
)
def test_who_names_a_type_of_policies_or_one_of_them_passes(resource: str) -> None:
    assert not refused(allow([DETACHES, "organizations:UpdatePolicy"], resource))


def test_an_organisation_has_one_root_and_many_accounts() -> None:
    off, registers = "organizations:DisablePolicyType", "organizations:RegisterDelegatedAdministrator"
    for root in ("r-ab12", "*"):
        assert refused(allow(off, f"{IN_OURS}:root/o-a1b2c3d4e5/{root}")) == {off}
    assert refused(allow(registers, f"{IN_OURS}:account/o-a1b2c3d4e5/*")) == {registers}
    assert not refused(allow(registers, f"{IN_OURS}:account/o-a1b2c3d4e5/111122223333"))
