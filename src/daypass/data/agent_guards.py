"""This is where the actions are that change what guards an agent, each with the guard."""

from functools import cache

from daypass.data.table import read_table


@cache
def agent_guards() -> dict[str, str]:
    """Action, as AWS spells it → the guard that it changes, for people. In the order of the table."""
    return {row["action"]: row["guard"] for row in read_table("agent_guards").rows}
