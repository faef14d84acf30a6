"""People who read a machine's secret are the machine; a secret of their own is theirs, and emergencies pass."""

from typing import Any

import pytest
from tests.support.becoming import document, lets_in, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.secret_of_a_workload_names_no_people import secret_of_a_workload_names_no_people

READ = "secretsmanager:GetSecretValue"
SENDER = f"{ARN}role/sms-sender"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:sms-a1B2c3"


def of_set(name: str) -> str:
    return f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_{name}_0123456789abcdef"


DEVELOPERS = of_set("Developers")


def lets(*who: Any, action: str | list[str] = READ, **more: Any) -> dict[str, Any]:
    """A statement that lets these read the secret."""
    named = who[0] if len(who) == 1 and isinstance(who[0], dict) else {"AWS": [*who]}
    return {"Effect": "Allow", "Principal": named, "Action": action, "Resource": "*", **more}


def policy(*statements: dict[str, Any]) -> Resource:
    return aws("secretsmanager/secretPolicy", "sms", secretArn=SECRET, policy=document(*statements))


def judged(*statements: dict[str, Any], beside: tuple[Resource, ...] = ()) -> Answer:
    return judge_stack(secret_of_a_workload_names_no_people, policy(*statements), *beside)


def test_people_beside_a_workload_are_told() -> None:
    assert only(judged(lets(SENDER, DEVELOPERS))) == (
        "secret policy 'sms' lets the people of permission set 'Developers' read what a workload signs in with"
    )
    assert judged(lets(SENDER), lets(DEVELOPERS)).problems
    assert judged(lets({"Service": "lambda.amazonaws.com"}), lets(DEVELOPERS)).problems


def test_also_by_a_wildcard_and_whatever_type_has_the_policy() -> None:
    assert judged(lets(SENDER), lets(DEVELOPERS, action="secretsmanager:*")).problems
    assert judged(lets(SENDER), lets(DEVELOPERS, action=["secretsmanager:Get*"])).problems
    text = document(lets(SENDER, DEVELOPERS))
    for made in (
        aws("secretsmanager/secret", "sms", name="sms", policy=text),
        native("secretsmanager:ResourcePolicy", "sms", secretId=SECRET, resourcePolicy=text),
    ):
        assert judge_stack(secret_of_a_workload_names_no_people, made).problems


def test_a_person_and_those_who_sign_in_by_saml_are_people() -> None:
    assert "IAM user 'maria'" in only(judged(lets(SENDER, f"{ARN}user/maria")))
    assert judged(lets(SENDER), lets({"Federated": f"{ARN}saml-provider/office"})).problems
    assert judged(lets(SENDER, f"{ARN}role/Developers")).problems


def test_whom_a_condition_names_counts_as_whom_a_principal_does() -> None:
    anyone = {"AWS": f"{ARN}root"}
    asked = {"ArnLike": {"aws:PrincipalArn": [SENDER, DEVELOPERS]}}
    assert judged(lets(anyone, Condition=asked)).problems
    assert passes(judged(lets(anyone, Condition={"ArnLike": {"aws:PrincipalArn": [SENDER]}})))


def test_a_machine_that_is_a_user_is_no_person() -> None:
    assert passes(judged(lets(SENDER, f"{ARN}user/svc-sms")))


def test_a_secret_of_people_alone_is_theirs() -> None:
    assert passes(judged(lets(DEVELOPERS)))
    assert passes(judged(lets(DEVELOPERS, f"{ARN}user/maria")))
    assert passes(judged(lets(DEVELOPERS, f"{ARN}role/desk"), beside=(role("desk", DEVELOPERS),)))


def test_who_rotates_it_makes_it_no_machines() -> None:
    assert passes(judged(lets(DEVELOPERS, f"{ARN}role/secret-rotation")))


def test_who_manages_it_without_its_value_passes() -> None:
    manages = ["secretsmanager:PutSecretValue", "secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"]
    assert passes(judged(lets(SENDER), lets(of_set("SecretAdmins"), action=manages)))
    assert passes(judged(lets(SENDER, action="secretsmanager:DescribeSecret"), lets(DEVELOPERS)))


