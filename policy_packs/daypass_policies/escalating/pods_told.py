"""This is where it is worked out once, for the rules that ask, who starts pods as service accounts that have roles."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass.settings import Settings
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings
from daypass_policies.elsewhere.flux_sources import APPLIERS
from daypass_policies.escalating.applied_pods import BY_FLUX, AppliedPods
from daypass_policies.escalating.deployed_pods import BY_ARGO, DeployedPods
from daypass_policies.escalating.entering_pods import Entered, Entering, EnteringPods
from daypass_policies.escalating.operated_secrets import BY_STORES, OperatedSecrets
from daypass_policies.escalating.pods import AS_MADE, THROUGH_NODES, Pods, TakenPod, hidden_in
from daypass_policies.escalating.pods_on_nodes import told_of_nodes
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts

REMEDIES: Final[Mapping[str, str]] = {
    THROUGH_NODES: "Name what it reads of nodes in place of nodes/proxy: nodes/metrics, nodes/stats, nodes/log.",
    AS_MADE: "Let it read what is asked about pods as they are made, and whoever deploys it write that.",
    BY_ARGO: "Let the project take applications of whoever it is for alone, of their repositories and namespaces.",
    BY_FLUX: "Let whoever releases alone write below its path, or name an account as which it acts.",
    BY_STORES: "Let a store be used from the namespaces that it is for (conditions), as a role that reads theirs.",
}
"""How another way into pods than by starting them is closed."""


def pods_told(stack: Stack, settings: Settings) -> tuple[Problem | Open, ...]:
    """What is told of a stack."""
    return tuple(_told(stack, stack.once(Rising, settings), Doubts()))


def _told(stack: Stack, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    pods = Pods(rising)
    secrets, deployed = OperatedSecrets(stack, rising, pods), DeployedPods(stack, rising, pods)
    for binding in stack.once(ClusterBindings).each:
        if not (binding.is_of_a_chart or (binding.everywhere and binding.rights.everything)):
            taken = (*pods.taken(binding), *secrets.taken(binding), *deployed.taken(binding))
            found = [_problem(binding, one) for one in taken]
            yield from found or (
                *_open(binding, pods, rising, doubts),
                *secrets.hidden(binding),
                *deployed.hidden(binding),
            )
    yield from _entered(EnteringPods(stack, rising, pods), stack, rising, doubts)
    yield from told_of_nodes(stack, rising, pods, doubts)


def _entered(each: EnteringPods, stack: Stack, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    """What is told of those who enter a cluster by an identity of AWS, or write what is applied there."""
    for entering in (*each.each, *AppliedPods(stack, rising, each).each):
        entered = tuple(each.entered(entering))
        told = () if entering.unknown else filter(lambda one: one.is_certain, entered)
        found = [_entering_problem(entering, one) for one in told]  # a boundary of IAM says nothing in a cluster
        yield from found or _unentered(entering, entered, doubts)
    yield from (Open(entry, ("principalArn",)) for entry in each.unnamed())


def _unentered(entering: Entering, entered: Iterable[Entered], doubts: Doubts) -> Iterator[Open]:
    """What keeps from knowing that somebody gets nothing so."""
    mattering = [one for one in entered if one.may_matter]
    if mattering:
        yield from (Open(resource, (path,)) for resource, path in entering.unknown)
        yield from doubts.of(entering.actor)
    for one in mattering:
        yield from doubts.of(one.actor, (untold for account in one.accounts for untold in account.unknown))
        nameless = (account.by for account in one.accounts if not account.name)
        yield from (Open(by, ("serviceAccount",)) for by in nameless if by)


def _open(binding: Binding, pods: Pods, rising: Rising, doubts: Doubts) -> Iterator[Open]:
    """What keeps from knowing that it gets nothing: whom it lets do what, whose role it is, or what that may."""
    accounts = pods.possible(binding)
    if accounts and (hidden := hidden_in(binding)):
        yield Open(binding.resource, hidden)
    elif accounts and binding.rights.of and binding.rights.unknown:
        yield Open(binding.rights.of, binding.rights.unknown)
    for one in accounts:
        if one.by and not one.name:
            yield Open(one.by, ("serviceAccount",))
        yield from doubts.of(rising.actors.by_urn[one.role.key], one.unknown)


def _entering_problem(entering: Entering, entered: Entered) -> Problem:
    where = "a namespace" if entering.is_named else "all of a cluster"
    is_applied = entering.by.type in APPLIERS
    name, who = entering.by.name, entering.actor.title
    starts = f"entry {name!r} lets {who} start or enter pods"
    applies = f"{name!r} has Flux apply what {who} writes, as pods"
    return Problem(
        f"{applies if is_applied else starts} of {where} in which one has {entered.actor.title}, "
        f"which may {entered.gain}, as it may not itself",
        at=entering.at,
        key=f"{entering.actor.resource.name} {entered.actor.resource.name}",
        on=entering.by,
        remedy=REMEDIES[BY_FLUX] if is_applied else None,
    )


def _problem(binding: Binding, taken: TakenPod) -> Problem:
    may = f"which may {taken.gain}, as it may not itself"
    return Problem(
        f"binding {binding.resource.name!r} lets {taken.machine.words} {taken.way} {taken.actor.title}, {may}",
        at="roleRef",
        key=f"{taken.machine.key} {taken.actor.resource.name}".strip(),
        on=binding.resource,
        remedy=REMEDIES.get(taken.way),
    )
