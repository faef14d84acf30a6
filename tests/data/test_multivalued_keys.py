"""Which condition keys may have several values is a fact of AWS; of keys that AWS does not have nothing is known."""

import pytest

from daypass.data.multivalued_keys import is_multivalued


@pytest.mark.parametrize("key", ["aws:TagKeys", "AWS:tagkeys", "aws:CalledVia", "acm:DomainNames", "x:y", "team"])
def test_these_may_have_several_values(key: str) -> None:
    assert is_multivalued(key)


@pytest.mark.parametrize(
    "key", ["aws:SourceIp", "aws:PrincipalTag/team", "iam:PassedToService", "token.actions.githubusercontent.com:sub"]
)
def test_these_have_one(key: str) -> None:
    assert not is_multivalued(key)
