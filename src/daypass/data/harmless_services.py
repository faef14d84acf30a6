"""This is where the services are of which a workload may be given the whole without more than that service's work."""

from functools import cache

from daypass.data.table import read_table


@cache
def _harmless() -> frozenset[str]:
    return frozenset(row["service"] for row in read_table("harmless_services").rows)


def is_harmless(service: str) -> bool:
    """Whether this is one, by its prefix in actions. A pattern of several services is none."""
    return service.lower() in _harmless()
