"""This is where the search domains of a stack are: those that their master user alone opens, and the others.

The former have fine-grained access control; in the latter whoever IAM lets in sees everything. Source: Amazon
OpenSearch Service Developer Guide, "Fine-grained access control"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.leaves import declared, maps, said, text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings
from daypass_policies.crossing.environments import is_for_tests

DOMAINS: Final = (
    "aws:opensearch/domain:Domain",
    "aws:elasticsearch/domain:Domain",
    "aws-native:opensearchservice:Domain",
)
OPTIONS: Final = "advancedSecurityOptions"
_ENABLED: Final = f"{OPTIONS}.enabled"
_SWITCHES: Final = (OPTIONS, _ENABLED)
"""What says whether it has fine-grained access control at all."""

_SERVICE: Final = "es"


class GuardedDomain(NamedTuple):
    """A domain that its master user alone opens, by its ARN, with what a request to it brings along.

    `master`: the ARN of that user, "" where it is one of the domain's own; `unknown` says where it is not told who it
    is, or whether anyone is.
    """

    resource: Resource
    arn: str
    brings: Facts
    master: str
    unknown: tuple[Untold, ...]


class UnguardedDomain(NamedTuple):
    """A domain that whoever IAM lets in reads, by its ARN, with what a request to it brings along.

    `unknown` says where it is not told whether a master user keeps it.
    """

    resource: Resource
    arn: str
    brings: Facts
    unknown: tuple[Untold, ...]


def guarded_domains(stack: Stack, settings: Settings) -> tuple[GuardedDomain, ...]:
    """Those of a stack but for tests, in an order that says nothing of their registration."""
    each = (_domain(one, settings) for one in sorted(stack.of_type(*DOMAINS), key=lambda one: one.urn))
    return tuple(one for one in each if one and not is_for_tests(one.arn))


def unguarded_domains(stack: Stack, settings: Settings) -> tuple[UnguardedDomain, ...]:
    """The others, in the same order; also those that may turn out to be such."""
    each = (_other_domain(one, settings) for one in sorted(stack.of_type(*DOMAINS), key=lambda one: one.urn))
    return tuple(one for one in each if one and not is_for_tests(one.arn))


def _other_domain(resource: Resource, settings: Settings) -> UnguardedDomain | None:
    guard, arn = _guard(resource), _arn(resource, settings)
    unknown = tuple(one for one in guard[1] if one.what in _SWITCHES) if guard else ()
    is_other = guard is None or bool(unknown)
    return (
        UnguardedDomain(resource, arn, tag_facts(resource, "aws:resourcetag/"), unknown) if is_other and arn else None
    )


def _domain(resource: Resource, settings: Settings) -> GuardedDomain | None:
    guard, arn = _guard(resource), _arn(resource, settings)
    return GuardedDomain(resource, arn, tag_facts(resource, "aws:resourcetag/"), *guard) if guard and arn else None


def _arn(resource: Resource, settings: Settings) -> str:
    """Its ARN, else one made of its name; "" where neither is known. All of them are of the older service."""
    texts = (text_of(said(resource, key)) for key in ("arn", "domainArn"))
    own = next((text for text in texts if (arn := Arn.parse(text)) and arn.service == _SERVICE), "")
    name = text_of(said(resource, "domainName"))
    made = f"arn:*:{_SERVICE}:*:{own_account(resource, settings) or ANY}:domain/{name}" if name else ""
    return own or made


def _guard(resource: Resource) -> tuple[str, tuple[Untold, ...]] | None:
    """Who the master user is, and what is not known about that; None where the domain has none."""
    written = bare(declared(resource, OPTIONS))
    if any(bare(one) is UNKNOWN for one in (written if isinstance(written, list) else (written,))):
        return "", (Untold.of(resource, OPTIONS),)
    options = next(maps(written), None)
    enabled = yes_or_no(options.get("enabled"), default=False) if options else False
    if not options or enabled is False:
        return None
    master, unknown = _master(resource, options)
    return master, unknown if enabled else (Untold.of(resource, _ENABLED), *unknown)


def _master(resource: Resource, options: Mapping[str, object]) -> tuple[str, tuple[Untold, ...]]:
    """Who the master user is, and what is not known about that."""
    place = Untold.of(resource, f"{OPTIONS}.masterUserOptions")
    user = next(maps(options.get("masterUserOptions")), None)
    if user is None:
        return "", (place,)
    arn, name = bare(user.get("masterUserArn")), bare(user.get("masterUserName"))
    if isinstance(arn, str) and arn:
        return arn, ()
    return "", () if isinstance(name, str) and name else (place,)
