"""This is where a policy of Vault is read: what whoever has it may do on which paths.

Of the rules of all policies that a token has, those on one path add up, and a `deny` among them decides; where several
paths match, the one that says most closely what is meant decides alone. Sources: Vault documentation, "Policies"
(capabilities, priority matching, parameter constraints), how `NewACL` of Vault's
vault/acl.go merges parameters, and that its vault/policy.go forbids `+*`; read 2026-12.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from daypass.model.hcl import Body, HclError, read_hcl

DENY: Final = "deny"
SUDO: Final = "sudo"
_CAPABILITIES: Final = frozenset(
    ("create", "read", "update", "delete", "list", "patch", SUDO, DENY, "root", "subscribe", "recover")
)
_SHORTHANDS: Final = {
    "read": frozenset(("read", "list")),
    "write": frozenset(("create", "read", "update", "delete", "list")),
    SUDO: frozenset(("create", "read", "update", "delete", "list", SUDO)),
    DENY: frozenset((DENY,)),
}
"""What `policy = "…"` stands for, which older policies say in place of capabilities."""

ANY: Final = "any"
"""What stands for a name where every name will do."""


class PathRule(NamedTuple):
    """`allowed` and `denied`: parameter → the values that may, or may not, be sent; None where nothing is said."""

    path: str
    capabilities: frozenset[str]
    allowed: dict[str, list[Any]] | None = None
    denied: dict[str, list[Any]] | None = None

    def limits(self, parameters: Iterable[str]) -> bool:
        """Whether it says what may be sent as each of these parameters, or that they may not be sent."""
        return all(self._limits(one) for one in parameters)

    def _limits(self, parameter: str) -> bool:
        if self.denied is not None and (self.denied.get(parameter) == [] or self.denied.get("*") == []):
            return True
        if self.allowed is None:
            return False
        values = self.allowed.get(parameter)
        return "*" not in self.allowed if values is None else bool(values) and "*" not in values


def read_policy(text: str) -> tuple[PathRule, ...]:
    """The rules of a policy in HCL or JSON. Raises `HclError` where it is none that Vault takes."""
    return tuple(_rule(path, body) for path, body in read_hcl(text).labelled("path"))


def _rule(path: str, body: Body) -> PathRule:
    written, shorthand = body.get("capabilities"), body.get("policy")
    found = frozenset(_texts(written)) if written is not None else frozenset()
    if shorthand is not None:
        if not isinstance(shorthand, str) or shorthand not in _SHORTHANDS:
            raise HclError
        found |= _SHORTHANDS[shorthand]
    if not found <= _CAPABILITIES or "+*" in path:  # which Vault refuses, too
        raise HclError
    allowed, denied = _parameters(body, "allowed_parameters"), _parameters(body, "denied_parameters")
    return PathRule(path.removeprefix("/"), found, allowed, denied)


def _texts(value: Any) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise HclError
    yield from value


def _parameters(body: Body, name: str) -> dict[str, list[Any]] | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, Body):
        raise HclError
    found: dict[str, list[Any]] = {}
    for keys, values in value.entries:
        if len(keys) != 1 or not isinstance(values, list):
            raise HclError
        found[keys[0]] = values
    return found or None  # an empty block limits nothing


class PathRules:
    """The rules of all policies of a token, by the steps of their paths, so that many of them are asked quickly."""

    def __init__(self, rules: Iterable[PathRule]) -> None:
        self._by_path: dict[str, list[PathRule]] = {}
        self._decided: dict[str, PathRule | None] = {}
        self._root = _Node()
        for one in rules:
            self._by_path.setdefault(one.path, []).append(one)
        for pattern in self._by_path:
            _put(self._root, pattern)

    def deciding(self, path: str) -> PathRule | None:
        """What decides about a path: the rules of the closest pattern as one; None where none matches, or it denies."""
        closest = max(_matching(self._root, path), key=_closeness, default=None)
        if closest is None:
            return None
        if closest not in self._decided:
            self._decided[closest] = _as_one(closest, self._by_path[closest])
        return self._decided[closest]


def _as_one(path: str, alike: list[PathRule]) -> PathRule | None:
    if any(DENY in one.capabilities for one in alike):
        return None
    capabilities = frozenset[str]().union(*(one.capabilities for one in alike))
    allowed, denied = _merged(one.allowed for one in alike), _merged(one.denied for one in alike)
    return PathRule(path, capabilities, allowed, denied)


def _merged(each: Iterable[dict[str, list[Any]] | None]) -> dict[str, list[Any]] | None:
    """The parameters of several rules on one path: a rule that says none lifts nothing, and any value beats some."""
    found: dict[str, list[Any]] = {}
    for parameter, values in (item for one in each for item in (one or {}).items()):
        if not values:
            found[parameter] = []
        elif parameter not in found:
            found[parameter] = list(values)
        elif found[parameter]:
            found[parameter].extend(values)
    return found or None


def _closeness(pattern: str) -> tuple[bool, int, bool, int, int, str]:
    wild = [at for at in (pattern.find("+"), pattern.find("*")) if at >= 0]
    is_glob, plus = pattern.endswith("*"), pattern.split("/").count("+")
    return not (is_glob or plus), min(wild, default=len(pattern)), not is_glob, -plus, len(pattern), pattern


@dataclass(slots=True)
class _Node:
    """Where the first steps of some patterns lead: `pattern` ends here, `globs` with how their last step begins."""

    steps: "dict[str, _Node]" = field(default_factory=dict)
    pattern: str | None = None
    globs: dict[str, str] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)


def _put(root: _Node, pattern: str) -> None:
    is_glob = pattern.endswith("*")
    *steps, last = pattern.removesuffix("*").split("/")
    node = root
    for one in steps if is_glob else (*steps, last):
        node = node.steps.setdefault(one, _Node())
    if is_glob:
        node.globs[last] = pattern
        node.lengths.add(len(last))
    else:
        node.pattern = pattern


def _matching(root: _Node, path: str) -> Iterator[str]:
    """The patterns that mean this path."""
    waiting = [(root, 0)]
    while waiting:
        node, at = waiting.pop()
        if at > len(path):
            if node.pattern is not None:
                yield node.pattern
            continue
        yield from (node.globs[start] for one in node.lengths if (start := path[at : at + one]) in node.globs)
        end = path.find("/", at)
        step = path[at:] if end < 0 else path[at:end]
        names = {step, "+"} if step else {step}
        waiting += [(node.steps[name], at + len(step) + 1) for name in names if name in node.steps]


def met(pattern: str, family: str) -> str:
    """A path that a rule's pattern and a family of paths (`auth/+/role/+`) both mean, "" where there is none."""
    is_glob = pattern.endswith("*")
    ours, theirs = pattern.removesuffix("*").split("/") if is_glob else pattern.split("/"), family.split("/")
    if len(ours) > len(theirs) or (len(ours) < len(theirs) and not is_glob):
        return ""
    found: list[str] = []
    for at, their in enumerate(theirs):
        our = ours[at] if at < len(ours) else "+"
        step = _step(our, their, begins=is_glob and at == len(ours) - 1)
        if not step:
            return ""
        found.append(step)
    return "/".join(found)


def _step(our: str, their: str, *, begins: bool) -> str:
    if our == "+":
        return ANY if their == "+" else their
    if begins:
        beginning = our + ANY if their == "+" else their
        return beginning if beginning.startswith(our) else ""
    return our if their in ("+", our) else ""
