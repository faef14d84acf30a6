"""The roles and permissions of Google Cloud that a weaker account should not come to."""

import re

import pytest

from daypass.data.google_powers import google_powers, power_of

_WRITTEN = re.compile(r"(?:roles/)?[a-z]+(?:\.[A-Za-z0-9*]+)+")


def test_each_is_a_role_or_a_permission_with_an_act() -> None:
    assert all(_WRITTEN.fullmatch(what) and power.act for what, power in google_powers().items())


@pytest.mark.parametrize(
    ("what", "act"),
    [
        ("roles/run.admin", "change what runs"),
        ("secretmanager.secrets.setIamPolicy", "write secrets"),
        ("secretmanager.versions.add", "write secrets"),
    ],
)
def test_what_one_may_do(what: str, act: str) -> None:
    found = power_of(what)
    assert found
    assert found.act == act


def test_others_are_none() -> None:
    assert power_of("roles/run.invoker") is None
    assert power_of("run.services.get") is None
