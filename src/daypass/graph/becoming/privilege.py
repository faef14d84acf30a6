"""This is where the Privilege of a node is: the most that it may do by itself, and what may turn out to make it more.

What it may do to others in the stack is in the edges of the graph. Here counts what it may do to whatever there is: to
roles, users and workloads that nobody named, for which made-up ones stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.identity_edits import WHICH_POLICY, IdentityEdit, edits_by_action, identity_edits
from daypass.data.managed_policies import ADMINISTRATOR
from daypass.data.role_takers import taker_paths
from daypass.graph.becoming.anything.boundless import Boundaries
from daypass.graph.becoming.anything.going import Asking
from daypass.graph.becoming.anything.making import makes_bounded_role, makes_role
from daypass.graph.becoming.anything.unnamed import may_to
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.assuming.beyond import beyond
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Member
from daypass.graph.becoming.working import does_anything, writes_anything
from daypass.graph.untold import Untold

Level = Literal["nothing", "reads", "writes", "unknown", "escalates", "admin"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""From the least to the most. `unknown` may be anything from there on, or less."""


@dataclass(frozen=True)
class Privilege:
    """`level` is the most for certain, but "unknown" where that is less than escalating and more is possible.

    `why` says how, as far as that is certain, `grounds` where; `unknown` what may turn out to make it more, () where
    nothing does.
    """

    level: Level
    why: str = ""
    grounds: tuple[Ground, ...] = ()
    unknown: tuple[Untold, ...] = ()

    @property
    def rank(self) -> int:
        """A number that is higher for more."""
        return LEVELS.index(self.level)

    @property
    def told(self) -> str:
        """`why`; of an unknown level also what keeps it from being known."""
        if self.level != "unknown":
            return self.why
        more = f", and {len(self.unknown) - _MOST} more" if self.unknown[_MOST:] else ""
        open_ = f"{'; '.join(map(str, self.unknown[:_MOST]))}{more}"
        said = f"{self.why}, and maybe more, which" if self.why else "what it may do"
        return f"{said} is not known: {open_}"


_MOST: Final = 3
"""How many unknown values a sentence names."""


class _Found(NamedTuple):
    """One thing that makes a level."""

    level: Level
    why: str
    answer: Answer


