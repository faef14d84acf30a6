"""A list that lets in every address is told; one that names networks, blocks some or is off is not."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.data.open_networks import OpenNetwork, open_networks
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.network_list_is_not_open import network_list_is_not_open as rule

ATLAS = "mongodbatlas:index/projectIpAccessList:ProjectIpAccessList"
POLICY = "snowflake:index/networkPolicy:NetworkPolicy"
INGRESS = "snowflake:index/networkRule:NetworkRule"
DATABRICKS = "databricks:index/ipAccessList:IpAccessList"
EACH = [pytest.param(type_, network, id=type_) for type_, network in open_networks().items()]


def listed(type_: str, network: OpenNetwork, *addresses: Any) -> Resource:
    value: Any = list(addresses)
    first, _, rest = network.at.partition("[]")
    if rest:
        value = [{rest.removeprefix("."): one} for one in addresses]
    elif first == network.at:
        (value,) = addresses
    needs = {path: said.upper() for path, said in network.needs}
    return Resource.of(type_, "anywhere", **{first: value}, **needs)


@pytest.mark.parametrize(("type_", "network"), EACH)
@pytest.mark.parametrize("everywhere", ["0.0.0.0/0", "::/0", "128.0.0.0/1", " 0.0.0.0/0 ", "10.0.0.0/0"])
def test_a_list_of_every_address_is_told(type_: str, network: OpenNetwork, everywhere: str) -> None:
    (problem,) = judge(rule, listed(type_, network, everywhere)).problems
    assert "'anywhere'" in problem.message
    assert "may be reached from every network" in problem.message
    assert problem.at


@pytest.mark.parametrize(("type_", "network"), EACH)
@pytest.mark.parametrize("some", ["192.0.2.0/28", "10.0.0.0/8", "192.0.2.7", "0.0.0.0", "sg-1a2b", "", "nowhere/0"])
def test_a_list_of_some_passes(type_: str, network: OpenNetwork, some: str) -> None:
    assert passes(judge(rule, listed(type_, network, some)))
    assert passes(judge(rule, Resource.of(type_, "anywhere")))


@pytest.mark.parametrize(("type_", "network"), EACH)
def test_what_is_not_known_is_undecided(type_: str, network: OpenNetwork) -> None:
    assert unknowns(judge(rule, listed(type_, network, UNKNOWN)))


def test_each_entry_counts() -> None:
    both = Resource.of(POLICY, "p", allowedIpLists=["192.0.2.0/28", "0.0.0.0/1", "128.0.0.0/1"])
    assert [problem.at for problem in judge(rule, both).problems] == ["allowedIpLists[1]", "allowedIpLists[2]"]
    hidden = judge(rule, Resource.of(POLICY, "p", allowedIpLists=[UNKNOWN, "0.0.0.0/0"]))
    assert (len(hidden.problems), unknowns(hidden)) == (1, ["allowedIpLists[0]"])


def test_a_policy_that_blocks_some_means_to_let_in_the_rest() -> None:
    everywhere = ["0.0.0.0/0"]
    assert passes(judge(rule, Resource.of(POLICY, "p", allowedIpLists=everywhere, blockedIpLists=["192.0.2.7"])))
    assert messages(judge(rule, Resource.of(POLICY, "p", allowedIpLists=everywhere, blockedIpLists=[])))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (INGRESS, {"type": "IPV4", "mode": "EGRESS", "valueLists": ["0.0.0.0/0"]}),
        (INGRESS, {"type": "IPV4", "mode": "INTERNAL_STAGE", "valueLists": ["0.0.0.0/0"]}),
        (DATABRICKS, {"listType": "BLOCK", "ipAddresses": ["0.0.0.0/0"]}),
        (DATABRICKS, {"listType": "ALLOW", "enabled": False, "ipAddresses": ["0.0.0.0/0"]}),
    ],
)
def test_a_list_that_lets_in_nobody_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judge(rule, Resource.of(type_, "list", **inputs)))


def test_whether_it_is_in_force_may_not_be_known() -> None:
    hidden = Resource.of(DATABRICKS, "list", listType=UNKNOWN, ipAddresses=["0.0.0.0/0"])
    assert unknowns(judge(rule, hidden)) == ["listType"]


def test_what_was_looked_up_is_told_where_it_is_made() -> None:
    seen = Resource(urn="u", type=ATLAS, name="x", inputs=Properties(Partial(cidrBlock="0.0.0.0/0")))
    assert passes(judge(rule, seen))


def test_a_secret_is_not_repeated() -> None:
    (message,) = messages(judge(rule, Resource.of(ATLAS, "x", cidrBlock=Secret("0.0.0.0/0"))))
    assert "0.0.0.0" not in message
