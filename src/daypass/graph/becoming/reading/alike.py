"""This is where secrets are put together that an identity cannot tell apart: what it may do to one it may to all.

Many read many secrets, mostly by the same words: so each identity is asked about a secret of each sort, and not about
each. What decides is which of the statements name it, the condition keys that they ask for, and what guards it.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from daypass.graph.becoming.kms_keys import DECRYPTS
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.reading.locks import Lock
from daypass.graph.becoming.reading.vaults import Guard, Vaults, order_of
from daypass.graph.becoming.sorts import Question, sort_of, sorted_out
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.model.resource import Undecided

_ANYTHING: Final = ("*",)
_ITSELF: Final = "this"


class _Question(NamedTuple):
    """What tells secrets apart, and the keys with which they are sealed; `near` takes in those to be asked about."""

    near: tuple[str, ...]
    reads: Question
    opens: Question

    @classmethod
    def of(cls, means: Means, action: str) -> "_Question":
        scope = means.scope(action)
        near = dict.fromkeys((*(pattern for pattern, _ in scope.certain), *scope.asked))
        patterns = _ANYTHING if scope.open else tuple(near)
        return cls(patterns, Question.of(means, action), Question.of(means, DECRYPTS))


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
            near = {order_of(one): one for pattern in question.near for one in targets.near(pattern)}
            means.library.spend_on(len(near))
            in_order = (near[place] for place in sorted(near))
            self._found[key] = sorted_out(key, in_order, lambda one: self._sort(one, question, means.library))
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
        policies = self.relevant(guard, question.reads.action, library)
        keys = question.reads.keys.union(*(_keys(one, library) for one in policies))
        return (
            bool(self.own_unknown(member, question.reads.keys)),
            question.reads.shape(member.arn),
            sort_of(guard.facts, keys),
            tuple(_content(one, member.arn) for one in policies),
            _sort_of_lock(guard.lock, question.opens, library) if guard.lock else None,
        )

    def own_unknown(self, member: Member, keys: Iterable[str]) -> tuple[Untold, ...]:
        """What is not known of a secret itself: whose key it is, which tags and which policies it has."""
        guard = self.vaults.guard(member)
        untold = filter(None, map(guard.facts.lacks, sorted(keys)))  # tags that are not known yet
        return tuple(dict.fromkeys((*untold, *guard.unread, *member.let.unknown)))


def _sort_of_lock(lock: Lock, question: Question, library: Library) -> Hashable:
    keys = question.keys | (_keys(lock.policy, library) if lock.policy else frozenset())
    content = _content(lock.policy, lock.arn) if lock.policy else ""
    return question.shape(lock.arn), content, lock.unread, sort_of(lock.facts, keys)


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
