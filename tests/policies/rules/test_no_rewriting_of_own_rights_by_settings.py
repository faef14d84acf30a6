"""Who says which function rotates any secret, or which alias any key has, fulfils what a policy asks of themselves."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

READ, ROTATE, INVOKE = "secretsmanager:GetSecretValue", "secretsmanager:RotateSecret", "lambda:InvokeFunction"
PLACE = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:"
OWN = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:rotator"
ROTATED_BY = "secretsmanager:resource/AllowRotationLambdaArn"


def asks(function: str | list[str] = OWN, by: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {by: {ROTATED_BY: function}}}


READS = allow(READ, f"{PLACE}*", **asks())


def judged(*statements: dict[str, Any], more: tuple[Resource, ...] = (), called: str = "a", **inputs: Any) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role(called, **inputs), may(called, *statements), *more)


def test_who_names_the_function_of_any_secret_reads_all_of_them() -> None:
    (problem,) = judged(READS, allow(ROTATE, f"{PLACE}*"), allow(INVOKE, OWN)).problems
    assert problem.message == (
        "role 'a' may have any secret rotated by the function for which its policies ask "
        "(secretsmanager:RotateSecret), and then read it (secretsmanager:GetSecretValue), "
        "by policy.Statement[0] of 'a-policy'"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("high", False, f"any rotations {READ}")


@pytest.mark.parametrize(
    "reads",
    [
        allow(READ, **asks(by="ArnEquals")),
        allow(READ, **asks(f"arn:aws:lambda:*:{ACCOUNT}:function:rot*", by="ArnLike")),
        allow(READ, **asks(["arn:aws:lambda:eu-west-1:444455556666:function:x", OWN])),
        allow(READ, **asks("${lambda:SourceFunctionArn}")),
        allow(READ, **asks("false", by="Null")),
        allow("secretsmanager:Get*", "*", **asks()),
    ],
    ids=str,
)
def test_however_the_function_is_named(reads: dict[str, Any]) -> None:
    assert "have any secret rotated" in only(judged(reads, allow([ROTATE, INVOKE])))
    assert "have any secret rotated" in only(judged(reads, allow(ROTATE), allow(INVOKE, OWN)))
    assert passes(judged(reads, allow(INVOKE)))
    assert passes(judged(reads, allow(ROTATE)))


def test_a_denial_of_all_other_secrets_is_fulfilled_as_well() -> None:
    held = deny(READ, "*", Condition={"StringNotEquals": {ROTATED_BY: OWN}})
    assert "have any secret rotated" in only(judged(allow(READ, f"{PLACE}*"), held, allow([ROTATE, INVOKE])))
    assert passes(judged(allow(READ, f"{PLACE}*"), held, allow(ROTATE, **asks()), allow(INVOKE)))


ANOTHER = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:other"


@pytest.mark.parametrize(
    "others",
    [
        (allow(INVOKE),),
        (allow(ROTATE),),
        (allow(ROTATE), allow(INVOKE, ANOTHER)),
        (allow(ROTATE, **asks()), allow(INVOKE)),
        (allow(ROTATE, f"{PLACE}orders/db-a1B2c3"), allow(INVOKE)),
        (allow(ROTATE, f"{PLACE}orders/db-??????"), allow(INVOKE)),
        (allow([ROTATE, INVOKE]), deny(ROTATE)),
        (allow([ROTATE, INVOKE]), deny(ROTATE, Condition={"StringNotEquals": {ROTATED_BY: OWN}})),
        (allow(INVOKE), allow(ROTATE, Condition={"ArnEquals": {"secretsmanager:RotationLambdaARN": ANOTHER}})),
        (allow(INVOKE), allow(ROTATE, Condition={"Null": {"secretsmanager:RotationLambdaARN": "true"}})),
        (allow(INVOKE), allow(ROTATE, Condition={"StringEquals": {"aws:ResourceTag/rotator": "a"}})),
    ],
    ids=str,
)
def test_who_rotates_only_what_is_its_own_passes(others: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(READS, *others))


def test_who_sets_its_own_function_alone_still_sets_it() -> None:
    own = allow(ROTATE, Condition={"ArnEquals": {"secretsmanager:RotationLambdaARN": OWN}})
    assert "have any secret rotated" in only(judged(READS, own, allow(INVOKE)))


def test_what_needs_no_function_is_told_by_others() -> None:
    assert passes(judged(allow(READ, f"{PLACE}*"), allow([ROTATE, INVOKE])))
    assert passes(judged(allow(READ, f"{PLACE}orders/*"), allow([ROTATE, INVOKE])))
    assert passes(judged(allow([ROTATE, INVOKE])))


def test_a_boundary_that_allows_no_rotation_holds() -> None:
    fence = aws("iam/policy", "f", arn=f"arn:aws:iam::{ACCOUNT}:policy/f", policy=document(allow([READ, INVOKE])))
    statements = (READS, allow([ROTATE, INVOKE]))
    assert passes(judged(*statements, more=(fence,), permissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/f"))


def test_what_is_not_known_is_undecided() -> None:
    rest = aws("iam/rolePolicy", "rest", role="a", policy=UNKNOWN)
    answer = judge_stack(no_rewriting_of_own_rights, role("a"), may("a", READS), rest)
    assert not answer.problems
    assert answer.undecided


def secret(name: str, function: Any = None) -> tuple[Resource, ...]:
    arn = f"{PLACE}{name}-a1B2c3"
    made = aws("secretsmanager/secret", name, name=name, arn=arn)
    said = {"secretId": arn, "rotationLambdaArn": function}
    return (made, aws("secretsmanager/secretRotation", f"{name}-rotation", **said)) if function else (made,)


@pytest.mark.parametrize(
    ("function", "is_told"), [(OWN, False), (ANOTHER, True), (None, True), (UNKNOWN, False)], ids=str
)
def test_a_secret_of_the_stack_that_another_rotates_is_taken_over_by_a_pattern(function: Any, *, is_told: bool) -> None:
    rights = (READS, allow(ROTATE, f"{PLACE}payouts/*"), allow(INVOKE))
    answer = judged(*rights, more=secret("payouts/key", function), called="growth-rotator")
    assert bool(answer.problems) is is_told
    for problem in answer.problems:
        assert "may have secrets that it names by a pattern alone rotated by the function" in problem.message
        assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(*rights, more=secret("payouts/key", function), called="payouts-rotator"))
    named = (READS, allow(ROTATE, f"{PLACE}payouts/key-??????"), allow(INVOKE))
    assert passes(judged(*named, more=secret("payouts/key", function), called="growth-rotator"))
    assert passes(judged(*rights, called="growth-rotator"))


DECRYPT, KEYS = "kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*"
ALIAS = f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/"


def by_alias(*aliases: str, by: str = "StringEquals") -> dict[str, Any]:
    return allow(DECRYPT, KEYS, Condition={f"ForAnyValue:{by}": {"kms:ResourceAliases": list(aliases)}})


@pytest.mark.parametrize(
    ("reads", "actions", "resource"),
    [
        (by_alias("alias/shop"), "kms:UpdateAlias", "*"),
        (by_alias("alias/shop"), ["kms:CreateAlias", "kms:DeleteAlias"], "*"),
        (by_alias("alias/shop-*", by="StringLike"), "kms:CreateAlias", "*"),
        (by_alias("alias/shop-*", by="StringLike"), "kms:*Alias", [f"{ALIAS}shop-*", KEYS]),
        (allow(DECRYPT, KEYS, Condition={"Null": {"kms:ResourceAliases": "false"}}), "kms:CreateAlias", "*"),
    ],
    ids=str,
)
def test_who_gives_any_key_the_alias_uses_any_key(reads: dict[str, Any], actions: Any, resource: Any) -> None:
    message = only(judged(reads, allow(actions, resource)))
    assert (
        "role 'a' may give any key the alias for which its policies ask (kms:CreateAlias), and then use it" in message
    )


@pytest.mark.parametrize(
    "others",
    [
        (),
        (allow("kms:CreateAlias"),),
        (allow("kms:UpdateAlias", f"{ALIAS}*"),),
        (allow("kms:UpdateAlias", [f"{ALIAS}mail", KEYS]),),
        (allow("kms:UpdateAlias", [f"{ALIAS}*", KEYS.replace("*", "1234abcd")]),),
        (allow("kms:UpdateAlias"), deny("kms:UpdateAlias", f"{ALIAS}shop")),
    ],
    ids=str,
)
def test_who_gives_other_aliases_or_to_its_own_key_passes(others: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(by_alias("alias/shop"), *others))


def test_whoever_signs_with_the_key_of_an_alias_gives_that_to_any_key() -> None:
    signs = {**by_alias("alias/shop"), "Action": "kms:Sign"}
    message = only(judged(signs, allow("kms:UpdateAlias")))
    assert (
        "may give any key the alias for which its policies ask (kms:CreateAlias), and then use it (kms:Sign)" in message
    )
    assert passes(judged(signs, allow("kms:UpdateAlias", [f"{ALIAS}*", KEYS.replace("*", "1234abcd")])))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("x"), [7]])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = (
        aws("secretsmanager/secret", "s", name=odd, arn=odd, tags=odd),
        aws("secretsmanager/secretRotation", "r", secretId=odd, rotationLambdaArn=odd),
        native("secretsmanager:RotationSchedule", "n", secretId=odd, rotationLambdaArn=odd),
    )
    rights = (READS, allow(ROTATE, f"{PLACE}payouts/*"), allow(INVOKE))
    assert not judged(*rights, more=made, called="growth-rotator").problems
