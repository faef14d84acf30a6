"""This is where it is collected what of the identities of a stack can be changed: themselves, and what they have."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from daypass.data.identity_edits import WHICH_POLICY, WHOSE_BOUNDARY, EditedKind, IdentityEdit, Makes
from daypass.graph.becoming.callers import resource_facts, thing_arn
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.sorts import Question, sorted_out
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.becoming.unread import UnreadPolicies
from daypass.graph.managed import POLICY_KINDS
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.model.resource import Resource
from daypass.settings import Settings

_NONE: Final = Targets("none", ())
_KEY: Final = WHOSE_BOUNDARY.lower()


class Editable:
    """The identities that can be changed, by what is named in a request (`on`) and what is changed of them."""

    def __init__(self, nodes: Mapping[str, Node], permissions: EffectivePermissions, settings: Settings) -> None:
        self._nodes, self._settings = nodes, settings
        self._unread = UnreadPolicies(permissions.stack, settings)
        self._policies: dict[str, Resource] = {}
        self._by_urn = {each.identity.urn: each for each in permissions.each}
        found: defaultdict[tuple[EditedKind, Makes], list[Member]] = defaultdict(list)
        for each in self._by_urn.values():
            for on, makes, member in self._of(each):
                found[on, makes].append(member)
        self._members = found
        self._facts: dict[tuple[str, bool, bool], Facts] = {}
        self._targets: dict[tuple[str, str, str], Targets] = {}
        self._unbounded: dict[tuple[str, str, str], Targets] = {}
        self._sorts: dict[Hashable, tuple[Crowd, ...]] = {}

    def of(self, edit: IdentityEdit, account: str) -> Targets:
        """What a caller of this account may change by that: what is in the account, or may turn out to be."""
        key = (edit.on, edit.makes, account)
        if key not in self._targets:
            members = self._members.get((edit.on, edit.makes), ())
            here = (one for one in members if not account or one.node.account in (account, ""))
            self._targets[key] = Targets(key, here)
        return self._targets[key]

    def ways_to(self, node: Node) -> tuple[tuple[EditedKind, Makes, Member], ...]:
        """How one identity can be changed."""
        permissions = self._by_urn.get(node.key)
        return tuple(self._of(permissions)) if permissions else ()

    def unbounded(self, edit: IdentityEdit, account: str) -> Targets:
        """The same without what a permissions boundary holds back, or may."""
        key = (edit.on, edit.makes, account)
        if key not in self._unbounded:
            free = (one for one in self.of(edit, account).members if not _has_boundary(self._by_urn[one.node.key]))
            self._unbounded[key] = Targets(("unbounded", *key), free)
        return self._unbounded[key]

    def boundaries(self, edit: IdentityEdit, account: str) -> Targets:
        """The identities whose boundary is a policy that can be changed, where the edit is about policies."""
        return self.of(edit._replace(makes="boundary"), account) if edit.on == "policy" else _NONE

    def sorts(self, edit: IdentityEdit, targets: Targets, means: Means, patterns: tuple[str, ...]) -> tuple[Crowd, ...]:
        """Those of the targets that the patterns may take in, of each sort together: the same decides about all."""
        question = Question.of(means, edit.action)
        key = (targets.key, question, patterns)
        if key not in self._sorts:
            near = {(one.node.key, one.arn): one for pattern in patterns for one in targets.near(pattern)}
            means.library.spend_on(len(near))
            in_order = (near[place] for place in sorted(near))
            self._sorts[key] = sorted_out(key, in_order, lambda one: question.sort(one.arn, self.facts(one, edit)))
        return self._sorts[key]

    def facts(self, member: Member, edit: IdentityEdit) -> Facts:
        """The condition keys that the target brings along: the identity, or the policy through which it is changed."""
        permissions = self._by_urn.get(member.node.key)
        asked = Facts() if WHICH_POLICY in edit.keys else _NO_POLICY
        if permissions is None:
            return asked
        if member.through:
            policy = self._policies.get(member.arn)
            return resource_facts(policy, member.node.account).and_(asked) if policy else asked
        key = (member.node.key, WHOSE_BOUNDARY in edit.keys, WHICH_POLICY in edit.keys)
        if key not in self._facts:
            facts = resource_facts(permissions.identity, member.node.account).and_(asked)
            self._facts[key] = facts.and_(boundary_facts(permissions)) if key[1] else facts
        return self._facts[key]

    def _of(self, permissions: Permissions) -> Iterator[tuple[EditedKind, Makes, Member]]:
        """Each way in which one identity can be changed."""
        node = self._nodes[permissions.identity.urn]
        itself = Member(node, node.arn)
        if node.kind == "group":
            yield "group", "member", itself
        elif node.kind in ("role", "user", "permission set"):
            yield node.kind, "policy", itself
            yield node.kind, "trust", itself
            yield node.kind, "key", itself
            if _has_boundary(permissions):
                yield node.kind, "boundary", itself
        for group in permissions.groups:
            there = self._nodes[group.identity.urn]
            yield "group", "policy", Member(node, there.arn, through=str(there))
        for policy in {given.policy.urn: given.policy for given in permissions.given if given.policy}.values():
            yield "policy", "policy", self._through(node, policy)
        if permissions.bounded and permissions.bounded.policy:
            yield "policy", "boundary", self._through(node, permissions.bounded.policy)
        for had in self._unread.of(permissions):
            member = Member(node, had.arn, through=f"policy {had.name!r}")
            yield "policy", "boundary" if had.is_boundary else "policy", member

    def _through(self, node: Node, policy: Resource) -> Member:
        arn = thing_arn(policy, POLICY_KINDS[policy.type], self._settings)
        self._policies[arn] = policy
        return Member(node, arn, through=f"policy {policy.name!r}")


_NO_POLICY: Final = Facts(absent=frozenset((WHICH_POLICY.lower(),)))
"""Only what attaches or detaches a managed policy says which one: a condition on that lets nothing else be."""


def _has_boundary(permissions: Permissions) -> bool:
    """Whether it has a permissions boundary, or may."""
    return permissions.bounded is not None or permissions.boundary_is_unknown


def boundary_facts(permissions: Permissions) -> Facts:
    """Which boundary the target has, as the condition key says it; nothing where that is not known."""
    if permissions.boundary_is_unknown:
        return Facts()
    if permissions.bounded is None:
        return Facts(absent=frozenset({_KEY}))
    return Facts({_KEY: permissions.bounded.arn} if permissions.bounded.arn else {})
