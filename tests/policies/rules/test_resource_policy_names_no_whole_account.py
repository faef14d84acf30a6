"""A resource that is shared with a whole foreign account is told; the own account and what goes by account is not."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.resource_policies import deny, document, native, queue, statement
from tests.support.rules import judge_stack, messages, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.data.resource_policies import resource_policies
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.resource_policy_names_no_whole_account import resource_policy_names_no_whole_account

FOREIGN = {"AWS": "arn:aws:iam::444455556666:root"}
OWN = {"AWS": "arn:aws:iam::111122223333:root"}
MANAGED = {"action": "kms:*", "resource": "*"}
USED = {"action": ["kms:Decrypt", "kms:GenerateDataKey"], "resource": "*"}


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(resource_policy_names_no_whole_account, *resources, **ask)


def bucket(*statements: Any) -> Resource:
    policy = json.dumps(document(*statements))
    return Resource.of("aws:s3/bucketPolicy:BucketPolicy", "reports", bucket="reports", policy=policy)


def of_bucket(principal: Any, **more: Any) -> Any:
    return statement(principal, "s3:GetObject", "arn:aws:s3:::reports/*", **more)


def key(*statements: Any) -> Resource:
    return Resource.of("aws:kms/key:Key", "k", policy=json.dumps(document(*statements)))


@pytest.mark.parametrize(
    "principal",
    [
        FOREIGN,
        {"AWS": "444455556666"},
        {"AWS": ["arn:aws:iam::111122223333:role/app", "444455556666"]},
        {"AWS": "arn:aws-us-gov:iam::444455556666:root"},
        {"AWS": "arn:aws:iam::444455556666:role/*"},
    ],
    ids=str,
)
def test_a_whole_account_in_any_form(principal: Any) -> None:
    (problem,) = judged(queue(statement(principal, Sid="Share"))).problems
    assert problem.message == "queue policy 'orders' lets in the whole account 444455556666"
    assert (problem.key, problem.confidence, problem.severity) == ("Share 444455556666", None, None)


def test_everyone_of_an_account_is_the_whole_account() -> None:
    made = statement("*", Condition={"StringEquals": {"aws:PrincipalAccount": ["444455556666", "111122223333"]}})
    assert [problem.key for problem in judged(queue(made)).problems] == ["444455556666"]


def test_accounts_of_one_statement_are_told_together() -> None:
    two = {"AWS": ["arn:aws:iam::555566667777:root", "444455556666", OWN["AWS"]]}
    (problem,) = judged(queue(statement(two, Sid="Share"))).problems
    assert problem.message == "queue policy 'orders' lets in the whole accounts 555566667777, 444455556666"
    assert problem.key == "Share 444455556666 555566667777"
    roles = ["arn:aws:iam::555566667777:role/ROLE", "arn:aws:iam::444455556666:role/ROLE", OWN["AWS"]]
    assert json.loads(problem.mended or "") == {"Principal": {"AWS": roles}}
    found = judged(queue(statement(FOREIGN, Sid="One"), statement({"AWS": "555566667777"}, Sid="Two"))).problems
    assert [problem.key for problem in found] == ["One 444455556666", "Two 555566667777"]


def test_a_key_says_the_caller_s_account_by_a_key_of_its_own() -> None:
    def used(**asked: Any) -> Any:
        return statement("*", **USED, Condition={"StringEquals": asked})

    own = statement(OWN, **MANAGED)
    (problem,) = judged(key(own, used(**{"kms:CallerAccount": "444455556666"}))).problems
    assert problem.message == "key policy 'k' lets in the whole account 444455556666"
    assert passes(judged(key(own, used(**{"kms:CallerAccount": "111122223333"}))))
    through = {"kms:CallerAccount": "444455556666", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    assert passes(judged(key(own, used(**through))))


def test_services_for_a_whole_account_are_that_account_where_the_own_one_is_known() -> None:
    def asking(account: str, **more: Any) -> Any:
        return statement("*", Condition={"StringEquals": {"aws:SourceAccount": account}} | more)

    (problem,) = judged(queue(asking("444455556666"))).problems
    assert problem.message == "queue policy 'orders' lets in services for the whole account 444455556666"
    assert passes(judged(queue(asking("111122223333"))))
    of_topic = {"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:444455556666:orders"}}
    assert passes(judged(queue(asking("444455556666", **of_topic))))
    # A bucket's policy does not tell whose it is, and most that ask for an account ask for their own.
    mine = of_bucket("*", Condition={"StringEquals": {"aws:SourceAccount": "444455556666"}})
    assert passes(judged(bucket(mine)))


@pytest.mark.parametrize("key", ["aws:RequestTag/team", "sts:RoleSessionName", "sts:SourceIdentity", "aws:TagKeys"])
def test_what_callers_write_themselves_narrows_nothing(key: str) -> None:
    asked = statement(FOREIGN, Condition={"ForAnyValue:StringEquals": {key: "payments"}})
    assert len(judged(queue(asked)).problems) == 1


def test_what_gives_everything_is_worse() -> None:
    assert judged(queue(statement(FOREIGN, "sqs:*"))).problems[0].severity == "high"


@pytest.mark.parametrize(
    "principal",
    [
        OWN,
        {"AWS": "arn:aws:iam::444455556666:role/reader"},
        {"AWS": "arn:aws:iam::127311923021:root"},
        {"Service": "sns.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e5"},
        {"AWS": "AROAEXAMPLEROLEID123"},
        "*",
    ],
    ids=str,
)
def test_the_own_account_named_roles_and_aws_itself_pass(principal: Any) -> None:
    assert passes(judged(queue(statement(principal))))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/reader-*"}},
        {"StringEquals": {"aws:PrincipalTag/team": "reports"}},
        {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    ],
    ids=str,
)
def test_a_condition_that_lets_part_of_it_through_passes(condition: Any) -> None:
    assert passes(judged(queue(statement(FOREIGN, Condition=condition))))


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        {"StringLike": {"aws:PrincipalOrgID": "*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-abc123/*", "o-*/r-1/*"]}},
        {"StringLike": {"aws:SourceOrgID": "o-????????????"}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-*"}},
        {"StringLike": {"aws:VpceOrgID": "o-*"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/x"}},
        {"StringEquals": {"aws:PrincipalAccount": "444455556666"}},
    ],
    ids=str,
)
def test_a_condition_that_everyone_there_meets_does_not(condition: Any) -> None:
    assert len(judged(queue(statement(FOREIGN, Condition=condition))).problems) == 1


def test_a_deny_of_all_others_narrows_it() -> None:
    taken = deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}})
    assert passes(judged(queue(statement(FOREIGN), taken)))
    strangers = deny({"StringNotLike": {"aws:PrincipalOrgID": "o-*"}})
    assert len(judged(queue(statement(FOREIGN), strangers)).problems) == 1


# Whose account the resource is in.


def test_the_standard_policy_of_a_key_names_its_own_account() -> None:
    assert passes(judged(key(statement(OWN, **MANAGED))))
    admin = statement({"AWS": "arn:aws:iam::111122223333:role/admin"}, "kms:Create*", "*")
    assert passes(judged(key(statement(OWN, **MANAGED), admin)))
    (problem,) = judged(key(statement(OWN, **MANAGED), statement(FOREIGN, **USED))).problems
    assert "444455556666" in problem.message
    two = {"AWS": [OWN["AWS"], FOREIGN["AWS"]]}
    (problem,) = judged(key(statement(two, **MANAGED))).problems
    assert problem.message == "key policy 'k' lets in the whole accounts 111122223333, 444455556666"
    only = judged(key(statement(FOREIGN, **MANAGED)), settings=Settings(accounts={"111122223333": "dev"}))
    assert len(only.problems) == 1


def test_a_neighbour_tells_the_account_and_a_looked_up_one_does_not() -> None:
    role = with_outputs(Resource.of("aws:iam/role:Role", "r"), arn="arn:aws:iam::111122223333:role/r")
    assert passes(judged(role, bucket(of_bucket(OWN))))
    assert judged(role, bucket(of_bucket(FOREIGN))).problems[0].confidence is None
    (problem,) = judged(replace(role, external=True), bucket(of_bucket(OWN))).problems
    assert problem.confidence == "low"
    other = replace(role, provider=replace(role.provider, urn="urn:other"))
    assert len(judged(other, bucket(of_bucket(OWN))).problems) == 1


def test_the_target_tells_the_account() -> None:
    policy = json.dumps(document(statement(OWN, "secretsmanager:GetSecretValue", "*")))
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api"
    type_ = "aws:secretsmanager/secretPolicy:SecretPolicy"
    assert passes(judged(Resource.of(type_, "s", secretArn=arn, policy=policy)))
    url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"
    policy = json.dumps(document(statement(OWN, resource="*")))
    assert passes(judged(Resource.of("aws:sqs/queuePolicy:QueuePolicy", "q", queueUrl=url, policy=policy)))


def test_accounts_of_the_settings_are_ours() -> None:
    settings = Settings(accounts={"111122223333": "dev", "444455556666": "prod"})
    assert passes(judged(bucket(of_bucket(FOREIGN)), settings=settings))
    assert len(judged(bucket(of_bucket({"AWS": "777788889999"})), settings=settings).problems) == 1


def test_what_goes_by_account_is_left_alone() -> None:
    asked = set(resource_policy_names_no_whole_account.applies_to)
    assert "aws:cloudwatch/eventPermission:EventPermission" in resource_policies().keys() - asked
    assert "aws:lambda/layerVersionPermission:LayerVersionPermission" not in asked
    assert "aws:organizations/resourcePolicy:ResourcePolicy" not in asked
    permission = Resource.of("aws:lambda/permission:Permission", "p", principal="444455556666", action="lambda:Invoke")
    assert messages(judged(permission)) == ["function permission 'p' lets in the whole account 444455556666"]


def test_a_grant_of_a_key_is_a_policy_in_fewer_words() -> None:
    def grant(grantee: Any) -> Resource:
        key = "arn:aws:kms:eu-west-1:111122223333:key/1"
        return Resource.of("aws:kms/grant:Grant", "g", keyId=key, granteePrincipal=grantee, operations=["Decrypt"])

    assert messages(judged(grant(FOREIGN["AWS"]))) == ["key grant 'g' lets in the whole account 444455556666"]
    assert passes(judged(grant("arn:aws:iam::444455556666:role/reader")))
    assert passes(judged(grant("arn:aws:iam::111122223333:root")))
    assert unknowns(judged(grant(UNKNOWN))) == ["granteePrincipal"]


def test_images_that_may_only_be_pulled_are_told_in_profile_strict_alone() -> None:
    def repository(*actions: str) -> Resource:
        policy = json.dumps(document(statement(FOREIGN, list(actions), "*")))
        return Resource.of("aws:ecr/repositoryPolicy:RepositoryPolicy", "r", repository="r", policy=policy)

    pulled = repository("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability")
    assert passes(judged(pulled))
    assert len(judged(pulled, profile="strict").problems) == 1
    assert len(judged(repository("ecr:BatchGetImage", "ecr:PutImage")).problems) == 1
    assert len(judged(repository("ecr:*")).problems) == 1


# What is not known, and what nobody may repeat.


def test_what_is_not_known_is_undecided_where_it_decides() -> None:
    where = "policyDocument.Statement[0]"
    assert unknowns(judged(native(statement({"AWS": UNKNOWN})))) == [f"{where}.Principal.AWS"]
    condition = {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}
    path = f"{where}.Condition.StringEquals.aws:PrincipalOrgID"
    assert unknowns(judged(native(statement(FOREIGN, Condition=condition)))) == [path]
    assert passes(judged(native(statement(OWN, Condition=condition))))
    assert unknowns(judged(Resource.of("aws:kms/key:Key", "k", policy=UNKNOWN))) == ["policy"]
    assert passes(judged(Resource.of("aws:kms/key:Key", "k", policy="{")))  # refused by the rule about everyone
    assert len(judged(native(statement(FOREIGN, resource=UNKNOWN, action=UNKNOWN))).problems) == 1


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    text = json.dumps(document(statement(FOREIGN, Sid="hush")))
    hidden = Resource("urn", "aws:kms/key:Key", "k", inputs=Properties({"policy": Secret(text)}))
    (problem,) = judged(hidden).problems
    assert problem.message == "key policy 'k' lets in a whole account, whose number is marked as secret"
    assert problem.key is None


OF_ONE = "arn:aws:iam::444455556666:role/etl"


def test_a_denial_of_all_of_that_account_but_one_role_narrows_it() -> None:
    spares = {"ArnNotEquals": {"aws:PrincipalArn": OF_ONE}}
    of_theirs = {"StringEquals": {"aws:PrincipalAccount": "444455556666"}, **spares}
    assert passes(judged(bucket(of_bucket(FOREIGN), deny(of_theirs))))
    assert passes(judged(bucket(of_bucket({"AWS": "444455556666"}), deny(of_theirs))))
    of_others = {"StringEquals": {"aws:PrincipalAccount": "777788889999"}, **spares}
    assert messages(judged(bucket(of_bucket(FOREIGN), deny(of_others))))
    both = {"AWS": [FOREIGN["AWS"], "arn:aws:iam::777788889999:root"]}
    for principals in (both["AWS"], both["AWS"][::-1]):
        told = judged(bucket(of_bucket({"AWS": principals}), deny(of_theirs))).problems
        assert [problem.key for problem in told] == ["777788889999"]


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"}},
        {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:root"}},
        {"StringNotLike": {"aws:PrincipalArn": "arn:aws:*::444455556666:*"}},
        {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:r*"}},
        {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/?*"}},
    ],
    ids=str,
)
def test_a_denial_that_spares_all_of_them_narrows_nothing(condition: Any) -> None:
    assert messages(judged(bucket(of_bucket(FOREIGN), deny(condition))))
    of_theirs = {"StringEquals": {"aws:PrincipalAccount": "444455556666"}, **condition}
    assert messages(judged(bucket(of_bucket(FOREIGN), deny(of_theirs))))
