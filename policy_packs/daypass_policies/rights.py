"""This is where it is asked what an identity may do in the end: whatever gives it, and whatever takes it away again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from daypass.graph.given import BOUNDARY
from daypass.graph.managed import POLICY_KINDS
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, WAYS
from daypass.iam.action import action_matches
from daypass.iam.breadth import broad
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.rule import Profile
from daypass_policies.escalating.lone import POLICY, Lone, lone_permissions
from daypass_policies.spare import SpareCopies

ANYTHING = "*"


@dataclass(frozen=True)
class Holder:
    """Whoever gets these permissions, by all that the stack gives it.

    `on` is the identity, or what gives the permissions where the stack has none that gets them (`is_elsewhere`); `noun`
    what that is: a role, a user, a group, a permission set, or the "holder" of a policy that nothing attaches.
    """

    on: Resource
    noun: str
    found: Permissions
    is_elsewhere: bool = False

    @cached_property
    def policies(self) -> Policies:
        """The documents."""
        return self.found.policies

    @property
    def is_marked(self) -> bool:
        """Whether a policy of it is marked as secret, so that what it says is nobody's to repeat."""
        return any(document.secret for document in self.policies.identity)

    @property
    def written(self) -> Policies:
        """What somebody wrote for it. AWS's own policies give all that whoever attaches them might ever need."""
        return Policies(identity=tuple(one.document for one in self.found.given if not one.is_of_aws))

    def beside_all_of(self, service: str) -> "Holder":
        """The same without AWS's own policies that give it all of this service: other rules tell these as a whole."""
        own = tuple(one for one in self.found.own if not (one.is_of_aws and _gives_all_of(service, one.document)))
        return self if len(own) == len(self.found.own) else replace(self, found=replace(self.found, own=own))

    @property
    def untold(self) -> Iterator[str]:
        """The paths of what may give it more and is not known yet; what another stack makes is asked there."""
        return (gap.path for gap in self.found.gaps if gap.may_come)

    @property
    def unread(self) -> Iterator[str]:
        """The same, then those of the actions that are not known yet: what may let it do whatever is asked."""
        yield from self.untold
        for statement in allows(self.policies):
            if path := _unread_actions(statement):
                yield path

    @property
    def called(self) -> str:
        """For people."""
        return f"the {self.noun} of policy {self.on.name!r}" if self.is_elsewhere else f"{self.noun} {self.on.name!r}"


@dataclass(frozen=True)
class Holders:
    """All who hold rights by the resources of a stack."""

    stack: Stack

    @cached_property
    def each(self) -> tuple[Holder, ...]:
        """The identities of the stack."""
        return tuple(Holder(one.identity, one.noun, one) for one in self.stack.once(EffectivePermissions).each)

    @cached_property
    def elsewhere(self) -> tuple[Holder, ...]:
        """Those who get what the stack gives to nobody it has."""
        return tuple(map(_holding, self._lone))

    @cached_property
    def _lone(self) -> tuple[Lone, ...]:
        if not any(True for _ in self.stack.of_type(*HOLDERS)):
            return ()  # and nobody reads a stack without identities for what these are given
        return lone_permissions(self.stack, self.stack.once(EffectivePermissions).each)

    def asked(self, profile: Profile) -> tuple[Holder, ...]:
        """All of them. Of what nobody has, only profile `strict` asks about copies of what AWS wrote, and boundaries.

        What calls itself a boundary allows more than anybody is given, and tells nothing of who gets what.
        """
        if profile == "strict":
            return (*self.each, *self.elsewhere)
        spare = self.stack.once(SpareCopies).urns
        left_out = {one.resource.urn for one in self._lone if one.is_called_boundary or one.resource.urn in spare}
        return (*self.each, *(one for one in self.elsewhere if one.on.urn not in left_out))


_GIVING: Final = tuple(type_ for type_, ways in WAYS.items() if any(way.how != BOUNDARY for way in ways))
HOLDERS: Final = tuple(dict.fromkeys((*IDENTITY_KINDS, *_GIVING, *POLICY_KINDS)))
"""What may be a holder of rights, or give them to one of elsewhere."""


def _gives_all_of(service: str, document: Document) -> bool:
    return any(service in one.services and not one.limit for one in broad(document))


def _holding(lone: Lone) -> Holder:
    return Holder(lone.resource, "holder" if lone.noun == POLICY else lone.noun, lone.permissions, is_elsewhere=True)


