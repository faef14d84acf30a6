"""This is where it is told which of the rights of an identity it may rewrite: its own, or those of any identity.

What a known path says already is left out. Whoever may make a role and write what it may do has a role of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final, Literal, NamedTuple

from daypass.data.identity_edits import WHICH_POLICY, EditedKind, IdentityEdit, Makes, identity_edits
from daypass.data.identity_edits_others import OtherEdit, other_edits
from daypass.data.key_uses import key_uses
from daypass.data.read import Read
from daypass.data.secret_reads import secret_reads
from daypass.data.stored_reads import stored_reads
from daypass.graph.becoming.anything.attachable import attaches_to, attaches_whatever, example_of
from daypass.graph.becoming.anything.boundless import NEW_ROLE, Boundaries
from daypass.graph.becoming.anything.going import Asking
from daypass.graph.becoming.anything.making import (
    ENTERS_ROLE,
    ENTERS_USER,
    WRITES_ROLE,
    makes_role,
    remakes,
    remakes_by_pattern,
)
from daypass.graph.becoming.anything.strong_policies import StrongPolicies
from daypass.graph.becoming.anything.unnamed import (
    UNBOUND,
    account_for,
    fenced_examples,
    may_any,
    may_to,
    may_unnamed,
)
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.settings import Settings
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import WHOEVER, Actor
from daypass_policies.escalating.denials import takes_away
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.guardrails import Guardrails
from daypass_policies.escalating.tags.kept_by_settings import RotatedSecrets, reads_once_set
from daypass_policies.escalating.tags.kept_by_tags import reads_named_once_tagged, reads_once_tagged
from daypass_policies.escalating.tags.let_in import OpenByTags
from daypass_policies.escalating.tags.retagging import names_of_tags, retaggings
from daypass_policies.escalating.takeovers.belonging import is_called_like, words_of
from daypass_policies.escalating.takeovers.gaining import gives_more

Whose = Literal["its own", "any", "some", "named"]
What = Literal[
    "policies",
    "trust",
    "boundary",
    "credentials",
    "groups",
    "tags",
    "denials",
    "new role",
    "identities",
    "secrets",
    "keys",
    "data",
    "rotations",
    "aliases",
    "guardrails",
]

_WHAT: Final[Mapping[Makes, What]] = {
    "policy": "policies",
    "trust": "trust",
    "boundary": "boundary",
    "key": "credentials",
    "member": "groups",
}
_KEPT: Final[Mapping[What, Callable[[], tuple[Read, ...]]]] = {
    "secrets": secret_reads,
    "keys": key_uses,
    "data": stored_reads,
}
_SET: Final[Mapping[str, What]] = {"secretsmanager": "rotations", "kms": "aliases"}
"""Service of what is read or used → what else than a tag its policies may ask for, which somebody may set."""

_OF_ITSELF: Final = ("policy", "trust", "boundary")
"""What an identity gains by changing it of itself: another key, or a group that it names, is no more than it has."""

_TRUST: Final = "iam:UpdateAssumeRolePolicy"


class Rewrite(NamedTuple):
    """Something that a holder may change, by an action. `is_fenced`: its permissions boundary still holds it back.

    `thing` is the one identity that it is about, for people, where it is about one.
    """

    whose: Whose
    what: What
    action: str
    answer: Answer
    is_fenced: bool = False
    thing: str = ""


class Rewriting:
    """What the holders of a stack may rewrite."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._escalations = stack.once(Escalations, settings)
        self._reach = stack.once(Reachability, settings)
        self._stack, self._settings = stack, settings
        self.actors = self._escalations.actors
        self._found: dict[str, frozenset[tuple[Whose, What]]] = {}

    def of(self, actor: Actor) -> Iterator[Rewrite]:
        """All that it may rewrite for itself or for anyone, less what a known path says."""
        told = {
            held.path.actions[0]
            for one in (actor, *self.actors.groups_of(actor))
            for held in self._escalations.of(one)
            if len(held.path.actions) == 1 and not held.answer.unknown
        }
        edits = [edit for edit in identity_edits() if actor.may(edit.action) and edit.action not in told]
        written = [rewrite for edit in edits for rewrite in self._by(actor, edit)]
        yield from written
        yield from self._other(actor, told)
        made = NO
        if actor.may(NEW_ROLE) and not told.intersection(WRITES_ROLE):
            made = best(makes_role(means, self._boundaries) for means in actor.means)
            yield from _if_possible("any", "new role", NEW_ROLE, made)
        yield from self._remakes(actor, told, ENTERS_USER if made.possible else (*ENTERS_ROLE, *ENTERS_USER))
        is_open = actor.noun != "group" and actor.may(_TRUST) and _TRUST not in told and not made.possible
        if is_open and not self._reaches_the_weak_alone(actor):
            yield from _if_possible("some", "trust", _TRUST, best(map(_lets_in_by_pattern, actor.means)))
        if actor.noun != "group" and not made.possible:
            done = {rewrite.action for rewrite in written}
            yield from self._attaching_by_pattern(actor, [edit for edit in edits if edit.action not in done])

    def _remakes(self, actor: Actor, told: set[str], entries: tuple[str, ...]) -> Iterator[Rewrite]:
        """Those of other stacks that it names, writes and becomes. Whom it may become anyway is told elsewhere."""
        for entry in entries if told.isdisjoint(entries) else ():
            named = [one for means in actor.means for one in remakes(means, self._boundaries, entry)]
            found = sorted((one for one in named if one.answer.possible), key=lambda one: bool(one.answer.unknown))
            for one in found[:1]:
                thing = _called(one.arn, actor, (entry, one.action))
                for action in (entry, one.action):
                    yield Rewrite("named", "identities", action, one.answer, thing=thing)
            if not found:
                by_pattern = best(one.answer for means in actor.means for one in remakes_by_pattern(means, entry))
                yield from _if_possible("some", "identities", entry, by_pattern)

    def is_of_itself(self, actor: Actor) -> bool:
        """Whether it writes what it may do itself, for certain: whom it becomes besides is no more than that."""
        return ("its own", "policies") in self._certain(actor)

    def remakes_one(self, actor: Actor) -> bool:
        """Whether it becomes one that it names, and writes it: to make credentials for that one is a part of it."""
        return ("named", "identities") in self._certain(actor)

    def _certain(self, actor: Actor) -> frozenset[tuple[Whose, What]]:
        """What it rewrites for certain, with no boundary before it."""
        if actor.resource.urn not in self._found:
            every = self.of(actor) if actor.sensitive else ()
            sure = (one for one in every if not one.is_fenced and not one.answer.unknown)
            self._found[actor.resource.urn] = frozenset((one.whose, one.what) for one in sure)
        return self._found[actor.resource.urn]

    def _reaches_the_weak_alone(self, actor: Actor) -> bool:
        """Whether the stack shows roles whose trust it may rewrite, and none of them may do what it may not."""
        roles = (one for one in self.actors.each if one.node and one.noun == "role" and one is not actor)
        near = [one for one in roles if one.node and _may_rewrite(actor, one.node.arn)]
        return bool(near) and not any(gives_more(actor, one) for one in near)

    def by_tags(self, actor: Actor) -> Iterator[Rewrite]:
        """What it may read or use as soon as it has put a tag on it, for which its policies ask."""
        for what, reads in _KEPT.items():
            for read in reads():
                answer = best(reads_once_tagged(means, read) for means in actor.means)
                yield from _if_possible("any", what, read.action, answer)
                if not answer.possible:
                    some = best(reads_named_once_tagged(means, read, partial(_is_own, actor)) for means in actor.means)
                    yield from _if_possible("some", what, read.action, some)

    def by_settings(self, actor: Actor) -> Iterator[Rewrite]:
        """The same of what they ask for that is no tag."""
        for read in (*secret_reads(), *key_uses()):
            if what := _SET.get(read.action.partition(":")[0]):
                answer = best(reads_once_set(means, read) for means in actor.means)
                yield from _if_possible("any", what, read.action, answer)
                if what == "rotations" and not answer.possible:
                    secrets, own = self._stack.once(RotatedSecrets), partial(_is_own, actor)
                    some = best(secrets.read_once_rotated(means, read, own) for means in actor.means)
                    yield from _if_possible("some", what, read.action, some)

    def by_organisation(self, actor: Actor) -> Iterator[Rewrite]:
        """What its organisation alone keeps from it, by a policy that it may lift itself."""
        for lift in self._stack.once(Guardrails).lifted_by(actor):
            yield Rewrite("its own", "guardrails", lift.action, lift.answer, thing=lift.words)

    def _attaching_by_pattern(self, actor: Actor, edits: list[IdentityEdit]) -> Iterator[Rewrite]:
        """What lets it attach whatever it likes to what a pattern alone names.

        A condition on `iam:PolicyARN` that takes in one policy too many limits nothing.
        """
        for edit in edits:
            if WHICH_POLICY in edit.keys:
                answer = best(_attaches_by_pattern(means, edit, self._strong) for means in actor.means)
                yield from _if_possible("some", "policies", edit.action, answer)

    def _by(self, actor: Actor, edit: IdentityEdit) -> Iterator[Rewrite]:
        anyone = best(self._edits_any(means, edit) for means in actor.means)
        yield from _if_possible("any", _WHAT[edit.makes], edit.action, anyone)
        if anyone.is_certain:
            return
        for makes, arn, facts in self._ways_to_itself(actor, edit):
            own = Rewrite("its own", _WHAT[makes], edit.action, self._edits(actor, edit, arn, facts))
            if own.answer.possible:
                is_fenced = makes == "policy" and any(means.is_bounded for means in actor.means)
                yield own._replace(is_fenced=is_fenced)

    def _edits_any(self, means: Means, edit: IdentityEdit) -> Answer:
        if WHICH_POLICY in edit.keys:
            return attaches_whatever(means, edit.action, partial(may_any, means, edit.action, edit.on), self._strong)
        if not edit.puts_boundary:
            return Asking(means).edits_any(edit)
        ask = partial(may_any, means, edit.action, edit.on)
        return self._boundaries.put_to_hold_nothing(means, edit.action, ask)

    def _edits(self, actor: Actor, edit: IdentityEdit, arn: str, facts: Facts) -> Answer:
        """Whether it may do this to a thing of this ARN, with whatever policy or boundary where it gives it one."""
        return best(self._edits_by(means, edit, arn, facts) for means in actor.means)

    def _edits_by(self, means: Means, edit: IdentityEdit, arn: str, facts: Facts) -> Answer:
        if edit.puts_boundary:
            return self._boundaries.puts(means, edit.action, arn, facts)
        if WHICH_POLICY not in edit.keys:
            return may_to(means, edit.action, arn, facts)
        return attaches_to(means, edit.action, arn, facts, self._strong)

    def _ways_to_itself(self, actor: Actor, edit: IdentityEdit) -> Iterator[tuple[Makes, str, Facts]]:
        """What the edit changes of the holder itself, by the ARN of what it names."""
        if actor.node is None or actor.noun == "group":
            if edit.on == "user" and edit.makes in _OF_ITSELF:  # which user has it is not known, that it is one is
                yield from ((edit.makes, arn, UNBOUND) for arn in _whoever(actor, edit.action))
            return
        for on, makes, member in self._reach.editable.ways_to(actor.node):
            if edit.on == on and makes in _OF_ITSELF and (edit.makes == makes or on == "policy"):
                yield makes, member.arn, self._reach.editable.facts(member, edit)

    def _other(self, actor: Actor, told: set[str]) -> Iterator[Rewrite]:
        for edit in other_edits():
            if actor.may(edit.action) and edit.action not in told:
                yield from (self._tags if edit.changes == "tags" else self._denials)(actor, edit)

    def _tags(self, actor: Actor, edit: OtherEdit) -> Iterator[Rewrite]:
        anyone = best(
            may_any(means, edit.action, edit.on, UNBOUND.and_(asked))
            for means in actor.means
            for asked in retaggings(means, edit.action, self._tags_that_matter)
        )
        if anyone.possible:
            yield Rewrite("any", "tags", edit.action, anyone)
        elif (node := actor.node) and actor.noun == edit.on:
            own = best(
                may_to(means, edit.action, node.arn, asked)
                for means in actor.means
                for asked in retaggings(means, edit.action, _tags_asked_of(actor) | self._tags_of_trusts)
            )
            let_in = NO if own.is_certain else self._stack.once(OpenByTags).tags_itself(actor, edit.action)
            yield from _if_possible("its own", "tags", edit.action, best((own, let_in)))

    def _denials(self, actor: Actor, edit: OtherEdit) -> Iterator[Rewrite]:
        """Whether it may take away a policy that denies it something."""
        for holder in (actor, *self.actors.groups_of(actor)):
            answer = takes_away(actor, holder, edit, self._reach.editable, self._settings)
            yield from _if_possible("its own", "denials", edit.action, answer)

    @cached_property
    def _boundaries(self) -> Boundaries:
        return self._stack.once(Boundaries, self._settings)

    @cached_property
    def _strong(self) -> StrongPolicies:
        return self._stack.once(StrongPolicies, self._settings)

    @cached_property
    def _tags_that_matter(self) -> frozenset[str]:
        """The names of the tags on which anyone's rights depend."""
        return self._tags_of_trusts.union(*map(_tags_asked_of, self.actors.each))

    @cached_property
    def _tags_of_trusts(self) -> frozenset[str]:
        """The names of those for which roles ask whom they let in."""
        each = (names_of_tags(trust.keys) for trust in self._reach.trusts.by_urn.values())
        return frozenset[str]().union(*each)


