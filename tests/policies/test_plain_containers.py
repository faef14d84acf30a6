"""Of containers known in part the known part is judged; what is marked as a whole is judged, and not quoted."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_plain_credential import no_plain_credential

NATIVE = "aws-native:ecs:TaskDefinition"
CLASSIC = "aws:ecs/taskDefinition:TaskDefinition"
PASSWORD = {"name": "FIRST_SUPERUSER_PASSWORD", "value": "correct-horse-battery-stable"}
HOST = {"name": "DB_HOST", "value": "db.internal"}
STORED = {"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"}
FOUND = "FIRST_SUPERUSER_PASSWORD of 'web' holds a password in plain text"


def task(type_: str, definitions: Any) -> Resource:
    return Resource.of(type_, "web", containerDefinitions=definitions)


@pytest.mark.parametrize("type_", [CLASSIC, NATIVE])
@pytest.mark.parametrize(
    "definitions",
    [
        [{"name": "app", "image": UNKNOWN, "environment": [{"name": "DB_HOST", "value": UNKNOWN}, PASSWORD]}],
        [{"name": "app", "environment": [UNKNOWN, PASSWORD, UNKNOWN]}],
        [UNKNOWN, {"name": "app", "environment": [PASSWORD]}],
        [{"name": "log", "environment": UNKNOWN}, {"name": "app", "environment": [PASSWORD]}],
        [{"name": "app", "environment": [{"name": UNKNOWN, "value": UNKNOWN}, PASSWORD]}],
    ],
)
def test_a_known_entry_is_found_beside_unknown_ones(type_: str, definitions: Any) -> None:
    answer = judge(no_plain_credential, task(type_, definitions))
    assert messages(answer) == [FOUND]
    assert unknowns(answer)  # the rest may hold one as well


@pytest.mark.parametrize("type_", [CLASSIC, NATIVE])
def test_where_the_known_part_is_clean_the_rest_stays_undecided(type_: str) -> None:
    definitions = [{"name": "app", "environment": [HOST, UNKNOWN], "secrets": [STORED]}]
    answer = judge(no_plain_credential, task(type_, definitions))
    assert (messages(answer), unknowns(answer)) == ([], ["containerDefinitions[0].environment[1]"])


@pytest.mark.parametrize("whole", [Secret(json.dumps([{"environment": [HOST, PASSWORD]}])), Secret([PASSWORD, HOST])])
def test_what_is_marked_as_a_whole_is_judged_and_not_quoted(whole: Secret) -> None:
    answer = judge(no_plain_credential, task(CLASSIC, whole))
    (problem,) = answer.problems
    assert problem.message == f"{FOUND}, which the mark on all of it hides in the state alone: the service shows it"
    assert problem.severity == "high"
    assert "correct-horse" not in str([(problem.message, problem.at, problem.key) for problem in answer.problems])


def test_what_is_marked_as_a_whole_and_holds_none_passes() -> None:
    text = json.dumps([{"name": "app", "environment": [HOST], "secrets": [STORED]}])
    assert passes(judge(no_plain_credential, task(CLASSIC, Secret(text))))


@pytest.mark.parametrize("nobody_knows", [UNKNOWN, Secret(UNKNOWN)])
def test_what_is_unknown_as_a_whole_is_undecided(nobody_knows: Any) -> None:
    answer = judge(no_plain_credential, task(CLASSIC, nobody_knows))
    assert (messages(answer), unknowns(answer)) == ([], ["containerDefinitions"])


def commanded(*arguments: Any, key: str = "command") -> Resource:
    return task(CLASSIC, [{"name": "cache", key: list(arguments)}])


@pytest.mark.parametrize("key", ["command", "entryPoint"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("redis-server", "--requirepass", "mock-redis-password"),
        ("redis-server", "--masterauth", "correct-horse"),
        ("sh", "-c", "exec redis-server --requirepass correct-horse"),
        ("redis-cli", "-a", "correct-horse", "ping"),
        ("mysql", "-h", "db.internal", "-pcorrect-horse"),
        ("sh", "-c", "mysql -h db.internal -pcorrect-horse"),
        ("app", "--password=correct-horse"),
    ],
)
def test_a_password_among_the_arguments_of_a_command_is_told(arguments: tuple[str, ...], key: str) -> None:
    (found,) = judge(no_plain_credential, commanded(*arguments, key=key)).problems
    assert "holds a password" in found.message
    assert str(found.at).startswith(f"containerDefinitions[0].{key}")
    assert "correct-horse" not in str(found)


@pytest.mark.parametrize(
    "arguments",
    [
        ("redis-server", "--requirepass", "$REDIS_PASSWORD"),
        ("redis-server", "--requirepass", "${REDIS_PASSWORD}"),
        ("redis-server", "--requirepass", "changeme"),
        ("redis-server", "--requirepass", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redis-AbCdEf"),
        ("redis-cli", "-a", "$REDIS_PASSWORD", "ping"),
        ("mysql", "-p", "shop"),
        ("redis-server", "--maxmemory-policy", "allkeys-lru"),
        ("app", "--password-file", "/run/secrets/db"),
    ],
)
def test_a_command_that_takes_its_password_from_elsewhere_passes(arguments: tuple[str, ...]) -> None:
    assert passes(judge(no_plain_credential, commanded(*arguments)))


def test_of_a_command_what_is_not_known_is_undecided_and_what_is_marked_is_hidden_in_the_state_alone() -> None:
    unknown = judge(no_plain_credential, commanded("redis-cli", "-a", UNKNOWN))
    assert (messages(unknown), unknowns(unknown)) == ([], ["containerDefinitions[0].command[2]"])
    (problem,) = judge(
        no_plain_credential, commanded("redis-server", "--requirepass", Secret("correct-horse"))
    ).problems
    assert problem.message == (
        "--requirepass of 'web' holds a password in plain text, which Pulumi's secret mark hides in the state alone: "
        "the service shows it"
    )
