"""This is where the Privilege of a node is: the most that it may do by itself, and what may turn out to make it more.

What it may do to others in the stack is in the edges of the graph. Here counts what it may do to whatever there is: to
roles, users and workloads that nobody named, for which made-up ones stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.identity_edits import WHICH_POLICY, WHOSE_BOUNDARY, identity_edits
from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.assuming.beyond import beyond
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.associated import passing, things_for
from daypass.graph.becoming.passing.naming import saying_role
from daypass.graph.becoming.passing.roles import may_start
from daypass.graph.becoming.working import does_anything, writes_anything
from daypass.iam.arn import Arn

Level = Literal["nothing", "reads", "writes", "unknown", "escalates", "admin"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""From the least to the most. `unknown` may be anything from there on, or less."""

ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
_UNBOUNDED: Final = Facts(absent=frozenset({WHOSE_BOUNDARY.lower()}))


@dataclass(frozen=True)
class Privilege:
    """`level` is the most for certain, but "unknown" where that is less than escalating and more is possible.

    `why` says how, as far as that is certain, `grounds` where; `unknown` what may turn out to make it more, () where
    nothing does.
    """

    level: Level
    why: str = ""
    grounds: tuple[Ground, ...] = ()
    unknown: tuple[str, ...] = ()

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
        open_ = f"{'; '.join(self.unknown[:_MOST])}{more}"
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
    is_fenced: bool = False

    def privilege(self) -> Privilege:
        """The most that it may do; less is not looked for once more is certain."""
        certain = Privilege("nothing", "it may do nothing by itself")
        unknown: dict[str, None] = {}
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
        yield _Found("admin", "it may rewrite whom any role trusts", self._edits_any("iam:UpdateAssumeRolePolicy"))
        yield _Found("admin", "it may make a role of its own that may do anything", self._makes_roles(_UNBOUNDED))

    def _for_escalates(self) -> Iterator[_Found]:
        yield _Found("escalates", "it may attach some policies to itself", self._edits_of_itself(""))
        yield _Found("escalates", "it may make a role of its own within a boundary", self._makes_roles(NOTHING))
        for path in escalation_paths():
            yield _Found("escalates", f"it may go the way {path.id} ({', '.join(path.actions)})", self._goes(path))

    def _for_unknown(self) -> Iterator[_Found]:
        """Whoever may become any role there is in an account of which nobody knows the roles may be anyone."""
        for one in beyond(self.means):
            if one.takes_in_any:
                why = f"it may assume {one.node}"
                yield _Found("unknown", why, one.answer.under(f"what {one.node} may do"))

    def _whatever_is_written(self, why: str, edits: Answer) -> Privilege:
        """At most what its boundary allows, where one stays."""
        grounds, unknown = edits.grounds, (*edits.unknown, *self.means.limits)
        if not self.means.is_bounded or ((lifts := self._lifts()).possible and not lifts.unknown):
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
                    facts = self.editable.facts(member, edit)
                    pinned = {any_policy.lower(): ADMINISTRATOR} if any_policy in edit.keys else {}
                    yield self.means.on(edit.action, member.arn, facts.and_(Facts(pinned)))

    def _edits_any(self, action: str) -> Answer:
        """Whether it may do this to any role there is."""
        return self.means.on(action, self._probe("role")) if self.means.may(action) else NO

    def _probe(self, kind: str) -> str:
        return f"arn:aws:iam::{self.means.caller.account or ANY}:{kind}/{PROBE}"

    def _makes_roles(self, facts: Facts) -> Answer:
        """Whether it may make a role and write what that may do: a role of its own trusts whom it likes."""
        if not self.means.may("iam:CreateRole"):
            return NO
        return best(
            joined(self.means.on("iam:CreateRole", arn, facts), self.means.on(write, arn, facts.and_(_ANY_POLICY)))
            for write in ("iam:PutRolePolicy", "iam:AttachRolePolicy")
            if self.means.may(write)
            for arn in self._examples(write)
        )

    def _examples(self, action: str) -> Iterator[str]:
        """ARNs of roles that do not exist, one for each pattern on which the action is allowed."""
        account = self.means.caller.account or NOBODYS_ACCOUNT
        scope = self.means.scope(action)
        patterns = dict.fromkeys((*(pattern for pattern, _ in scope.certain), *scope.asked))
        if scope.open:
            yield self._probe("role")
        for pattern in patterns:
            head, _, name = pattern.partition("/")
            role = name.replace("*", PROBE).replace("?", "x") if name else PROBE
            yield f"arn:aws:iam::{account}:role/{role}" if ANY in head else f"{head}/{role}"

    def _goes(self, path: EscalationPath) -> Answer:
        """Whether it may go this way to whatever there is."""
        if not all(map(self.means.may, path.actions)):
            return NO
        if path.passes_role:
            passes = (
                self.means.on(HANDS_OVER, self._probe("role"), facts)
                for service in path.services
                for facts in passing(service, things_for(self.means, service, path.actions))
            )
            return joined(best(passes), may_start(self.means, path, self._probe("role")))
        return all_of(self._does(action, path) for action in path.actions)

    def _does(self, action: str, path: EscalationPath) -> Answer:
        if path.resource and action not in path.elsewhere:
            own = Arn.parse(self.means.caller.arn)
            thing = path.unnamed(self.means.caller.account or ANY, own.partition if own else ANY)
            said = saying_role(self.means, action, path, self._probe("role"))
            return best(self.means.on(action, thing, facts) for facts in said)
        edit = next((edit for edit in identity_edits() if edit.action == action), None)
        if edit is None and not action.startswith("sts:"):
            return self.means.anywhere(action)
        return self.means.on(action, self._probe(edit.on if edit else "role"))


_ANY_POLICY: Final = Facts({WHICH_POLICY.lower(): ADMINISTRATOR})


def strongest(found: Iterable[Privilege]) -> Privilege:
    """The most of several; nothing where there are none."""
    least = Privilege("nothing", "it may do nothing by itself")
    each = tuple(found)
    best_one = max(each, key=lambda one: one.rank, default=least)
    return with_unknown(best_one, tuple(path for one in each for path in one.unknown))


def with_unknown(certain: Privilege, unknown: tuple[str, ...]) -> Privilege:
    """The same, if that may turn out to make it more."""
    if not unknown:
        return certain
    is_weak = certain.rank < LEVELS.index("escalates")
    whole = tuple(dict.fromkeys((*certain.unknown, *unknown)))
    if not is_weak:
        return replace(certain, unknown=whole)
    # That it may do nothing is not certain then.
    return replace(certain, level="unknown", why="" if certain.level == "nothing" else certain.why, unknown=whole)
