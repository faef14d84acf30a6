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
    `within` is what `reads` is done to below the thing, with `{}` for a name; "" where it is the thing itself.
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
    within: str

    @property
    def service(self) -> str:
        """In small letters."""
        return self.action.partition(":")[0].lower()

    def on(self, name: str) -> str:
        """The ARN with this for every name."""
        return self.resource.replace("{}", name)

    def is_on(self, pattern: str) -> bool:
        """Whether a pattern takes such things in: what is below one has another policy or none, and more slashes."""
        return not (self.within and pattern.count("/") > self.resource.count("/"))

    def within_kind(self, pattern: str) -> str:
        """The pattern as far as it is about such things: what ends in `/*` takes in all that is below, as these are."""
        own, every = pattern.split("/"), self.resource.split("/")
        is_shorter = own[-1] == _ANY and len(own) < len(every)
        return "/".join((*own[:-1], *every[len(own) - 1 :])).replace("{}", _ANY) if is_shorter else pattern

    def kept_in(self, arn: str) -> str:
        """What `reads` is done to: the thing of this ARN, of a bucket what is in it."""
        return f"{arn}{self.within.replace('{}', PROBE)}"


_ANY: Final = "*"


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
            row["within"],
        )
        for row in read_table("policy_edits").rows
    )
