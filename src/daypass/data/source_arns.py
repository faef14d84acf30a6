"""This is where it is written what services say in aws:SourceArn when they enter a role, by what they do so for."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import read_table

_NAME: Final = "NAME"


class SourceArn(NamedTuple):
    """How the resource of a thing is written in its ARN, before and after its name, and what the service says of it."""

    before: str
    after: str
    said: str

    def of(self, resource: str) -> str:
        """What is said of a thing whose ARN ends so; with `*` for what a pattern leaves open."""
        if not resource.startswith(self.before):
            return self.said.replace(_NAME, "*")
        name = resource[len(self.before) :]
        return self.said.replace(_NAME, name.partition(self.after[0])[0] if self.after else name)

    @property
    def every(self) -> str:
        """How the resource of any such thing is written."""
        return f"{self.before}*{self.after}"


@cache
def source_arns() -> Mapping[str, SourceArn]:
    """Action → what the service says that enters a role for the thing which the action makes or changes."""
    return {row["action"]: _source(row["thing"], row["said"]) for row in read_table("source_arns").rows}


def _source(thing: str, said: str) -> SourceArn:
    before, _, after = thing.partition(_NAME)
    return SourceArn(before, after, said)
