"""This is where it is asked what an identity may do in the end: whatever gives it, and whatever takes it away again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from daypass.graph.managed import POLICY_KINDS
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, WAYS
from daypass.iam.action import action_matches
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.rule import Profile
from daypass_policies.handed_out import is_boundary_name
from daypass_policies.spare import SpareCopies

ANYTHING = "*"


@dataclass(frozen=True)
class Holder:
    """Whoever gets these policies: an identity (`found` says how), or whom an inline policy names that is not here.

    `noun` says what that is: a role, a user, a group or a permission set.
    """

    on: Resource
    noun: str
    policies: Policies
    found: Permissions | None = None

    @property
    def is_marked(self) -> bool:
        """Whether a policy of it is marked as secret, so that what it says is nobody's to repeat."""
        return any(document.secret for document in self.policies.identity)

    @property
    def written(self) -> Policies:
        """What somebody wrote for it. AWS's own policies give all that whoever attaches them might ever need."""
        if self.found:
            return Policies(identity=tuple(one.document for one in self.found.given if not one.is_of_aws))
        return self.policies

    @property
    def called(self) -> str:
        """For people."""
        return f"{self.noun} {self.on.name!r}" if self.found else f"the {self.noun} of policy {self.on.name!r}"


@dataclass(frozen=True)
class Holders:
    """All who hold rights by the resources of a stack."""

    stack: Stack

    @cached_property
    def each(self) -> tuple[Holder, ...]:
        """The identities of the stack, then the inline policies of others."""
        known = self.stack.once(EffectivePermissions).each
        identities = (Holder(one.identity, one.noun, one.policies, one) for one in known)
        given = frozenset(given.by.urn for one in known for given in one.given)
        others = (one for one in self.stack.of_type(*_INLINE) if one.urn not in given)
        return (*identities, *(holder for one in others for holder in _elsewhere(one)))

    @cached_property
    def every(self) -> tuple[Holder, ...]:
        """The same, then whoever will get the managed policies that the stack attaches to none of its identities.

        One that is a boundary allows more than anybody is given: by its name, by its use, or as it allows whole
        services.
        """
        if not any(True for _ in self.stack.of_type(*HOLDERS)):
            return ()  # and nobody reads a stack without identities for what these are given
        known = self.stack.once(EffectivePermissions).each
        used = frozenset(
            (given.policy or given.by).urn for one in known for given in (*one.given, one.bounded) if given is not None
        )
        unused = (one for one in self.stack.of_type(*POLICY_KINDS) if one.urn not in used)
        return (*self.each, *(holder for one in unused for holder in _unattached(one)))

    def asked(self, profile: Profile) -> tuple[Holder, ...]:
        """The same, of which only profile `strict` asks about copies of what AWS wrote that nobody has."""
        spare = self.stack.once(SpareCopies).urns if profile != "strict" else ()
        return tuple(one for one in self.every if one.on.urn not in spare) if spare else self.every


_INLINE: Final = tuple(type_ for type_, ways in WAYS.items() if any(way.is_document and way.to for way in ways))
"""Resources that each give one policy to an identity of another resource."""

HOLDERS: Final = (*IDENTITY_KINDS, *_INLINE, *POLICY_KINDS)
"""What may be a holder of rights."""


def _elsewhere(policy: Resource) -> Iterator[Holder]:
    (way,) = (way for way in WAYS[policy.type] if way.is_document)
    if document := _read(policy, way.what):
        yield Holder(policy, way.noun, Policies(identity=(document,)))


def _unattached(policy: Resource) -> Iterator[Holder]:
    called = (policy.name, policy.state.raw.get("name"), policy.state.raw.get("path"))
    if any(isinstance(name, str) and is_boundary_name(name) for name in called):
        return
    document = next(filter(None, (_read(policy, key) for key in ("policy", "policyDocument"))), None)
    if document:
        policies = Policies(identity=(document,))
        if not any(_is_whole(pattern) for statement in allows(policies) for pattern in _actions(statement) or ("*",)):
            yield Holder(policy, "holder", policies)


def _is_whole(pattern: str) -> bool:
    """Whether it takes in everything, or everything in a service."""
    return pattern.rpartition(":")[2].strip("*") == ""


def _read(policy: Resource, key: str) -> Document | None:
    """What is unknown or malformed about it, other rules say."""
    if policy.state.raw.get(key) is None:
        return None
    try:
        return Document.at(policy.state, key)
    except (MalformedDocument, Undecided):
        return None


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


def require_all_known(found: Permissions | None) -> None:
    """Raise `Undecided` where something may be given to the identity that the stack does not tell."""
    for gap in found.gaps if found else ():
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
    return any(pattern.lower().startswith(wanted) for statement in allows(policies) for pattern in _actions(statement))


def allows_everything(policies: Policies) -> bool:
    """Whether a statement allows every action on everything, in every context, and nothing takes any of it away."""
    every = [statement for document in policies.identity for statement in document.statements]
    if policies.boundary is not None or not all(one.is_fully_known and one.effect == "Allow" for one in every):
        return False
    return any(_is_free(one, ANYTHING) and ANYTHING in one.actions for one in every)


def _actions(statement: Statement) -> tuple[str, ...]:
    try:
        return statement.actions
    except Undecided:
        return ()


def _is_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny"
    except Undecided:
        return False
