"""Substitutions: what is filled in, what is left to IAM, and what is refused."""

import pytest
from tests.support.declarations import substitutions

from daypass.errors import DeclarationError
from daypass.model.substitution import Substitutions

FILL = substitutions("prod", {"bucket": "ledger", "net:vpc": "vpc-1"}).fill


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("${environment}", "prod"),
        ("arn:${partition}:s3:::x-${environment}-${account}", "arn:aws:s3:::x-prod-111122223333"),
        ("${region}", "eu-central-1"),
        ("${config:bucket}/${config:net:vpc}", "ledger/vpc-1"),
        ("$environment {region} $$", "$environment {region} $$"),
    ],
)
def test_names_become_text(text: str, filled: str) -> None:
    assert FILL(text, "place") == filled


@pytest.mark.parametrize(
    "text",
    [
        *("${}", "${stack}", "${Environment}", "${ environment }", "${environment", "${config}", "${config:}"),
        *("${env:HOME}", "${config:missing}", "${${environment}}", "x${", "${aws:username}", "${*}"),
    ],
)
def test_anything_else_is_refused_with_its_place_and_as_it_was_written(text: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        FILL(text, "federation.environment")
    assert str(refused.value).startswith("federation.environment: ")


def test_only_grants_keep_the_variables_of_iam() -> None:
    kept = "arn:aws:s3:::x/${aws:PrincipalTag/team}/${*}${?}${$}"
    assert FILL(kept, "grants", iam=True) == kept
    for other in ("${s3:prefix}", "${aws:}", "${confg:bucket}"):
        with pytest.raises(DeclarationError, match="no known substitution"):
            FILL(other, "grants", iam=True)


def test_texts_at_any_depth_are_filled_in_and_so_are_keys() -> None:
    table = {"StringEquals": {"aws:RequestTag/${environment}": ["${account}", "x"]}, "n": 1, "on": True}
    assert FILL(table, "c") == {"StringEquals": {"aws:RequestTag/prod": ["111122223333", "x"]}, "n": 1, "on": True}
    with pytest.raises(DeclarationError, match=r"^c\.a\[1\]: "):
        FILL({"a": ["x", "${nope}"]}, "c")


def test_nothing_is_asked_for_that_is_not_needed() -> None:
    def unexpected(*_: str) -> str:
        raise AssertionError

    lazy = Substitutions({"environment": lambda: "dev", "region": unexpected, "account": unexpected}, unexpected)
    assert lazy.fill(["${environment}", "x"], "place") == ["dev", "x"]
