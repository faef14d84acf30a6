"""This is where the paths of Vault's API are by which whoever may write there gets any right."""

from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import read_table, word

Needs = Literal["write", "sudo", "any"]
_NEEDS: Final[tuple[Needs, ...]] = ("write", "sudo", "any")

OWN: Final = "{own}"
"""What stands in a path for the name of a policy that whoever asks has itself."""


class VaultPath(NamedTuple):
    """`parameters`: what must be limited, all of it, for nothing to follow. `act`: for people."""

    path: str
    needs: Needs
    parameters: tuple[str, ...]
    act: str


@cache
def vault_paths() -> tuple[VaultPath, ...]:
    """Those that lead to more rights."""
    return tuple(
        VaultPath(row["path"], word(row, "needs", _NEEDS), tuple(row["parameters"].split()), row["act"])
        for row in read_table("vault_paths").rows
    )
