"""This is where the actions are that change what an identity may do through its tags, or by taking a Deny away."""

from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.identity_edits import EDITED_KINDS, EditedKind
from daypass.data.table import read_table, word

Changes = Literal["tags", "denials"]

CHANGED: Final[tuple[Changes, ...]] = get_args(Changes)


class OtherEdit(NamedTuple):
    """One action. `on` is the kind of thing that it names as its resource, `changes` what of it is changed."""

    action: str
    on: EditedKind
    changes: Changes
    source: str


@cache
def other_edits() -> tuple[OtherEdit, ...]:
    """Every such action, in the order of the table."""
    return tuple(
        OtherEdit(row["action"], word(row, "on", EDITED_KINDS), word(row, "changes", CHANGED), row["source"])
        for row in read_table("identity_edits_others").rows
    )
