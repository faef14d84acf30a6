"""SecretIDs of AppRole end, or serve a number of times."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.app_role_secret_ends import app_role_secret_ends


def judged(**said: Any) -> Answer:
    return judge(app_role_secret_ends, Resource.of("vault:appRole/authBackendRole:AuthBackendRole", "shop", **said))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"secretIdTtl": 0, "secretIdNumUses": 0},
        {"secretIdTtl": "0"},
        {"secretIdTtl": -1},
        {"secretIdTtl": float("nan")},
        {"secretIdTtl": "soon"},
        {"secretIdTtl": 0, "secretIdBoundCidrs": ["10.20.4.0/24"]},
        {"bindSecretId": True},
    ],
    ids=str,
)
def test_secrets_without_an_end_are_told(said: dict[str, Any]) -> None:
    assert only(judged(**said)) == "SecretIDs of AppRole 'shop' never end, however often they are used"


@pytest.mark.parametrize(
    "said",
    [
        {"secretIdTtl": 600},
        {"secretIdTtl": "600"},
        {"secretIdTtl": "24h"},
        {"secretIdTtl": 7776000},
        {"secretIdTtl": 315360000, "secretIdNumUses": "1"},
        {"secretIdTtl": Secret(600)},
        {"secretIdNumUses": 1},
        {"secretIdTtl": UNKNOWN, "secretIdNumUses": 1},
        {"bindSecretId": False},
        {"bindSecretId": "false", "secretIdTtl": UNKNOWN},
    ],
    ids=str,
)
def test_secrets_that_end_or_run_out_pass(said: dict[str, Any]) -> None:
    assert passes(judged(**said))


def test_an_end_in_years_is_told_and_how_far_it_is_where_that_is_no_secret() -> None:
    assert only(judged(secretIdTtl=315360000)) == (
        "SecretIDs of AppRole 'shop' live 3650 days, more than 90 days, however often they are used"
    )
    assert "3650 days" in only(judged(secretIdTtl="87600h"))
    assert "live longer than 90 days" in only(judged(secretIdTtl=Secret(315360000)))
    assert unknowns(judged(secretIdTtl=315360000, secretIdNumUses=UNKNOWN)) == ["secretIdNumUses"]


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(secretIdTtl=UNKNOWN)) == ["secretIdTtl"]
    assert unknowns(judged(secretIdNumUses=UNKNOWN)) == ["secretIdNumUses"]
    assert unknowns(judged(bindSecretId=UNKNOWN)) == ["bindSecretId"]
