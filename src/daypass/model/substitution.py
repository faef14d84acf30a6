"""This is where `${environment}` and its like in a declaration become text, or are refused.

A policy variable of IAM (`${aws:PrincipalTag/team}`, and `${*}`, `${?}`, `${$}` for the characters themselves) is left
for IAM to fill in, in grants: AWS does not know ours, and we do not know its.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from daypass.errors import DeclarationError
from daypass.model.form import quoted
from daypass.model.written import nearest

FACTS: Final = ("environment", "account", "region", "partition")
"""What can be filled in, beside `config:KEY` and `config:NAMESPACE:KEY`."""

_MARK: Final = re.compile(r"\$\{([^{}]*)\}?")
_IAM_VARIABLE: Final = re.compile(r"aws:[^\s{}]+|[*?$]")
_CONFIG: Final = "config:"


@dataclass(frozen=True, slots=True)
class Substitutions:
    """Where the values come from; each is asked for when a declaration needs it, and not before.

    `facts` is name → its text; `config` takes what stands after `config:`. Both raise DeclarationError for what they
    cannot tell.
    """

    facts: Mapping[str, Callable[[], str]]
    config: Callable[[str], str]

    def fill(self, value: Any, place: str, *, iam: bool = False) -> Any:
        """The same value with every text in it filled in, keys included. `iam`: IAM's own variables may stand in it."""
        if isinstance(value, str):
            return _MARK.sub(lambda mark: self._text(mark, place, iam=iam), value)
        if isinstance(value, Mapping):
            below = {key: f"{place}.{key}" for key in value}
            return {self.fill(key, place, iam=iam): self.fill(item, below[key], iam=iam) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(item, f"{place}[{index}]", iam=iam) for index, item in enumerate(value)]
        return value

    def _text(self, mark: re.Match[str], place: str, *, iam: bool) -> str:
        name = mark[1]
        if not mark[0].endswith("}"):
            raise DeclarationError(f"{quoted(mark[0])} has no end", place=place, remedy="Close it with }.")
        if iam and _IAM_VARIABLE.fullmatch(name):
            return mark[0]
        try:
            if name in self.facts:
                return self.facts[name]()
            if name.startswith(_CONFIG):
                return self.config(name.removeprefix(_CONFIG))
        except DeclarationError as refused:
            raise DeclarationError(f"{mark[0]}: {refused.fact}", place=place, remedy=refused.remedy) from None
        raise DeclarationError(
            f"{quoted(mark[0])} is no known substitution",
            place=place,
            remedy=nearest(name, (*self.facts, "config:KEY")),
        )