def _whoever(actor: Actor, action: str) -> Iterator[str]:
    """The user that has what is given to nobody the stack has, also on a path that a policy names before its name."""
    means = actor.means[0]
    account = account_for(means, action)
    yield f"arn:aws:iam::{account}:user/{WHOEVER}"
    patterns = (text for held in means.told(action).allows for text in held.line.patterns(means.caller.facts))
    yield from (example_of(text, account) for text in dict.fromkeys(patterns) if text.endswith(f"/{WHOEVER}"))


def _if_possible(whose: Whose, what: What, action: str, answer: Answer) -> Iterator[Rewrite]:
    if answer.possible:
        yield Rewrite(whose, what, action, answer)


def _called(arn: str, actor: Actor, actions: tuple[str, ...]) -> str:
    """The identity for people, unless a policy that names it is marked as secret."""
    told = (held for means in actor.means for action in actions for held in means.told(action).allows)
    if any(held.given.document.secret for held in told):
        return "an identity that it names"
    noun, _, name = arn.rpartition(":")[2].partition("/")
    return f"{noun} {name!r}"


def _is_own(actor: Actor, name: str) -> bool:
    """Whether what is called so, by a pattern, may be a holder's own; of one that is called by nothing anything may."""
    return not words_of(actor) or is_called_like(actor, name)


def _may_rewrite(actor: Actor, role: str) -> bool:
    return any(means.on(_TRUST, role).possible for means in actor.means)


def _lets_in_by_pattern(means: Means) -> Answer:
    """Whether it may rewrite the trust of every role whose name fits a pattern, however strong that is or becomes."""
    return best(may_unnamed(means, _TRUST, arn, UNBOUND) for arn in _in_use(means, _TRUST, "role"))


def _attaches_by_pattern(means: Means, edit: IdentityEdit, strong: StrongPolicies) -> Answer:
    return best(
        attaches_whatever(means, edit.action, partial(may_unnamed, means, edit.action, arn), strong)
        for arn in _in_use(means, edit.action, edit.on)
    )


def _in_use(means: Means, action: str, kind: EditedKind) -> Iterator[str]:
    """Things that fit the patterns and that nobody named, but for those that are there for tests by their name."""
    return (arn for arn in fenced_examples(means, action, kind) if not is_for_tests(arn))


def _tags_asked_of(actor: Actor) -> frozenset[str]:
    """The names of its own tags on which it depends what it may do, or may not."""
    lines = (held.line for means in actor.means for held in (*means.everything, *means.denials))
    return names_of_tags(key for line in lines for key in line.keys)
