"""This is where it is told who has Flux apply pods of theirs, by writing in AWS what that applies to a cluster.

A pod that is applied names any service account of its namespace, and has its role. What is there to deploy writes what
it deploys, and is not asked. Source: Flux documentation, "Security" (controllers that apply as cluster administrators);
read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import in_partition_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.stack import Stack
from daypass.iam.glob import matches
from daypass_policies.elsewhere.flux_sources import Applied, applied_by_flux
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entering_pods import Entering, EnteringPods
from daypass_policies.escalating.rising import Rising

BY_FLUX: Final = "have Flux apply pods of its own to a namespace in which one has"
_AT: Final = "spec.sourceRef"


class AppliedPods:
    """Who writes what Flux applies in a stack."""

    def __init__(self, stack: Stack, rising: Rising, entering: EnteringPods) -> None:
        self._stack, self._rising, self._entering = stack, rising, entering

    @cached_property
    def each(self) -> tuple[Entering, ...]:
        """Those that neither administer the cluster nor are there to deploy."""
        applied = tuple(applied_by_flux(self._stack)) if self._rising.reach.clusters.accounts else ()
        actors = [one for one in self._rising.actors.by_urn.values() if self._is_asked(one)] if applied else []
        found = (one for each in applied for actor in actors for one in self._writing(actor, each))
        return tuple({(one.actor.resource.urn, one.by.urn): one for one in found}.values())

    def _is_asked(self, actor: Actor) -> bool:
        return self._entering.is_asked(actor) and not self._entering.is_for_others(actor)

    def _writing(self, actor: Actor, applied: Applied) -> Iterator[Entering]:
        answer = _may_write(actor, applied)
        if answer.possible:
            accounts = tuple(
                one
                for one in self._rising.reach.clusters.accounts
                if not applied.namespace or matches(one.namespace, applied.namespace)
            )
            policies = (held.given for means in actor.means for held in means.told(applied.action).allows)
            by = next((given.policy or given.by for given in policies), actor.resource)
            doubts = tuple((by, one.what) for one in answer.unknown)
            unknown = (*applied.unknown, *doubts)
            yield Entering(actor, applied.by, _AT, accounts, bool(applied.namespace), unknown)


def _may_write(actor: Actor, applied: Applied) -> Answer:
    facts = Facts(dict(applied.brings))
    return best(means.on(applied.action, in_partition_of(applied.arn, means.caller), facts) for means in actor.means)
