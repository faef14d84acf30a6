"""A header with a credential is told wherever a webhook or a check sends it; one that refers to it is not."""

import json
from typing import Any, Final

import pytest
from tests.support.consumers import said
from tests.support.rules import judge, messages, passes, unknowns

from daypass.data.plain_places import plain_places
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_plain_credential import no_plain_credential

WEBHOOK: Final = "datadog:index/webhook:Webhook"
TOKEN: Final = "KUKiTURl5i169iFRs1Kmm1NPjugpRRNd5LUC"
UUID: Final = "8f4e2c1a-77b0-4d3e-9a51-0c6d2b9e4f10"

SENDING: Final = [
    (type_, place.path)
    for type_, places in plain_places().items()
    for place in places
    if place.form == "handed" and "header" in place.path.lower() and not type_.startswith(("aws", "pulumi"))
]
"""Where other providers than AWS's take headers."""


def webhook(name: str, value: str) -> Resource:
    return Resource.of(WEBHOOK, "pager", url="https://pager.example", customHeaders=json.dumps({name: value}))


@pytest.mark.parametrize(("type_", "path"), SENDING)
@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json", "Authorization": f"Bearer {TOKEN}"},
        [{"name": "Authorization", "value": f"Bearer {TOKEN}"}],
        [{"key": "Authorization", "value": f"Bearer {TOKEN}"}],
        [f"Authorization: Bearer {TOKEN}"],
        f"Authorization: Bearer {TOKEN}",
        json.dumps({"Authorization": f"Bearer {TOKEN}"}),
    ],
)
def test_a_token_in_a_header_is_told_in_each_place_that_takes_headers(type_: str, path: str, headers: Any) -> None:
    (message,) = messages(judge(no_plain_credential, Resource.of(type_, "it", **said(path, headers))))
    assert "in plain text" in message
    assert TOKEN not in message


def test_many_providers_take_headers() -> None:
    assert len({type_.partition(":")[0] for type_, _ in SENDING}) >= 11


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", f"Bearer {TOKEN}"),
        ("authorization", "Basic b3BzOjlmY2ViMDJkMGFl"),
        ("Authorization", f"GenieKey {UUID}"),
        ("Authorization", f"Splunk {UUID}"),
        ("Authorization", f"Token token={TOKEN}"),
        ("Authorization", "Bearer KUKiTURlZiAEBFRsOKmmTNPjugpRRNd"),
        ("Authorization", TOKEN),
        ("Proxy-Authorization", f"SSWS {TOKEN}"),
        ("X-Api-Key", "9fceb02d0ae598e95dc970b7"),
        ("X-Auth-Token", TOKEN),
        ("DD-API-KEY", "9fceb02d0ae598e95dc970b74767f193"),
    ],
)
def test_a_credential_is_told_whatever_the_header_calls_it(name: str, value: str) -> None:
    (message,) = messages(judge(no_plain_credential, webhook(name, value)))
    assert message.startswith(f"{name} of 'pager' holds ")
    assert value not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "Bearer $PAGER_TOKEN"),
        ("Authorization", "Bearer ${pager.token}"),
        ("Authorization", "Bearer {{ token }}"),
        ("Authorization", "Bearer {{.secrets.pager1}}"),
        ("Authorization", "Bearer <token>"),
        ("Authorization", "Bearer your-token-here"),
        ("Authorization", "Bearer changeme"),
        ("Authorization", "Bearer"),
        ("Authorization", 'Digest username="ops", realm="hooks", nonce="8f4e2c1a77b0"'),
        ("X-Api-Key", "$PAGER_KEY"),
        ("X-Api-Key", "{{pager.key}}"),
        ("X-Request-Id", UUID),
        ("Content-Type", "application/json"),
    ],
)
def test_what_refers_to_a_credential_or_is_none_passes(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, webhook(name, value)))


def test_whoever_marks_the_headers_or_one_of_them_has_told_it_as_it_should_be_told() -> None:
    marked = Secret(json.dumps({"Authorization": f"Bearer {TOKEN}"}))
    assert passes(judge(no_plain_credential, Resource.of(WEBHOOK, "pager", customHeaders=marked)))
    header = {"key": "Authorization", "value": Secret(f"Bearer {TOKEN}")}
    assert passes(
        judge(no_plain_credential, Resource.of("gitlab:index/projectHook:ProjectHook", "it", customHeaders=[header]))
    )


def test_headers_that_are_not_known_yet_are_undecided() -> None:
    waiting = Resource.of(WEBHOOK, "pager", customHeaders=UNKNOWN)
    assert unknowns(judge(no_plain_credential, waiting)) == ["customHeaders"]
