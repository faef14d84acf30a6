"""This is where secrets are put together that an identity cannot tell apart: what it may do to one it may to all.

Many read many secrets, mostly by the same words: so each identity is asked about a secret of each sort, and not about
each. What decides is which of the statements name it, the condition keys that they ask for, and what guards it.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means, Told
from daypass.graph.becoming.patterns import covers, meets
from daypass.graph.becoming.reading.locks import Lock
from daypass.graph.becoming.reading.vaults import Guard, Vaults, place_of
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

OPENS: Final = "kms:Decrypt"
_ANYTHING: Final = ("*",)
_ITSELF: Final = "this"
_A_UNIT: Final = 10
"""Members that are sorted for one unit of a library."""


class _Question(NamedTuple):
    """What of an identity's statements tells secrets apart; `near` are the patterns that take in those asked about.

    `named` and `opened` are those that are about them, and about their keys: None where not patterns alone decide.
    """

    action: str
    near: tuple[str, ...]
    named: tuple[str, ...] | None
    opened: tuple[str, ...] | None
    keys: frozenset[str]

    @classmethod
    def of(cls, means: Means, action: str) -> "_Question":
        told, opens, scope = means.told(action), means.told(OPENS), means.scope(action)
        near = dict.fromkeys((*(pattern for pattern, _ in scope.certain), *scope.asked))
        keys = told.keys | opens.keys
        return cls(action, _ANYTHING if scope.open else tuple(near), _named(told, means), _named(opens, means), keys)


@dataclass(frozen=True)
class Alike:
    """The sorts of the secrets of a stack. Whoever asks the same question shares the answer."""

    vaults: Vaults
    _found: dict[Hashable, tuple[Crowd, ...]] = field(default_factory=dict, repr=False)

    def sorts(self, means: Means, action: str, targets: Targets) -> tuple[Crowd, ...]:
        """Those that it may do this to, perhaps, of each sort together; the order of registration says nothing."""
        question = _Question.of(means, action)
        key = (targets.key, question)
        if key not in self._found:
            near = {place_of(one): one for pattern in question.near for one in targets.near(pattern)}
            means.library.spend(1 + len(near) // _A_UNIT)
            found: dict[Hashable, list[Member]] = {}
            for one in (near[place] for place in sorted(near)):
                found.setdefault(self._sort(one, question, means.library), []).append(one)
            self._found[key] = tuple(Crowd((key, sort), tuple(members)) for sort, members in found.items())
        return self._found[key]

    def relevant(self, guard: Guard, action: str, library: Library) -> tuple[Document, ...]:
        """Those of its policies that may deny this: in one account what is denied there counts alone."""
        return tuple(
            policy
            for policy in guard.policies
            if any(line.is_allow is not True for line in library.lines(policy).about(action))
        )

    def _sort(self, member: Member, question: _Question, library: Library) -> Hashable:
        guard = self.vaults.guard(member)
        policies = self.relevant(guard, question.action, library)
        keys = question.keys.union(*(_keys(one, library) for one in policies))
        return (
            bool(self.own_unknown(member, question.keys)),
            _shape(member.arn, question.named),
            _of_facts(guard.facts, keys),
            tuple(_content(one, member.arn) for one in policies),
            _of_lock(guard.lock, question, library) if guard.lock else None,
        )

    def own_unknown(self, member: Member, keys: Iterable[str]) -> tuple[str, ...]:
        """What is not known of a secret itself: whose key it is, which tags and which policies it has."""
        guard = self.vaults.guard(member)
        untold = filter(None, map(guard.facts.lacks, sorted(keys)))  # tags that are not known yet
        return tuple(dict.fromkeys((*untold, *guard.unread, *member.let.unknown)))


def _named(told: Told, means: Means) -> tuple[str, ...] | None:
    each = [held.line.deciding(means.caller.facts) for held in (*told.allows, *told.denies, *told.bounds)]
    return tuple(sorted({one for patterns in each for one in patterns or ()})) if None not in each else None


def _shape(arn: str, patterns: tuple[str, ...] | None) -> Hashable:
    """Which of the patterns name it; itself where it cannot be told without asking."""
    parsed = Arn.parse(arn)
    if patterns is None or parsed is None or has_wildcard(parsed.resource):
        return arn
    before = arn.removesuffix(parsed.resource) if has_wildcard(arn) else ""
    return before, tuple((meets(one, arn), covers(one, arn)) for one in patterns)


def _of_facts(facts: Facts, keys: Iterable[str]) -> Hashable:
    return tuple((key, facts.values.get(key), facts.tells(key), bool(facts.lacks(key))) for key in sorted(keys))


def _of_lock(lock: Lock, question: _Question, library: Library) -> Hashable:
    keys = question.keys | (_keys(lock.policy, library) if lock.policy else frozenset())
    shape = _shape(lock.arn, question.opened) if lock.arn else ""
    return shape, _content(lock.policy, lock.arn) if lock.policy else "", lock.unread, _of_facts(lock.facts, keys)


def _keys(policy: Document, library: Library) -> frozenset[str]:
    return frozenset(key for line in library.lines(policy).all for key in line.keys)


def _content(policy: Document, arn: str) -> Hashable:
    """What it says of the thing with this ARN: of another one that is named alike it says the same."""
    try:
        resources = {one for statement in policy.statements for one in statement.resources}
        is_about_itself = resources <= {*_ANYTHING, arn} and all(one.has("Resource") for one in policy.statements)
        return policy.to_json().replace(arn, _ITSELF) if is_about_itself else id(policy)
    except Undecided:
        return id(policy)


def each(crowds: Iterable[Crowd]) -> Iterator[Member]:
    """All members of these."""
    return (member for crowd in crowds for member in crowd.members)
