"""This is where the services are that write only records of their own with the roles that they are passed."""

from functools import cache

from daypass.data.table import read_table


@cache
def recording_services() -> frozenset[str]:
    """Their principals. Of any other nobody said so: it may do with a role what the caller says."""
    return frozenset(row["service"] for row in read_table("recording_services").rows)
