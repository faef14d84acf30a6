"""This is where it is told who calls themselves whomever the policy of a resource asks for as a source identity.

Who may set the source identity of a session that they start sets any, unless the trust of the role says which. A policy
of a resource that lets in whoever has one, or the role where it has one, takes their word for it, and so does a policy
of the role itself. Source: IAM User Guide, "Monitor and control actions taken with assumed roles"
(`sts:SetSourceIdentity`, `sts:SourceIdentity`, `aws:SourceIdentity`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, OpenTo, open_policies, own_policies
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.entrances.saying import UNSAID, hands_out, is_its_own, may_say
from daypass_policies.escalating.rising import Rising

_SETS: Final = "sts:SetSourceIdentity"
_SAID: Final = "sts:sourceidentity"
_HAS: Final = "aws:sourceidentity"


def names_itself(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What it is let do by a source identity that it sets as it assumes a role, and may not do without.

    Who is there to hand out the sessions of many says whose each is, and who is called so itself says who it is.
    """
    naming = rising.reach.stack.once(_Naming, rising)
    if actor.node is None or hands_out(actor.node, rising):
        return
    for edge in rising.steps(actor.node):
        trust = rising.reach.trusts.by_urn.get(edge.target.key) if edge.how == "assume" else None
        means = rising.reach.means(edge.source) if trust and trust.letting(_SETS) else ()
        asked = naming.by_value(edge.target) if trust and means and not hands_out(edge.source, rising) else {}
        for value, policies in asked.items():
            answer = best(may_say(each, trust, _SETS, Facts({_SAID: value})) for each in means if trust)
            is_others = answer.possible and not is_its_own(actor, value)
            one = naming.first(value, policies, edge.target, actor) if is_others else None
            if one:
                words = f"say of itself as {edge.target} whom the policy of {one.by.name!r} asks for{one.quoted}"
                yield Opened(_SETS, words, answer)
                if answer.is_certain:
                    return  # who may do so with very many is told of one


class _Naming:
    """What policies of a stack let do whoever is called so, worked out once for each role."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._given = rising, dict[tuple[str, str, int], bool]()
        self._open_to = OpenTo(stack.once(open_policies, _HAS))
        self._by_value = dict[str, Mapping[str, tuple[OpenPolicy, ...]]]()

    def by_value(self, role: Node) -> Mapping[str, tuple[OpenPolicy, ...]]:
        """What may let sessions of a role, by what these say of themselves."""
        if role.key not in self._by_value:
            own = (one for means in self._rising.reach.means(role) for one in own_policies(means, _HAS))
            each = ((value, one) for one in (*self._open_to.sessions_of(role), *own) for value in one.values)
            self._by_value[role.key] = grouped((value, one) for value, one in each if not has_wildcard(value))
        return self._by_value[role.key]

    def first(self, value: str, policies: tuple[OpenPolicy, ...], role: Node, actor: Actor) -> OpenPolicy | None:
        """What lets a session of the role that says it is called so, and neither the role nor the holder otherwise."""
        each = (one for one in policies if self._gives(value, one, role))
        return next((one for one in each if not any(one.lets(means, UNSAID) for means in actor.means)), None)

    def _gives(self, value: str, policy: OpenPolicy, role: Node) -> bool:
        key = role.key, value, id(policy)
        if key not in self._given:
            self._given[key] = _gives(policy, value, self._rising.reach.means(role))
        return self._given[key]


def _gives(policy: OpenPolicy, value: str, role: tuple[Means, ...]) -> bool:
    if any(policy.lets(means, UNSAID) for means in role):
        return False
    named = Facts({_HAS: value})
    with_it = (means.as_caller(replace(means.caller, facts=means.caller.facts.and_(named))) for means in role)
    return any(policy.lets(means, named) for means in with_it)
