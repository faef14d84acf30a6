"""This is where a Statement is: who may or must not do what to which resources, under which conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from daypass.iam.condition import Condition, Operator
from daypass.iam.node import join, known, listed, mapping, refuse, scalar, text
from daypass.model.resource import Undecided

Effect = Literal["Allow", "Deny"]

EVERYONE: Final = "*"
"""The kind under which `"Principal": "*"` stands in `Statement.principals`, with the one value `*`."""

PRINCIPAL_KINDS: Final = ("AWS", "Federated", "Service", "CanonicalUser")


@dataclass(frozen=True)
class Statement:
    """One statement. `index` counts from 0, `path` is the property path (`assumeRolePolicy.Statement[1]`).

    `parts` holds what is written, by element; an unknown in it is an `Undecided` that the properties below raise.
    `unknown`: not even its elements are known yet, so that everything about it is undecided.
    """

    index: int
    path: str
    parts: Mapping[str, Any] = field(repr=False)
    unknown: bool = False

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

    @classmethod
    def parse(cls, node: object, index: int, path: str) -> "Statement":
        """Read one statement. Raises `MalformedDocument`; an unknown inside an element waits until it is read."""
        try:
            parts = mapping(node, path, tuple(_READERS))
        except Undecided:
            return cls(index, path, MappingProxyType({}), unknown=True)
        for one, other in (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")):
            if one in parts and other in parts:
                refuse(path, f"has both {one} and {other}")
        if "Effect" not in parts or not parts.keys() & {"Action", "NotAction"}:
            refuse(path, "needs an Effect, and an Action or a NotAction")
        read = {name: _part(_READERS[name], part, join(path, name)) for name, part in parts.items()}
        return cls(index, path, MappingProxyType(read))


def _part(reader: Callable[[object, str], object], node: object, path: str) -> object:
    """What the reader makes of it, or the `Undecided` that whoever reads the element will get."""
    try:
        return reader(node, path)
    except Undecided as unknown:
        return unknown


def _effect(node: object, path: str) -> str:
    effect = text(node, path)
    if effect not in ("Allow", "Deny"):
        refuse(path, "is neither Allow nor Deny (case counts)")
    return effect


def _patterns(node: object, path: str) -> tuple[str, ...]:
    return tuple(text(item, where) for item, where in listed(node, path))


def _actions(node: object, path: str) -> tuple[str, ...]:
    found = _patterns(node, path)
    if any(character.isspace() for pattern in found for character in pattern):
        refuse(path, "has white space in an action")
    return found


def _excluded_actions(node: object, path: str) -> tuple[str, ...]:
    _exclusions(node, path)
    return _actions(node, path)


def _exclusions(node: object, path: str) -> tuple[str, ...]:
    found = _patterns(node, path)
    if not found:
        refuse(path, "is empty, which leaves nothing out")
    return found


def _principals(node: object, path: str) -> Mapping[str, tuple[str, ...]]:
    if known(node, path) == EVERYONE:
        return MappingProxyType({EVERYONE: (EVERYONE,)})
    kinds = mapping(node, path, PRINCIPAL_KINDS)
    return MappingProxyType({kind: _patterns(item, join(path, kind)) for kind, item in kinds.items()})


def _not_principals(node: object, path: str) -> Mapping[str, tuple[str, ...]]:
    found = _principals(node, path)
    if not any(found.values()):
        refuse(path, "is empty, which leaves nobody out")
    return found


def _conditions(node: object, path: str) -> tuple[Condition, ...]:
    found, seen = [], set()
    for name, keys in mapping(node, path).items():
        operator = Operator.parse(name)
        if operator is None:
            refuse(path, "has an operator that AWS does not know")
        where = join(path, name)
        for key, values in mapping(keys, where).items():
            if (operator, key.lower()) in seen:
                refuse(where, "has one key twice (the case of a key does not count)")
            seen.add((operator, key.lower()))
            texts = tuple(scalar(item, at) for item, at in listed(values, join(where, key)))
            found.append(Condition(operator.base, operator.qualifier, operator.if_exists, key, texts))
    return tuple(found)


_READERS: Final[Mapping[str, Callable[[object, str], object]]] = {
    "Sid": text,
    "Effect": _effect,
    "Principal": _principals,
    "NotPrincipal": _not_principals,
    "Action": _actions,
    "NotAction": _excluded_actions,
    "Resource": _patterns,
    "NotResource": _exclusions,
    "Condition": _conditions,
}
