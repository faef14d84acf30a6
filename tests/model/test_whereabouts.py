"""Where an identity lives: who may say it, in which order, and that nobody is believed against the provider."""

import pytest

from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.errors import DeclarationError
from daypass.model.whereabouts import settled_account, settled_partition

OURS, OTHER = "111122223333", "222233334444"


@pytest.mark.parametrize(
    ("argument", "caller", "entry", "settled"),
    [
        (OURS, None, None, OURS),
        (OURS, OURS, OURS, OURS),
        (OURS, None, OTHER, OURS),
        (None, OURS, None, OURS),
        (None, OURS, OURS, OURS),
        (None, None, OURS, OURS),
        (OURS, NOBODYS_ACCOUNT, None, OURS),
        (None, NOBODYS_ACCOUNT, OURS, OURS),
        (None, NOBODYS_ACCOUNT, None, NOBODYS_ACCOUNT),
    ],
)
def test_the_argument_counts_then_the_provider_then_the_settings(
    argument: str | None, caller: str | None, entry: str | None, settled: str
) -> None:
    assert settled_account(argument=argument, caller=caller, entry=entry, environment="dev") == settled


@pytest.mark.parametrize(("argument", "entry"), [(OTHER, None), (None, OTHER), (OURS, OTHER), (OTHER, OURS)])
def test_whatever_contradicts_the_provider_is_refused(argument: str | None, entry: str | None) -> None:
    with pytest.raises(DeclarationError, match=f"account: .*{OTHER}.*{OURS}"):
        settled_account(argument=argument, caller=OURS, entry=entry, environment="dev")


def test_where_nobody_knows_the_remedy_is_said() -> None:
    with pytest.raises(DeclarationError, match="Pass account="):
        settled_account(argument=None, caller=None, entry=None, environment="dev")


@pytest.mark.parametrize(
    ("caller", "region", "partition"),
    [
        ("aws-cn", "eu-central-1", "aws-cn"),
        (None, "cn-north-1", "aws-cn"),
        (None, "us-gov-west-1", "aws-us-gov"),
        (None, "us-isob-east-1", "aws-iso-b"),
        (None, "eu-central-1", "aws"),
        (None, None, "aws"),
    ],
)
def test_the_partition_is_the_providers_else_the_regions(
    caller: str | None, region: str | None, partition: str
) -> None:
    assert settled_partition(caller, region) == partition
