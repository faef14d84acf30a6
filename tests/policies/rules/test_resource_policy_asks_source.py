"""A resource asks the services that call it for whom they do; what cannot be asked is left in peace."""

import json
from typing import Any

import pytest
from tests.support.resource_policies import deny, document, native, queue, statement
from tests.support.rules import judge, judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.service_calls import service_calls
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.function_is_not_public import function_is_not_public
from daypass_policies.rules.resource_policy_asks_source import resource_policy_asks_source
from daypass_policies.rules.resource_policy_is_not_public import resource_policy_is_not_public

SNS = {"Service": "sns.amazonaws.com"}
ORDERS = {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}}
TYPES = {
    "ecr": "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "kms": "aws:kms/key:Key",
    "s3": "aws:s3/bucketPolicy:BucketPolicy",
    "sns": "aws:sns/topicPolicy:TopicPolicy",
    "sqs": "aws:sqs/queuePolicy:QueuePolicy",
}


def judged(resource: Resource, **ask: Any) -> Answer:
    return judge(resource_policy_asks_source, resource, **ask)


def permission(principal: Any, **inputs: Any) -> Resource:
    return Resource.of(
        "aws:lambda/permission:Permission", "f", principal=principal, action="lambda:InvokeFunction", **inputs
    )


def policy(target: str, *statements: Any) -> Resource:
    return Resource.of(TYPES[target], "it", policy=json.dumps(document(*statements)))


def logs(target: str, service: str) -> Resource:
    type_ = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
    made = statement({"Service": service}, f"{target}:PutLogEvents", "*")
    return Resource.of(type_, "it", policyDocument=json.dumps(document(made)))


@pytest.mark.parametrize(("principal", "target"), service_calls(), ids=str)
def test_each_call_is_asked_as_the_table_says(principal: str, target: str) -> None:
    if target == "lambda":
        made = permission(principal)
    elif target == "logs":
        made = logs(target, principal)
    else:
        made = policy(target, statement({"Service": principal}, f"{target}:Write", "arn:aws:x:::it"))
    assert bool(judged(made).problems) == service_calls()[principal, target].says_who


def test_it_is_told_of_the_service_and_is_advisory_by_default() -> None:
    (problem,) = judged(queue(statement(SNS, Sid="Orders"))).problems
    assert problem.message == (
        "queue policy 'orders' lets the service sns.amazonaws.com in without asking for whom it acts "
        "(aws:SourceAccount, aws:SourceArn)"
    )
    assert (problem.key, problem.at) == ("Orders sns.amazonaws.com", "policy.Statement[0]")
    assert resource_policy_asks_source.level == "advisory"


@pytest.mark.parametrize("principal", ["ec2.amazonaws.com", "new.amazonaws.com", "alexa-appkit.amazon.com"])
def test_a_service_of_which_nobody_knows_what_it_sends_is_not_asked(principal: str) -> None:
    assert passes(judged(permission(principal)))
    assert passes(judged(queue(statement({"Service": principal}))))


@pytest.mark.parametrize("principal", ["sns.eu-central-2.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"])
def test_the_region_of_a_principal_does_not_hide_it(principal: str) -> None:
    assert len(judged(queue(statement({"Service": principal}))).problems) == 1


@pytest.mark.parametrize(
    "condition",
    [
        ORDERS,
        {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        {"StringLike": {"AWS:SourceArn": "arn:aws:sns:*:111122223333:*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:uploads"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:route53:::hostedzone/Z1"}},
        {"StringEquals": {"aws:SourceOrgID": "${aws:ResourceOrgID}"}, "ArnLike": ORDERS["ArnEquals"]},
        {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*"}},
        {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:app"}},
        {"StringEquals": {"kms:CallerAccount": "111122223333"}},
    ],
    ids=str,
)
def test_a_condition_that_binds_it_to_one_customer_passes(condition: Any) -> None:
    assert passes(judged(queue(statement(SNS, Condition=condition))))


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:SourceArn": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringLike": {"aws:SourceOrgID": "o-*"}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "*/r-1/*"}},
        {"ArnEqualsIfExists": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}},
        {"StringNotEquals": {"aws:SourceAccount": "444455556666"}},
        {"StringEquals": {"aws:PrincipalServiceName": "sns.amazonaws.com"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
    ],
    ids=str,
)
def test_a_condition_that_binds_it_to_nobody_does_not(condition: Any) -> None:
    assert len(judged(queue(statement(SNS, Condition=condition))).problems) == 1


S3 = {"Service": "s3.amazonaws.com"}
SO_NAMED = "for every bucket that is named so, which anybody may make, without asking for its account"


@pytest.mark.parametrize(
    "pattern",
    ["scans-*", "scans-?", "*-scans", "scans-111122223333-*", "scans-*/*", "scans-*-an"],
)
def test_a_pattern_of_bucket_names_takes_in_the_buckets_of_strangers(pattern: str) -> None:
    arn = f"arn:aws:s3:::{pattern}"
    said = {"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::photos", arn]}}
    made = [queue(statement(S3, Condition=said)), policy("sns", statement(S3, "sns:Publish", "*", Condition=said))]
    made.append(permission("s3.amazonaws.com", sourceArn=arn))
    for one in made:
        (problem,) = judged(one).problems
        assert problem.message.endswith(f"lets the service s3.amazonaws.com in {SO_NAMED}")
        assert problem.severity is None


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:scans"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans/*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans-*-111122223333-eu-west-1-an"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*-111122223333-eu-west-1-an"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*-111122223333-eu-west-1-an/*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans-*"}, "StringEquals": {"aws:SourceAccount": "111122223333"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans-*"}, "StringEquals": {"aws:SourceOrgID": "o-abc123"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/scans-*"}},
    ],
    ids=str,
)
def test_one_bucket_or_an_account_beside_the_pattern_passes(condition: Any) -> None:
    assert passes(judged(queue(statement(S3, Condition=condition))))


