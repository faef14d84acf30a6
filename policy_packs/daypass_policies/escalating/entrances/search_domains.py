"""This is where it is told which workload makes itself the master user of a search domain, and so reads all of it.

A domain with fine-grained access control shows who comes by IAM only what its master user lets them see. The call that
resizes the domain says who is the master user as well, and IAM does not ask about that. Sources: Amazon OpenSearch
Service Developer Guide, "Fine-grained access control"; API Reference, "UpdateDomainConfig"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.unsettled import Unsettled
from daypass.graph.leaves import declared, maps, said, text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import UNKNOWN, Resource, bare
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

    `master`: the ARN of that user, "" where it is one of the domain's own; `unknown` says where it is not told who it
    is, or whether anyone is.
    """

    urn: str
    name: str
    arn: str
    brings: Facts
    master: str
    unknown: tuple[Untold, ...]


class _Domains:
    """Those of a stack, found by patterns of their ARNs: of many domains and holders not every pair is looked at."""

    def __init__(self, each: Iterable[_Domain]) -> None:
        every = tuple(each)
        self._known = Settled((one.arn, one) for one in every if not has_wildcard(one.arn))
        self._unknown = Unsettled((one.arn, one) for one in every if has_wildcard(one.arn))
        self._near: dict[str, Mapping[str, _Domain]] = {}
        self.are_there = bool(every)

    def near(self, texts: Iterable[str]) -> Mapping[str, _Domain]:
        """URN → those that one of these patterns may take in."""
        each = [self._taken_in(text) for text in texts]
        return each[0] if len(each) == 1 else {urn: one for near in each for urn, one in near.items()}

    def _taken_in(self, text: str) -> Mapping[str, _Domain]:
        if text not in self._near:
            near = (*self._known.near(text), *self._unknown.near(text))
            self._near[text] = {one.urn: one for one in near if meets(text, one.arn) != "no"}
        return self._near[text]


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
            words = f"make itself the master user of search domain {domain.name!r}, whose data it was not given"
            yield Opened(_CHANGES, words, answer)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _near(actor: Actor, domains: _Domains) -> list[_Domain]:
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


def _domains(stack: Stack, rising: Rising) -> _Domains:
    found = (_domain(one, rising) for one in sorted(stack.of_type(*_DOMAINS), key=lambda one: one.urn))
    return _Domains(one for one in found if one and not is_for_tests(one.arn))


def _domain(resource: Resource, rising: Rising) -> _Domain | None:
    guard = _guard(resource)
    arn = text_of(said(resource, "arn")) or text_of(said(resource, "domainArn"))
    name = text_of(said(resource, "domainName"))
    if guard is None or not (Arn.parse(arn) or name):
        return None
    account = own_account(resource, rising.reach.settings) or "*"
    made = arn if Arn.parse(arn) else f"arn:*:es:*:{account}:domain/{name}"
    brings = tag_facts(resource, "aws:resourcetag/")
    return _Domain(resource.urn, resource.name, made, brings, *guard)


def _guard(resource: Resource) -> tuple[str, tuple[Untold, ...]] | None:
    """Who the master user is, and what is not known about that; None where the domain has none."""
    written = bare(declared(resource, _OPTIONS))
    if any(bare(one) is UNKNOWN for one in (written if isinstance(written, list) else (written,))):
        return "", (Untold.of(resource, _OPTIONS),)
    options = next(maps(written), None)
    enabled = yes_or_no(options.get("enabled"), default=False) if options else False
    if not options or enabled is False:
        return None
    master, unknown = _master(resource, options)
    return master, unknown if enabled else (Untold.of(resource, f"{_OPTIONS}.enabled"), *unknown)


def _master(resource: Resource, options: Mapping[str, object]) -> tuple[str, tuple[Untold, ...]]:
    """Who the master user is, and what is not known about that."""
    place = Untold.of(resource, f"{_OPTIONS}.masterUserOptions")
    user = next(maps(options.get("masterUserOptions")), None)
    if user is None:
        return "", (place,)
    arn, name = bare(user.get("masterUserArn")), bare(user.get("masterUserName"))
    if isinstance(arn, str) and arn:
        return arn, ()
    return "", () if isinstance(name, str) and name else (place,)
