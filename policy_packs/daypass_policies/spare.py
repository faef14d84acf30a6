"""This is where the copies are of what AWS wrote itself, in a stack that gives nobody anything.

Such a copy says nothing that could not be had without it. As soon as a stack has an identity, or gives a policy to one,
it is judged as any other: whose it is may not be known yet.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.managed import DOCUMENTS, POLICY_KINDS
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, WAYS
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Properties, Resource, Undecided

_GIVERS: Final = (*IDENTITY_KINDS, *(type_ for type_ in WAYS if type_ not in POLICY_KINDS))
_ELEMENTS: Final = {"Version", "Statement"}
"""What the documents of AWS have, and nothing besides."""


@dataclass(frozen=True)
class SpareCopies:
    """The managed policies of a stack that repeat one of AWS's own word for word, and that nobody is given."""

    stack: Stack

    @cached_property
    def urns(self) -> frozenset[str]:
        """Those of the policies."""
        if any(True for _ in self.stack.of_type(*_GIVERS)):
            return frozenset()
        policies = tuple(self.stack.of_type(*POLICY_KINDS))
        if any(map(_gives_itself, policies)):
            return frozenset()
        return frozenset(one.urn for one in policies if all(_is_copy(one, said) for said in (one.declared, one.state)))


def _gives_itself(policy: Resource) -> bool:
    """Whether it names whom it is given to, as a policy of aws-native may."""
    return any(policy.declared.raw.get(way.to.partition("[")[0]) is not None for way in WAYS.get(policy.type, ()))


def _is_copy(policy: Resource, said: Properties) -> bool:
    """Whether this is what AWS says. What was declared may differ from what is there, and either may be what holds."""
    from daypass.data.managed_documents import is_managed_document  # noqa: PLC0415 - no pack should wait for it

    key = DOCUMENTS[policy.type]
    try:
        written = Document.at(said, key).as_written() if said.raw.get(key) is not None else None
    except (MalformedDocument, Undecided):  # what is not known yet is no copy as it stands
        return False
    return isinstance(written, dict) and written.keys() == _ELEMENTS and is_managed_document(written)
