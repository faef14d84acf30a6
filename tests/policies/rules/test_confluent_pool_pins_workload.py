"""A pool of Confluent Cloud that takes in more than one workload is told; one that says whom it means is not."""

from typing import Any

import pytest
from tests.support.roles import judged, problems

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.confluent_pool_pins_workload import confluent_pool_pins_workload as rule

ISSUER = 'claims.iss == "https://login.microsoftonline.com/5d1f9a3e/v2.0"'


def pool(filter_: Any = None) -> Resource:
    given = {} if filter_ is None else {"filter": filter_}
    return Resource.of("confluentcloud:index/identityPool:IdentityPool", "orders", identityClaim="claims.sub", **given)


@pytest.mark.parametrize(
    ("filter_", "who", "severity"),
    [
        (None, "every workload that its issuer vouches for", None),
        ("", "every workload that its issuer vouches for", None),
        ("true", "others of the same issuer", None),
        (ISSUER, "others of the same issuer", None),
        (f'{ISSUER} && claims.tid == "5d1f9a3e"', "others of the same issuer", None),
        (f'{ISSUER} || claims.sub == "orders"', "others of the same issuer", None),
        ('claims.sub.contains("orders")', "others of the same issuer", None),
        ('claims.sub.startsWith("")', "others of the same issuer", None),
        ('claims.sub != "admin"', "others of the same issuer", None),
        (f'{ISSUER} && claims.aud == "kafka"', "whoever gets a token of its audience", "medium"),
    ],
)
def test_a_filter_that_others_meet_is_told(filter_: Any, who: str, severity: str | None) -> None:
    (told,) = problems(rule, pool(filter_))
    assert (told.message, told.severity) == (f"identity pool 'orders' takes in {who}", severity)


@pytest.mark.parametrize(
    "filter_",
    [
        'claims.sub == "orders"',
        f'{ISSUER} && claims.aud == "kafka" && claims.azp == "a1"',
        'claims.appid in ["a1", "a2"]',
        'claims.sub.startsWith("repo:acme/orders:ref:refs/heads/main")',
        'claims.sub == "orders" || claims.sub == "refunds"',
        '"kafka-writers" == claims.role && claims.aud == "kafka"',
    ],
)
def test_who_is_meant_passes(filter_: str) -> None:
    assert not problems(rule, pool(filter_))


@pytest.mark.parametrize("filter_", [UNKNOWN, 'claims.sub.split(":")[0] == "orders"'])
def test_what_is_not_known_or_not_read_is_undecided(filter_: Any) -> None:
    assert judged(rule, pool(filter_)) == ([], ["filter"])


def test_a_secret_filter_is_not_repeated() -> None:
    (told,) = problems(rule, pool(Secret(ISSUER)))
    assert "microsoftonline" not in f"{told.message}{told.mended}"
