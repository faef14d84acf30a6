"""This is where it is told which roles somebody assumes as a role, or a user, that they make for that.

Many trusts name a whole account, or everyone, and then whom of it they mean: by a pattern of names, a path or a tag.
Whoever may make one that is called so is one of them. They write whom a new role lets in, and which tags its sessions
have, and make a key of a new user. Where the trust names the account, somebody must also give the new one the right to
assume the role; where it names everyone, within one account that is enough. A permissions boundary that the new one
must have counts, and what denies its maker to become it.

Of whoever writes anything into a new role that nothing holds back others tell, since that has every right. Sources: IAM
User Guide, "AWS global condition context keys" (aws:PrincipalArn, aws:PrincipalTag), "AWS JSON policy elements:
Principal", "Policy evaluation for requests within a single account" and "Pass session tags in AWS STS"; IAM API
Reference, "CreateRole"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.data.identity_edits import WHICH_POLICY, WHOSE_BOUNDARY
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.attachable import attached, attaches_whatever
from daypass.graph.becoming.anything.boundless import Boundaries, bounded_by
from daypass.graph.becoming.anything.identity_names import IdentityNames
from daypass.graph.becoming.anything.known_policies import KnownPolicies, KnownPolicy
from daypass.graph.becoming.anything.making import makes_role
from daypass.graph.becoming.anything.unnamed import UNBOUND, may_unnamed, texts_of
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.assuming.roles import may_assume
from daypass.graph.becoming.assuming.trust import TAG_SESSION
from daypass.graph.becoming.assuming.trusts import TrustEntry, Trusts
from daypass.graph.becoming.callers import made_caller
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import ASSUME, Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import end_of, start_of
from daypass.graph.given import Gap, Given
from daypass.graph.permissions import Permissions
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import ROLE, USER
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.document import ALL_ALLOWED
from daypass.iam.glob import filled, has_wildcard, matches
from daypass.model.resource import Undecided
from daypass.settings import Settings

MAKES_ROLE: Final = "iam-x02"
MAKES_USER: Final = "iam-x03"
"""The paths on which somebody makes whom a trust lets in."""

_MOST: Final = 40
"""Statements of trusts that one identity is asked about so: each costs several questions. Those that say whom they mean
come first, and that there are more is said; of those that let in a whole account its own rule tells."""

_TOO_MANY: Final = "more trusts that it may be let in by than can be asked about one by one"

_TAG: Final = "aws:principaltag/"
_ARN, _NAME = "aws:principalarn", "aws:username"


class _Sort(NamedTuple):
    """What is made, on which path, and the actions that write what it may do, tag it, and make a credential of it."""

    noun: str
    path: str
    writes: str
    attaches: str
    tags: str

    @property
    def makes(self) -> str:
        """The action that makes it."""
        return paths_here()[self.path].actions[0]

    @property
    def enters(self) -> tuple[str, ...]:
        """Those by which its maker has a credential of it."""
        return paths_here()[self.path].actions[1:]


_SORTS: Final = (
    _Sort(ROLE, MAKES_ROLE, "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:TagRole"),
    _Sort(USER, MAKES_USER, "iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:TagUser"),
)


class _Right(NamedTuple):
    """What a new one is given, how sure it is that it can be, and in which words that is done by which action."""

    own: tuple[Given, ...]
    gaps: tuple[Gap, ...]
    answer: Answer
    words: str = ""
    action: str = ""


class _Fence(NamedTuple):
    """A permissions boundary that a new one has: in the request that makes it, and as far as it is known."""

    asked: Facts
    bounded: Given | None = None
    gaps: tuple[Gap, ...] = ()


class _Made(NamedTuple):
    """What came of one way to make somebody: whether it leads to the role, and what was done for that."""

    answer: Answer
    right: _Right


@dataclass(frozen=True)
class MadePrincipals:
    """What a stack says of those whom somebody may make in it."""

    stack: Stack
    settings: Settings
    trusts: Trusts

    @cached_property
    def boundaries(self) -> Boundaries:
        """Its permissions boundaries."""
        return self.stack.once(Boundaries, self.settings)

    @cached_property
    def policies(self) -> KnownPolicies:
        """Its managed policies."""
        return self.stack.once(KnownPolicies, self.settings)

    def letting_some_of(self, account: str) -> tuple[TrustEntry, ...]:
        """The statements of trusts that let in a whole account: first those that say whom of it they mean."""
        if account not in self._letting:
            entries = self.trusts.letting_some_of(account)
            order = sorted(entries, key=lambda one: (not _asks_whom(one), one.trust.node.key, one.line.statement.index))
            self._letting[account] = tuple(order)
        return self._letting[account]

    @cached_property
    def _letting(self) -> dict[str, tuple[TrustEntry, ...]]:
        return {}

    def names(self, noun: str) -> IdentityNames:
        """What its roles or its users are called."""
        return self.boundaries.roles if noun == ROLE else self.boundaries.users


@dataclass(frozen=True)
class Making:
    """The roles that one identity assumes so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    made: MadePrincipals

    def __iter__(self) -> Iterator[Edge]:
        for means in self.means:
            sorts = [one for one in _SORTS if all(map(means.may, (one.makes, *one.enters)))]
            if not sorts or makes_role(means, self.made.boundaries).is_certain:
                continue
            if means.caller.account:
                yield from self._as(means, sorts, ())
                continue
            for account in filter(str.isdecimal, self.made.trusts.groups):
                there = means.as_caller(means.caller.in_account(account))
                yield from self._as(there, sorts, (self.node.untold("account"),))

    def _as(self, means: Means, sorts: list[_Sort], unknown: tuple[Untold, ...]) -> Iterator[Edge]:
        entries = self.made.letting_some_of(means.caller.account)
        others = (one for one in entries if one.trust.node != self.node and not may_assume(means, one.trust).is_certain)
        for entry in islice(others, _MOST):
            for sort in sorts:
                each = (_OneMade(means, sort, entry, arn, self.made) for arn in _fitting(means, sort, entry))
                found = _surest(one.best() for one in each)
                if found and found.answer.possible:
                    yield self._edge(entry.trust.node, sort, found, unknown)
        left = next(others, None)
        if left and _asks_whom(left):
            unasked = _Made(Answer(possible=True, unknown=(self.node.untold(_TOO_MANY),)), _Right((), (), NO))
            yield self._edge(left.trust.node, sorts[0], unasked, unknown)

    def _edge(self, target: Node, sort: _Sort, found: _Made, unknown: tuple[Untold, ...]) -> Edge:
        done = ", ".join(filter(None, (*paths_here()[sort.path].actions, found.right.action)))
        does = f"make a {sort.noun} that {target} lets in{found.right.words}, and assume it as that"
        says = f"{self.node} may {does} ({sort.path}: {done})"
        answer = found.answer.under(*unknown)
        return Edge("assume", self.node, target, says, answer.grounds, answer.unknown, paths=(sort.path,))


