"""This is where the documents of Systems Manager are that run what their sender writes."""

from functools import cache

from daypass.data.table import read_table


@cache
def code_documents() -> tuple[str, ...]:
    """The names of those that are sent as a command, in the order of the table."""
    return _names("command")


@cache
def shell_documents() -> tuple[str, ...]:
    """The names of those with which a session is started."""
    return _names("session")


def _names(by: str) -> tuple[str, ...]:
    return tuple(row["document"] for row in read_table("escalation_documents").rows if row["by"] == by)
