"""A parameter that everyone may read holds nothing that was made to be a secret."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_secret_in_plain_parameter import no_secret_in_plain_parameter

PASSWORD = Resource.of("random:index/randomPassword:RandomPassword", "made", length=32)
KEY = Resource.of("aws:iam/accessKey:AccessKey", "ci", user="ci")
VERSION = Resource.of("aws:secretsmanager/secretVersion:SecretVersion", "version", secretId="db")


def parameter(
    *makers: Resource, key: str = "value", type_: str = "aws:ssm/parameter:Parameter", **inputs: Any
) -> Resource:
    made = Resource.of(type_, "kept", **({"type": "String", "name": "/prod/db/one", key: UNKNOWN} | inputs))
    return replace(made, property_dependencies={key: tuple(maker.urn for maker in makers)})


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_secret_in_plain_parameter, *resources)


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN), Secret("plain words")])
def test_a_password_that_was_made_is_a_secret_before_it_is_known(value: Any) -> None:
    assert messages(judged(PASSWORD, parameter(PASSWORD, value=value))) == [
        "parameter 'kept' keeps in plain text what password 'made' made"
    ]


def test_what_its_name_and_its_mark_tell_already_is_told_once() -> None:
    assert passes(judged(PASSWORD, parameter(PASSWORD, name="/prod/db/password", value=Secret(UNKNOWN))))
    assert len(judged(PASSWORD, parameter(PASSWORD, name="/prod/db/password", value=UNKNOWN)).problems) == 1


@pytest.mark.parametrize("inputs", [{"type": None}, {"type": "StringList"}, {"name": UNKNOWN}])
def test_no_other_type_and_no_unknown_name_changes_that(inputs: dict[str, Any]) -> None:
    assert len(judged(PASSWORD, parameter(PASSWORD, **inputs)).problems) == 1
    assert len(judged(PASSWORD, parameter(PASSWORD, type_="aws-native:ssm:Parameter")).problems) == 1
    assert len(judged(PASSWORD, parameter(PASSWORD, key="insecureValue")).problems) == 1


@pytest.mark.parametrize("maker", [KEY, VERSION, Resource.of("tls:index/privateKey:PrivateKey", "pair")])
def test_of_what_also_tells_public_things_the_name_decides(maker: Resource) -> None:
    assert len(judged(maker, parameter(maker, name="/ci/secret-access-key")).problems) == 1
    for name in ("/ci/public-key", "/ci/access-key-id", "/db/secret-arn", "/ci/user"):
        assert passes(judged(maker, parameter(maker, name=name)))


def test_a_password_is_known_again_by_its_value() -> None:
    made = Resource.of(PASSWORD.type, "made", length=14, result=Secret("k7-Xq29vLm-4w"))
    assert len(judged(made, parameter(value=Secret("k7-Xq29vLm-4w"))).problems) == 1
    assert passes(judged(made, parameter(value="another text")))


@pytest.mark.parametrize(
    "kept",
    [
        parameter(PASSWORD, type="SecureString"),
        parameter(PASSWORD, name="/prod/db/password-hash"),
        parameter(PASSWORD, value="arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"),
        parameter(value="eu-west-1"),
        parameter(Resource.of("aws:s3/bucket:Bucket", "b")),
    ],
)
def test_what_is_kept_well_or_no_secret_passes(kept: Resource) -> None:
    assert passes(judged(PASSWORD, kept))


def test_what_no_plain_credential_says_already_is_not_said_twice() -> None:
    assert passes(judged(PASSWORD, parameter(PASSWORD, name="/prod/db/password", value="k7-Xq29vLm-4w")))


def test_an_unknown_type_leaves_it_open() -> None:
    assert unknowns(judged(PASSWORD, parameter(PASSWORD, type=UNKNOWN))) == ["type"]