@dataclass(frozen=True)
class _OneMade:
    """A new identity of this ARN, made for what a statement of a trust asks for."""

    means: Means
    sort: _Sort
    entry: TrustEntry
    arn: str
    made: MadePrincipals

    def best(self) -> _Made | None:
        """The surest way to the role, if there is one."""
        entered = joined(self.made.names(self.sort.noun).may_make(self.arn), self._becomes())
        if not entered.possible:
            return None
        ways = (way for fence in self._fences() for way in self._within(fence))
        found = _surest(ways)
        return found._replace(answer=joined(found.answer, entered)) if found else None

    def _becomes(self) -> Answer:
        """Whether nothing keeps its maker from being it: a new role lets in whom its maker likes, and needs no more."""
        if self.sort.noun != ROLE:
            return all_of(may_unnamed(self.means, action, self.arn, UNBOUND) for action in self.sort.enters)
        denied = self.means.denies(ASSUME, self.arn)
        unknown = () if denied == "no" else (Untold.of(self.means.permissions.identity, f"what denies {ASSUME}"),)
        return NO if denied == "yes" else Answer(possible=True, unknown=unknown)

    def _fences(self) -> Iterator[_Fence]:
        """Without a boundary, then with those that are known; one that lets nobody assume roles leads nowhere."""
        yield _Fence(UNBOUND)
        for policy in self.made.policies.named_by(self.means, self.sort.makes, WHOSE_BOUNDARY):
            if self._is_about_roles(policy):
                given = replace(policy.given, how="boundary") if policy.given else None
                yield _Fence(bounded_by(policy.arn), given, _gaps(policy, boundary=True))

    def _within(self, fence: _Fence) -> Iterator[_Made]:
        created = may_unnamed(self.means, self.sort.makes, self.arn, fence.asked)
        for right in self._rights(fence) if created.possible else ():
            let = self._let_in(fence, right) if right.answer.possible else NO
            if let.possible:
                yield _Made(joined(joined(created, right.answer), let)._replace(show=None), right)

    def _rights(self, fence: _Fence) -> Iterator[_Right]:
        """Nothing, which is enough where the trust names everyone; what its maker writes; or a policy that is known."""
        yield _Right((), (), Answer(possible=True))
        for action, answer in self._writing(fence):
            if answer.possible:
                written = Given(ALL_ALLOWED, self.means.permissions.identity, "inline", "")
                yield _Right((written,), (), answer, ", write its rights", action)
        yield from self._attached(fence)

    def _writing(self, fence: _Fence) -> Iterator[tuple[str, Answer]]:
        """The actions by which its maker says itself what it may do."""
        writes, attaches = self.sort.writes, self.sort.attaches
        if self.means.may(writes):
            yield writes, self._may(fence, writes, NOTHING)
        if self.means.may(attaches):
            yield attaches, attaches_whatever(self.means, attaches, partial(self._may, fence, attaches))

    def _attached(self, fence: _Fence) -> Iterator[_Right]:
        action = self.sort.attaches
        for policy in self.made.policies.named_by(self.means, action, WHICH_POLICY) if self.means.may(action) else ():
            if self._is_about_roles(policy):
                own = (policy.given,) if policy.given else ()
                answer = self._may(fence, action, attached(policy.arn))
                yield _Right(own, _gaps(policy), answer, f", attach policy {policy.by.name!r} to it", action)

    def _may(self, fence: _Fence, action: str, more: Facts) -> Answer:
        return may_unnamed(self.means, action, self.arn, more.and_(_without_policy(fence.asked)))

    def _is_about_roles(self, policy: KnownPolicy) -> bool:
        return policy.given is None or bool(self.means.library.lines(policy.given.document).about(ASSUME))

    def _let_in(self, fence: _Fence, right: _Right) -> Answer:
        """Whether the role lets it in, and so do its rights; what its maker has of its own it has not."""
        identity = self.means.permissions.identity
        permissions = Permissions(identity, right.own, (), fence.bounded, (*fence.gaps, *right.gaps))
        tags, put = self._tags()
        caller = made_caller(self.arn, self.sort.noun, tags)
        let = may_assume(Means(permissions, caller, self.means.library), self.entry.trust)
        grounds = tuple(one for one in let.grounds if one.by is not identity)
        return joined(let._replace(grounds=grounds), put)

    def _tags(self) -> tuple[Facts, Answer]:
        """The tags that the statement asks for, as far as its maker may put them on it, and whether that is sure."""
        asked = _asked_tags(self.entry)
        if not asked:
            return NOTHING, Answer(possible=True)
        if self.sort.noun == ROLE and self.means.denies(TAG_SESSION, self.arn) == "no":
            return Facts(asked), Answer(possible=True)  # whoever enters it brings them along
        request = Facts({key.replace(_TAG, "aws:requesttag/"): value for key, value in asked.items()})
        put = may_unnamed(self.means, self.sort.tags, self.arn, UNBOUND.and_(request))
        return (Facts(asked), put) if put.possible else (NOTHING, Answer(possible=True))


