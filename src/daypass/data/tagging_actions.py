"""This is where the actions are by which something that is there gets a tag."""

from collections.abc import Mapping
from functools import cache

from daypass.data.table import read_table


@cache
def tagging_actions() -> Mapping[tuple[str, str], str]:
    """The service in an ARN, and how its resource begins or "" for whatever it is → the action."""
    return {(row["service"], row["kind"]): row["action"] for row in read_table("tagging_actions").rows}


def tagging_action(service: str, resource: str) -> str | None:
    """What puts a tag on a thing with these parts of an ARN; None where no action of its own does."""
    known = tagging_actions()
    return known.get((service, "")) or known.get((service, resource.partition("/")[0]))
