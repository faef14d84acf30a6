"""A key alone opens no role for emergencies, nor one that people enter; machines have no second factor to show."""

from typing import Any

import pytest
from tests.support.becoming import deny, lets_in, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.people_show_a_second_factor import people_show_a_second_factor

EMERGENCY = {"tags": {"daypass:class": "break-glass"}}
MARIA = f"{ARN}user/maria"
PRESENT = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
SIGNED_IN = f"{ARN}role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_0123456789abcdef"


def judged(*trust: Any, beside: tuple[Resource, ...] = (), **inputs: Any) -> Answer:
    return judge_stack(people_show_a_second_factor, role("repair", *trust, **inputs), *beside)


def for_emergencies(*trust: Any, beside: tuple[Resource, ...] = ()) -> Answer:
    return judged(*trust, beside=beside, **EMERGENCY)


def test_a_role_for_emergencies_that_users_enter_with_a_key_is_told() -> None:
    assert only(for_emergencies(lets_in({"AWS": [MARIA, f"{ARN}user/jan"]}))) == (
        "role 'repair' lets in IAM user 'maria', IAM user 'jan' with a key alone, and asks for no second factor"
    )
    assert for_emergencies(MARIA, SIGNED_IN).problems


def test_so_is_a_role_that_nobody_enters_but_users_of_the_account() -> None:
    assert judged(MARIA).problems
    assert passes(judged(MARIA, "lambda.amazonaws.com"))
    assert passes(judged(MARIA, f"{ARN}role/other"))
    assert passes(judged("arn:aws:iam::444455556666:user/maria"))


def test_whoever_of_an_account_has_a_key_enters_what_trusts_the_account() -> None:
    root = {"AWS": f"{ARN}root"}
    assert "whoever of an account has a key" in only(for_emergencies(lets_in(root)))
    assert passes(for_emergencies(lets_in(root, Condition=PRESENT)))
    assert passes(for_emergencies(lets_in(root, Condition={"ArnLike": {"aws:PrincipalArn": SIGNED_IN}})))
    assert "IAM user 'maria'" in only(
        for_emergencies(lets_in(root, Condition={"ArnEquals": {"aws:PrincipalArn": MARIA}}))
    )
    assert "IAM user 'maria'" in only(
        for_emergencies(lets_in(root, Condition={"StringEquals": {"aws:username": "maria"}}))
    )
    pattern = {"StringLike": {"aws:username": "break-glass-*"}}
    assert for_emergencies(lets_in(root, Condition=pattern)).problems
    assert passes(for_emergencies(lets_in(root, Condition={**pattern, **PRESENT})))
    assert passes(judged(lets_in(root)))  # as trust-names-no-whole-account says of it


@pytest.mark.parametrize(
    "asked",
    [
        PRESENT,
        {"NumericLessThan": {"aws:MultiFactorAuthAge": "900"}},
        {"Null": {"aws:MultiFactorAuthAge": "false"}},
        {**PRESENT, "NumericLessThanEquals": {"aws:MultiFactorAuthAge": "3600"}},
    ],
)
def test_a_condition_on_the_factor_or_its_age_asks_for_it(asked: dict[str, Any]) -> None:
    assert passes(for_emergencies(lets_in(MARIA, Condition=asked)))


@pytest.mark.parametrize(
    "asked",
    [
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "900"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    ],
)
def test_one_that_holds_for_a_key_as_well_does_not(asked: dict[str, Any]) -> None:
    assert for_emergencies(lets_in(MARIA, Condition=asked)).problems


def test_a_deny_asks_for_it_if_it_meets_who_comes_with_a_key() -> None:
    def denied(operator: str, key: str, value: str) -> dict[str, Any]:
        everyone = {"AWS": "*"}
        return lets_in(everyone, Effect="Deny", Condition={operator: {key: value}})

    assert passes(for_emergencies(MARIA, denied("BoolIfExists", "aws:MultiFactorAuthPresent", "false")))
    assert passes(for_emergencies(MARIA, denied("Null", "aws:MultiFactorAuthAge", "true")))
    assert for_emergencies(MARIA, denied("Bool", "aws:MultiFactorAuthPresent", "false")).problems


