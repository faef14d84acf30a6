"""A device that may take role aliases by a pattern has the role of each, also of those that are there for others."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:iot:eu-west-1:{ACCOUNT}:rolealias/"
TAKES = "iot:AssumeRoleWithCertificate"
METERS = allow("s3:PutObject", "arn:aws:s3:::acme-readings/${credentials-iot:ThingName}/*")
REPAIRS = allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:job/*")

OWN_ROWS = {"StringEquals": {"dynamodb:LeadingKeys": "${credentials-iot:ThingName}"}}


def alias(name: str, **inputs: Any) -> Resource:
    return aws("iot/roleAlias", name, **{"alias": name, "arn": HERE + name, "roleArn": f"{ARN}role/{name}", **inputs})


def policy(*statements: dict[str, Any], **inputs: Any) -> Resource:
    return aws("iot/policy", "meter", **{"name": "meter", "policy": document(*statements), **inputs})


def judged(*policies: Resource, meters: dict[str, Any] = METERS, repairs: dict[str, Any] = REPAIRS) -> Answer:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    given = may("meters", meters), may("repairs", repairs)
    return judge_stack(no_path_to_more_rights, *roles, *given, alias("meters"), alias("repairs"), *policies)


@pytest.mark.parametrize("pattern", ["*", f"{HERE}*", "arn:aws:iot:*:*:rolealias/*", f"{HERE}re*", f"{HERE}??????*"])
@pytest.mark.parametrize("action", [TAKES, "iot:*", "iot:Assume*", "*"])
def test_any_alias_gives_the_role_that_is_there_for_others(action: str, pattern: str) -> None:
    both = policy(allow(TAKES, f"{HERE}meters"), allow(action, pattern))
    (problem,) = judged(both).problems
    assert problem.message == (
        f"policy 'meter' of IoT lets a device take role aliases by a pattern ({TAKES}), and so role 'repairs', which "
        f"may iot:CreateJob on arn:aws:iot:eu-west-1:{ACCOUNT}:job/* and that of alias 'meters' may not"
    )
    assert problem.advisory


def test_where_none_is_named_each_may_be_its_own() -> None:
    assert judged(policy(allow(TAKES, f"{HERE}*"))).problems
    assert judged(policy(allow(TAKES, f"{HERE}*")), repairs=allow("secretsmanager:GetSecretValue")).problems


def test_policies_of_the_other_provider_count_alike() -> None:
    statement = allow(TAKES, f"{HERE}*")
    made = native("iot:Policy", "meter", policyDocument={"Version": "2012-10-17", "Statement": [statement]})
    assert len(judged(made).problems) == 1


@pytest.mark.parametrize(
    "statements",
    [
        (allow(TAKES, f"{HERE}meters"),),
        (allow(TAKES, [f"{HERE}meters", f"{HERE}repairs"]),),
        (allow(TAKES, f"{HERE}met*"),),
        (allow(TAKES, f"{HERE}${{iot:Connection.Thing.ThingTypeName}}"),),
        (allow(TAKES, f"{HERE}*", Condition={"StringEquals": {"iot:Connection.Thing.ThingTypeName": "van"}}),),
        (allow(TAKES, f"{HERE}*"), deny(TAKES, f"{HERE}repairs")),
        (allow("iot:Connect", "*"), allow("iot:Publish", "*")),
    ],
    ids=["named", "both named", "pattern of one", "its own", "of a type", "denied", "other actions"],
)
def test_what_is_named_or_is_limited_to_the_thing_passes(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(policy(*statements)))


def test_a_condition_that_every_device_in_use_meets_limits_nothing() -> None:
    attached = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    assert judged(policy(allow(TAKES, f"{HERE}*", Condition=attached))).problems


@pytest.mark.parametrize(
    "right",
    [
        METERS,
        allow("s3:PutObject", "arn:aws:s3:::acme-logs/${credentials-iot:ThingName}/*"),
        allow(
            "dynamodb:PutItem",
            "*",
            Condition={"StringEquals": {"dynamodb:LeadingKeys": "${credentials-iot:ThingName}"}},
        ),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"]),
        allow("s3:GetObject", "arn:aws:s3:::acme-firmware/*"),
        allow("iot:CreateJob", f"arn:aws:iot:eu-west-1:{ACCOUNT}:job/test-*"),
    ],
    ids=["the same", "its own place", "its own rows", "logs", "what all may read", "tests"],
)
def test_aliases_of_roles_that_give_no_more_pass(right: dict[str, Any]) -> None:
    assert passes(judged(policy(allow(TAKES, f"{HERE}*")), meters=METERS, repairs=right))


def test_one_alias_or_two_of_one_role_pass() -> None:
    roles = role("repairs", "credentials.iot.amazonaws.com"), may("repairs", REPAIRS)
    any_alias = policy(allow(TAKES, f"{HERE}*"))
    twin = alias("vans", roleArn=f"{ARN}role/repairs")
    assert passes(judge_stack(no_path_to_more_rights, *roles, alias("repairs"), any_alias))
    assert passes(judge_stack(no_path_to_more_rights, *roles, alias("repairs"), twin, any_alias))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(policy(policy=UNKNOWN))) == ["policy"]
    unsure = native(
        "iot:Policy",
        "meter",
        policyDocument={"Version": "2012-10-17", "Statement": [{**allow(TAKES), "Resource": UNKNOWN}]},
    )
    assert unknowns(judged(unsure)) == ["policyDocument.Statement[0].Resource"]


def test_nothing_of_a_marked_role_is_quoted() -> None:
    roles = [role(name, "credentials.iot.amazonaws.com") for name in ("meters", "repairs")]
    marked = aws("iam/rolePolicy", "hidden", role="repairs", policy=Secret(document(REPAIRS)))
    given = may("meters", METERS), marked, alias("meters"), alias("repairs"), policy(allow(TAKES, f"{HERE}*"))
    (message,) = messages(judge_stack(no_path_to_more_rights, *roles, *given))
    assert "which may change something and that of" in message


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", '{"Statement": 1}', Secret(document(METERS))])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert judged(policy(policy=odd), aws("iot/roleAlias", "odd", alias=odd, arn=odd, roleArn=odd)).error is None
