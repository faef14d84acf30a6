"""This is where the documents of Systems Manager are that run what their sender writes."""

from functools import cache

from daypass.data.table import read_table


@cache
def code_documents() -> tuple[str, ...]:
    """Their names, in the order of the table."""
    return tuple(row["document"] for row in read_table("escalation_documents").rows)
