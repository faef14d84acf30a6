"""This is where the types of Google Cloud are that run code of ours as a service account."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class GoogleRunner(NamedTuple):
    """The property path of the service account (its e-mail address), and what the type is called by people."""

    path: str
    noun: str


@cache
def google_runners() -> Mapping[str, GoogleRunner]:
    """Type token → how it names its service account."""
    return {row["type"]: GoogleRunner(row["path"], row["noun"]) for row in read_table("google_runners").rows}
