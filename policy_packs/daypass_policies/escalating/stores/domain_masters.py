"""This is where it is told who administers a search domain as its master user, and comes there to work with it.

With fine-grained access control the master user has all indexes, and as long as IAM lets the calls through, the users,
roles and role mappings of the security plugin, which are below a path of its own. Calls that only read or search
(`es:ESHttpGet`, `es:ESHttpPost`) change none of these. Sources: Amazon OpenSearch Service Developer Guide,
"Fine-grained access control" and "Identity and Access Management in Amazon OpenSearch Service"; OpenSearch
documentation, "Security APIs" (they are PUT, PATCH and DELETE below `_plugins/_security`, and in Elasticsearch below
`_opendistro/_security`); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.untold import Untold
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.stores.administrator import Administrator, named_in
from daypass_policies.escalating.stores.domain_policies import DomainPolicies, DomainPolicy
from daypass_policies.escalating.stores.guarded_domains import OPTIONS, GuardedDomain, guarded_domains

_MASTER: Final = f"{OPTIONS}.masterUserOptions.masterUserArn"
_CHANGES: Final = ("es:ESHttpPut", "es:ESHttpPatch", "es:ESHttpDelete")
_PLUGIN: Final = f"_plugins/_security/api/rolesmapping/{PROBE}"
_OLD_PLUGIN: Final = _PLUGIN.replace("_plugins", "_opendistro")
_ELASTICSEARCH: Final = "elasticsearch"


def domain_masters(rising: Rising) -> Iterator[Administrator]:
    """The master users of a stack's domains, whom it has as roles."""
    stack = rising.reach.stack
    for domain in stack.once(guarded_domains, rising.reach.settings):
        policy = stack.once(DomainPolicies).of(domain.resource)
        found = walk(Leaf(domain.resource.state.raw, ""), steps(_MASTER), loose=True)
        for named in named_in(domain.resource, found, rising):
            words = (f"search domain {domain.resource.name!r}", "change its users and roles")
            yield Administrator(domain.resource, named, *words, *_changes(named.role, domain, policy))


def _changes(role: Actor, domain: GuardedDomain, policy: DomainPolicy) -> tuple[str, Answer]:
    """By which call it changes the users and roles of the domain, and whether it may."""
    unknown = [one for one in domain.unknown if not one.what.startswith(f"{OPTIONS}.masterUserOptions")]
    thing = f"{domain.arn}/{_OLD_PLUGIN if _is_elasticsearch(domain) else _PLUGIN}"
    each = [(action, best(_may(one, action, thing, domain, policy) for one in role.means)) for action in _CHANGES]
    action, answer = min(each, key=lambda one: (not one[1].possible, len(one[1].unknown)))
    return action, answer.under(*unknown, *policy.unknown)


def _may(means: Means, action: str, thing: str, domain: GuardedDomain, policy: DomainPolicy) -> Answer:
    """Whether it may call this by its own policies, or by that of the domain, and neither denies it."""
    own = means.on(action, thing, domain.brings)
    if policy.document is None:
        return own
    facts = means.caller.facts.and_(domain.brings)
    keys = {key for line in means.library.lines(policy.document).all for key in line.keys}
    found = means.ask(replace(means.policies, resource=policy.document), action, thing, facts, keys)
    if not found.possible:
        return Answer(bool(means.open), means.open)
    unknown = (Untold.of(domain.resource, found.unknown),) if found.unknown else ()
    return Answer(possible=True, unknown=unknown, grounds=own.grounds).under(*means.limits)


def _is_elasticsearch(domain: GuardedDomain) -> bool:
    version = text_of(said(domain.resource, "engineVersion"))
    return f"{domain.resource.type} {version}".lower().find(_ELASTICSEARCH) >= 0
