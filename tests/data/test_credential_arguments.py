"""The arguments that the table of credentials names are those that the types have: a misspelt one would be in none."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from tests.support.provider_sdk import problem_in_schema

from daypass.data.credential_tokens import CredentialToken, credential_tokens

RECORDED = Path(__file__).parent / "recorded" / "credential_arguments.csv"
"""Taken once from the SDKs that the table names; those of AWS are installed, and looked at as they are."""

OF_AWS = ("pulumi-aws==", "pulumi-aws-native==")
TOKENS = list(credential_tokens().values())


@cache
def recorded() -> dict[str, tuple[str, frozenset[str]]]:
    """Type → package and arguments."""
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["type"]: (row["package"], frozenset(row["arguments"].split())) for row in rows}


def arguments_of(token: CredentialToken) -> Iterator[str]:
    """Those that the table names of a type."""
    yield from (path for ending in token.endings for path in ending.paths)
    if token.undone_by:
        yield token.undone_by


NAMING = [token for token in TOKENS if any(arguments_of(token))]


def test_the_record_says_from_where_it_is_and_of_which_day() -> None:
    notes = dict(line[2:].split(": ", 1) for line in RECORDED.read_text("utf-8").splitlines() if ": " in line[:14])
    assert notes["source"]
    assert date.fromisoformat(notes["as of"])


@pytest.mark.parametrize(
    "token", [one for one in NAMING if not one.package.startswith(OF_AWS)], ids=lambda token: token.type
)
def test_an_argument_that_the_table_names_is_one_of_the_type(token: CredentialToken) -> None:
    """Of the version that the table names: whoever raises it records the arguments anew."""
    package, arguments = recorded()[token.type]
    assert package == token.package
    assert set(arguments_of(token)) <= arguments


@pytest.mark.parametrize(
    "token", [one for one in NAMING if one.package.startswith("pulumi-aws-native==")], ids=lambda token: token.type
)
def test_an_argument_of_aws_native_is_one_of_its_schema(token: CredentialToken) -> None:
    for path in arguments_of(token):
        assert not problem_in_schema(token.type, path).startswith("no ")


def test_types_of_a_recorded_package_are_in_the_record() -> None:
    """So that a type which does not exist is none of the table's either."""
    packages = {package for package, _ in recorded().values()}
    assert {token.type for token in TOKENS if token.package in packages} == set(recorded())


def test_a_misspelt_argument_is_found() -> None:
    _, arguments = recorded()["datadog:index/serviceAccessToken:ServiceAccessToken"]
    assert "expiresAt" in arguments
    assert "expireAt" not in arguments
