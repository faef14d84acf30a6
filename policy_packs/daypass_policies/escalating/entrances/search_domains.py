"""This is where it is told which workload makes itself the master user of a search domain, and so reads all of it.

A domain with fine-grained access control shows who comes by IAM only what its master user lets them see. The call that
resizes the domain says who is the master user as well, and IAM does not ask about that. Sources: Amazon OpenSearch
Service Developer Guide, "Fine-grained access control"; API Reference, "UpdateDomainConfig"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.means import best
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.stores.guarded_domains import GuardedDomain, guarded_domains
from daypass_policies.escalating.stores.near_domains import NearDomains

_CHANGES: Final = "es:UpdateDomainConfig"
_MAKES: Final = "es:CreateDomain"
_READS: Final = ("es:ESHttpGet", "es:ESHttpPost")
"""Without one of these nobody comes to a domain by IAM, whoever its master user is."""


def makes_itself_master(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The domains of the stack whose master user a workload becomes that did not make them, and comes to them."""
    domains = rising.reach.stack.once(_domains, rising)
    if (
        not domains.are_there
        or actor.node is None
        or not has_by_itself(actor, _CHANGES)
        or may_at_all(actor, _MAKES)
        or not any(may_at_all(actor, action) for action in _READS)
    ):
        return
    for domain in _near(actor, domains):
        if not matches(actor.node.arn, domain.master):
            changes = may(actor, _CHANGES, domain.arn, domain.brings)
            reads = best(may(actor, action, f"{domain.arn}/{PROBE}/_search", domain.brings) for action in _READS)
            answer = joined(changes, reads).under(*domain.unknown)
            words = (
                f"make itself the master user of search domain {domain.resource.name!r}, whose data it was not given"
            )
            yield Opened(_CHANGES, words, answer)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _near(actor: Actor, domains: NearDomains[GuardedDomain]) -> list[GuardedDomain]:
    """Those that may be meant by what lets it resize them, and by what lets it come to them."""
    changed = domains.near(patterns(actor, _CHANGES))
    read = domains.near({_domain_of(text) for action in _READS for text in patterns(actor, action)})
    few, many = sorted((changed, read), key=len)
    return [few[urn] for urn in sorted(few) if urn in many]


def _domain_of(text: str) -> str:
    """A pattern for the domains in which the paths are that a pattern takes in; a wildcard takes in slashes as well."""
    arn = Arn.parse(text)
    if arn is None:
        return text
    start = arn.resource[: next((at for at, one in enumerate(arn.resource) if has_wildcard(one)), None)]
    whole = start if start == arn.resource else f"{start}*"
    return ":".join(("arn", *arn._replace(resource="/".join(whole.split("/")[:2]))))


def _domains(stack: Stack, rising: Rising) -> NearDomains[GuardedDomain]:
    return NearDomains(guarded_domains(stack, rising.reach.settings))
