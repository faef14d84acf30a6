"""Whoever is called after bringing what others run, and says so, was given what it names to bring."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, function, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:ledger"
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/customers")
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-a1B2c3")
SAYS = "Deploys what its project builds"


def judged(called: str, *, on: str = FUNCTION, has: dict[str, Any] = STORES, **said: Any) -> Answer:
    holder = role(called, LAMBDA, **said), may(called, allow("lambda:UpdateFunctionCode", on))
    return judge_stack(
        no_path_to_more_rights, *holder, role("ledger"), may("ledger", has), function("ledger", "ledger")
    )


@pytest.mark.parametrize("text", [SAYS, "Releases the ledger", "publishes modules", "Promotes images after approval"])
@pytest.mark.parametrize("called", ["wire-release", "image-promote", "wire-build", "WirePublisher-1a2b3c4"])
def test_a_name_and_a_purpose_that_say_so_are_somebodys_word(called: str, text: str) -> None:
    assert passes(judged(called, description=text))
    assert passes(judged(called, tags={"daypass:purpose": text}))


@pytest.mark.parametrize("text", ["", "Part of the deploys", "Renders releases", UNKNOWN])
def test_one_of_both_is_a_habit(text: Any) -> None:
    assert only(judged("wire-release", description=text))


def test_a_purpose_alone_may_be_said_of_a_whole_project() -> None:
    assert only(judged("wire-render", description=SAYS))


def test_what_nobody_named_is_not_given_so() -> None:
    assert only(judged("wire-release", on=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:*", description=SAYS))


def test_an_agent_does_what_it_is_talked_into() -> None:
    assert only(judged("wire-release", description=SAYS, tags={"daypass:class": "agent"}))


def test_secrets_of_what_is_called_otherwise_count() -> None:
    assert "secretsmanager:GetSecretValue" in only(judged("wire-release", has=READS, description=SAYS))
    assert passes(judged("ledger-release", has=READS, description=SAYS))
