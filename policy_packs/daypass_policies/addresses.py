"""This is where it is told whether ranges of addresses are few enough to be somebody's."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Final

_WIDEST: Final[Mapping[int, int]] = {4: 2**24, 6: 2**96}
"""Version → how many addresses all ranges together have at most: a /8, of IPv6 a /32."""


def are_few(ranges: Iterable[str]) -> bool:
    """Whether all ranges together are a /8 at most, of IPv6 a /32; what is no range is everything."""
    try:
        networks = [ip_network(text.strip(), strict=False) for text in ranges]
    except ValueError:
        return False
    return all(
        sum(network.num_addresses for network in networks if network.version == version) <= most
        for version, most in _WIDEST.items()
    )
