"""A right that holds in some regions counts, be they named one by one or by a pattern."""

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, passes

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SWAPS = ["ec2:StopInstances", "ec2:StartInstances", "ec2:ModifyInstanceAttribute"]


def instances(region: str, name: str = "*") -> str:
    return f"arn:aws:ec2:{region}:{ACCOUNT}:instance/{name}"


def is_told(*given: dict[str, object]) -> bool:
    return not passes(judge_stack(no_path_to_more_rights, role("desk"), may("desk", *given)))


@pytest.mark.parametrize("region", ["*", "eu-west-1", "ca-central-1", "eu-*", "ca-*", "eu-central-?", "*-central-*"])
def test_a_right_to_whatever_there_is_in_some_regions_is_told(region: str) -> None:
    assert is_told(allow(SWAPS, instances(region)))
    assert not is_told(allow(SWAPS, instances(region, "i-0abc")))


def test_a_denial_of_all_other_regions_leaves_one() -> None:
    assert is_told(allow(SWAPS), deny("*", NotResource=instances("ca-*")))


def test_a_denial_of_the_same_regions_leaves_nothing() -> None:
    for region in ("ca-*", "ca-central-1"):
        assert not is_told(allow(SWAPS, instances(region)), deny("*", instances("ca-*")))
