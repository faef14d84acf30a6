"""This is where it is told which workload makes itself the master user of a search domain, and so reads all of it.

A domain with fine-grained access control shows who comes by IAM only what its master user lets them see. The call that
resizes the domain says who is the master user as well, and IAM does not ask about that. Sources: Amazon OpenSearch
Service Developer Guide, "Fine-grained access control"; API Reference, "UpdateDomainConfig"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.leaves import declared, maps, said, text_of
from daypass.graph.stack import Stack
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource, bare
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.rising import Rising

_DOMAINS: Final = (
    "aws:opensearch/domain:Domain",
    "aws:elasticsearch/domain:Domain",
    "aws-native:opensearchservice:Domain",
)
_OPTIONS: Final = "advancedSecurityOptions"
_CHANGES: Final = "es:UpdateDomainConfig"
_MAKES: Final = "es:CreateDomain"
_READS: Final = ("es:ESHttpGet", "es:ESHttpPost")
"""Without one of these nobody comes to a domain by IAM, whoever its master user is."""


class _Domain(NamedTuple):
    """A domain that its master user alone opens, by its ARN, with what a request to it brings along.

    `master`: the ARN of that user, "" where it is one of the domain's own; `unknown` where it is not told who it is.
    """

    name: str
    arn: str
    brings: Facts
    master: str
    unknown: tuple[str, ...]


def makes_itself_master(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The domains of the stack whose master user a workload becomes that did not make them, and comes to them."""
    domains = rising.reach.stack.once(_domains, rising)
    if not domains or actor.node is None or not has_by_itself(actor, _CHANGES) or may_at_all(actor, _MAKES):
        return
    for domain in _near(actor, domains):
        if not matches(actor.node.arn, domain.master):
            changes = may(actor, _CHANGES, domain.arn, domain.brings)
            reads = best(may(actor, action, f"{domain.arn}/{PROBE}/_search", domain.brings) for action in _READS)
            words = f"make itself the master user of search domain {domain.name!r}, whose data it was not given"
            yield Opened(_CHANGES, words, joined(changes, reads).under(*domain.unknown))


def _near(actor: Actor, domains: Mapping[str, _Domain]) -> Iterator[_Domain]:
    """Those that may be meant: of many domains and many that each look after one, not every pair is asked about."""
    texts = patterns(actor, _CHANGES)
    if any(map(has_wildcard, (*texts, *domains))):
        yield from domains.values()
    else:
        yield from (domains[text] for text in texts if text in domains)


def _domains(stack: Stack, rising: Rising) -> Mapping[str, _Domain]:
    found = (_domain(one, rising) for one in sorted(stack.of_type(*_DOMAINS), key=lambda one: one.urn))
    return {one.arn: one for one in found if one and not is_for_tests(one.arn)}


def _domain(resource: Resource, rising: Rising) -> _Domain | None:
    options = next(maps(declared(resource, _OPTIONS)), None)
    if options is None or bare(options.get("enabled")) is not True:
        return None
    arn = text_of(said(resource, "arn")) or text_of(said(resource, "domainArn"))
    name = text_of(said(resource, "domainName"))
    if not (Arn.parse(arn) or name):
        return None
    account = own_account(resource, rising.reach.settings) or "*"
    made = arn if Arn.parse(arn) else f"arn:*:es:*:{account}:domain/{name}"
    brings = tag_facts(resource, "aws:resourcetag/")
    return _Domain(resource.name, made, brings, *_master(resource, options))


def _master(resource: Resource, options: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Who the master user is, and what is not known about that."""
    place = f"{_OPTIONS}.masterUserOptions of {resource.name!r}"
    user = next(maps(options.get("masterUserOptions")), None)
    if user is None:
        return "", (place,)
    arn, name = bare(user.get("masterUserArn")), bare(user.get("masterUserName"))
    if isinstance(arn, str) and arn:
        return arn, ()
    return "", () if isinstance(name, str) and name else (place,)
