"""This is where an Actor is: whoever can act by permissions of a stack, with the means of asking what they lead to.

Actors are the identities of the stack, each with all that it is given, and the policies that nobody in it is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from daypass.graph.becoming.callers import Caller
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import IDENTITIES, Node
from daypass.graph.given import Gap
from daypass.graph.permissions import Permissions
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.action import EVERYTHING, action_matches
from daypass.iam.arn import Arn
from daypass.iam.breadth import BroadStatement, broad
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings
from daypass_policies.escalating.lone import Lone, lone_permissions
from daypass_policies.escalating.sealed_things import SealedThings
from daypass_policies.escalating.sensitive import allowed_by
from daypass_policies.rights import mentions

WHOEVER: Final = "whoever-has-it"
_GUARDED: Final = ("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutUserPolicy", "iam:AttachUserPolicy")
"""What a Deny names that is to keep somebody with all of IAM from more."""

_WAYS: Final = (
    *(*_GUARDED, "iam:PutGroupPolicy", "iam:AttachGroupPolicy", "iam:AddUserToGroup", "iam:CreatePolicyVersion"),
    *("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:UpdateAssumeRolePolicy"),
)
"""What a list of exceptions names that is to keep somebody with everything else from more."""

_IAM: Final = "iam"
_NOBODY: Final = Facts({"aws:username": WHOEVER, "aws:userid": WHOEVER})
"""Who has a policy is not known; that what it says of one's own user means no other user is."""


