"""An argument that its provider expects a secret in is marked as one."""

import base64
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.plain_places import plain_places
from daypass.data.secret_arguments import secret_arguments
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.secret_argument_is_marked import secret_argument_is_marked

KUBERNETES = "kubernetes:core/v1:Secret"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIDQTCCAimgAwIBAgITBmyfz5m\n-----END CERTIFICATE-----\n"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(secret_argument_is_marked, Resource.of(type_, "it", **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "at"),
    [
        ("gcp:sql/user:User", {"password": "hunter22"}, "password"),
        ("gcp:sql/user:User", {"password": 12345678}, "password"),
        ("harbor:index/robotAccount:RobotAccount", {"secret": "hunter22"}, "secret"),
        ("kafka:index/userScramCredential:UserScramCredential", {"password": "hunter22"}, "password"),
        ("pulumi:providers:argocd", {"authToken": "hunter22"}, "authToken"),
        ("pulumi:providers:datadog", {"apiKey": "9fceb02d0ae598e95dc970b7"}, "apiKey"),
        ("github:index/actionsSecret:ActionsSecret", {"plaintextValue": "hunter22"}, "plaintextValue"),
        ("command:remote:Command", {"connection": {"host": "h", "password": "hunter22"}}, "connection.password"),
        ("docker:index/image:Image", {"registry": {"server": "r", "password": "hunter22"}}, "registry.password"),
        ("docker-build:index:Image", {"registries": [{"password": "hunter22"}]}, "registries[0].password"),
        (KUBERNETES, {"stringData": {"password": "hunter22"}}, "stringData.password"),
        (KUBERNETES, {"data": {"password": "aHVudGVyMjI="}}, "data.password"),
        (KUBERNETES, {"stringData": {"username": "app", "password": "hunter22"}}, "stringData.password"),
        (KUBERNETES, {"stringData": {"url": "postgres://app:hunter22@db/app"}}, "stringData.url"),
        ("gcp:sql/user:User", {"password": '{"password": "hunter22"}'}, "password"),
        (
            "gcp:sql/user:User",
            {"password": "https://hooks.slack.com/services/T0001111/B0001111/a1B2c3D4e5F6g7H8"},
            "password",
        ),
    ],
)
def test_an_unmarked_secret_is_told(type_: str, inputs: dict[str, Any], at: str) -> None:
    (problem,) = judged(type_, **inputs).problems
    assert problem.message == f"{at} of 'it' is a secret that nobody marked as one"
    assert problem.at == at


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("gcp:sql/user:User", {"password": Secret("hunter22")}),
        ("harbor:index/robotAccount:RobotAccount", {"secret": Secret("hunter22"), "duration": 30}),
        ("gcp:sql/user:User", {"password": Secret(UNKNOWN), "type": "BUILT_IN"}),
        ("gcp:sql/user:User", {"type": "CLOUD_IAM_SERVICE_ACCOUNT"}),
        ("gcp:sql/user:User", {"password": ""}),
        ("gcp:sql/user:User", {"password": "${DB_PASSWORD}"}),
        ("azure:mssql/server:Server", {"administratorLoginPassword": "changeme"}),
        ("command:remote:Command", {"connection": Secret({"host": "h", "password": "hunter22"})}),
        ("docker:index/image:Image", {"registry": {"server": "r", "password": Secret("hunter22")}}),
        (KUBERNETES, {"stringData": Secret({"password": "hunter22"})}),
        (KUBERNETES, {"stringData": {"password": Secret("hunter22")}}),
        (KUBERNETES, {"stringData": {"ca.crt": CERTIFICATE}}),
        (KUBERNETES, {"data": {"ca.crt": base64.b64encode(CERTIFICATE.encode()).decode()}}),
        (KUBERNETES, {"stringData": {"username": "app", "host": "db.internal", "port": 5432, "password": Secret("x")}}),
        (KUBERNETES, {"type": "kubernetes.io/service-account-token"}),
    ],
)
def test_what_is_marked_or_none_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_one_unknown_hides_none_of_the_others() -> None:
    answer = judged(KUBERNETES, stringData={"a": UNKNOWN, "b": "hunter22"}, data=UNKNOWN)
    assert messages(answer) == ["stringData.b of 'it' is a secret that nobody marked as one"]
    assert len(unknowns(answer)) == 1


def test_each_argument_is_asked_about_once() -> None:
    """Both rules speak of some types, of none of them about the same argument."""
    ours = {(type_, path) for type_, paths in secret_arguments().items() for path in paths}
    theirs = {(type_, place.path) for type_, places in plain_places().items() for place in places}
    assert not ours & theirs
    assert not any(type_.startswith("aws") for type_, _ in ours)
