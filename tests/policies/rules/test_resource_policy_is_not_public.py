"""A resource policy that lets strangers in is told, in whatever words; one that closes itself is left in peace."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.consumers import said
from tests.support.resource_policies import QUEUE, deny, document, native, queue, statement
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.resource_policies import resource_policies
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.resource_policy_is_not_public import resource_policy_is_not_public

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(resource_policy_is_not_public, *resources, **ask)


def bucket_policy(*statements: Any, bucket: Any = "site") -> Resource:
    made = statements or (statement(action="s3:GetObject", resource="arn:aws:s3:::site/*"),)
    return Resource.of(BUCKET_POLICY, "site", bucket=bucket, policy=json.dumps(document(*made)))


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["arn:aws:iam::111122223333:role/app", "*"]},
        {"AWS": "arn:aws:iam::*:root"},
        {"AWS": "arn:aws:iam::*:role/app"},
        {"Service": "*"},
        {"Federated": "*"},
    ],
    ids=str,
)
def test_everyone_in_any_form(principal: Any) -> None:
    (problem,) = judged(queue(statement(principal))).problems
    assert (problem.at, problem.advisory, problem.severity) == ("policy.Statement[0]", False, None)
    assert "queue policy 'orders' lets in" in problem.message
    assert len(judged(native(statement(principal))).problems) == 1


def test_everyone_but_a_few_is_everyone() -> None:
    made = statement(NotPrincipal={"AWS": "arn:aws:iam::111122223333:user/eve"})
    del made["Principal"]
    assert messages(judged(queue(made))) == [
        "queue policy 'orders' lets in everyone but those it leaves out for sqs:SendMessage"
    ]


def test_a_message_says_for_what_and_that_its_conditions_help_nothing() -> None:
    made = statement(action=["sqs:*", "sqs:A", "sqs:B", "sqs:C"], Condition={"Bool": {"aws:SecureTransport": "true"}})
    (message,) = messages(judged(queue(made)))
    assert message.endswith("everyone for sqs:*, sqs:A, sqs:B and more, under conditions that strangers meet too")
    odd = statement(action="hunter22")
    assert messages(judged(queue(odd))) == ["queue policy 'orders' lets in everyone"]


def test_all_but_some_actions_or_resources_are_no_less_open() -> None:
    made = statement(NotAction="sqs:DeleteQueue", NotResource=["arn:aws:sqs:*:*:other"])
    del made["Action"], made["Resource"]
    assert len(judged(queue(made)).problems) == 1


def test_statements_that_let_in_alike_are_told_once_with_a_key_that_names_them_all() -> None:
    send, purge = statement(Sid="Send"), statement(action=["sqs:PurgeQueue"], Sid="Empty")
    (problem,) = judged(queue(send, purge)).problems
    assert problem.message == "queue policy 'orders' lets in everyone for sqs:PurgeQueue, sqs:SendMessage"
    assert (problem.at, problem.key) == ("policy.Statement[0]", "Empty sqs:purgequeue Send sqs:sendmessage")
    assert judged(queue(purge, send)).problems[0].key == problem.key
    assert len(judged(queue(statement({"AWS": ["*", "arn:aws:iam::*:root"], "Service": "*"}))).problems) == 1


def test_a_baseline_that_knows_a_statement_does_not_know_another_one_beside_it() -> None:
    send = statement(Sid="Send")
    known = judged(queue(send)).problems[0].key
    assert known == "Send sqs:sendmessage"
    for wider in (statement(action="*"), statement(action="sqs:PurgeQueue"), statement(action="sqs:*", Sid="All")):
        (problem,) = judged(queue(send, wider)).problems
        assert problem.key not in (known, judged(queue(wider)).problems[0].key)
    elsewhere = statement(Sid="Send", resource="arn:aws:sqs:eu-west-1:111122223333:other")
    assert judged(queue(send, elsewhere)).problems[0].key == known


def test_statements_that_let_in_others_or_otherwise_are_told_apart() -> None:
    checked = statement(action="sqs:PurgeQueue", Condition={"Bool": {"aws:SecureTransport": "true"}})
    services, pattern = statement({"Service": "*"}), statement({"AWS": "arn:aws:iam::*:role/app"})
    for other in (checked, services, pattern):
        assert len(judged(queue(statement(), other)).problems) == 2
    assert len(judged(native(statement(), statement(action=UNKNOWN), statement(action=UNKNOWN))).problems) == 3


def test_an_action_of_each_statement_is_told_though_there_are_many() -> None:
    made = [statement(action=f"sqs:{letter}") for letter in "EDCBA"]
    assert messages(judged(queue(*made))) == [
        "queue policy 'orders' lets in everyone for sqs:A, sqs:B, sqs:C, sqs:D, sqs:E"
    ]
    assert messages(judged(queue(made[4], statement(action=["sqs:W", "sqs:X", "sqs:Y", "sqs:Z"])))) == [
        "queue policy 'orders' lets in everyone for sqs:A, sqs:W, sqs:X, sqs:Y and more"
    ]


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"AWS": "444455556666"},
        {"AWS": "arn:aws:iam::444455556666:role/*"},
        {"Service": "sns.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e5"},
        {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},
        {"AWS": []},
        {},
    ],
    ids=str,
)
def test_whoever_is_named_is_for_other_rules(principal: Any) -> None:
    assert passes(judged(queue(statement(principal))))


def test_a_policy_without_statements_or_none_at_all_opens_nothing() -> None:
    assert passes(judged(queue()))
    assert passes(judged(Resource.of("aws:sqs/queue:Queue", "q")))
    assert passes(judged(Resource.of("aws:opensearch/domain:Domain", "d", accessPolicies="")))
    assert passes(judged(queue(statement(Effect="Deny"))))


@pytest.mark.parametrize("policy", ["{", "[]", "3", '{"Statement": [{"Effect": "Allow"}]}', '"*"'])
def test_what_nobody_can_read_is_told(policy: str) -> None:
    (problem,) = judged(Resource.of("aws:sqs/queuePolicy:QueuePolicy", "orders", policy=policy)).problems
    assert "cannot be judged" in problem.message


def test_the_types_have_their_policy_where_the_table_says() -> None:
    told = set()
    for type_ in resource_policy_is_not_public.applies_to:
        place = resource_policies()[type_]
        written: Any = document(statement(action="x:*", resource="*"))
        if place.form == "statement":
            written = written["Statement"]
        elif place.form == "grant":
            written = "*"
        if judged(Resource.of(type_, "it", **said(place.path, written))).problems:
            told.add(type_)
    quiet = set(resource_policy_is_not_public.applies_to) - told
    assert quiet == {
        *("aws:apigateway/restApi:RestApi", "aws:apigateway/restApiPolicy:RestApiPolicy"),
        *("aws-native:apigateway:RestApi", "aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint"),
    }


# What shuts a resource off whatever its policy says.


@pytest.mark.parametrize("key", ["restrictPublicBuckets", "blockPublicPolicy"])
def test_a_bucket_with_a_public_access_block_is_not_open(key: str) -> None:
    def block(bucket: str, value: Any) -> Resource:
        inputs: dict[str, Any] = {"bucket": bucket, key: value}
        return Resource.of(BLOCK, "site", **inputs)

    for yes in (True, "True", "1"):
        assert passes(judged(bucket_policy(), block("site", yes)))
    for no in (False, "0", "False", ""):
        assert len(judged(bucket_policy(), block("site", no)).problems) == 1
    assert len(judged(bucket_policy(), block("other", True)).problems) == 1
    for neither in (UNKNOWN, "maybe", 1):
        assert unknowns(judged(bucket_policy(), block("site", neither))) == [key]


def test_a_block_that_only_ignores_access_lists_leaves_the_policy_open() -> None:
    block = Resource.of(BLOCK, "site", bucket="site", blockPublicAcls=True, ignorePublicAcls=True)
    assert len(judged(bucket_policy(), block).problems) == 1


def test_a_block_is_found_by_what_both_wait_for_in_a_preview() -> None:
    bucket = Resource.of("aws:s3/bucket:Bucket", "site")
    block = Resource.of(BLOCK, "site", bucket=UNKNOWN, restrictPublicBuckets=True)
    block = replace(block, property_dependencies={"bucket": (bucket.urn,)})
    waiting = replace(bucket_policy(bucket=UNKNOWN), property_dependencies={"bucket": (bucket.urn,)})
    assert passes(judged(bucket, block, waiting))
    elsewhere = replace(waiting, property_dependencies={"bucket": ("urn:other",)})
    assert len(judged(bucket, block, elsewhere).problems) == 1
    assert unknowns(judged(bucket, block, bucket_policy(bucket=UNKNOWN))) == ["bucket"]


def test_a_block_of_the_whole_account_counts_for_its_provider() -> None:
    block = Resource.of("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "all", restrictPublicBuckets=True)
    assert passes(judged(bucket_policy(), block))
    other = replace(block, provider=replace(block.provider, urn="urn:other"))
    assert len(judged(bucket_policy(), other).problems) == 1


def test_a_native_bucket_says_its_block_itself() -> None:
    policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket="site", policyDocument=document(statement()))
    block = {"blockPublicPolicy": True}
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName="site", publicAccessBlockConfiguration=block)
    assert passes(judged(bucket, policy))
    assert len(judged(Resource.of("aws-native:s3:Bucket", "site", bucketName="site"), policy).problems) == 1


def test_a_search_domain_in_a_network_or_with_users_of_its_own_is_not_open() -> None:
    policy = json.dumps(document(statement(action="es:*", resource="*")))
    type_ = "aws:opensearch/domain:Domain"
    assert len(judged(Resource.of(type_, "d", accessPolicies=policy)).problems) == 1
    guards: list[dict[str, Any]] = [
        {"vpcOptions": {"subnetIds": [UNKNOWN]}},
        {"advancedSecurityOptions": {"enabled": True}},
    ]
    for guard in guards:
        assert passes(judged(Resource.of(type_, "d", accessPolicies=policy, **guard)))
        domain = Resource.of(type_, "d", domainName="logs", **guard)
        apart = Resource.of("aws:opensearch/domainPolicy:DomainPolicy", "p", domainName="logs", accessPolicies=policy)
        assert passes(judged(domain, apart))
    anonymous: dict[str, Any] = {"advancedSecurityOptions": {"enabled": True, "anonymousAuthEnabled": True}}
    assert len(judged(Resource.of(type_, "d", accessPolicies=policy, **anonymous)).problems) == 1


def test_an_access_point_is_blocked_unless_it_says_otherwise() -> None:
    type_, policy = "aws:s3/accessPoint:AccessPoint", json.dumps(document(statement()))
    opened = {"blockPublicPolicy": False, "restrictPublicBuckets": False}
    assert passes(judged(Resource.of(type_, "a", policy=policy)))
    point = Resource.of(type_, "a", policy=policy, publicAccessBlockConfiguration=opened)
    assert len(judged(point).problems) == 1


def test_a_secret_whose_policy_is_checked_on_the_way_in_is_not_open() -> None:
    type_, policy = "aws:secretsmanager/secretPolicy:SecretPolicy", json.dumps(document(statement()))
    assert passes(judged(Resource.of(type_, "s", secretArn="a", policy=policy, blockPublicPolicy=True)))
    assert len(judged(Resource.of(type_, "s", secretArn="a", policy=policy)).problems) == 1


def test_an_api_is_asked_only_where_it_is_private() -> None:
    type_, policy = "aws:apigateway/restApi:RestApi", json.dumps(document(statement(action="execute-api:Invoke")))
    assert passes(judged(Resource.of(type_, "a", policy=policy)))
    assert len(judged(Resource.of(type_, "a", policy=policy, endpointConfiguration={"types": "PRIVATE"})).problems) == 1
    closed = json.dumps(document(statement(), deny({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})))
    assert passes(judged(Resource.of(type_, "a", policy=closed, endpointConfiguration={"types": "PRIVATE"})))


# Arguments that AWS makes a statement of.


@pytest.mark.parametrize(
    ("actions", "is_told"),
    [
        (["ecr-public:BatchCheckLayerAvailability", "ecr-public:DescribeImages"], False),
        (["ECR-Public:BatchGetImage"], False),
        (["ecr-public:GetRepositoryPolicy"], True),
        (["ecr-public:DescribeImages", "ecr-public:PutImage"], True),
        (["ecr-public:*"], True),
        (["*"], True),
        (UNKNOWN, True),
    ],
)
def test_that_everyone_pulls_from_the_public_gallery_is_what_it_is_for(actions: Any, *, is_told: bool) -> None:
    type_ = "aws:ecrpublic/repositoryPolicy:RepositoryPolicy"
    opened = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": actions}]}
    answer = judge_stack(resource_policy_is_not_public, Resource.of(type_, "tools", policy=opened))
    assert bool(answer.problems) is is_told
    private = "aws:ecr/repositoryPolicy:RepositoryPolicy"
    message = only(judge_stack(resource_policy_is_not_public, Resource.of(private, "tools", policy=opened)))
    assert "repository policy 'tools' lets in everyone" in message


def test_a_permission_of_a_bus_or_a_layer_is_a_grant_too() -> None:
    bus, layer = (
        "aws:cloudwatch/eventPermission:EventPermission",
        "aws:lambda/layerVersionPermission:LayerVersionPermission",
    )
    assert messages(judged(Resource.of(bus, "b", principal="*"))) == ["event bus permission 'b' lets in everyone"]
    condition = {"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-abc123"}
    assert passes(judged(Resource.of(bus, "b", principal="*", condition=condition)))
    assert passes(judged(Resource.of(bus, "b", principal="444455556666")))
    assert len(judged(Resource.of(layer, "l", principal="*", action="lambda:GetLayerVersion")).problems) == 1
    assert passes(judged(Resource.of(layer, "l", principal="*", organizationId="o-abc123")))
    assert unknowns(judged(Resource.of(layer, "l", principal="*", organizationId=UNKNOWN))) == ["organizationId"]
    assert unknowns(judged(Resource.of(layer, "l", principal=UNKNOWN))) == ["principal"]


# What is not known, and what nobody may repeat.


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (statement(UNKNOWN), "Principal"),
        (statement({"AWS": UNKNOWN}), "Principal.AWS"),
        (statement(Condition=UNKNOWN), "Condition"),
        (
            statement(Condition={"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}),
            "Condition.StringEquals.aws:PrincipalOrgID",
        ),
        (statement(Effect=UNKNOWN), "Effect"),
        (UNKNOWN, ""),
    ],
    ids=str,
)
def test_an_unknown_that_decides_leaves_it_undecided(made: Any, path: str) -> None:
    answer = judged(native(made))
    where = "policyDocument.Statement[0]"
    assert (messages(answer), unknowns(answer)) == ([], [f"{where}.{path}" if path else where])


def test_what_would_not_decide_is_not_waited_for() -> None:
    for made in (statement(resource=UNKNOWN), statement(action=UNKNOWN), statement(Sid=UNKNOWN)):
        assert len(judged(native(made)).problems) == 1
        harmless = deny({"Bool": {"aws:SecureTransport": "false"}})
        assert len(judged(native(made, harmless)).problems) == 1
    closing = deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}, Resource=QUEUE)
    answer = judged(native(statement(resource=UNKNOWN), closing))
    assert unknowns(answer) == ["policyDocument.Statement[0].Resource"]


def test_one_unknown_statement_hides_no_other() -> None:
    answer = judged(native(statement(UNKNOWN), statement()))
    assert (len(answer.problems), unknowns(answer)) == (1, ["policyDocument.Statement[0].Principal"])


def test_a_deny_that_is_not_known_may_take_it_back() -> None:
    for taken in (
        deny({"StringNotEquals": {"aws:PrincipalOrgID": UNKNOWN}}),
        deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}, Resource=UNKNOWN),
        deny({}, Effect=UNKNOWN),
        UNKNOWN,
    ):
        answer = judged(native(statement(), taken))
        assert not answer.problems
        assert len(unknowns(answer)) >= 1
    harmless = deny({"Bool": {"aws:SecureTransport": "false"}}, Resource=UNKNOWN)
    assert len(judged(native(statement(), harmless)).problems) == 1


def test_a_policy_that_is_not_known_is_undecided() -> None:
    assert unknowns(judged(Resource.of("aws:kms/key:Key", "k", policy=UNKNOWN))) == ["policy"]
    assert unknowns(judged(Resource.of("aws:kms/key:Key", "k", policy=Secret(UNKNOWN)))) == ["policy"]
    later = replace(
        Resource.of("aws:kms/key:Key", "k", policy=UNKNOWN),
        outputs=Properties({"policy": json.dumps(document(statement()))}),
    )
    assert len(judged(later).problems) == 1


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    text = json.dumps(document(statement({"AWS": "arn:aws:iam::*:role/hush"}, Sid="hush")))
    (problem,) = judged(Resource.of("aws:kms/key:Key", "k", policy=Secret(text))).problems
    assert "hush" not in str((problem.message, problem.key, problem.witness))
    made = native(statement({"AWS": Secret("*")}, Sid="hush"))
    assert judged(made).problems[0].key is None


def test_many_principals_and_denials_cost_their_sum_and_not_their_product() -> None:
    """Taken one by one, each principal with each Deny, these would take minutes."""
    many = statement({"AWS": [f"arn:aws:iam::*:role/app-{n}*" for n in range(8_000)]})
    taken = [deny({"StringNotEquals": {"aws:PrincipalTag/team": str(n)}}) for n in range(100)]
    assert len(judged(queue(many, *taken)).problems) == 1


def test_many_statements_cost_no_more_than_their_number() -> None:
    many = [statement({"AWS": [f"arn:aws:iam::11112222{n:04}:role/app" for n in range(50)]}) for _ in range(40)]
    assert passes(judged(queue(*many, *[deny(ORGANISATION) for _ in range(40)])))


@pytest.mark.parametrize("inputs", [{}, {"policy": None}])
def test_a_policy_of_a_bucket_that_says_nothing_cannot_be_judged(inputs: dict[str, Any]) -> None:
    policy = Resource.of(BUCKET_POLICY, "site", bucket="site", **inputs)
    assert messages(judged(policy)) == ["bucket policy 'site' cannot be judged: policy is missing"]
    assert unknowns(judged(replace(policy, external=True))) == ["policy"]
    assert passes(judged(Resource.of("aws:s3/bucket:Bucket", "site", **inputs)))


@pytest.mark.parametrize(("principal", "is_told"), [("*", True), ("444455556666", False)])
def test_a_bus_that_says_whom_it_lets_in_by_arguments_is_read_as_well(principal: str, *, is_told: bool) -> None:
    said = {"statementId": "x", "eventBusName": "orders", "action": "events:PutEvents", "principal": principal}
    assert bool(messages(judged(Resource.of("aws-native:events:EventBusPolicy", "x", **said)))) is is_told
    message = only(judged(Resource.of("aws-native:events:EventBusPolicy", "x", eventBusName="orders")))
    assert "cannot be judged: statement is missing" in message


@pytest.mark.parametrize("account", ["*", "", "4444", "444455556666*"])
def test_a_denial_of_no_account_that_there_is_closes_nothing(account: str) -> None:
    never = {"StringEquals": {"aws:PrincipalAccount": account}}
    spares = {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/etl"}}
    for principal in ("*", {"AWS": "*"}):
        assert judged(queue(statement(principal), deny({**never, **spares}))).problems
