"""This is where it is told which workload lets itself into a search domain that was not given to it.

The call that resizes a domain replaces its access policy as well, and IAM does not ask about that. In one account that
policy is enough, and without fine-grained access control whoever it lets in reads everything; with that,
`search_domains` tells who becomes the master user. Sources: Amazon OpenSearch Service Developer Guide, "Identity and
Access Management in Amazon OpenSearch Service" and "Fine-grained access control"; API Reference, "UpdateDomainConfig"
(AccessPolicies); Service Authorization Reference, "Amazon OpenSearch Service"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.means import best
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.glob import filled
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.stores.domain_policies import DomainPolicies
from daypass_policies.escalating.stores.guarded_domains import UnguardedDomain, unguarded_domains
from daypass_policies.escalating.stores.near_domains import NearDomains
from daypass_policies.escalating.takeovers.belonging import is_called_after

_CHANGES: Final = ("es:UpdateDomainConfig", "es:UpdateElasticsearchDomainConfig")
_MAKES: Final = (
    *("es:CreateDomain", "es:DeleteDomain"),
    *("es:CreateElasticsearchDomain", "es:DeleteElasticsearchDomain"),
)
"""Who may do one of these to a domain deploys it, and so writes its policy."""

_READS: Final = ("es:ESHttpGet", "es:ESHttpPost")
_YES: Final = Answer(possible=True)


def lets_itself_into_domains(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The domains of the stack whose access policy a workload writes that neither made them nor reads them."""
    domains = rising.reach.stack.once(_domains, rising)
    for action in _CHANGES if domains.are_there else ():
        if has_by_itself(actor, action):
            yield from _by(action, actor, domains, rising.reach.stack)


def _by(action: str, actor: Actor, domains: NearDomains[UnguardedDomain], stack: Stack) -> Iterator[Opened]:
    # Who reads whatever a pattern takes in is not asked about each: of many domains and holders that would take long.
    unread = [one for one in patterns(actor, action) if not _reads(actor, filled(one, PROBE)).possible]
    near = domains.near(unread)
    for domain in (near[urn] for urn in sorted(near)):
        given = _given(actor, domain, stack)
        if not given.is_certain and not _is_its_own(actor, domain):
            answer = may(actor, action, domain.arn, domain.brings).under(*domain.unknown, *given.unknown)
            words = (
                f"write the access policy of search domain {domain.resource.name!r}, and so read what it was not given"
            )
            yield Opened(action, words, answer)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _is_its_own(actor: Actor, domain: UnguardedDomain) -> bool:
    """Whether it makes the domain, is called like it, or is kept from its data whatever the access policy says."""
    if is_called_after(actor, domain.arn) or any(may(actor, one, domain.arn, domain.brings).possible for one in _MAKES):
        return True
    return any(
        all(means.denies(action, _search(domain.arn), domain.brings) == "yes" for action in _READS)
        for means in actor.means
    )


def _given(actor: Actor, domain: UnguardedDomain, stack: Stack) -> Answer:
    """Whether it reads the domain anyway, by its own policies or by that of the domain."""
    if _reads(actor, domain.arn, domain).possible:
        return _YES
    policy = stack.once(DomainPolicies).of(domain.resource)
    if policy.document is None:
        return _YES.under(*policy.unknown) if policy.unknown else NO
    thing = _search(domain.arn)
    each = (let_by(policy.document, means, one, thing, domain.brings) for means in actor.means for one in _READS)
    found = best(each)
    return found._replace(unknown=tuple(Untold.of(domain.resource, one.what) for one in found.unknown))


def _reads(actor: Actor, arn: str, domain: UnguardedDomain | None = None) -> Answer:
    """Whether its own policies let it search a domain with this ARN."""
    brings = domain.brings if domain else NOTHING
    return best(may(actor, action, _search(arn), brings) for action in _READS)


def _search(arn: str) -> str:
    """What is asked for by who searches: a path below the domain."""
    return f"{arn}/{PROBE}/_search"


def _domains(stack: Stack, rising: Rising) -> NearDomains[UnguardedDomain]:
    return NearDomains(unguarded_domains(stack, rising.reach.settings))