@dataclass(frozen=True)
class Actor:
    """`resource` is the identity, or what gives the permissions; `node` that of an identity of the stack.

    `means` are those of each caller that it is; `sensitive` the actions that lead to more rights and that it may be
    allowed, in small letters; `broad` its statements that give everything, or all of a service, without a limit, and
    `bounds` those of its permissions boundary, None where the stack has none for it. `boundaries_elsewhere` says where
    it names a permissions boundary that the stack does not have, and that `means` leave out. `is_called_boundary`: it
    is a policy that nothing uses, and whose name says that it is meant for a permissions boundary. `neighbours` are the
    names of the identities of its stack, as AWS knows them, and `sealed` says what the keys seal there.
    """

    resource: Resource
    noun: str
    permissions: Permissions
    means: tuple[Means, ...]
    sensitive: frozenset[str]
    broad: tuple[BroadStatement, ...]
    bounds: tuple[BroadStatement, ...] | None = None
    node: Node | None = None
    groups: tuple[str, ...] = ()
    boundaries_elsewhere: tuple[Untold, ...] = ()
    is_called_boundary: bool = False
    neighbours: frozenset[str] = frozenset()
    sealed: SealedThings | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        if self.node or self.noun == "policy":
            return f"{self.noun} {self.resource.name!r}"
        return f"what {self.resource.name!r} gives to a {self.noun}"

    @property
    def is_bounded_elsewhere(self) -> bool:
        """Whether a permissions boundary that the stack does not have may forbid what it is given."""
        return bool(self.boundaries_elsewhere)

    @cached_property
    def is_administrator(self) -> bool:
        """Whether it has everything, whatever its boundary: then nothing more can be said of it."""
        return _gives_all(self.broad) and (self.bounds is None or _gives_all(self.bounds))

    @cached_property
    def has_all_of_iam(self) -> bool:
        """Whether it has all of IAM, which is everything by a detour."""
        return self.is_given_all_of_iam and (self.bounds is None or _gives_iam(self.bounds))

    @cached_property
    def is_given_all_of_iam(self) -> bool:
        """The same, whatever a boundary takes back."""
        return _gives_iam(self.broad)

    @cached_property
    def is_held_from_iam(self) -> bool:
        """Whether a Deny is to keep it from writing policies, so that without that it is an administrator again."""
        return any(means.told(action).denies for means in self.means for action in _GUARDED)

    @cached_property
    def is_walled_from_iam(self) -> bool:
        """Whether such a Deny holds whatever the request, and for all identities there are."""
        return any(
            one.line.statement.is_fully_known
            and not one.line.statement.conditions
            and EVERYTHING in one.line.statement.resources
            for means in self.means
            for action in _GUARDED
            for one in means.told(action).denies
        )

    @cached_property
    def forgets_some_of_iam(self) -> bool:
        """Whether all that gives it everything leaves out some ways to more rights, and not all of IAM."""
        everything = [one for one in self.broad if _is_everything(one)]
        return bool(everything) and all(map(_leaves_out_some_ways, everything))

    def has_among_everything(self, *actions: str) -> bool:
        """Whether it has these by a statement that gives everything, or all but some, of which other rules speak."""
        return all(
            _is_among(self.broad, action) and (self.bounds is None or _is_among(self.bounds, action))
            for action in actions
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is not known yet of what it is given itself."""
        own = self.permissions.own_gaps
        return tuple(gap for gap in own if gap.may_give)

    @property
    def malformed(self) -> tuple[Gap, ...]:
        """What of its permissions AWS would refuse."""
        return tuple(gap for gap in self.permissions.own_gaps if gap.fault.malformed)

    def may(self, *actions: str) -> bool:
        """Whether something may allow it all of these, looked at quickly."""
        return self.sensitive.issuperset(action.lower() for action in actions)


class Actors:
    """Those of a stack, in the order of registration: identities first."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._settings = settings
        self._sealed = stack.once(SealedThings)
        self._reach = stack.once(Reachability, settings)
        self._sensitive: dict[int, frozenset[str]] = {}
        self._broad: dict[int, tuple[BroadStatement, ...]] = {}
        known = tuple(found for node in self._reach.nodes.values() if (found := self._reach.permissions(node)))
        alone = lone_permissions(stack, known)
        self._library = Library(len(known) + len(alone))
        self.each = (*map(self._identity, known), *map(self._lone, alone))

    @cached_property
    def by_urn(self) -> Mapping[str, Actor]:
        """URN of an identity → its actor."""
        return {actor.node.key: actor for actor in self.each if actor.node}

    @cached_property
    def joined(self) -> frozenset[str]:
        """The URNs of the groups of which the stack has a member."""
        return frozenset(urn for actor in self.each for urn in actor.groups)

    def accounts_of(self, name: str) -> frozenset[str]:
        """The accounts in which the stack has an identity, by what its ARN ends with; "" where one is not known."""
        return self._accounts.get(name, frozenset())

    @cached_property
    def _accounts(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for node in (actor.node for actor in self.each if actor.node):
            name = node.arn.rpartition(":")[2]
            found[name] = found.get(name, frozenset()) | {node.account}
        return found

    def groups_of(self, actor: Actor) -> Iterator[Actor]:
        """The actors that its groups are, which say themselves what they hold."""
        return (self.by_urn[urn] for urn in actor.groups if urn in self.by_urn)

    def _identity(self, found: Permissions) -> Actor:
        permissions = _without_what_is_elsewhere(found)
        node = self._reach.node(found.identity.urn)
        callers = [means.caller for means in self._reach.means(node)] if node else []
        account = node.account if node else ""
        nobody = Caller(node.arn if node else "", account, None, _NOBODY)
        readable = _readable(permissions)
        means = tuple(Means(readable, caller, self._library) for caller in callers or [nobody])
        groups = tuple(group.identity.urn for group in found.groups)
        actor = self._actor(found.identity, found.noun, permissions, means, node, groups)
        return replace(actor, boundaries_elsewhere=_boundaries_elsewhere(found))

    def _lone(self, found: Lone) -> Actor:
        nobody = Caller("", own_account(found.resource, self._settings) or "", None, _NOBODY)
        permissions = _without_what_is_elsewhere(found.permissions)
        means = Means(_readable(permissions), nobody, self._library)
        actor = self._actor(found.resource, found.noun, permissions, (means,))
        return replace(actor, is_called_boundary=found.is_called_boundary)

    def _actor(
        self,
        resource: Resource,
        noun: str,
        permissions: Permissions,
        means: tuple[Means, ...],
        node: Node | None = None,
        groups: tuple[str, ...] = (),
    ) -> Actor:
        documents = {id(given.document): given.document for given in permissions.given}.values()
        sensitive = frozenset[str]().union(*map(self._allowed, documents))
        reached = tuple(one for document in documents for one in self._reaching(document))
        bounds = self._reaching(permissions.boundary) if permissions.boundary else None
        near = self._neighbours if node else frozenset[str]()
        return Actor(
            resource,
            noun,
            permissions,
            means,
            sensitive,
            reached,
            bounds,
            node,
            groups,
            neighbours=near,
            sealed=self._sealed,
        )

    @cached_property
    def _neighbours(self) -> frozenset[str]:
        nodes = (node for node in self._reach.nodes.values() if node.kind in IDENTITIES)
        return frozenset(name for node in nodes if (name := node.arn.rpartition("/")[2]))

    def _allowed(self, document: Document) -> frozenset[str]:
        if id(document) not in self._sensitive:
            self._sensitive[id(document)] = allowed_by(document)
        return self._sensitive[id(document)]

    def _reaching(self, document: Document) -> tuple[BroadStatement, ...]:
        if id(document) not in self._broad:
            self._broad[id(document)] = tuple(_unlimited(document))
        return self._broad[id(document)]


def _unlimited(document: Document) -> Iterator[BroadStatement]:
    try:
        yield from (reached for reached in broad(document) if not reached.limit)
    except Undecided:  # what is known was found, and the rest is asked action by action
        return


def _gives_all(broad: tuple[BroadStatement, ...]) -> bool:
    return any(_is_everything(one) and not one.leaves_out(_IAM) for one in broad)


def _gives_iam(broad: tuple[BroadStatement, ...]) -> bool:
    return _gives_all(broad) or any(_IAM in one.services for one in broad)


def _is_among(broad: tuple[BroadStatement, ...], action: str) -> bool:
    return any(_is_everything(one) and mentions(one.statement, action) for one in broad)


def _is_everything(reached: BroadStatement) -> bool:
    """Whether it is about things of every kind: all that can be done to any policy (`policy/*`) is not all there is."""
    return EVERYTHING in reached.services and not all(map(_is_of_one_service, reached.statement.resources or ("*",)))


def _leaves_out_some_ways(reached: BroadStatement) -> bool:
    if not reached.statement.has("NotAction") or reached.leaves_out(_IAM):
        return False
    return any(action_matches(one, action) for one in reached.statement.not_actions for action in _WAYS)


def _is_of_one_service(pattern: str) -> bool:
    arn = Arn.parse(pattern)
    return arn is not None and not has_wildcard(arn.service)


def _readable(found: Permissions) -> Permissions:
    """The same without what never will be: that is a violation, and gives nobody anything."""
    own = tuple(gap for gap in found.own_gaps if not gap.fault.malformed)
    return replace(found, own_gaps=own, groups=tuple(map(_readable, found.groups)))


def _boundaries_elsewhere(found: Permissions) -> tuple[Untold, ...]:
    return tuple(gap.untold for gap in found.own_gaps if gap.boundary and gap.fault.elsewhere)


def _without_what_is_elsewhere(found: Permissions) -> Permissions:
    """The same without what the stack names and does not have: policies are judged where they are made.

    Of a boundary elsewhere nobody here can tell what it leaves; see `Actor.is_bounded_elsewhere`.
    """
    own = tuple(gap for gap in found.own_gaps if not gap.fault.elsewhere)
    return replace(found, own_gaps=own, groups=tuple(map(_without_what_is_elsewhere, found.groups)))
