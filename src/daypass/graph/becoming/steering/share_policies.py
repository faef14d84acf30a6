"""This is where it is told whom the policies of file systems of EFS hold back who may write there by their own ones.

A Deny counts for whoever it is about, under its conditions: one for requests without TLS, past a mount target or
through another access point holds nobody back who comes as it wants. Who may rewrite or delete the policy does that
first. Sources: Amazon EFS User Guide, "Using IAM to control file system data access" and "Amazon EFS resource-based
policy examples"; IAM User Guide, "Policy evaluation logic"; read 2026-12.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from daypass.data.resource_policies import resource_policies
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass.model.resource import Resource

_PLACES: Final = {type_: one for type_, one in resource_policies().items() if one.service == "elasticfilesystem"}
_WRITES: Final = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
_REWRITES: Final = ("elasticfilesystem:PutFileSystemPolicy", "elasticfilesystem:DeleteFileSystemPolicy")
_LEFT_OUT: Final = "NotResource"
_ALL: Final = Document.parse({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, path="anything")
"""What is allowed where nobody can read yet what is: only what is denied is asked then."""


class Shield(NamedTuple):
    """What policies of a file system deny, and what a request brings along that writes there."""

    denials: tuple[tuple[Resource, Document], ...]
    brings: tuple[tuple[str, str], ...]

    def passed(self, means: Means, share: str) -> Answer:
        """Whether they let somebody write to the file system of this ARN, or rewrite them so that they do."""
        written = all_of(self._let(means, action, share) for action in _WRITES)
        if written.is_certain:
            return written
        return best((written, *(self._let(means, action, share) for action in _REWRITES if means.may(action))))

    def _let(self, means: Means, action: str, share: str) -> Answer:
        return all_of(_let_by(by, _about(share, one), means, action, share, self.brings) for by, one in self.denials)


@dataclass(frozen=True)
class SharePolicies:
    """The policies of the file systems of a stack."""

    stack: Stack

    def of(self, system: Resource | None, ids: Iterable[str]) -> Iterator[Resource]:
        """What holds the policies of a file system: a resource of the stack, or what is called by one of these ids."""
        named = frozenset(filter(None, ids))
        for policy in self.stack.of_type(*_PLACES):
            target = _PLACES[policy.type].target
            behind = policy.property_dependencies.get(target, ()) if system else ()
            is_called = bool(target) and text_of(said(policy, target)).rpartition("/")[2] in named
            if policy is system or is_called or (system is not None and system.urn in behind):
                yield policy

    def shield(self, policies: Iterable[Resource], brings: tuple[tuple[str, str], ...]) -> Shield | None:
        """What these deny; None where nobody is denied anything."""
        read = ((policy, _denying(policy)) for policy in policies)
        denials = tuple((policy, document) for policy, document in read if document)
        return Shield(denials, brings) if denials else None


def unread(policy: Resource) -> Untold | None:
    """The policy, where nothing of it can be read yet. What AWS refuses denies nothing."""
    path = _PLACES[policy.type].path
    value = declared(policy, path)
    read = None if is_empty(value) else document_or_fault(value, path)
    return None if read is None or isinstance(read, Document) or read.malformed else Untold.of(policy, path)


def _denying(policy: Resource) -> Document | None:
    """Its statements that deny anything, or may."""
    path = _PLACES[policy.type].path
    read = document_or_fault(declared(policy, path), path)
    found = tuple(filter(_may_deny, read.statements)) if isinstance(read, Document) else ()
    return replace(read, statements=found) if found and isinstance(read, Document) else None


def _may_deny(statement: Statement) -> bool:
    return not statement.is_fully_known or statement.effect == "Deny"


def _about(share: str, document: Document) -> Document:
    """The same about this file system: its policy is about no other, whatever of its ARN is not known."""
    return replace(document, statements=tuple(_on(share, one) for one in document.statements))


def _on(share: str, statement: Statement) -> Statement:
    if statement.unknown or statement.has(_LEFT_OUT):
        return statement
    return replace(statement, parts={**statement.parts, "Resource": (share,)})


def _let_by(
    by: Resource, document: Document, means: Means, action: str, share: str, brings: tuple[tuple[str, str], ...]
) -> Answer:
    """Whether a policy of the file system leaves it to somebody who may do this by their own ones."""
    policies = means.policies if _is_known(means) else Policies(identity=(_ALL,))
    facts = means.caller.facts.and_(Facts(dict(brings)))
    keys = {key for line in means.library.lines(document).all for key in line.keys}
    asked = means.ask(replace(policies, resource=document), action, share, facts, keys)
    if not asked.possible:
        return NO
    place = _PLACES[by.type].path
    unknown = Untold.of(by, asked.unknown) if asked.unknown.startswith(place) else Untold(asked.unknown)
    return Answer(possible=True, unknown=(unknown,) if asked.unknown else ())


def _is_known(means: Means) -> bool:
    """Whether all that somebody may do by their own policies can be read."""
    bounds = (means.policies.boundary,) if means.policies.boundary else ()
    documents = (*means.policies.identity, *bounds)
    return not means.open and all(one.is_fully_known for document in documents for one in document.statements)
