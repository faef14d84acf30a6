"""This is where the types of Google Cloud are that give somebody a role on one thing: a project, a bucket, a secret."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class GoogleThing(NamedTuple):
    """The property paths of the members and of the thing's name or path, and what the thing is called by people."""

    member: str
    thing: str
    noun: str


@cache
def google_things() -> Mapping[str, GoogleThing]:
    """Type token → how it says to whom it gives a role, and on what."""
    rows = read_table("google_things").rows
    return {row["type"]: GoogleThing(row["member"], row["thing"], row["noun"]) for row in rows}
