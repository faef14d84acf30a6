"""This is where TakenAliases are: the role aliases that a policy of IoT lets a device take, and what that gives it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.patterns import meets
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.role_aliases import KIND, Alias, Near, RoleAliases
from daypass_policies.escalating.takeovers.compared import MOST
from daypass_policies.escalating.takeovers.gaining import Gain

TAKES: Final = "iot:AssumeRoleWithCertificate"
_ATTACHED: Final = Facts({"iot:connection.thing.isattached": "true"})
"""What every device brings along that is in use. Its name, its type and its certificate tell it from others."""


class _Way(NamedTuple):
    """A statement that may let a device take aliases, and one of its patterns."""

    line: Line
    pattern: str

    @property
    def name(self) -> str:
        """The one alias that it names, in whatever region and account; "" where it names none for certain."""
        return _name_in(self.pattern) if self.line.is_allow is True else ""

    def takes(self, alias: Alias) -> bool:
        """Whether it lets the alias be taken, or may once everything is known."""
        if "NotResource" in self.line.statement.parts:
            says = self.line.says(TAKES, alias.arn, _ATTACHED)
            return says in ("yes", "unknown") or (says == "perhaps" and not alias.name)
        return meets(self.pattern, alias.arn) == "yes"


class TakenAlias(NamedTuple):
    """Its own alias, and another one whose role may do what those of its own may not."""

    own: Alias
    other: Alias
    gain: Gain


class UnsureRole(NamedTuple):
    """A role that may turn out to give more than others, or less, and what is not known of it."""

    role: Actor
    unknown: tuple[Untold, ...]


class TakenAliases:
    """The aliases that a policy lets a device take, or may once everything is known."""

    def __init__(self, lines: Sequence[Line], aliases: RoleAliases) -> None:
        self._aliases = aliases
        self._denies = [line for line in lines if line.is_allow is False]
        # Where a key tells one device from others it takes no more than its own.
        able = [line for line in lines if line.is_allow is not False and all(map(_ATTACHED.tells, line.keys))]
        holding = [line for line in able if line.says_of_any(_ATTACHED) != "no"]
        ways = [_Way(line, pattern) for line in holding for pattern in line.patterns(_ATTACHED)]
        self._naming = grouped((way.name, way) for way in ways if way.name)
        self._by_pattern = tuple(way for way in ways if not way.name)
        self._names = _names_in(line for line in lines if line.is_allow is True)
        self._denied = frozenset(_names_in(self._denies))

    def beyond(self) -> TakenAlias | None:
        """The first whose role may do for certain what those of its own may not."""
        common = set[Gain]()
        for other in self._others(self._aliases.giving):
            for gain in self._aliases.gains(other.role):
                if gain not in common and (own := self._lacking(gain)):
                    return TakenAlias(own, other, gain)
                common.add(gain)
        return None

    def unsure(self) -> Iterator[UnsureRole]:
        """The roles of which something may turn out to be such a gain, or not to be its own, and what is not known."""
        for other in self._others(self._aliases.unsure):
            for one in self._aliases.may_gain(other.role):
                if self._lacking(one.gain):
                    yield UnsureRole(other.role, one.unknown)
                    break
        giving = self._others(self._aliases.giving)
        for gain in dict.fromkeys(gain for other in giving for gain in self._aliases.gains(other.role)):
            yield from self._may_lack(gain)

    def unnamed(self, found: TakenAlias) -> Alias | None:
        """One whose name is not known that decides: itself among those found, or maybe the one that is named."""
        unnamed = next((one for one in self._aliases.each if not one.name), None)
        is_missing = any(name not in self._aliases.by_name for name in self._names)
        return next((one for one in (found.own, found.other) if not one.name), unnamed if is_missing else None)

    def _lacking(self, gain: Gain) -> Alias | None:
        """Its own where it gets that by none of those, or else one that may be its own and does not give it."""
        compared = self._aliases.compared
        if self._named:
            has = compared.has_any((one.role for one in self._owns), gain)
            return None if has else self._owns[0]
        return next((one for one in self._owns if not compared.answer(one.role, gain).possible), None)

    def _may_lack(self, gain: Gain) -> Iterator[UnsureRole]:
        """The role of its own that gives this, unless what is not known of it says otherwise."""
        answers = [UnsureRole(one.role, self._aliases.compared.answer(one.role, gain).unknown) for one in self._owns]
        if not self._named or all(one.unknown for one in answers):
            yield from islice((one for one in answers if one.unknown), 1)

    @cached_property
    def _owns(self) -> tuple[Alias, ...]:
        """Those that it names; where it names none, nobody knows which is its own: then each may be."""
        return tuple(self._named.values()) or self._others(self._aliases.any)

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], Alias]:
        each = (one for name in self._names for one in self._aliases.by_name.get(name, ()))
        ways = ((one, (*self._naming.get(one.name, ()), *self._by_pattern)) for one in each)
        taken = (one for one, able in ways if any(way.takes(one) for way in able))
        return {one.key: one for one in taken if not self._is_denied(one)}

    def _others(self, near: Near) -> tuple[Alias, ...]:
        """Those that only a pattern takes in: of many the first by their names, beside those that it names itself."""
        each = (
            islice(filter(self._is_other, filter(way.takes, near.of(way.pattern))), MOST) for way in self._by_pattern
        )
        found = {one.key: one for one in islice(chain.from_iterable(each), MOST)}
        return tuple(one for one in found.values() if not self._is_denied(one))

    def _is_other(self, alias: Alias) -> bool:
        """Whether it names the alias neither as its own nor in a Deny."""
        return alias.key not in self._named and not (alias.name in self._denied and self._is_denied(alias))

    def _is_denied(self, alias: Alias) -> bool:
        """Whether a Deny means it for certain, or where a condition holds: somebody wrote that one for a reason."""
        return any(line.says(TAKES, alias.arn, _ATTACHED) in ("yes", "perhaps") for line in self._denies)


def _names_in(lines: Iterable[Line]) -> tuple[str, ...]:
    """The aliases that statements name."""
    return tuple(dict.fromkeys(name for line in lines for text in _resources(line) if (name := _name_in(text))))


def _resources(line: Line) -> tuple[str, ...]:
    try:
        return line.statement.resources
    except Undecided:
        return ()


def _name_in(pattern: str) -> str:
    arn = Arn.parse(pattern)
    return arn.resource.removeprefix(KIND) if arn and not has_wildcard(arn.resource) else ""
