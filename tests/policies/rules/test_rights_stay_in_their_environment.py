"""What an identity reaches is of its own environment, whatever policy says so."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.rights_stay_in_their_environment import rights_stay_in_their_environment

ORDERS = "arn:aws:dynamodb:eu-west-1:111122223333:table/prod-orders"
ACCOUNTS = Settings(accounts={"111122223333": "prod", "444455556666": "dev"})


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(rights_stay_in_their_environment, *resources, **ask)


def document(resource: Any, effect: str = "Allow", **condition: Any) -> str:
    made = {"Effect": effect, "Action": "dynamodb:*", "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": made | ({"Condition": condition} if condition else {})})


def role(environment: Any = "dev", stack: str = "main", **inputs: Any) -> Resource:
    tags = {"tags": {"daypass:environment": environment}} if environment else {}
    return Resource.of("aws:iam/role:Role", "api", in_stack=stack, name="api", **tags, **inputs)


def policy(resource: Any, **more: Any) -> Resource:
    return Resource.of(
        "aws:iam/rolePolicy:RolePolicy", "orders", in_stack="main", role="api", policy=document(resource, **more)
    )


def reached(resource: Any, environment: Any = "dev", settings: Settings | None = None, **condition: Any) -> Answer:
    return judged(role(environment), policy(resource, **condition), settings=settings or Settings())


def test_a_resource_of_production_is_told_by_its_name() -> None:
    (problem,) = reached(ORDERS).problems
    assert problem.message == f"role 'api' of development reaches '{ORDERS}' of production"
    assert (problem.key, problem.on and problem.on.name) == ("production name", "api")


def test_production_reaches_no_other_environment_either() -> None:
    (problem,) = reached("arn:aws:s3:::acme-orders-staging/*", "prod").problems
    assert problem.key == "staging name"


@pytest.mark.parametrize(
    "resource",
    [
        *(
            "*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::dev-orders/*",
            "arn:aws:s3:::products/*",
            "arn:aws:s3:::artefacts/prod/*",
        ),
        "arn:aws:lambda:eu-west-1:111122223333:function:orders:live",
        "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/orders",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev/index/production",
        "arn:aws:sqs:eu-west-1:111122223333:reproduction-jobs",
        "arn:aws:s3:::${aws:PrincipalTag/env}-orders/*",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:s3:::dev-to-prod-promotion/*",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:staging/db-??????",
    ],
)
def test_what_belongs_to_no_other_environment_passes(resource: str) -> None:
    assert passes(reached(resource))


def test_an_account_is_told_by_the_settings_and_comes_before_the_name() -> None:
    (problem,) = reached("arn:aws:sqs:eu-west-1:111122223333:orders", settings=ACCOUNTS).problems
    assert (problem.key, problem.confidence) == ("production account", "high")
    assert passes(reached("arn:aws:sqs:eu-west-1:444455556666:orders-prod", settings=ACCOUNTS))


def test_a_deny_and_all_but_some_reach_nothing() -> None:
    assert passes(judged(role(), policy(ORDERS, effect="Deny")))
    but = json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": ORDERS}}
    )
    assert passes(
        judged(role(), Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=but))
    )


def test_a_condition_that_asks_for_the_own_environment_keeps_it_there() -> None:
    tagged = {"StringEquals": {"aws:ResourceTag/daypass:environment": "dev"}}
    assert passes(judged(role(), policy(ORDERS, **tagged)))
    other = {"StringEquals": {"aws:ResourceTag/daypass:environment": "prod"}}
    assert "table/prod-orders' of production" in only(judged(role(), policy(ORDERS, **other)))


def test_every_way_of_giving_rights_is_read() -> None:
    inline = role(inlinePolicies=[{"name": "a", "policy": document(ORDERS)}])
    assert "table/prod-orders' of production" in only(judged(inline))
    managed = Resource.of("aws:iam/policy:Policy", "m", in_stack="main", name="m", arn="arn:m", policy=document(ORDERS))
    attached = Resource.of(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", in_stack="main", role="api", policyArn="arn:m"
    )
    assert "table/prod-orders' of production" in only(judged(role(), managed, attached))
    assert passes(judged(role(), managed))
    user = Resource.of("aws:iam/user:User", "ci", in_stack="dev", name="ci")
    message = only(
        judged(
            user, Resource.of("aws:iam/userPolicy:UserPolicy", "p", in_stack="dev", user="ci", policy=document(ORDERS))
        )
    )
    assert "table/prod-orders' of production" in message


def test_a_boundary_gives_nothing() -> None:
    fence = Resource.of(
        "aws:iam/policy:Policy", "fence", in_stack="main", name="fence", arn="arn:f", policy=document(ORDERS)
    )
    assert passes(judged(role(permissionsBoundary="arn:f"), fence))


def table(stack: str, **inputs: Any) -> Resource:
    arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
    return Resource.of("aws:dynamodb/table:Table", "orders", in_stack=stack, arn=arn, **inputs)


def test_a_resource_that_is_scanned_too_is_told_by_tag_and_stack() -> None:
    arn = str(table("main").inputs["arn"])
    assert reached(arn).problems == ()
    assert judged(role(), policy(arn), table("prod")).problems[0].key == "production tag"
    message = only(judged(role(), policy(f"{arn}/*"), table("main", tags={"Environment": "prod"})))
    assert "orders/*' of production" in message
    assert passes(judged(role(), policy(arn), table("prod", tags={"Environment": "shared"})))
    assert passes(judged(role(), policy(arn), replace(table("prod"), external=True)))


def test_what_calls_itself_public_may_be_read_from_everywhere() -> None:
    public = "arn:aws:s3:::public-rotators-production-eu-west-1/*"
    reads = ["s3:GetObject", "s3:GetObjectVersion"]

    def judged_with(actions: list[str], resource: str) -> Answer:
        made = {"Statement": {"Effect": "Allow", "Action": actions, "Resource": resource}}
        return judged(role(), replace(policy(resource), inputs=Properties({"role": "api", "policy": json.dumps(made)})))

    assert passes(judged_with(reads, public))
    assert messages(judged_with([*reads, "s3:PutObject"], public))
    assert messages(judged_with(reads, "arn:aws:s3:::republic-production/*"))


def test_a_tag_of_a_thing_in_the_same_stack_leads_nowhere_where_only_the_stack_says_where_the_role_is() -> None:
    """A program that tags its bucket `production` in every stack crosses nothing."""
    arn = "arn:aws:s3:::input-1a2b3c4"
    bucket = Resource.of("aws:s3/bucket:Bucket", "input", in_stack="staging", arn=arn, tags={"Env": "production"})
    reads = replace(policy(f"{arn}/*"), urn=policy(f"{arn}/*").urn.replace(":main::", ":staging::"))
    assert passes(judged(role(None, stack="staging"), reads, bucket))
    pattern = replace(reads, inputs=Properties({"role": "api", "policy": document("arn:aws:s3:::input-*")}))
    assert passes(judged(role(None, stack="staging"), pattern, bucket))
    assert messages(judged(role("staging", stack="staging"), pattern, bucket))
    assert messages(judged(role("staging", stack="staging"), reads, bucket))


def test_what_one_stack_makes_belongs_together_whatever_it_is_called() -> None:
    bucket = Resource.of("aws:s3/bucket:Bucket", "b", in_stack="main", arn="arn:aws:s3:::prod-seed")
    assert passes(judged(role(), policy("arn:aws:s3:::prod-seed/*"), bucket))


def test_a_part_of_what_the_stack_has_is_where_the_whole_is() -> None:
    glue = "arn:aws:glue:eu-west-1:111122223333"
    tables = policy(f"{glue}:table/warehouse_staging/*")

    def database(**inputs: Any) -> Resource:
        arn = f"{glue}:database/warehouse_staging"
        return Resource.of("aws:glue/catalogDatabase:CatalogDatabase", "landing", in_stack="main", arn=arn, **inputs)

    assert messages(judged(role("prod"), tables))
    assert passes(judged(role("prod"), tables, database()))
    assert passes(judged(role("prod"), tables, database(tags={"Environment": "prod"})))
    assert messages(judged(role("prod"), tables, database(tags={"Environment": "dev"})))
    named = policy(f"{glue}:table/lake/orders_dev")
    lake = replace(database(), inputs=Properties({"arn": f"{glue}:database/lake"}))
    assert messages(judged(role("prod"), named, lake))


def test_an_identity_without_an_environment_reaches_one_at_most_unless_it_is_meant_for_all() -> None:
    both = [ORDERS, ORDERS.replace("prod", "dev")]
    assert passes(reached(ORDERS, ""))
    assert passes(reached(both, "shared"))
    (problem,) = reached(both, "").problems
    assert (problem.message, problem.key) == ("role 'api' reaches development and production", "several environments")


def test_several_of_one_environment_are_one_finding() -> None:
    (message,) = messages(reached([ORDERS, f"{ORDERS}-2", f"{ORDERS}-3"]))
    assert message.endswith("and 1 more of production")


def test_what_is_not_known_is_undecided_where_it_matters() -> None:
    late = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=UNKNOWN)
    assert unknowns(judged(role(), late)) == ["policy"]
    assert passes(judged(role("shared"), late))
    native = Resource.of(
        "aws-native:iam:RolePolicy",
        "p",
        in_stack="main",
        roleName="api",
        policyName="p",
        policyDocument={
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": UNKNOWN}],
        },
    )
    assert unknowns(judged(role(), native))
    assert unknowns(judged(role(UNKNOWN), policy(ORDERS))) == ["tags.daypass:environment"]
    assert passes(judged(role(UNKNOWN)))
    assert passes(judged(role(UNKNOWN), policy("arn:aws:s3:::orders/*")))


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    hidden = Resource.of(
        "aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=Secret(document(ORDERS))
    )
    assert messages(judged(role(), hidden)) == ["role 'api' of development reaches something of production"]


@pytest.mark.parametrize("odd", ["{", "", None, 7, [], {"Statement": 1}])
def test_a_policy_that_nobody_can_read_reaches_nothing(odd: Any) -> None:
    broken = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=odd)
    assert not judged(role(), broken).problems


def test_many_resources_cost_little_each() -> None:
    roles = [Resource.of("aws:iam/role:Role", f"r{i}", in_stack="dev", name=f"r{i}") for i in range(1_500)]
    policies = [
        Resource.of(
            "aws:iam/rolePolicy:RolePolicy", f"p{i}", in_stack="dev", role=f"r{i}", policy=document(f"{ORDERS}-{i}")
        )
        for i in range(1_500)
    ]
    assert len(judged(*roles, *policies).problems) == 1_500


def ledger(environment: str, **inputs: Any) -> Resource:
    arn = f"arn:aws:dynamodb:eu-west-1:111122223333:table/{environment}-ledger"
    tags = {"daypass:environment": environment}
    return Resource.of("aws:dynamodb/table:Table", environment, in_stack="main", arn=arn, tags=tags, **inputs)


@pytest.mark.parametrize("pattern", ["table/*-ledger", "table/*", "table/pro?-ledger"])
def test_a_pattern_reaches_what_the_stack_has_of_such_names(pattern: str) -> None:
    mine = policy(f"arn:aws:dynamodb:eu-west-1:111122223333:{pattern}")
    (problem,) = judged(role("staging"), mine, ledger("prod"), ledger("staging")).problems
    assert problem.message == "role 'api' of staging reaches 'prod' of production"
    assert passes(judged(role("staging"), mine, ledger("staging")))
    assert passes(judged(role("prod"), mine, ledger("prod")))
    assert passes(judged(Resource.of("aws:iam/role:Role", "api", name="api"), mine, ledger("prod"), ledger("dev")))


def test_a_deny_takes_back_what_a_pattern_takes_in() -> None:
    mine = policy("arn:aws:dynamodb:eu-west-1:111122223333:table/*-ledger")
    assert passes(judged(role("staging"), mine, ledger("prod"), deny(Resource="arn:aws:dynamodb:*:*:table/prod-*")))


S3_READS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-*/*"}


def test_a_pattern_of_buckets_reaches_a_bucket() -> None:
    bucket = Resource.of(
        *("aws:s3/bucket:Bucket", "b"), in_stack="main", arn="arn:aws:s3:::acme-orders", tags={"Env": "prod"}
    )
    message = only(judged(role("dev"), policy("arn:aws:s3:::acme-*/*"), bucket))
    assert "of development reaches 'b' of production" in message
    assert passes(judged(role("dev"), policy("arn:aws:s3:::*/*"), bucket))
    reads = {"Version": "2012-10-17", "Statement": [S3_READS]}
    mine = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=json.dumps(reads))
    assert "of development reaches 'b' of production" in only(judged(role("dev"), mine, bucket, deny(Resource="*")))
    assert passes(judged(role("dev"), mine, bucket, deny(Action="s3:*", Resource="arn:aws:s3:::*-orders/*")))


def deny(**parts: Any) -> Resource:
    text = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "dynamodb:*", **parts}})
    return Resource.of("aws:iam/rolePolicy:RolePolicy", "fence", in_stack="main", role="api", policy=text)


@pytest.mark.parametrize(
    "parts",
    [
        {"Resource": ORDERS},
        {"Resource": "*", "Action": "*"},
        {"Resource": "arn:aws:dynamodb:*:*:table/prod-*"},
        {"NotResource": "arn:aws:dynamodb:*:*:table/dev-*"},
    ],
)
def test_what_is_denied_whatever_the_request_is_not_reached(parts: dict[str, Any]) -> None:
    assert passes(judged(role(), policy([ORDERS, "arn:aws:dynamodb:*:*:table/dev-orders"]), deny(**parts)))


@pytest.mark.parametrize(
    "parts",
    [
        {"Resource": ORDERS, "Action": "dynamodb:DeleteTable"},
        {"Resource": "arn:aws:dynamodb:*:*:table/dev-*"},
        {"Resource": ORDERS, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}},
        {"NotResource": "arn:aws:dynamodb:*:*:table/*-orders"},
    ],
)
def test_a_deny_that_leaves_a_way_takes_nothing_back(parts: dict[str, Any]) -> None:
    assert len(judged(role(), policy(ORDERS), deny(**parts)).problems) == 1


def test_a_boundary_that_stops_at_the_environment_takes_back_the_rest() -> None:
    bounded = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    inside = {
        **bounded,
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:dynamodb:*:*:table/dev-*"},
    }
    arn = "arn:aws:iam::111122223333:policy/fence"
    for text, count in ((bounded, 1), (inside, 0)):
        fence = Resource.of("aws:iam/policy:Policy", "fence", in_stack="main", arn=arn, policy=json.dumps(text))
        answer = judged(role(permissionsBoundary=arn), policy(ORDERS), fence)
        assert (len(answer.problems), answer.undecided) == (count, ())


@pytest.mark.parametrize(
    "key", ["aws:ResourceTag/Environment", "ec2:ResourceTag/env", "AWS:resourcetag/daypass:environment"]
)
def test_things_that_must_carry_the_tag_of_another_environment_are_of_that(key: str) -> None:
    (problem,) = reached("*", StringEquals={key: ["prod", "production"]}).problems
    assert problem.message == "role 'api' of development reaches tagged things of production"
    assert problem.key == "production tag"
    assert passes(reached("*", StringEquals={key: "dev"}))
    assert passes(reached("*", StringNotEquals={key: "prod"}))
    assert passes(reached("*", StringEqualsIfExists={key: "prod"}))
    assert passes(reached("*", StringEquals={key: "${aws:PrincipalTag/environment}"}))
    assert passes(reached("*", StringEquals={f"{key}-owner": "prod"}))


def test_what_a_policy_of_aws_names_is_of_aws() -> None:
    aws = [
        "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
        "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess",
    ]
    assert passes(judged(role(managedPolicyArns=aws)))


def test_what_is_given_to_identities_elsewhere_or_to_nobody_is_read() -> None:
    given = Resource.of(
        "aws:iam/rolePolicy:RolePolicy", "orders", in_stack="main", role="api-dev", policy=document(ORDERS)
    )
    (message,) = messages(judged(given))
    assert message == f"what 'orders' gives to a role of development reaches '{ORDERS}' of production"
    lone = Resource.of("aws:iam/policy:Policy", "orders", in_stack="dev", policy=document(ORDERS))
    (message,) = messages(judged(lone))
    assert message == f"policy 'orders' of development reaches '{ORDERS}' of production"
    assert passes(judged(replace(given, inputs=Properties({**given.inputs.raw, "role": "api-prod"}))))
    both = Resource.of("aws:iam/policy:Policy", "b", in_stack="main", policy=document([ORDERS, "arn:aws:s3:::a-dev"]))
    assert passes(judged(both))
    assert unknowns(judged(replace(lone, inputs=Properties({"policy": UNKNOWN})))) == ["policy"]


def test_a_deny_that_is_not_known_yet_may_take_it_back() -> None:
    fence = Resource.of(
        "aws:iam/role:Role",
        "api",
        in_stack="main",
        name="api",
        tags={"daypass:environment": "dev"},
        inlinePolicies=[
            {"name": "orders", "policy": document(ORDERS)},
            {"name": "fence", "policy": {"Statement": {"Effect": "Deny", "Action": "*", "Resource": UNKNOWN}}},
        ],
    )
    answer = judged(fence)
    assert not answer.problems
    assert unknowns(answer)


def test_an_action_that_is_not_known_yet_matters_only_beside_a_deny() -> None:
    allow = {"Statement": {"Effect": "Allow", "Action": UNKNOWN, "Resource": ORDERS}}
    waiting = Resource.of("aws:iam/rolePolicy:RolePolicy", "orders", in_stack="main", role="api", policy=allow)
    assert len(judged(role(), waiting).problems) == 1
    assert not judged(role(), waiting, deny(Resource=ORDERS)).problems


def test_the_questions_about_one_identity_are_not_without_end() -> None:
    many = [f"arn:aws:dynamodb:eu-west-1:111122223333:table/prod-{index}" for index in range(100)]
    answer = judged(role(), policy(many), deny(Resource="arn:aws:dynamodb:*:*:table/prod-*"))
    assert len(answer.problems) == 1


def test_a_secret_policy_does_not_tell_what_its_pattern_takes_in() -> None:
    secret = Secret(document("arn:aws:dynamodb:*:*:table/*-ledger"))
    hidden = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=secret)
    assert messages(judged(role(), hidden, ledger("prod"))) == [
        "role 'api' of development reaches something of production"
    ]