def _unread_actions(statement: Statement) -> str:
    """The path of its actions where they are not known yet, "" where they are."""
    try:
        _ = statement.not_actions if statement.has("NotAction") else statement.actions
    except Undecided as unknown:
        return unknown.path
    return ""


def denying(condition: dict[str, Any]) -> Document:
    """A policy that leaves only the requests for which this condition does not hold: for a question about those."""
    statement = {"Effect": "Deny", "Action": ANYTHING, "Resource": ANYTHING, "Condition": condition}
    return Document.parse({"Version": "2012-10-17", "Statement": [statement]})


def may(policies: Policies, action: str, resource: str = ANYTHING, *besides: Document) -> bool:
    """Whether they could allow the action on the resource, where these documents have a say too.

    Raises `Undecided` where an unknown part of a policy decides.
    """
    about = [statement for statement in allows(policies) if mentions(statement, action)]
    if not any(_may_be_on(statement, resource) for statement in about):
        return False
    if any(_is_free(statement, resource) for statement in about) and _is_unopposed(policies, action):
        return True
    return reach(replace(policies, identity=(*policies.identity, *besides)), action, resource).possible


def _may_be_on(statement: Statement, resource: str) -> bool:
    """False where it is plain that it is about other resources; what is less than plain, `reach` tells."""
    if has_wildcard(resource) or not statement.is_fully_known or not statement.resources:
        return True
    return any(pattern == resource or _is_pattern(pattern) for pattern in statement.resources)


def _is_free(statement: Statement, resource: str) -> bool:
    """Whether it is plain that it allows this to everyone who has it, in every context."""
    if not statement.is_fully_known or statement.conditions or statement.effect != "Allow":
        return False
    if resource == ANYTHING:
        return any(pattern.startswith((ANYTHING, "arn:")) and "${" not in pattern for pattern in statement.resources)
    return ANYTHING in statement.resources


def _is_unopposed(policies: Policies, action: str) -> bool:
    """Whether neither a boundary nor a Deny has a say in the action."""
    if policies.boundary is not None:
        return False
    every = (statement for document in policies.identity for statement in document.statements)
    return not any(mentions(one, action) for one in every if not one.is_fully_known or one.effect == "Deny")


def _is_pattern(pattern: str) -> bool:
    return has_wildcard(pattern) or "${" in pattern


def require_all_known(found: Permissions) -> None:
    """Raise `Undecided` where something may be given to the identity that the stack does not tell."""
    for gap in found.gaps:
        if gap.may_give:
            raise Undecided(gap.path)


def allows(policies: Policies) -> Iterator[Statement]:
    """Each statement that may allow something to the identity, also one of which this is not known yet."""
    for document in policies.identity:
        for statement in document.statements:
            if not _is_deny(statement):
                yield statement


def mentions(statement: Statement, action: str) -> bool:
    """Whether the statement is about the action, or may be: where its actions are not known, it is."""
    try:
        if statement.has("NotAction"):
            return not any(action_matches(pattern, action) for pattern in statement.not_actions)
        return any(action_matches(pattern, action) for pattern in statement.actions)
    except Undecided:
        return True


def names(policies: Policies, beginnings: Iterable[str]) -> bool:
    """Whether a statement that allows names an action, or a pattern of actions, that begins so (in small letters)."""
    wanted = tuple(beginnings)
    patterns = (pattern for statement in allows(policies) for pattern in actions_of(statement))
    return any(pattern.lower().startswith(wanted) for pattern in patterns)


def allows_everything(policies: Policies) -> bool:
    """Whether a statement allows every action on everything, in every context, and nothing takes any of it away."""
    every = [statement for document in policies.identity for statement in document.statements]
    if policies.boundary is not None or not all(one.is_fully_known and one.effect == "Allow" for one in every):
        return False
    return any(_is_free(one, ANYTHING) and ANYTHING in one.actions for one in every)


def actions_of(statement: Statement) -> tuple[str, ...]:
    """The patterns of its actions, none where they are not known yet: see `Holder.unread`."""
    try:
        return statement.actions
    except Undecided:
        return ()


def resources_of(statement: Statement) -> tuple[str, ...]:
    """The same of its resources."""
    try:
        return statement.resources
    except Undecided:
        return ()


def _is_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny"
    except Undecided:
        return False
