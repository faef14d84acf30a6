"""What `code-interpreter-is-isolated` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.acting.agentcore import INTERPRETERS
from daypass_policies.rules import catalog

RULE = catalog()["code-interpreter-is-isolated"]
ROLE = "arn:aws:iam::111122223333:role/calculator"


def interpreter(mode: Any, role: Any = ROLE, type_: str = INTERPRETERS[0]) -> Resource:
    return Resource.of(type_, "calculator", executionRoleArn=role, networkConfiguration={"networkMode": mode})


@pytest.mark.parametrize(("mode", "role"), [("SANDBOX", ROLE), ("vpc", ROLE), ("PUBLIC", None), ("PUBLIC", "")])
@pytest.mark.parametrize("type_", INTERPRETERS)
def test_a_role_or_the_internet_passes(mode: str, role: str | None, type_: str) -> None:
    assert passes(judge(RULE, interpreter(mode, role, type_)))


@pytest.mark.parametrize("mode", ["PUBLIC", "public", Secret("PUBLIC"), "canary", None, 1])
@pytest.mark.parametrize("role", [ROLE, UNKNOWN, Secret(ROLE)])
def test_a_role_and_the_internet_are_refused(mode: Any, role: Any) -> None:
    """That there is a role decides; which one it is may be known later."""
    (found,) = messages(judge(RULE, interpreter(mode, role)))
    assert "canary" not in found


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge(RULE, interpreter(UNKNOWN))) == ["networkConfiguration.networkMode"]
    made = Resource.of(INTERPRETERS[0], "calculator", executionRoleArn=ROLE, networkConfiguration=UNKNOWN)
    assert unknowns(judge(RULE, made)) == ["networkConfiguration"]


@pytest.mark.parametrize("path", ["executionRoleArn", "networkConfiguration.networkMode"])
def test_the_provider_takes_what_is_read(path: str) -> None:
    assert problem_in_sdk(INTERPRETERS[0], path, frozenset()) == ""
