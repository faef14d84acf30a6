"""A list of networks that may reach a service names some, not every one there is."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from daypass.data.open_networks import OpenNetwork, open_networks
from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.machine_tokens import says
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle

_HALF: Final = 1
"""The longest prefix of what is the whole internet, or a half of it, as those write it whom `/0` is refused."""


@rule(
    "network-list-is-not-open",
    risk="public-trust",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(open_networks()),
    controls=("NHI4:2025", "NIST-800-53:SC-7", "NIST-800-53:AC-3", "SOC2:CC6.6"),
    remedy="Name the addresses from which workloads come, or reach it by a private endpoint.",
)
def network_list_is_not_open(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Where every address may reach a database or an API, a password or a key that leaked is all that one needs.

    Told is `0.0.0.0/0`, `::/0` or a half of either in the access lists of MongoDB Atlas (of a project, of an API key,
    of a service account), network policies and rules of Snowflake that let in, access lists of Databricks that allow,
    firewalls and access lists of databases of DigitalOcean, Linode and OVH, and IP groups of Confluent. A policy of
    Snowflake that blocks some of it means to let in the rest, and a list that is switched off lets in nobody. What has
    no list at all is not told.

    Refused:
        anywhere:
          type: mongodbatlas:index/projectIpAccessList:ProjectIpAccessList
          properties: {projectId: 64f0c2b1a7d3e5f6a8b9c0d1, cidrBlock: 0.0.0.0/0}

    Mended:
        anywhere:
          type: mongodbatlas:index/projectIpAccessList:ProjectIpAccessList
          properties: {projectId: 64f0c2b1a7d3e5f6a8b9c0d1, cidrBlock: 192.0.2.0/28}
    """
    del ask
    network = open_networks()[resource.type]
    if was_looked_up(resource):
        return
    places = (item for one in locate(resource.declared.raw, network.at) for item in one.items)
    yield from settle(_judged(resource, network, place) for place in places)


def _judged(resource: Resource, network: OpenNetwork, place: Located) -> Iterator[Problem]:
    if _is_everywhere(place.text) and _is_in_force(resource, network):
        what = f"{network.noun} {resource.name!r}"
        opens = what if network.opens == "it" else network.opens
        by = "" if network.opens == "it" else f", by {what}"
        yield Problem(f"{opens} may be reached from every network{by}", at=place.path)


def _is_everywhere(text: str) -> bool:
    try:
        return "/" in text and ip_network(text.strip(), strict=False).prefixlen <= _HALF
    except ValueError:
        return False


def _is_in_force(resource: Resource, network: OpenNetwork) -> bool:
    """Whether the list lets in at all, and nothing beside it takes some out. Raises `Undecided`."""
    return (
        all(says(resource, path, value) for path, value in network.needs)
        and not any(says(resource, path, value) for path, value in network.off)
        and not (network.but and any(place.known for place in locate(resource.declared.raw, network.but)))
    )
