"""Revocation that somebody turned off is found, and nothing else is."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.revocation_is_switched_on import revocation_is_switched_on

CRL = "aws-native:rolesanywhere:Crl"
CLIENTS = ("aws:cognito/userPoolClient:UserPoolClient", "aws-native:cognito:UserPoolClient")


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(revocation_is_switched_on, Resource.of(type_, "it", **inputs))


@pytest.mark.parametrize("off", [False, "false", "False", Secret(False)])
def test_what_is_off_is_found(off: Any) -> None:
    assert messages(judged(CRL, enabled=off)) == ["revocation list 'it' is off: certificates on it still get in"]
    for client in CLIENTS:
        (problem,) = judged(client, enableTokenRevocation=off).problems
        assert problem.message == "app client 'it' gives refresh tokens that nobody can revoke"
        assert (problem.at, problem.mended) == ("enableTokenRevocation", '{"enableTokenRevocation": true}')


@pytest.mark.parametrize("on", [True, "true", None])
def test_what_is_on_or_was_left_alone_passes(on: Any) -> None:
    assert passes(judged(CRL, enabled=on))
    assert all(passes(judged(client, enableTokenRevocation=on)) for client in CLIENTS)


@pytest.mark.parametrize("odd", [UNKNOWN, 7, "maybe", [], {}])
def test_what_is_unknown_or_no_switch_is_undecided(odd: Any) -> None:
    assert unknowns(judged(CRL, enabled=odd)) == ["enabled"]


def test_what_was_only_looked_up_is_somebody_elses() -> None:
    found = replace(Resource.of(CRL, "it"), external=True, outputs=Properties({"enabled": False}))
    assert passes(judge(revocation_is_switched_on, found))
