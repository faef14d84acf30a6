"""This is where the actions are that change an identity: what it may do, who may become it, a credential for it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

EditedKind = Literal["role", "user", "group", "permission set", "policy"]
Makes = Literal["trust", "policy", "boundary", "key", "member"]

EDITED_KINDS: Final[tuple[EditedKind, ...]] = get_args(EditedKind)
MADE: Final[tuple[Makes, ...]] = get_args(Makes)

WHICH_POLICY: Final = "iam:PolicyARN"
WHOSE_BOUNDARY: Final = "iam:PermissionsBoundary"


class IdentityEdit(NamedTuple):
    """One action. `on` is the kind of thing that it names as its resource, `makes` what it changes.

    `keys` are the condition keys that say which policy is attached, and which boundary the target has.
    """

    action: str
    on: EditedKind
    makes: Makes
    keys: tuple[str, ...]
    source: str

    @property
    def puts_boundary(self) -> bool:
        """Whether it puts a boundary on an identity, so that the condition key says which."""
        return self.makes == "boundary" and not self.keys


@cache
def identity_edits() -> tuple[IdentityEdit, ...]:
    """Every such action, in the order of the table."""
    return tuple(
        IdentityEdit(
            row["action"],
            word(row, "on", EDITED_KINDS),
            word(row, "makes", MADE),
            tuple(row["keys"].split()),
            row["source"],
        )
        for row in read_table("identity_edits").rows
    )


@cache
def edits_by_action() -> Mapping[str, IdentityEdit]:
    """Action → the edit that it is."""
    return {edit.action: edit for edit in identity_edits()}