@dataclass(frozen=True)
class Judge:
    """Tells the privilege of one identity as one caller. `is_fenced`: what it writes for itself changes nothing."""

    node: Node
    means: Means
    editable: Editable
    boundaries: Boundaries
    is_fenced: bool = False

    def privilege(self) -> Privilege:
        """The most that it may do; less is not looked for once more is certain."""
        certain = Privilege("nothing", "it may do nothing by itself")
        unknown: dict[Untold, None] = {}
        for level, reasons in self._by_level():
            if certain.rank >= LEVELS.index(level):
                break
            for one in reasons:
                if one.answer.possible and LEVELS.index(one.level) > certain.rank:
                    if one.answer.unknown or one.level == "unknown":
                        unknown.update(dict.fromkeys(one.answer.unknown))
                    else:
                        certain = Privilege(one.level, one.why, one.answer.grounds)
                if certain.rank >= LEVELS.index(level):
                    break
        return with_unknown(certain, tuple(unknown))

    def edited(self) -> Privilege:
        """The most that it may do once somebody writes it whatever policy they like."""
        return self._whatever_is_written("whatever is written for it", Answer(possible=True))

    @cached_property
    def _asking(self) -> Asking:
        return Asking(self.means)

    def _by_level(self) -> Iterator[tuple[Level, Iterator[_Found]]]:
        """Reasons for each level and maybe less, the highest first."""
        yield "admin", self._for_admin()
        yield "escalates", self._for_escalates()
        yield "unknown", self._for_unknown()
        yield "writes", iter([_Found("writes", "it may change something", writes_anything(self.means))])
        yield "reads", iter([_Found("reads", "it may read something", does_anything(self.means))])

    def _for_admin(self) -> Iterator[_Found]:
        edits = NO if self.is_fenced else self._edits_of_itself(WHICH_POLICY)
        if edits.possible:
            told = self._whatever_is_written("it may write its own policies", edits)
            yield _Found(told.level, told.why, Answer(possible=True, unknown=told.unknown, grounds=told.grounds))
        lifted = self._lifts()
        if lifted.possible:
            without = replace(self, means=self.means.lifted()).privilege()
            why = f"it may lift its permissions boundary, and then {without.why}"
            yield _Found(without.level, why, joined(lifted, Answer(possible=True, unknown=without.unknown)))
        trust = self._asking.edits_any(edits_by_action()["iam:UpdateAssumeRolePolicy"])
        yield _Found("admin", "it may rewrite whom any role trusts", trust)
        made = makes_role(self.means, self.boundaries)
        yield _Found("admin", "it may make a role of its own that may do anything", made)

    def _for_escalates(self) -> Iterator[_Found]:
        yield _Found("escalates", "it may attach some policies to itself", self._edits_of_itself(""))
        yield _Found(
            "escalates",
            "it may make a role of its own within a boundary",
            makes_bounded_role(self.means, self.boundaries),
        )
        for path in chain(escalation_paths(), self._unwritten_paths()):
            if (answer := self._asking.goes(path)).possible:
                yield _Found("escalates", f"it may go the way {path.id} ({', '.join(path.actions)})", answer)

    def _unwritten_paths(self) -> Iterator[EscalationPath]:
        """What takes a role for more than to move data with it, where something that is known lets it pass one."""
        if self.means.told(HANDS_OVER).allows:
            yield from (path for path in taker_paths() if not only_moves_data(path.id))

    def _for_unknown(self) -> Iterator[_Found]:
        """Whoever may become any role there is in an account of which nobody knows the roles may be anyone."""
        for one in beyond(self.means):
            if one.takes_in_any:
                why = f"it may assume {one.node}"
                yield _Found("unknown", why, one.answer.under(Untold(f"what {one.node} may do")))

    def _whatever_is_written(self, why: str, edits: Answer) -> Privilege:
        """At most what its boundary allows, where one stays."""
        grounds, unknown = edits.grounds, (*edits.unknown, *self.means.limits)
        if not self.means.is_bounded or self._lifts().is_certain:
            return Privilege("admin", why, grounds, unknown)
        within = replace(self, means=self.means.of_boundary(), is_fenced=True).privilege()
        level = within.level if within.rank >= LEVELS.index("escalates") else "escalates"
        return Privilege(level, f"{why}, within its boundary", grounds, (*unknown, *within.unknown))

    def _edits_of_itself(self, any_policy: str) -> Answer:
        """Whether it may write what it may do itself; with a key, that any policy at all can be attached."""
        return best(self._ways_to_edit("policy", any_policy))

    def _lifts(self) -> Answer:
        """Whether it may take off its own boundary, or rewrite it."""
        return best(self._ways_to_edit("boundary", WHICH_POLICY)) if self.means.is_bounded else NO

    def _ways_to_edit(self, makes: str, any_policy: str) -> Iterator[Answer]:
        for on, made, member in self.editable.ways_to(self.node):
            for edit in identity_edits() if made == makes else ():
                if edit.on == on and (edit.makes == makes or on == "policy") and self.means.may(edit.action):
                    yield self._edits(edit, member, any_policy)

    def _edits(self, edit: IdentityEdit, member: Member, any_policy: str) -> Answer:
        facts = self.editable.facts(member, edit)
        if edit.puts_boundary:
            return self.boundaries.puts(self.means, edit.action, member.arn, facts)
        pinned = {any_policy.lower(): ADMINISTRATOR} if any_policy in edit.keys else {}
        return may_to(self.means, edit.action, member.arn, facts.and_(Facts(pinned)))


def strongest(found: Iterable[Privilege]) -> Privilege:
    """The most of several; nothing where there are none."""
    least = Privilege("nothing", "it may do nothing by itself")
    each = tuple(found)
    best_one = max(each, key=lambda one: one.rank, default=least)
    return with_unknown(best_one, tuple(path for one in each for path in one.unknown))


def with_unknown(certain: Privilege, unknown: tuple[Untold, ...]) -> Privilege:
    """The same, if that may turn out to make it more."""
    if not unknown:
        return certain
    is_weak = certain.rank < LEVELS.index("escalates")
    whole = tuple(dict.fromkeys((*certain.unknown, *unknown)))
    if not is_weak:
        return replace(certain, unknown=whole)
    # That it may do nothing is not certain then.
    return replace(certain, level="unknown", why="" if certain.level == "nothing" else certain.why, unknown=whole)
