"""This is where it is told which of many stacks name the same things, so that only those are looked at together.

Of each stack a few numbers are kept and nothing else: whoever scans a thousand exports has most of them apart from all
others, and only those that meet are read again.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from daypass.data.role_consumers import role_consumers
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.model.resource import Resource, bare

_ARN: Final = re.compile(r"arn:[\w-]*:[\w-]+:[\w-]*:[\w-]*:[^\s\"'\\,\]]+")
_IDENTITY: Final = re.compile(r"arn:[\w-]*:iam::[0-9]{12}:(role|user|group|instance-profile)/")
_IDENTITY_PACKAGES: Final = ("aws:iam/", "aws-native:iam:", "aws:ssoadmin/", "aws-native:sso:", "aws:rolesanywhere/")
_LONGEST: Final = 512
"""Characters of a text that may be a name; what is longer is searched for ARNs alone."""


class Links:
    """What stacks make, and what they name. `asked` says whether a rule looks at resources of a type."""

    def __init__(self, asked: Callable[[str], bool]) -> None:
        self._asked, self._concerns = asked, dict.fromkeys(role_consumers(), True)
        self._made: list[array[int]] = []
        self._named: list[array[int]] = []
        self._shared: list[array[int]] = []

    def add(self, stack: Stack) -> None:
        """Take down one stack more."""
        made: set[int] = set()
        named: set[int] = set()
        shared: set[int] = set()
        for resource in stack.resources:
            if self._is_concerned(resource.type):
                made.update(map(_number, _own(resource)))
                for text in _texts(resource.inputs.raw, resource.outputs.raw):
                    found = _ARN.findall(text) if "arn:" in text else ()
                    named.update(map(_number, found))
                    shared.update(_number(arn) for arn in found if _IDENTITY.match(arn))
                    if len(text) <= _LONGEST:
                        named.add(_number(text))
        self._made.append(array("I", made))
        self._named.append(array("I", named))
        self._shared.append(array("I", shared))

    def linked(self) -> tuple[int, ...]:
        """The numbers of the stacks, in the order of `add`, that name what another makes, or the same identity."""
        makers, namers, sharers = (
            Counter(one for told in each for one in told) for each in (self._made, self._named, self._shared)
        )
        found = []
        for index, told in enumerate(zip(self._made, self._named, self._shared, strict=True)):
            made, named, shared = map(set, told)
            uses = any(makers[one] > (one in made) for one in named)
            is_used = any(namers[one] > (one in named) for one in made)
            if uses or is_used or any(sharers[one] > 1 for one in shared):
                found.append(index)
        return tuple(found)

    def _is_concerned(self, type_: str) -> bool:
        found = self._concerns.get(type_)
        if found is None:
            found = self._concerns[type_] = type_.startswith(_IDENTITY_PACKAGES) or self._asked(type_)
        return found


def _number(text: str) -> int:
    """What stands for a text in 32 bits; two of one number cost one look more."""
    return hash(text) & 0xFFFF_FFFF


def _own(resource: Resource) -> Iterator[str]:
    """What others write for a resource: its ARN, its id, and for an identity its name."""
    kind = IDENTITY_KINDS.get(resource.type)
    keys = ("arn", "id", kind.name) if kind else ("arn", "id")
    known = (bare(properties.raw.get(key)) for properties in (resource.outputs, resource.inputs) for key in keys)
    yield from (text for text in (resource.id, *known) if text and isinstance(text, str))


def _texts(*values: Any) -> Iterator[str]:
    """Every text in them, also inside of secrets: it is compared, and never shown."""
    todo = list(values)
    while todo:
        value = bare(todo.pop())
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
