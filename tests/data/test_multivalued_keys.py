"""A key has several values only where AWS says so, or where nobody can say."""

import pytest

from daypass.data.multivalued_keys import is_multivalued


@pytest.mark.parametrize(
    "key", ["aws:TagKeys", "AWS:tagkeys", "aws:PrincipalOrgPaths", "dynamodb:LeadingKeys", "events:Metadata/team"]
)
def test_keys_of_several_values_are_known(key: str) -> None:
    assert is_multivalued(key)


@pytest.mark.parametrize(
    "key", ["aws:PrincipalOrgID", "aws:SourceIp", "aws:PrincipalTag/team", "s3:prefix", "iam:PassedToService"]
)
def test_every_other_key_of_aws_has_one_value(key: str) -> None:
    assert not is_multivalued(key)