def _surest(found: Iterator[_Made | None]) -> _Made | None:
    """The first that is certain, else the one of which the least is unknown."""
    best_yet: _Made | None = None
    for one in found:
        if one and (best_yet is None or len(one.answer.unknown) < len(best_yet.answer.unknown)):
            best_yet = one
        if best_yet and best_yet.answer.is_certain:
            break
    return best_yet


def _without_policy(asked: Facts) -> Facts:
    """What is said of the boundary of a new one, where a policy is attached to it besides."""
    return replace(asked, absent=asked.absent - {WHICH_POLICY.lower()})


def _gaps(policy: KnownPolicy, *, boundary: bool = False) -> tuple[Gap, ...]:
    return (Gap(policy.by, "policy", policy.fault, boundary=boundary),) if policy.fault else ()


def _fitting(means: Means, sort: _Sort, entry: TrustEntry) -> tuple[str, ...]:
    """ARNs of those that it may make and that the statement means, as far as their names tell; none that is one alone.

    Whom a trust names as a whole somebody made for that.
    """
    account, found = means.caller.account, dict[str, None]()
    every = f"arn:*:iam::{account}:{sort.noun}/*"
    for asked in _asked_names(entry, sort.noun, account) or (every,):
        for makes in dict.fromkeys(text for text in texts_of(means, sort.makes) if "${" not in text):
            found.update(dict.fromkeys(called_by_both(makes, asked, every) if has_wildcard(asked) else ()))
    return tuple(found)