@pytest.mark.parametrize("name", ["BreakGlass", "OnCall", "EmergencyAccess"])
def test_emergencies_pass(name: str) -> None:
    assert passes(judged(lets(SENDER, of_set(name))))


def test_class_break_glass_passes_and_what_ends() -> None:
    tags = {"daypass:class": "break-glass"}
    assert passes(
        judged(lets(SENDER, DEVELOPERS), beside=(aws("ssoadmin/permissionSet", "d", name="Developers", tags=tags),))
    )
    engineers = f"{ARN}role/engineers"
    assert judged(lets(SENDER, engineers), beside=(role("engineers", DEVELOPERS),)).problems
    assert passes(judged(lets(SENDER, engineers), beside=(role("engineers", DEVELOPERS, tags=tags),)))
    ends = {"DateLessThan": {"aws:CurrentTime": "2027-01-31T00:00:00Z"}}
    assert passes(judged(lets(SENDER), lets(DEVELOPERS, Condition=ends)))


def test_whom_a_deny_keeps_out_is_not_let_in() -> None:
    others = {"ArnNotEquals": {"aws:PrincipalArn": [SENDER]}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": READ, "Resource": "*", "Condition": others}
    assert passes(judged(lets(SENDER, DEVELOPERS), deny))
    assert passes(judged(lets(SENDER, DEVELOPERS), lets(DEVELOPERS, Effect="Deny")))
    assert judged(lets(SENDER, DEVELOPERS), {**deny, "Action": "secretsmanager:DeleteSecret"}).problems


def test_all_are_told_at_once_and_a_marked_policy_is_not_quoted() -> None:
    assert only(judged(lets(SENDER, DEVELOPERS, of_set("Analysts"), f"{ARN}user/maria"))).count("'") == 8
    marked = aws(
        "secretsmanager/secretPolicy", "sms", secretArn=SECRET, policy=Secret(document(lets(SENDER, DEVELOPERS)))
    )
    (text,) = messages(judge_stack(secret_of_a_workload_names_no_people, marked))
    assert "Developers" not in text


def test_what_is_not_known_is_undecided_and_what_nobody_can_read_is_anothers() -> None:
    def left(value: Any) -> Answer:
        made = aws("secretsmanager/secretPolicy", "sms", secretArn=SECRET, policy=value)
        return judge_stack(secret_of_a_workload_names_no_people, made)

    assert unknowns(left(UNKNOWN)) == ["policy"]
    assert passes(left("{"))
    assert passes(judge_stack(secret_of_a_workload_names_no_people, aws("secretsmanager/secret", "sms", name="sms")))
    trusted = role("x", lets_in(DEVELOPERS))
    assert passes(judge_stack(secret_of_a_workload_names_no_people, trusted))


def test_what_ends_in_more_than_a_year_is_for_good() -> None:
    ends = {"DateLessThan": {"aws:CurrentTime": "2999-01-01T00:00:00Z"}}
    assert judged(lets(SENDER), lets(DEVELOPERS, Condition=ends)).problems
    over = {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}
    assert passes(judged(lets(SENDER), lets(DEVELOPERS, Condition=over)))


@pytest.mark.parametrize("name", ["AdministratorAccess", "AWSAdministratorAccess"])
def test_administrators_as_aws_calls_them_pass(name: str) -> None:
    assert passes(judged(lets(SENDER, of_set(name))))
    assert judged(lets(SENDER, f"{ARN}user/{name}")).problems


def test_a_set_of_the_stack_administers_by_what_it_is_given() -> None:
    def given(called: str, *actions: str) -> Resource:
        statement = {"Effect": "Allow", "Action": [*actions], "Resource": "*"}
        return native("sso:PermissionSet", called, name=called, inlinePolicy=document(statement))

    assert passes(judged(lets(SENDER, DEVELOPERS), beside=(given("Developers", "*"),)))
    assert judged(lets(SENDER, DEVELOPERS), beside=(given("Developers", "s3:*"),)).problems
    named = of_set("AdministratorAccess")
    assert judged(lets(SENDER, named), beside=(given("AdministratorAccess", "s3:*"),)).problems
