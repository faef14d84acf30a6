"""This is where a Statement is: who may or must not do what to which resources, under which conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal, get_args

from daypass.iam.condition import Condition, Operator
from daypass.iam.node import known, listed, mapping, plain, refuse, scalar, text
from daypass.model.resource import Undecided, join

Effect = Literal["Allow", "Deny"]

EVERYONE: Final = "*"
"""The kind under which `"Principal": "*"` stands in `Statement.principals`, with the one value `*`."""

PRINCIPAL_KINDS: Final = ("AWS", "Federated", "Service", "CanonicalUser")


@dataclass(frozen=True)
class Statement:
    """One statement. `index` counts from 0, `path` is the property path (`assumeRolePolicy.Statement[1]`).

    `parts` holds what was read, by element; an unknown in it is an `Undecided` that the properties below raise.
    `unknown`: not even its elements are known yet, so that everything about it is undecided. `written` is the JSON
    value it was read from. `is_part`: what is known of a statement that names more than is known (`known_part`).
    """

    index: int
    path: str
    parts: Mapping[str, Any] = field(repr=False)
    unknown: bool = False
    written: object = field(default=None, repr=False, compare=False)
    is_part: bool = False

    @property
    def sid(self) -> str:
        """The statement's id, or ""."""
        return str(self._read("Sid", ""))

    @property
    def effect(self) -> Effect:
        """Allow or Deny."""
        return "Allow" if self._read("Effect", "") == "Allow" else "Deny"

    @property
    def actions(self) -> tuple[str, ...]:
        """Patterns as written (AWS ignores their case); () where `NotAction` stands instead."""
        return tuple(self._read("Action", ()))

    @property
    def not_actions(self) -> tuple[str, ...]:
        """Patterns of the actions that are left out; () where there is no `NotAction`."""
        return tuple(self._read("NotAction", ()))

    @property
    def resources(self) -> tuple[str, ...]:
        """ARN patterns; () in a trust policy and where `NotResource` stands instead."""
        return tuple(self._read("Resource", ()))

    @property
    def not_resources(self) -> tuple[str, ...]:
        """ARN patterns of what is left out; () where there is no `NotResource`."""
        return tuple(self._read("NotResource", ()))

    @property
    def principals(self) -> Mapping[str, tuple[str, ...]] | None:
        """Kind → principals, None without the element. `"Principal": "*"` is `{EVERYONE: ("*",)}`."""
        found: Mapping[str, tuple[str, ...]] | None = self._read("Principal", None)
        return found

    @property
    def not_principals(self) -> Mapping[str, tuple[str, ...]] | None:
        """Who is left out, in the form of `principals`; None without the element."""
        found: Mapping[str, tuple[str, ...]] | None = self._read("NotPrincipal", None)
        return found

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All of them must match."""
        return tuple(self._read("Condition", ()))

    @cached_property
    def is_fully_known(self) -> bool:
        """Whether no part of it is unknown: then none of the properties above raises `Undecided`."""
        return not self.unknown and not any(isinstance(part, Undecided) for part in self.parts.values())

    def as_written(self) -> Any:
        """The statement as JSON has it, element by element as it was written. Raises `Undecided`."""
        return plain(self.written, self.path)

    def has(self, element: str) -> bool:
        """Whether the element (`NotAction`, `Condition`, …) is written at all, whatever its value."""
        if self.unknown:
            raise Undecided(self.path)
        return element in self.parts

    def _read(self, element: str, absent: object) -> Any:
        if self.unknown:
            raise Undecided(self.path)
        part = self.parts.get(element, absent)
        if isinstance(part, Undecided):
            raise Undecided(part.path)
        return part

    def known_part(self) -> "Statement | None":
        """The same about those principals, actions and resources alone that are known, beside others that are not.

        Each that a statement names stands for itself, whatever the others turn out to be. None where all are known, or
        all of an element are unknown, or something else is.
        """
        if self.is_fully_known or self.unknown:
            return None
        body = mapping(self.written, self.path)
        kept = {name: _known_of(part, join(self.path, name)) if name in _NAMES else part for name, part in body.items()}
        if any(part is None for part in kept.values()):
            return None
        part = Statement.parse(kept, self.index, self.path)
        return replace(part, written=self.written, is_part=True) if part.is_fully_known else None

    @classmethod
    def parse(cls, node: object, index: int, path: str) -> "Statement":
        """Read one statement. Raises `MalformedDocument`; an unknown inside an element waits until it is read."""
        try:
            parts = node if type(node) is dict and node.keys() <= _ELEMENTS else mapping(node, path, tuple(_READERS))
        except Undecided:
            return cls(index, path, {}, unknown=True, written=node)
        if not _HAS_ONE_OF_EACH.issuperset(parts):
            _refuse_both(parts, path)
        if "Effect" not in parts or not ("Action" in parts or "NotAction" in parts):
            refuse(path, "needs an Effect, and an Action or a NotAction")
        read: dict[str, Any] = {}
        for name, part in parts.items():
            try:
                read[name] = _READERS[name](part, path, name)
            except Undecided as unknown:
                read[name] = unknown  # whoever reads the element will get it
        return cls(index, path, read, written=node)


def _known_of(node: object, path: str) -> object:
    """What is known of the texts of an element, by kind where it has kinds; None where nothing is."""
    try:
        body = known(node, path)
    except Undecided:
        return None
    if isinstance(body, list):
        return [one for one in body if not _is_unknown(one)] or None
    if isinstance(body, Mapping):
        kinds = {kind: _known_of(part, path) for kind, part in body.items()}
        return {kind: part for kind, part in kinds.items() if part is not None} or None
    return body


def _is_unknown(node: object) -> bool:
    try:
        known(node, "")
    except Undecided:
        return True
    return False


def _refuse_both(parts: Mapping[str, object], path: str) -> None:
    for one, other in (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")):
        if one in parts and other in parts:
            refuse(path, f"has both {one} and {other}")


def _sid(node: object, path: str, name: str) -> str:
    return node if type(node) is str else text(node, join(path, name))


def _effect(node: object, path: str, name: str) -> str:
    if node in _EFFECTS and type(node) is str:
        return node
    effect = text(node, join(path, name))
    if effect not in _EFFECTS:
        refuse(join(path, name), "is neither Allow nor Deny (case counts)")
    return effect


def _patterns(node: object, path: str, name: str) -> tuple[str, ...]:
    if type(node) is str:
        return (node,)
    if type(node) is list and _ONLY_TEXTS.issuperset(map(type, node)):
        return tuple(node)
    return tuple(text(item, where) for item, where in listed(node, join(path, name)))


def _actions(node: object, path: str, name: str) -> tuple[str, ...]:
    found = _patterns(node, path, name)
    letters = "".join(found)
    if not letters.isprintable() or " " in letters:
        refuse(join(path, name), "has white space in an action, or a character that cannot be printed")
    return found


def _excluded_actions(node: object, path: str, name: str) -> tuple[str, ...]:
    _exclusions(node, path, name)
    return _actions(node, path, name)


def _exclusions(node: object, path: str, name: str) -> tuple[str, ...]:
    found = _patterns(node, path, name)
    if not found:
        refuse(join(path, name), "is empty, which leaves nothing out")
    return found


def _principals(node: object, path: str, name: str) -> Mapping[str, tuple[str, ...]]:
    if node == EVERYONE:
        return {EVERYONE: (EVERYONE,)}
    where = join(path, name)
    if known(node, where) == EVERYONE:
        return {EVERYONE: (EVERYONE,)}
    return {kind: _patterns(item, where, kind) for kind, item in mapping(node, where, PRINCIPAL_KINDS).items()}


def _not_principals(node: object, path: str, name: str) -> Mapping[str, tuple[str, ...]]:
    found = _principals(node, path, name)
    if not any(found.values()):
        refuse(join(path, name), "is empty, which leaves nobody out")
    return found


def _conditions(node: object, path: str, name: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    seen: set[tuple[Operator, str]] = set()
    where = join(path, name)
    for operator_name, keys in mapping(node, where).items():
        operator = Operator.parse(operator_name)
        if operator is None:
            refuse(where, "has an operator that AWS does not know")
        place = f"{where}.{operator_name}"
        for key, values in mapping(keys, place).items():
            same = (operator, key.lower())
            if same in seen:
                refuse(place, "has one key twice (the case of a key does not count)")
            seen.add(same)
            found.append(Condition(*operator, key, _values(values, place, key)))
    return tuple(found)


def _values(node: object, path: str, name: str) -> tuple[str, ...]:
    if type(node) is str:
        return (node,)
    if type(node) is list and _ONLY_TEXTS.issuperset(map(type, node)):
        return tuple(node)
    return tuple(scalar(item, where) for item, where in listed(node, join(path, name)))


_READERS: Final[Mapping[str, Callable[[object, str, str], object]]] = {
    "Sid": _sid,
    "Effect": _effect,
    "Principal": _principals,
    "NotPrincipal": _not_principals,
    "Action": _actions,
    "NotAction": _excluded_actions,
    "Resource": _patterns,
    "NotResource": _exclusions,
    "Condition": _conditions,
}

_ELEMENTS: Final = frozenset(_READERS)
_NAMES: Final = ("Principal", "Action", "Resource")
"""Elements of which each text stands for itself. What is left out (`NotAction`) and what is asked for do not."""
_HAS_ONE_OF_EACH: Final = frozenset(("Sid", "Effect", "Action", "Resource", "Principal", "Condition"))
"""Elements that no other of them excludes: a statement without a `Not…` needs no second look."""
_EFFECTS: Final[tuple[str, ...]] = get_args(Effect)
_ONLY_TEXTS: Final = frozenset((str,))
