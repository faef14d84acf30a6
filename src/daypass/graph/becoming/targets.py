"""This is where Targets are: nodes by their ARN, so that whoever names a few is not asked about all the others."""

from collections.abc import Hashable, Iterable, KeysView, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import covers, meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.unsettled import Unsettled
from daypass.iam.glob import has_wildcard


class Member(NamedTuple):
    """A node that may be a target. `arn` is that of what is named in its place: of a policy that it has, of itself.

    `through` is the sentence that says how, "" for itself; `let` says on which ground, and whether for certain, the
    target lets anyone come. `brings` are condition keys, in small letters, and the values that a request has for it.
    `at` is the URN of what holds it, where two of one ARN that is not known as a whole are two things all the same.
    """

    node: Node
    arn: str
    let: Answer = NO
    through: str = ""
    brings: tuple[tuple[str, Value], ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Crowd:
    """Members that are reached alike. Two crowds of one key have the same members."""

    key: Hashable
    members: tuple[Member, ...] = field(compare=False)

    @property
    def keys(self) -> KeysView[str]:
        """The keys of their nodes."""
        return self._by_node.keys()

    def of(self, node: Node) -> Sequence[Member]:
        """Those that are this node."""
        return self._by_node.get(node.key, ())

    def without(self, arns: Iterable[str]) -> tuple[Member, ...]:
        """Its members but for those of these ARNs, in slices: of a large crowd most often a few are left out."""
        cuts = sorted(place for arn in arns for place in self._places.get(arn, ()))
        starts, ends = (0, *(cut + 1 for cut in cuts)), (*cuts, len(self.members))
        return tuple(chain.from_iterable(self.members[a:b] for a, b in zip(starts, ends, strict=True)))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, member in enumerate(self.members):
            found.setdefault(member.arn, []).append(place)
        return found

    @cached_property
    def _by_node(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in self.members:
            found.setdefault(member.node.key, []).append(member)
        return found


class Targets:
    """Members by ARN. `key` tells these targets from others."""

    def __init__(self, key: Hashable, members: Iterable[Member]) -> None:
        self.key = key
        self.members = tuple(members)
        self._found: dict[str, Crowd] = {}
        self._selected: dict[Hashable, Crowd] = {}
        self._near: dict[str, tuple[Member, ...]] = {}
        self._called: dict[str, Crowd] = {}
        self._within: dict[str, Targets] = {}

    def __bool__(self) -> bool:
        return bool(self.members)

    @property
    def has_unknown(self) -> bool:
        """Whether the ARN of some member is not known as a whole."""
        return bool(self._unknown)

    @cached_property
    def crowd(self) -> Crowd:
        """All of them."""
        return Crowd(self.key, self.members)

    def covered(self, pattern: str) -> Crowd:
        """Those that the pattern takes in, whatever of their ARN is not known."""
        found = self._found.get(pattern)
        if found is None:
            near = (*self._known.near(pattern), *self._unknown.near(pattern))
            taken = [member for member in near if covers(pattern, member.arn)]
            whole = len(taken) == len(self.members)
            found = self._found[pattern] = self.crowd if whole else Crowd((self.key, pattern), tuple(taken))
        return found

    def within(self, pattern: str) -> "Targets":
        """Those that the pattern takes in, whatever of their ARN is not known, as targets of their own."""
        if pattern not in self._within:
            crowd = self.covered(pattern)
            self._within[pattern] = (
                self if crowd is self.crowd else Targets((self.key, "within", pattern), crowd.members)
            )
        return self._within[pattern]

    def selected(self, pattern: str, within: tuple[str, ...] | None, without: tuple[str, ...]) -> Crowd:
        """The same, as far as one of the patterns `within` takes them in, and none of those `without` may."""
        base = self.covered(pattern)
        if within is None and not without:
            return base
        key = (base.key, within, without)
        if key not in self._selected:
            left = {one.arn for other in without for one in self.near(other)}
            members = base.without(left)
            if within is not None:
                kept = {one.arn for other in within for one in self.covered(other).members}
                members = tuple(one for one in members if one.arn in kept)
            self._selected[key] = base if len(members) == len(base.members) else Crowd(key, members)
        return self._selected[key]

    def near(self, pattern: str) -> tuple[Member, ...]:
        """Those that the pattern may take in, once what is not known of their ARNs is known."""
        if pattern not in self._near:
            known = (member for member in self._known.near(pattern) if covers(pattern, member.arn))
            unknown = (member for member in self._unknown.near(pattern) if meets(pattern, member.arn) != "no")
            self._near[pattern] = (*known, *unknown)
        return self._near[pattern]

    def called(self, arn: str) -> Crowd:
        """Those of this very ARN."""
        if arn not in self._called:
            self._called[arn] = Crowd((self.key, "called", arn), tuple(self._by_arn[arn]))
        return self._called[arn]

    @cached_property
    def _by_arn(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in self.members:
            found.setdefault(member.arn, []).append(member)
        return found

    @cached_property
    def _known(self) -> Settled[Member]:
        return Settled((member.arn, member) for member in self.members if not has_wildcard(member.arn))

    @cached_property
    def _unknown(self) -> Unsettled[Member]:
        return Unsettled((member.arn, member) for member in self.members if has_wildcard(member.arn))
