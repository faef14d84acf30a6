"""This is where it is told which of many stacks name the same things, so that only those are looked at together.

Of each stack a few numbers are kept and nothing else, eight bytes each: whoever scans a thousand exports has most of
them apart from all others, and only those that meet are read again.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from daypass.data.role_consumers import role_consumers
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.model.resource import Resource, bare

_ARN: Final = re.compile(r"arn:[\w-]*:[\w-]+:[\w-]*:[\w-]*:[^\s\"'\\,\]]+")
_IDENTITY: Final = re.compile(r"arn:[\w-]*:iam::[0-9]{12}:(role|user|group|instance-profile)/")
_IDENTITY_PACKAGES: Final = ("aws:iam/", "aws-native:iam:", "aws:ssoadmin/", "aws-native:sso:", "aws:rolesanywhere/")
_ROLE: Final = ":role/"
_LONGEST: Final = 512
"""Characters of a text that may be a name; what is longer is searched for ARNs alone."""
_STACK_BITS: Final = 24
_NUMBER_BITS: Final = 40
_SHELVES: Final = 256
"""How many parts the numbers are kept in. They are compared part by part, as a table of all of them would be large."""


class Links:
    """What stacks make, and what they name. `asked` says whether a rule looks at resources of a type."""

    def __init__(self, asked: Callable[[str], bool]) -> None:
        self._asked, self._concerns = asked, dict.fromkeys(role_consumers(), True)
        self._count = 0
        self._made, self._named, self._shared = _shelves(), _shelves(), _shelves()

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
            else:  # whatever it is, it may be what a role is for
                texts = _texts(resource.inputs.raw, resource.outputs.raw)
                named.update(_number(arn) for text in texts if _ROLE in text for arn in _ARN.findall(text))
        for shelves, numbers in ((self._made, made), (self._named, named), (self._shared, shared)):
            for number in numbers:
                shelves[number % _SHELVES].append(number << _STACK_BITS | self._count)
        self._count += 1

    def linked(self) -> tuple[int, ...]:
        """The numbers of the stacks, in the order of `add`, that name what another makes, or the same identity."""
        found: set[int] = set()
        for made, named, shared in zip(self._made, self._named, self._shared, strict=True):
            makers = _stacks_by_number(made)
            meetings = [makers[one] | namers for one, namers in _stacks_by_number(named).items() if one in makers]
            for stacks in (*meetings, *_stacks_by_number(shared).values()):
                if len(stacks) > 1:
                    found |= stacks
        return tuple(sorted(found))

    def _is_concerned(self, type_: str) -> bool:
        found = self._concerns.get(type_)
        if found is None:
            found = self._concerns[type_] = type_.startswith(_IDENTITY_PACKAGES) or self._asked(type_)
        return found


def _shelves() -> "list[array[int]]":
    return [array("Q") for _ in range(_SHELVES)]


def _stacks_by_number(shelf: Iterable[int]) -> Mapping[int, set[int]]:
    """Number → the stacks that have it, out of entries that hold both."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for entry in shelf:
        found[entry >> _STACK_BITS].add(entry % (1 << _STACK_BITS))
    return found


def _number(text: str) -> int:
    """What stands for a text; two of one number cost one look more."""
    return hash(text) % (1 << _NUMBER_BITS)


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
