"""This is where it is told who calls themselves whomever the policy of a resource asks for as a source identity.

Who may set the source identity of a session that they start sets any, unless the trust of the role says which. A policy
of a resource that lets in whoever has one takes their word for it. Source: IAM User Guide, "Monitor and control actions
taken with assumed roles" (`sts:SetSourceIdentity`, `sts:SourceIdentity`, `aws:SourceIdentity`); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.assuming.roles import is_direct
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, open_policies
from daypass_policies.escalating.entrances.opened import Opened, may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.givers import gives_sessions

_SETS: Final = "sts:SetSourceIdentity"
_SAID: Final = "sts:sourceidentity"
_HAS: Final = "aws:sourceidentity"
_NONE: Final = Facts(absent=frozenset({_HAS}))


def names_itself(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What it is let do by a source identity that it sets as it assumes a role, and may not do without.

    Who is there to hand out the sessions of many says whose each is.
    """
    naming = rising.reach.stack.once(_Naming, rising) if may_at_all(actor, _SETS) else None
    if naming is None or not naming.by_value or actor.node is None or _hands_out(actor.node, rising):
        return
    for edge in rising.steps(actor.node):
        trust = rising.reach.trusts.by_urn.get(edge.target.key) if edge.how == "assume" else None
        means = rising.reach.means(edge.source) if trust and trust.letting(_SETS) else ()
        for value in naming.by_value if means else ():
            answer = best(_sets(each, trust, value) for each in means) if trust else NO
            one = naming.first(value, edge.target, actor) if answer.possible else None
            if one:
                words = f"say of itself as {edge.target} whom the policy of {one.by.name!r} asks for ({one.action})"
                yield Opened(_SETS, words, answer)
                if answer.is_certain:
                    return  # who may do so with very many is told of one


class _Naming:
    """What policies of a stack let do whoever is called so, worked out once for each role."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._given = rising, dict[tuple[str, str, int], bool]()
        each = ((value, one) for one in stack.once(open_policies, _HAS) for value in one.values)
        self.by_value: Final = grouped((value, one) for value, one in each if not has_wildcard(value))

    def first(self, value: str, role: Node, actor: Actor) -> OpenPolicy | None:
        """What lets a session of the role that says it is called so, and neither the role nor the holder otherwise."""
        each = (one for at, one in enumerate(self.by_value[value]) if self._gives(value, at, role))
        return next((one for one in each if not any(one.lets(means, _NONE) for means in actor.means)), None)

    def _gives(self, value: str, at: int, role: Node) -> bool:
        key = role.key, value, at
        if key not in self._given:
            self._given[key] = _gives(self.by_value[value][at], value, self._rising.reach.means(role))
        return self._given[key]


def _hands_out(node: Node, rising: Rising) -> bool:
    try:
        return gives_sessions(node, rising.reach.settings)
    except Undecided:
        return False


def _sets(means: Means, trust: Trust, value: str) -> Answer:
    """Whether this caller may start a session of the role with this source identity."""
    chosen = Facts({_SAID: value})
    for line in trust.letting(_SETS):
        if trust.says(line, means, _SETS) != "no" and line.says_of_any(chosen) in ("yes", "perhaps"):
            own = means.on(_SETS, trust.node.arn, trust.facts.and_(chosen))
            is_denied = means.denies(_SETS, trust.node.arn, chosen) != "no"
            if own.possible or (is_direct(means, trust, line) and not is_denied):
                return own if own.possible else Answer(possible=True, grounds=(trust.ground(line),))
    return NO


def _gives(policy: OpenPolicy, value: str, role: tuple[Means, ...]) -> bool:
    if any(policy.lets(means, _NONE) for means in role):
        return False
    named = Facts({_HAS: value})
    with_it = (means.as_caller(replace(means.caller, facts=means.caller.facts.and_(named))) for means in role)
    return any(policy.lets(means, named) for means in with_it)
