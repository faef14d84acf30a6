"""A secret of Cloud Control holds its own value, or draws it, and is asked as a version of a secret is."""

from dataclasses import replace
from typing import Any

import pytest
from tests.policies.rules.test_stored_credential_is_rotated import (
    ARN,
    SECRET,
    VALUE,
    judged,
    rotation,
    version,
    waiting,
)
from tests.support.rules import passes, unknowns, with_outputs

from daypass.model.resource import UNKNOWN, Resource

NATIVE = "aws-native:secretsmanager:Secret"
SCHEDULE = "aws-native:secretsmanager:RotationSchedule"


def native(**inputs: Any) -> Resource:
    return Resource.of(NATIVE, "api", name="api", **inputs)


def test_a_native_secret_is_told_where_it_holds_its_value_and_nothing_replaces_it() -> None:
    (problem,) = judged(native(secretString=VALUE)).problems
    assert problem.message.startswith("secret 'api' holds a credential that nothing replaces; instead: ")
    assert problem.at == "secretString"
    assert judged(native(secretString=UNKNOWN)).problems


@pytest.mark.parametrize(
    "inputs", [{}, {"generateSecretString": {}}, {"secretString": "changeme"}, {"secretString": "{{resolve:ssm:/x}}"}]
)
def test_a_native_secret_without_a_value_of_the_programs_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(native(**inputs)))


def test_what_a_native_secret_draws_is_told_where_it_opens_a_database() -> None:
    drawn = {"generateStringKey": "password", "passwordLength": 40}
    login = Resource.of(NATIVE, "ledger-db", name="ledger-db", generateSecretString=drawn)
    (problem,) = judged(login).problems
    assert problem.at == "generateSecretString"
    assert passes(judged(Resource.of(NATIVE, "session-key", name="session-key", generateSecretString=drawn)))
    assert passes(judged(login, Resource.of(SCHEDULE, "r", secretId="ledger-db")))


@pytest.mark.parametrize("outputs", [{"awsId": ARN}, {"arn": ARN}, {"id": ARN}])
def test_a_native_secret_is_rotated_by_its_schedule(outputs: dict[str, Any]) -> None:
    secret = with_outputs(native(secretString=VALUE), **outputs)
    assert passes(judged(secret, Resource.of(SCHEDULE, "rotation", secretId=ARN)))
    assert passes(judged(secret, rotation()))
    assert len(judged(secret, Resource.of(SCHEDULE, "rotation", secretId=f"{ARN}-2")).problems) == 1


def test_the_id_that_the_engine_keeps_is_one_of_its_names() -> None:
    secret = replace(native(secretString=VALUE), id=ARN)
    assert passes(judged(secret, Resource.of(SCHEDULE, "rotation", secretId=ARN)))


def test_in_a_preview_the_schedule_waits_for_its_secret() -> None:
    secret = native(secretString=VALUE)
    schedule = Resource.of(SCHEDULE, "rotation", secretId=UNKNOWN)
    assert passes(judged(secret, waiting(schedule, "secretId", secret)))
    assert unknowns(judged(secret, schedule)) == ["secretId"]


def test_providers_may_be_mixed() -> None:
    secret = with_outputs(Resource.of(SECRET, "api", name="api"), arn=ARN, id=ARN)
    assert passes(judged(secret, version(), Resource.of(SCHEDULE, "rotation", secretId="api")))
    other = with_outputs(native(), awsId=ARN)
    assert passes(judged(other, version(), Resource.of(SCHEDULE, "rotation", secretId=ARN)))
