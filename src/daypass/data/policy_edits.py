"""This is where the actions are by which somebody gives itself what policies of resources or an organisation keep."""

from functools import cache
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.data.table import read_table


class PolicyEdit(NamedTuple):
    """An action, the pattern of the ARN that it is done to with `{}` for a name, and what it does to what.

    `opens` is `data` (keys, secrets and what is stored) or `door` (messages, code and calls). `reads` is the action
    that reads what is kept, "" where it is not one; `makes` are those that make or write such a thing.
    `fills` is the one that puts things into it, or "", and `changes` are those that change or delete the thing itself.
    """

    action: str
    resource: str
    does: str
    whose: str
    opens: str
    reads: str
    makes: tuple[str, ...]
    fills: str
    changes: tuple[str, ...]

    @property
    def service(self) -> str:
        """In small letters."""
        return self.action.partition(":")[0].lower()

    def on(self, name: str) -> str:
        """The ARN with this for every name."""
        return self.resource.replace("{}", name)

    def is_on(self, pattern: str) -> bool:
        """Whether a pattern takes such things in: what is in a bucket has no policy, and its pattern a slash."""
        return not (self.resource.endswith(_BUCKET) and "/" in pattern)

    def kept_in(self, arn: str) -> str:
        """What `reads` is done to: the thing of this ARN, of a bucket what is in it."""
        return f"{arn}/{PROBE}" if self.service == "s3" else arn


_BUCKET: Final = ":s3:::{}"


@cache
def policy_edits() -> tuple[PolicyEdit, ...]:
    """In the order of the table."""
    return tuple(
        PolicyEdit(
            row["action"],
            row["resource"],
            row["does"],
            row["whose"],
            row["opens"],
            row["reads"],
            tuple(row["makes"].split()),
            row["fills"],
            tuple(row["changes"].split()),
        )
        for row in read_table("policy_edits").rows
    )