def called_by_both(one: str, other: str, every: str) -> Iterator[str]:
    """What fits both patterns, and is the ARN of such an identity in the account: as far as it is easily found."""
    patterns = (_in_parts(one, every), _in_parts(other, every))
    starts, ends = map(start_of, patterns), map(end_of, patterns)
    between = f"{max(starts, key=len)}{PROBE}{max(ends, key=len)}"
    each = (*(filled(text, PROBE) for text in patterns), between)
    return (text for text in each if all(matches(pattern, text) for pattern in (one, other, every)))


def _in_parts(pattern: str, every: str) -> str:
    """The pattern with the partition, the account and the kind of what is meant, where it leaves those open."""
    arn, whole = Arn.parse(pattern), Arn.parse(every)
    if arn is None or whole is None:
        return every.replace("arn:*:", "arn:aws:")
    partition = "aws" if has_wildcard(arn.partition) else arn.partition
    kind, slash, name = whole.resource.partition("/")
    resource = arn.resource if arn.resource.startswith(f"{kind}/") else f"{kind}{slash}{name}"
    return f"arn:{partition}:iam::{whole.account}:{resource}"


def _asks_whom(entry: TrustEntry) -> bool:
    """Whether the statement says by a name, a path or a tag whom of an account it means."""
    return any(one.is_on(_ARN) or one.is_on(_NAME) or one.key.lower().startswith(_TAG) for one in _positive(entry))


def _asked_names(entry: TrustEntry, noun: str, account: str) -> tuple[str, ...]:
    """The patterns of ARNs that the statement asks for."""
    found = [text for one in _positive(entry) if one.is_on(_ARN) for text in _values(one, entry)]
    if noun == USER:
        named = (text for one in _positive(entry) if one.is_on(_NAME) for text in _values(one, entry))
        found.extend(f"arn:*:iam::{account}:{USER}/{text}" for text in named)
    return tuple(dict.fromkeys(found))


def _asked_tags(entry: TrustEntry) -> Mapping[str, str]:
    """The tags of whoever asks for which it asks, each with a value that will do."""
    asked = [one for one in _positive(entry) if one.key.lower().startswith(_TAG)]
    each = ((one.key.lower(), next(_values(one, entry), "")) for one in asked)
    return {key: filled(text, PROBE) for key, text in each if text}


def _positive(entry: TrustEntry) -> list[Condition]:
    """Its conditions that are on a value that is there."""
    try:
        return [one for one in entry.line.statement.conditions if not one.test.negated and one.test.base != "Null"]
    except Undecided:
        return []


def _values(condition: Condition, entry: TrustEntry) -> Iterator[str]:
    return entry.line.replaced(condition.values, entry.trust.facts)