def test_everyone_for_a_pattern_of_bucket_names_is_the_same() -> None:
    said = {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:scans-*"}}
    (problem,) = judged(queue(statement("*", Condition=said))).problems
    assert problem.message.endswith(f"lets the service s3.amazonaws.com in {SO_NAMED}")
    for beside in ({"aws:SourceAccount": "111122223333"}, {"aws:PrincipalOrgID": "o-abc123"}):
        assert passes(judged(queue(statement("*", Condition={**said, "StringEquals": beside}))))
    assert passes(judged(queue(statement("*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans"}}))))
    assert passes(judged(queue(statement("*"))))  # everyone's, which another rule refuses


def test_a_pattern_of_bucket_names_in_a_permission_passes_beside_the_account() -> None:
    arn = "arn:aws:s3:::scans-*"
    assert passes(judged(permission("s3.amazonaws.com", sourceArn=arn, sourceAccount="111122223333")))
    assert unknowns(judged(permission("s3.amazonaws.com", sourceArn=arn, sourceAccount=UNKNOWN))) == ["sourceAccount"]
    assert unknowns(judged(permission("s3.amazonaws.com", sourceArn=UNKNOWN))) == ["sourceArn"]


def test_a_deny_of_all_other_customers_binds_it_too() -> None:
    of_services = {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-1"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}
    assert passes(judged(queue(statement(SNS), deny(of_services))))
    assert passes(judged(queue(statement(SNS), deny({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}))))
    assert len(judged(queue(statement(SNS), deny({"Bool": {"aws:SecureTransport": "false"}}))).problems) == 1


@pytest.mark.parametrize(
    "inputs",
    [
        {"sourceArn": "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*/*"},
        {"sourceArn": "arn:aws:s3:::uploads"},
        {"sourceAccount": "111122223333"},
        {"sourceArn": UNKNOWN, "sourceAccount": "111122223333"},
        {"principalOrgId": "o-abc123"},
    ],
    ids=str,
)
def test_a_permission_with_a_source_passes(inputs: Any) -> None:
    assert passes(judged(permission("apigateway.amazonaws.com", **inputs)))


def test_a_source_that_is_not_known_is_undecided() -> None:
    assert unknowns(judged(permission("apigateway.amazonaws.com", sourceArn=UNKNOWN))) == ["sourceArn"]
    assert unknowns(judged(permission(UNKNOWN))) == ["principal"]
    assert passes(judged(permission("new.amazonaws.com", sourceArn=UNKNOWN)))
    made = native(statement(SNS, Condition={"ArnEquals": {"aws:SourceArn": UNKNOWN}}))
    assert unknowns(judged(made)) == ["policyDocument.Statement[0].Condition.ArnEquals.aws:SourceArn"]


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:SourceArn": UNKNOWN}},
        {"ArnLike": {"AWS:sourceArn": ["arn:aws:s3:::scans", UNKNOWN]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::scans-*"}, "StringEquals": {"aws:SourceAccount": UNKNOWN}},
        {"ArnLike": UNKNOWN},
        {"StringEquals": {"aws:SourceVpce": UNKNOWN}, "ArnLike": None},
        UNKNOWN,
    ],
    ids=str,
)
def test_a_source_for_everyone_that_is_not_known_is_undecided_too(condition: Any) -> None:
    (path,) = unknowns(judged(native(statement("*", Condition=condition))))
    assert path.startswith("policyDocument.Statement[0].Condition")
    others = deny({"StringNotEquals": {"aws:SourceAccount": "111122223333"}})
    assert passes(judged(native(statement("*", Condition=condition), others)))


def test_another_condition_for_everyone_that_is_not_known_is_for_the_rule_about_everyone() -> None:
    assert passes(judged(native(statement("*", Condition={"StringEquals": {"aws:SourceVpce": UNKNOWN}}))))
    assert unknowns(judged(permission("*", sourceArn=UNKNOWN))) == ["sourceArn"]
    assert passes(judged(permission("*", principalOrgId=UNKNOWN)))


def test_logs_that_are_written_for_one_account_pass_except_in_profile_strict() -> None:
    trail = {"Service": "cloudtrail.amazonaws.com"}
    look = statement(trail, "s3:GetBucketAcl", "arn:aws:s3:::logs")
    write = statement(trail, "s3:PutObject", "arn:aws:s3:::logs/AWSLogs/111122223333/*")
    assert passes(judged(policy("s3", look, write)))
    (problem,) = judged(policy("s3", look, write), profile="strict").problems
    assert problem.at == "policy.Statement[1]"
    anywhere = statement(trail, "s3:PutObject", ["arn:aws:s3:::logs/AWSLogs/111122223333/*", "arn:aws:s3:::logs/*"])
    assert len(judged(policy("s3", anywhere)).problems) == 1
    assert passes(judged(policy("s3", write | {"Condition": ORDERS}), profile="strict"))


def test_config_is_asked_for_whom_it_writes_wherever_that_is() -> None:
    config = {"Service": "config.amazonaws.com"}
    write = statement(config, "s3:PutObject", "arn:aws:s3:::logs/AWSLogs/111122223333/Config/*")
    (problem,) = judged(policy("s3", write)).problems
    assert problem.severity == "low"
    assert passes(judged(policy("s3", write | {"Condition": {"StringEquals": {"AWS:SourceAccount": "111122223333"}}})))


def test_the_account_of_a_bucket_is_asked_for_in_profile_strict_alone() -> None:
    made = permission("s3.amazonaws.com", sourceArn="arn:aws:s3:::uploads")
    assert passes(judged(made))
    (problem,) = judged(made, profile="strict").problems
    assert ("for a bucket without asking for its account" in problem.message, problem.severity) == (True, "low")
    both = permission("s3.amazonaws.com", sourceArn="arn:aws:s3:::uploads", sourceAccount="111122223333")
    assert passes(judged(both, profile="strict"))


def test_a_service_beside_one_that_cannot_be_asked_needs_a_statement_of_its_own() -> None:
    (problem,) = judged(queue(statement({"Service": ["sns.amazonaws.com", "new.amazonaws.com"]}))).problems
    assert problem.severity == "low"
    assert problem.message.endswith("it needs a statement of its own")
    assert passes(judged(queue(statement({"Service": ["newer.amazonaws.com", "new.amazonaws.com"]}))))
    assert len(judged(queue(statement({"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}))).problems) == 2


def test_principals_of_other_kinds_pass() -> None:
    for principal in ("*", {"AWS": "*"}, {"AWS": "444455556666"}, {"Service": "*"}):
        assert passes(judged(queue(statement(principal))))
    assert passes(judged(permission("111122223333")))
    assert passes(judged(Resource.of("aws:sqs/queue:Queue", "q")))


def test_a_policy_that_nobody_can_read_is_for_the_rule_about_everyone() -> None:
    unreadable = Resource.of("aws:kms/key:Key", "k", policy="{")
    assert passes(judged(unreadable))
    assert "cannot be judged: policy is not JSON" in only(judge_stack(resource_policy_is_not_public, unreadable))


def test_whatever_is_asked_here_is_refused_elsewhere_where_nobody_can_read_it() -> None:
    refusing = {*resource_policy_is_not_public.applies_to, *function_is_not_public.applies_to}
    assert set(resource_policy_asks_source.applies_to) <= refusing


def test_images_that_lambda_may_only_pull_are_asked_in_profile_strict_alone() -> None:
    def repository(*actions: str) -> Resource:
        said = statement({"Service": "lambda.amazonaws.com"}, list(actions), "*")
        return Resource.of(TYPES["ecr"], "images", repository="r", policy=json.dumps(document(said)))

    pulled = repository("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    assert passes(judged(pulled))
    assert len(judged(pulled, profile="strict").problems) == 1
    assert len(judged(repository("ecr:BatchGetImage", "ecr:SetRepositoryPolicy")).problems) == 1


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    text = json.dumps(document(statement(SNS, Sid="hush")))
    (problem,) = judged(Resource.of(TYPES["sqs"], "q", policy=Secret(text))).problems
    assert problem.key is None
    assert "sns" not in messages(judged(Resource.of(TYPES["sqs"], "q", policy=Secret(text))))[0]


def key(*statements: Any) -> Resource:
    return Resource.of("aws:kms/key:Key", "k", policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))


def test_logs_say_to_a_key_for_whom_they_call_by_the_encryption_context() -> None:
    logs = {"Service": "logs.eu-west-1.amazonaws.com"}
    uses = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
    (problem,) = judged(key(statement(logs, uses))).problems
    assert problem.message.endswith("without asking for the encryption context kms:EncryptionContext:aws:logs:arn")
    assert problem.severity == "low"
    group = {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/shop/*"}
    assert passes(judged(key(statement(logs, uses, Condition={"ArnLike": group}), statement(logs, "kms:Describe*"))))
    of_all = {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:log-group:*"}
    message = only(judged(key(statement(logs, uses, Condition={"ArnLike": of_all}))))
    assert "lets the service logs.amazonaws.com" in message
