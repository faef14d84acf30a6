"""This is where the access policies of search domains are: a domain says its own, or a resource beside it does.

Source: Amazon OpenSearch Service Developer Guide, "Identity and Access Management in Amazon OpenSearch Service"; read
2026-12.
"""

from typing import Final, NamedTuple

from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.stores.guarded_domains import DOMAINS

_BESIDE: Final = (
    "aws:opensearch/domainPolicy:DomainPolicy",
    "aws:elasticsearch/domainPolicy:DomainPolicy",
)
_SAYS: Final = "accessPolicies"
_OF: Final = "domainName"
_KINDS: Final = dict.fromkeys(DOMAINS, Kind("search domain", "domain/", _OF))


class DomainPolicy(NamedTuple):
    """That of one domain; None where it has none, or nobody can read it. `unknown`: what is not known of it."""

    document: Document | None = None
    unknown: tuple[Untold, ...] = ()


class DomainPolicies:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        names = Names.of(stack.resources, _KINDS)
        self._beside = {urn: policy for policy in stack.of_type(*_BESIDE) if (urn := _domain_of(policy, names))}

    def of(self, domain: Resource) -> DomainPolicy:
        """What a resource beside the domain says, else the domain itself. What AWS refuses says nothing."""
        by = self._beside.get(domain.urn, domain)
        if is_empty(declared(by, _SAYS)):
            return DomainPolicy()
        if bare(declared(by, _SAYS)) is UNKNOWN:
            return DomainPolicy(unknown=(Untold.of(by, _SAYS),))
        read = document_or_fault(declared(by, _SAYS), _SAYS)
        if isinstance(read, Document):
            return DomainPolicy(read)
        return DomainPolicy(unknown=() if read.malformed else (Untold.of(by, _SAYS),))


def _domain_of(policy: Resource, names: Names) -> str:
    """The URN of the domain; where its name is not known, of the one on which that depends."""
    behind = names.behind(policy, _OF)
    return names.named(policy, text_of(said(policy, _OF))).urn or (behind[0] if len(behind) == 1 else "")