def test_a_deny_in_the_users_own_policies_counts() -> None:
    maria = aws("iam/user", "maria", name="maria", arn=MARIA)
    without = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    forced = user_may("maria", deny("*", Condition=without))
    assert passes(for_emergencies(MARIA, beside=(maria, forced)))
    assert for_emergencies(MARIA, beside=(maria,)).problems


def test_machines_have_no_second_factor() -> None:
    assert passes(for_emergencies(f"{ARN}user/ci-deploy"))
    key = aws("iam/accessKey", "maria", user="maria")
    maria = aws("iam/user", "maria", name="maria", arn=MARIA)
    assert passes(judged(MARIA, beside=(maria, key)))
    assert for_emergencies(MARIA, beside=(maria, key)).problems  # which no machine has
    shown = {"StringEquals": {"sts:ExternalId": "c1f0-77"}}
    assert passes(for_emergencies(lets_in(MARIA, Condition=shown)))


def test_who_comes_by_identity_center_saml_or_another_role_showed_it_there() -> None:
    assert passes(for_emergencies(SIGNED_IN))
    by_saml = lets_in({"Federated": f"{ARN}saml-provider/office"}, "sts:AssumeRoleWithSAML")
    assert passes(for_emergencies(by_saml))
    assert passes(for_emergencies(f"{ARN}role/staff"))


def test_a_workloads_role_is_told_by_whom_it_trusts() -> None:
    assert passes(judged(MARIA, tags={"daypass:class": "service"}))


def test_what_is_marked_is_not_quoted_and_what_is_not_known_is_undecided() -> None:
    marked = role("repair", MARIA, **EMERGENCY).inputs.raw["assumeRolePolicy"]
    assert "maria" not in only(judged(MARIA, assumeRolePolicy=Secret(marked), **EMERGENCY))
    assert unknowns(judged(assumeRolePolicy=UNKNOWN)) == ["assumeRolePolicy"]
    assert unknowns(judged(MARIA, tags={"daypass:class": UNKNOWN}))
    assert passes(judged(assumeRolePolicy="{"))
    assert passes(for_emergencies(lets_in({"AWS": f"{ARN}user/"})))
    assert messages(judge_stack(people_show_a_second_factor, aws("iam/user", "maria", name="maria"))) == []
    assert ACCOUNT in MARIA


def asked(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {operator: {key: list(values)}}


def test_users_who_are_called_by_a_pattern_are_told_by_it() -> None:
    root = {"AWS": f"{ARN}root"}
    by_name = for_emergencies(lets_in(root, Condition=asked("StringLike", "aws:username", "repair-*")))
    assert "IAM users 'repair-*'" in only(by_name)
    assert [one.key for one in by_name.problems] == ["repair-*"]
    anywhere = asked("ArnLike", "aws:PrincipalArn", "arn:*:iam::*:user/repair-?")
    assert "IAM users 'repair-?'" in only(for_emergencies(lets_in(root, Condition=anywhere)))


@pytest.mark.parametrize("operator", ["Bool", "BoolIfExists"])
def test_false_asks_for_no_second_factor(operator: str) -> None:
    """Who has the key makes a session with it, whose requests say that there was none."""
    assert for_emergencies(lets_in(MARIA, Condition=asked(operator, "aws:MultiFactorAuthPresent", "false"))).problems


def test_that_something_is_said_of_the_factor_asks_for_none_either() -> None:
    assert for_emergencies(lets_in(MARIA, Condition=asked("Null", "aws:MultiFactorAuthPresent", "false"))).problems


def test_an_external_id_that_anything_fits_is_none() -> None:
    def with_id(operator: str, value: str) -> Answer:
        return for_emergencies(lets_in(MARIA, Condition=asked(operator, "sts:ExternalId", value)))

    assert with_id("StringLike", "*").problems
    assert with_id("StringEqualsIfExists", "c1f0-77").problems
    assert passes(with_id("StringLike", "c1f0-77"))


def test_each_is_asked_of_the_statement_that_lets_them_in_and_of_every_denial() -> None:
    jan = f"{ARN}user/jan"
    denied = lets_in({"AWS": jan}, Effect="Deny")
    text = only(for_emergencies(lets_in(MARIA, Condition=PRESENT), lets_in(MARIA), lets_in(jan), denied))
    assert "'maria'" in text
    assert "'jan'" not in text
    assert passes(for_emergencies(lets_in(MARIA, Condition=PRESENT), lets_in(jan), denied))
