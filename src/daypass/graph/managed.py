"""This is where a managed policy is found for what attaches it: one of the stack, or one of AWS's own."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.faults import UNKNOWN_YET, Fault
from daypass.graph.leaves import declared, leaves, said, text_of, was_looked_up
from daypass.graph.names import Kind, Names, reference
from daypass.graph.property_path import Leaf, beginning
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.node import is_marked
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare

POLICY_KINDS: Final[Mapping[str, Kind]] = {
    "aws:iam/policy:Policy": Kind("policy", "policy", "name"),
    "aws-native:iam:ManagedPolicy": Kind("policy", "policy", "managedPolicyName", "policyArn"),
}
DOCUMENTS: Final[Mapping[str, str]] = {
    "aws:iam/policy:Policy": "policy",
    "aws-native:iam:ManagedPolicy": "policyDocument",
}
_HOME: Final = "aws"
"""The partition of which we have the documents."""


_TWICE: Final = Fault("names a policy that is made twice, and which one holds cannot be told")
_NEWER: Final = Fault("names a policy of AWS that is newer than our table, or withdrawn")
_FOREIGN: Final = Fault("names a policy of AWS in a partition where its document may differ")


class PolicyFound(NamedTuple):
    """What a leaf means: a document, or the fault that keeps it from being read; or both, where it is read with doubt.

    `key` is the same for all that mean the same policy. `arn` is "" where it is not known, or is marked as secret.
    """

    key: str
    arn: str = ""
    policy: Resource | None = None
    document: Document | None = None
    fault: Fault | None = None


def document_or_fault(value: Any, path: str, *, secret: bool = False) -> Document | Fault:
    """The document that stands at a path, or why it cannot be read."""
    try:
        return Document.parse(value, path=path, secret=secret)
    except Undecided as unknown:
        return UNKNOWN_YET._replace(fact=f"{UNKNOWN_YET.fact}{_at(unknown.path, path)}")
    except MalformedDocument as malformed:
        return Fault(f"{malformed.fact}{_at(malformed.place, path)}", malformed=True)


def _at(place: str, path: str) -> str:
    return f" (at {place})" if place != path else ""


class ManagedPolicies:
    """The managed policies that resources of a stack may attach. Each document is read once, however many attach it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._names = Names.of(stack.resources, POLICY_KINDS)
        self._read: dict[str, Document | Fault] = {}
        self._by_aws: dict[str, Document | None] = {}

    def at(self, by: Resource, path: str) -> Iterator[tuple[Leaf, PolicyFound]]:
        """Each policy that `by` names at a property path, by its ARN or by a reference of name and path."""
        found = [_written(leaf) for leaf in leaves(by, path)]
        for leaf, meant in zip(found, self._names.meant(by, beginning(path), found), strict=True):
            if meant.urn:
                yield leaf, self._of_stack(leaf, meant.urn)
            else:
                yield leaf, self._of_aws(leaf, meant.fault)

    def named(self, by: Resource, arn: str) -> PolicyFound:
        """The one that `by` means by an ARN which stands in a text of it."""
        leaf, meant = Leaf(arn, ""), self._names.named(by, arn)
        return self._of_stack(leaf, meant.urn) if meant.urn else self._of_aws(leaf, meant.fault)

    def itself(self, policy: Resource) -> tuple[Leaf, PolicyFound]:
        """A policy of the stack that says itself what it is attached to."""
        read, leaf = self._own(policy), Leaf(said(policy, _arn_key(policy)), DOCUMENTS[policy.type])
        found = PolicyFound(self._names.canonical[policy.urn], text_of(leaf.value), policy)
        return leaf, found._replace(document=read) if isinstance(read, Document) else found._replace(fault=read)

    def _of_stack(self, leaf: Leaf, urn: str) -> PolicyFound:
        policy = self._stack.by_urn[urn]
        found = PolicyFound(urn, _arn(leaf) or ("" if leaf.secret else text_of(said(policy, _arn_key(policy)))), policy)
        read = self._own(policy)
        if isinstance(read, Document):
            return found._replace(document=read, fault=_TWICE if urn in self._names.rivals else None)
        # What is only looked up may be AWS's own, and then its id says so even where nothing else is known of it.
        published = self._of_aws(Leaf(policy.id, ""), _NEWER) if was_looked_up(policy) else found
        if published.document:
            return found._replace(document=published.document, fault=published.fault)
        return found._replace(fault=read._replace(fact=f"names the policy {policy.name!r}, whose document {read.fact}"))

    def _of_aws(self, leaf: Leaf, fault: Fault) -> PolicyFound:
        parsed = Arn.parse(text_of(leaf.value))
        found = PolicyFound(text_of(leaf.value) or leaf.path, _arn(leaf))
        if parsed is None or not parsed.aws_managed_policy:
            return found._replace(fault=fault)
        read = self._published(parsed.aws_managed_policy)
        if read is None:
            return found._replace(fault=_NEWER)
        return found._replace(document=read, fault=None if parsed.partition == _HOME else _FOREIGN)

    def _own(self, policy: Resource) -> Document | Fault:
        if policy.urn not in self._read:
            key = DOCUMENTS[policy.type]
            self._read[policy.urn] = document_or_fault(declared(policy, key), key)
        return self._read[policy.urn]

    def _published(self, policy: str) -> Document | None:
        if policy not in self._by_aws:
            from daypass.data.managed_documents import managed_document  # noqa: PLC0415 - no pack should wait for it

            text = managed_document(policy)
            self._by_aws[policy] = None if text is None else Document.parse(text, path=policy)
        return self._by_aws[policy]


def _arn(leaf: Leaf) -> str:
    return leaf.value if not leaf.secret and Arn.parse(text_of(leaf.value)) else ""


def _arn_key(policy: Resource) -> str:
    return POLICY_KINDS[policy.type].arn


def _written(leaf: Leaf) -> Leaf:
    """An ARN stays; the reference to a policy by name, or to either (as in a permission set), becomes one text."""
    value = leaf.value
    if value is UNKNOWN or leaf.fault:
        return leaf
    if isinstance(value, Mapping):
        return _referred(leaf._replace(secret=leaf.secret or is_marked(value)), value)
    return leaf if isinstance(value, str) and value else leaf._replace(fault="names no policy")


def _referred(leaf: Leaf, value: Mapping[str, Any]) -> Leaf:
    inner = bare(value.get("customerManagedPolicyReference"))
    if inner is not None:
        return _referred_by_name(leaf, inner)
    arn = bare(value.get("managedPolicyArn"))
    if arn is not None:
        return leaf._replace(value=arn) if arn is UNKNOWN or text_of(arn) else leaf._replace(fault="names no policy")
    return _referred_by_name(leaf, value)


def _referred_by_name(leaf: Leaf, value: Any) -> Leaf:
    if not isinstance(value, Mapping):
        return leaf._replace(value=UNKNOWN) if value is UNKNOWN else leaf._replace(fault="names no policy")
    name, path = bare(value.get("name")), bare(value.get("path"))
    if UNKNOWN in (name, path):
        return leaf._replace(value=UNKNOWN)
    if not (isinstance(name, str) and name) or not isinstance(path, str | None):
        return leaf._replace(fault="names no policy")
    return leaf._replace(value=reference(f"policy{path or '/'}{name}"))
