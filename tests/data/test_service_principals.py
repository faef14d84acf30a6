"""The tables about trust are what their readers take them for."""

import re

import pytest

from daypass.data.service_principals import service_principals
from daypass.data.shared_issuers import is_shared
from daypass.data.table import read_table


@pytest.mark.parametrize("name", ["service_principals", "shared_issuers"])
def test_a_table_says_where_it_is_from_and_is_in_order(name: str) -> None:
    table = read_table(name)
    keys = [next(iter(row.values())) for row in table.rows]
    assert table.source
    assert table.as_of.year >= 2026
    assert keys == sorted(set(keys))


def test_a_service_principal_is_one_and_sends_no_arn_without_an_account() -> None:
    for name, known in service_principals().items():
        assert re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", known.principal), name
        assert known.about
        assert known.sends_account or not known.sends_arn, name
    answers = {row[column] for row in read_table("service_principals").rows for column in ("account", "arn")}
    assert answers == {"yes", "no"}


def test_an_issuer_below_a_shared_one_is_shared() -> None:
    assert is_shared("gitlab.com")
    assert is_shared("GitLab.com")
    assert is_shared("api.pulumi.com/oidc")
    assert not is_shared("gitlab.com.acme.example")
    assert not is_shared("oidc.eks.eu-central-1.amazonaws.com/id/0123")
