"""This is where the actions are that stop, blind or delete the record of what happened."""

from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Matter = Literal["any", "trail", "bucket", "object", "locked", "group", "proof", "key"]
MATTERS: Final[tuple[Matter, ...]] = get_args(Matter)


class RecordAction(NamedTuple):
    """An action, what it is done to, the pattern of that one's ARN with `{}` for its name, and what it does."""

    action: str
    on: Matter
    resource: str
    what: str

    @property
    def service(self) -> str:
        """In small letters."""
        return self.action.partition(":")[0].lower()


@cache
def record_actions() -> tuple[RecordAction, ...]:
    """In the order of the table."""
    rows = read_table("record_actions").rows
    return tuple(RecordAction(row["action"], word(row, "on", MATTERS), row["resource"], row["what"]) for row in rows)
