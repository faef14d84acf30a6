"""This is where the services are of which a workload may be given the whole without more than that service's work."""

from functools import cache
from typing import Final

from daypass.data.table import read_table, word

HOLDS: Final = ("nothing", "its own")


@cache
def _holds() -> dict[str, str]:
    return {row["service"]: word(row, "holds", HOLDS) for row in read_table("confined_services").rows}


def is_harmless(service: str) -> bool:
    """Whether it holds nothing of anyone's, by its prefix in actions. A pattern of several services is none."""
    return _holds().get(service.lower()) == "nothing"


def is_confined(service: str) -> bool:
    """Whether its whole leads no further than itself: it holds nothing, or things of its own kind alone."""
    return service.lower() in _holds()
