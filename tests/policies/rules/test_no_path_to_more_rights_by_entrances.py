"""Whoever writes the keys of a provider that roles trust, or the administrators of a cluster, comes in as anyone."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

CORP = f"{ARN}saml-provider/corp"
ENTERED = role("staff", lets_in({"Federated": CORP}, "sts:AssumeRoleWithSAML"))
CLUSTER = f"arn:aws:eks:eu-west-1:{ACCOUNT}:access-entry/main/*"
WRITES = allow("iam:UpdateSAMLProvider", CORP)
JOINS = allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"], CLUSTER)


def of_class(name: str) -> Resource:
    return role("a", tags={"daypass:class": name})


def judged(holder: Resource, *given: Any) -> Answer:
    return entering(holder, allow("s3:PutObject", "arn:aws:s3:::files/*"), *given)


def entering(holder: Resource, files: dict[str, Any], *given: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, holder, may("a", *given), ENTERED, may("staff", files))


@pytest.mark.parametrize("class_", ["", "service", "pipeline", "agent"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (WRITES, "may write the keys of a provider by which role 'staff' is entered (iam:UpdateSAMLProvider)"),
        (JOINS, "may make itself an administrator of a cluster (eks:AssociateAccessPolicy)"),
    ],
    ids=["saml", "eks"],
)
def test_an_entrance_that_is_named_is_advice(class_: str, given: dict[str, Any], words: str) -> None:
    (problem,) = judged(of_class(class_) if class_ else role("a"), given).problems
    assert words in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [allow("iam:UpdateSAMLProvider", f"{ARN}saml-provider/other")],
        [allow("iam:GetSAMLProvider", CORP)],
        [WRITES, deny("iam:Update*")],
        [allow("eks:DescribeAccessEntry", CLUSTER)],
        [{**JOINS, "Condition": {"StringEquals": {"eks:accessScope": "namespace"}}}],
        [{**JOINS, "Condition": {"StringLike": {"eks:policyArn": "*AmazonEKSViewPolicy"}}}],
        [{**JOINS, "Condition": {"StringNotLike": {"eks:policyArn": "*AdminPolicy"}}}],
        [JOINS, deny("eks:AssociateAccessPolicy", Condition={"StringEquals": {"eks:accessScope": "cluster"}})],
    ],
    ids=str,
)
def test_others_providers_lesser_policies_and_denials_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(role("a"), *given))


def test_a_condition_that_leaves_one_of_the_two_policies_of_administrators_holds_nobody() -> None:
    for kept_out in ("*ClusterAdminPolicy", "*/AmazonEKSAdminPolicy"):
        joins = {**JOINS, "Condition": {"StringNotLike": {"eks:policyArn": kept_out}}}
        assert "may make itself an administrator of a cluster" in only(judged(role("a"), joins))


def test_a_host_that_makes_itself_an_administrator_is_told_as_well() -> None:
    assert "may make itself an administrator of a cluster" in only(judged(role("a", "ec2.amazonaws.com"), JOINS))
    kept = deny("eks:AssociateAccessPolicy", "*")
    assert passes(judged(role("a", "ec2.amazonaws.com"), JOINS, kept))


def test_a_provider_of_roles_that_have_no_more_passes() -> None:
    assert passes(judged(role("a"), WRITES, allow("s3:PutObject", "arn:aws:s3:::files/*")))


READS = allow(["s3:GetObject", "dynamodb:Query", "logs:PutLogEvents"])


def test_a_provider_of_roles_that_only_read_passes() -> None:
    assert passes(entering(role("a"), READS, WRITES))
    assert passes(entering(role("a"), allow("sqs:SendMessage", "arn:aws:sqs:*:*:test-jobs"), WRITES))


@pytest.mark.parametrize(
    "gives", [allow("secretsmanager:GetSecretValue"), allow("sqs:SendMessage"), allow("*")], ids=str
)
def test_one_role_that_has_what_weighs_is_enough(gives: dict[str, Any]) -> None:
    boss = role("boss", lets_in({"Federated": CORP}, "sts:AssumeRoleWithSAML"))
    others = (ENTERED, may("staff", READS), boss, may("boss", gives))
    (problem,) = [
        one
        for one in judge_stack(no_path_to_more_rights, role("a"), may("a", WRITES), *others).problems
        if "role 'a'" in one.message
    ]
    assert "by which role 'boss' is entered" in problem.message


def test_people_may_do_so() -> None:
    assert passes(judged(of_class("break-glass"), WRITES))
    assert passes(judged(role("a", f"{ARN}root"), JOINS))


SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:prod/db-AbCdEf"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
OPENS = allow("secretsmanager:PutResourcePolicy", SECRET)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (OPENS, "write the policy of what it names, and so do what it was not given (secretsmanager:GetSecretValue)"),
        (allow("s3:PutBucketPolicy", "arn:aws:s3:::ledger"), "(s3:GetObject)"),
        (allow("kms:PutKeyPolicy", KEY), "(kms:Decrypt)"),
        (allow("kms:CreateGrant", KEY), "grant itself what it names, and so do what it was not given (kms:Decrypt)"),
    ],
)
def test_a_workload_that_writes_the_policy_of_what_it_may_not_read_reads_it(given: dict[str, Any], words: str) -> None:
    (problem,) = judged(of_class("agent"), given).problems
    assert words in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [OPENS, allow("secretsmanager:GetSecretValue", SECRET)],
        [OPENS, deny("secretsmanager:Put*")],
        [allow("s3:PutBucketPolicy", "arn:aws:s3:::ledger"), allow("s3:Get*", "arn:aws:s3:::ledger/*")],
        [allow("kms:CreateGrant", KEY, Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}})],
        [allow("kms:CreateGrant", KEY, Condition={"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}})],
        [allow("kms:CreateGrant", KEY, Condition={"ForAllValues:StringEquals": {"kms:GrantOperations": "Encrypt"}})],
        [allow("secretsmanager:PutResourcePolicy", SECRET.replace("prod", "test"))],
    ],
    ids=str,
)
def test_what_it_may_read_anyhow_or_grants_to_services_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(of_class("service"), *given))


def test_a_grant_asks_for_no_context_where_its_own_policy_does() -> None:
    context = {"StringEquals": {"kms:EncryptionContext:kind": "public"}}
    opens = allow("kms:Decrypt", KEY, Condition=context)
    assert "(kms:Decrypt) (kms:CreateGrant)" in only(judged(of_class("batch"), opens, allow("kms:CreateGrant", KEY)))
    held = {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextSubset"}}
    assert passes(judged(of_class("batch"), opens, allow("kms:CreateGrant", KEY, Condition=held)))
    assert passes(judged(of_class("batch"), allow("kms:Decrypt", KEY), allow("kms:CreateGrant", KEY)))
    assert passes(judged(of_class("batch"), allow(["kms:Decrypt", "kms:CreateGrant"], KEY, Condition=context)))
    others = deny("kms:Decrypt", KEY, Condition={"StringNotEquals": {"kms:EncryptionContext:kind": "public"}})
    assert passes(judged(of_class("batch"), allow(["kms:Decrypt", "kms:CreateGrant"], KEY), others))


@pytest.mark.parametrize(
    ("given", "makes"),
    [
        (OPENS, "secretsmanager:CreateSecret"),
        (OPENS, "secretsmanager:PutSecretValue"),
        (allow("kms:PutKeyPolicy", KEY), "kms:CreateKey"),
        (allow("s3:PutBucketPolicy", "arn:aws:s3:::ledger"), "s3:Create*"),
        (allow("ssm:PutResourcePolicy", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/db"), "ssm:PutParameter"),
        (allow("dynamodb:PutResourcePolicy", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t"), "dynamodb:CreateTable"),
    ],
    ids=str,
)
def test_a_pipeline_that_makes_such_things_writes_their_policies(given: dict[str, Any], makes: str) -> None:
    (problem,) = judged(of_class("pipeline"), given).problems
    assert "what it was not given" in problem.message
    assert problem.advisory
    assert passes(judged(of_class("pipeline"), given, allow(makes)))
    assert "may write the policy of what it names" in only(judged(of_class("service"), given, allow(makes)))


TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"


@pytest.mark.parametrize(
    ("opens", "thing", "changes"),
    [
        ("dynamodb:PutResourcePolicy", TABLE, "dynamodb:UpdateTable"),
        ("dynamodb:PutResourcePolicy", TABLE, "dynamodb:DeleteTable"),
        ("secretsmanager:PutResourcePolicy", SECRET, "secretsmanager:DeleteSecret"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::ledger", "s3:DeleteBucket"),
        ("kms:PutKeyPolicy", KEY, "kms:ScheduleKeyDeletion"),
        ("kms:CreateGrant", KEY, "kms:UpdateKeyDescription"),
        ("ssm:PutResourcePolicy", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/prod/db", "ssm:DeleteParameter*"),
    ],
)
def test_a_pipeline_that_changes_the_thing_itself_deploys_it_with_its_policy(
    opens: str, thing: str, changes: str
) -> None:
    both, other = allow([opens, changes], thing), allow(changes, f"{thing[:-1]}-other")
    assert passes(judged(of_class("pipeline"), both))
    assert "what it was not given" in only(judged(of_class("service"), both))
    assert "what it was not given" in only(judged(of_class("pipeline"), allow(opens, thing), other))
    assert "what it was not given" in only(judged(of_class("pipeline"), both, deny(changes, thing)))


def test_a_pipeline_that_changes_one_table_does_not_deploy_all_that_are_called_alike() -> None:
    writes = allow("dynamodb:PutResourcePolicy", f"{TABLE}*")
    assert "what it was not given" in only(judged(of_class("pipeline"), writes, allow("dynamodb:UpdateTable", TABLE)))
    assert passes(judged(of_class("pipeline"), writes, allow("dynamodb:UpdateTable", f"{TABLE}*")))


def test_what_is_in_the_table_is_not_the_table() -> None:
    both = allow(["dynamodb:PutResourcePolicy", "dynamodb:UpdateItem", "dynamodb:TagResource"], TABLE)
    assert "what it was not given" in only(judged(of_class("pipeline"), both))


def test_what_a_pipeline_may_make_is_not_known_before_its_policies_are() -> None:
    rest = aws("iam/rolePolicy", "rest", role="a", policy=UNKNOWN)
    stack = (of_class("pipeline"), may("a", OPENS), rest)
    assert not judge_stack(no_path_to_more_rights, *stack).problems


def test_a_pipeline_looks_after_the_policy_of_the_bucket_that_it_fills() -> None:
    site, fills = "arn:aws:s3:::site", allow("s3:PutObject", "arn:aws:s3:::site/*")
    for class_, writes, is_told in (
        ("pipeline", site, False),
        ("pipeline", "arn:aws:s3:::*", True),
        ("pipeline", "arn:aws:s3:::ledger", True),
        ("service", site, True),
    ):
        assert bool(judged(of_class(class_), allow("s3:PutBucketPolicy", writes), fills).problems) is is_told


def test_a_pipeline_that_fills_one_bucket_does_not_look_after_all_that_are_called_alike() -> None:
    fills, fills_all = (allow("s3:PutObject", f"arn:aws:s3:::acme-{name}/*") for name in ("site", "*"))
    writes = allow("s3:PutBucketPolicy", "arn:aws:s3:::acme-*")
    (problem,) = judged(of_class("pipeline"), writes, fills).problems
    assert "write the policy of what it names" in problem.message
    assert passes(judged(of_class("pipeline"), writes, fills_all))
    assert passes(judged(of_class("pipeline"), writes, fills, allow("s3:CreateBucket")))


def test_a_host_that_grants_itself_a_key_which_it_may_not_use_is_told() -> None:
    host, grants = role("a", "ec2.amazonaws.com"), allow("kms:CreateGrant", KEY)
    (problem,) = judged(host, grants).problems
    assert "grant itself what it names" in problem.message
    assert passes(judged(host, grants, allow("kms:Decrypt", KEY)))
    volumes = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert passes(judged(host, allow("kms:CreateGrant", KEY, Condition=volumes)))


ROOT_OF_KEY = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}root"}, "Action": "kms:*", "Resource": "*"}
FOR_SERVICES = {
    **ROOT_OF_KEY,
    "Action": ["kms:CreateGrant", "kms:DescribeKey"],
    "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
}
GRANTS = allow("kms:CreateGrant", KEY)


def key(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws(
        "kms/key", "vault", **{"arn": KEY, "keyId": KEY.rpartition("/")[2], "policy": document(*statements), **inputs}
    )


def grants_itself(*made: Resource, given: dict[str, Any] = GRANTS) -> bool:
    found = judge_stack(no_path_to_more_rights, of_class("service"), may("a", given), *made)
    return any("so do what it was not given (kms:Decrypt)" in one for one in messages(found))


def test_a_key_that_lets_services_alone_be_granted_it_is_granted_to_nobody_else() -> None:
    admin = {**ROOT_OF_KEY, "Principal": {"AWS": f"{ARN}role/admin"}}
    assert not grants_itself(key(admin, FOR_SERVICES))
    assert not grants_itself(key(admin))
    denied = {**FOR_SERVICES, "Effect": "Deny", "Condition": {"Bool": {"kms:GrantIsForAWSResource": "false"}}}
    assert not grants_itself(key(ROOT_OF_KEY, denied))
    separate = aws("kms/keyPolicy", "vault", keyId=KEY, policy=document(admin, FOR_SERVICES))
    assert not grants_itself(key(policy=None), separate)
    rewrites = allow("kms:PutKeyPolicy", KEY)
    assert not grants_itself(key(admin, FOR_SERVICES), given=rewrites)
    assert grants_itself(key(ROOT_OF_KEY), given=rewrites)


@pytest.mark.parametrize(
    "made",
    [
        [key(ROOT_OF_KEY)],
        [key(ROOT_OF_KEY, FOR_SERVICES)],
        [key({**FOR_SERVICES, "Condition": {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/a"}}})],
        [key(ROOT_OF_KEY, {**ROOT_OF_KEY, "Principal": {"AWS": f"{ARN}role/a"}, "Action": "kms:CreateGrant"})],
        [key(policy=None)],
        [key(policy=UNKNOWN)],
        [key(FOR_SERVICES, arn=KEY.replace("1111", "2222"))],
        [key(FOR_SERVICES), aws("kms/grant", "g", keyId=KEY, granteePrincipal=f"{ARN}role/a")],
        [],
    ],
    ids=str,
)
def test_one_that_leaves_it_to_the_account_or_names_the_holder_or_is_not_known_is(made: list[Resource]) -> None:
    assert grants_itself(*made)


def named(*actions: str, **more: Any) -> dict[str, Any]:
    return {**ROOT_OF_KEY, "Principal": {"AWS": [f"{ARN}role/a"]}, "Action": list(actions), **more}


READS_FILES = allow("s3:GetObject", "arn:aws:s3:::claims/*")


def test_a_policy_that_names_a_workload_for_grants_keeps_nothing_from_it() -> None:
    (message,) = messages(
        judge_stack(
            no_path_to_more_rights,
            of_class("service"),
            may("a", READS_FILES),
            key(ROOT_OF_KEY, named("kms:DescribeKey", "kms:CreateGrant")),
        )
    )
    assert "grant itself key 'vault', whose policy lets it, and so do what it was not given" in message


@pytest.mark.parametrize(
    "statements",
    [
        [named("kms:CreateGrant", "kms:Decrypt")],
        [named("kms:CreateGrant"), named("kms:*")],
        [named("kms:CreateGrant", Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}})],
        [named("kms:CreateGrant", Condition={"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}})],
        [named("kms:CreateGrant"), named("kms:CreateGrant", Effect="Deny")],
        [{**named("kms:CreateGrant"), "Principal": {"AWS": f"{ARN}role/b"}}],
        [],
    ],
)
def test_one_that_gives_all_of_it_or_gives_for_services_or_to_others_opens_nothing(
    statements: list[dict[str, Any]],
) -> None:
    assert not grants_itself(key(ROOT_OF_KEY, *statements), given=READS_FILES)


@pytest.mark.parametrize(
    ("grantee", "is_told"), [(f"{ARN}role/a", True), (f"{ARN}role/b", False), (f"{ARN}role/*", True)]
)
def test_a_grant_that_is_for_another_gives_it_nothing(grantee: str, *, is_told: bool) -> None:
    condition = {"ArnLike": {"kms:GranteePrincipal": grantee}}
    assert grants_itself(key(ROOT_OF_KEY, named("kms:CreateGrant", Condition=condition)), given=READS_FILES) is is_told


def test_an_unrelated_grant_hides_nothing_and_keys_are_told_in_order() -> None:
    other = aws("kms/grant", "g", keyId=KEY, granteePrincipal=f"{ARN}role/other", operations=["Encrypt"])
    first = key(ROOT_OF_KEY, named("kms:CreateGrant"))
    assert grants_itself(first, other, given=READS_FILES)
    second = aws("kms/key", "archive", arn=f"{KEY}2", keyId="2", policy=first.inputs["policy"])
    told = [
        messages(judge_stack(no_path_to_more_rights, of_class("service"), may("a", READS_FILES), *made))
        for made in ((first, second), (second, first))
    ]
    assert told[0] == told[1]


def test_nor_does_it_where_the_holder_is_denied_that_or_looks_after_keys() -> None:
    made = key(ROOT_OF_KEY, named("kms:CreateGrant"))
    assert not grants_itself(made, given=deny("kms:CreateGrant"))
    assert not grants_itself(made, given=deny("kms:Decrypt"))
    refused = named("kms:Decrypt", Effect="Deny")
    assert not grants_itself(key(ROOT_OF_KEY, named("kms:CreateGrant"), refused), given=READS_FILES)
    both = document(GRANTS, deny("kms:Decrypt"))
    assert passes(
        judge_stack(no_path_to_more_rights, of_class("service"), aws("iam/rolePolicy", "p", role="a", policy=both))
    )
    pipeline = judge_stack(no_path_to_more_rights, of_class("pipeline"), may("a", READS_FILES), made)
    assert passes(pipeline)


def test_what_aws_wrote_for_a_service_is_nobodys_entrance() -> None:
    of_aws = "arn:aws:iam::aws:policy/AmazonAppFlowFullAccess"
    holder = role("a", tags={"daypass:class": "service"}, managedPolicyArns=[of_aws])
    assert passes(judged(holder))
    written = allow(
        "secretsmanager:PutResourcePolicy", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:prod/db-??????"
    )
    assert "may write the policy of what it names" in only(judged(holder, written))
