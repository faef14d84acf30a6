"""This is where the types of Azure are that run something of ours as a managed identity which they name."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class AzureRunner(NamedTuple):
    """The property path of the identities (their resource ids), and what the type is called by people."""

    path: str
    noun: str


@cache
def azure_runners() -> Mapping[str, AzureRunner]:
    """Type token → how it names its identities."""
    return {row["type"]: AzureRunner(row["path"], row["noun"]) for row in read_table("azure_runners").rows}
