"""This is where it is told who approves a model that they register themselves, and that is deployed after that.

A package of a model names its container and its code. Where a rule takes the event that it was approved, what that
starts has the container run as a role which it passes to SageMaker: who registers packages and sets their status
decides what runs there. That counts where others look at it: somebody else may approve and registers nothing, or who
registers may do so as pending alone. A condition on the status (`sagemaker:ModelApprovalStatus`) keeps from it.
Sources: Amazon SageMaker Developer Guide, "Update the Approval Status of a Model" and "Model package state change"; API
Reference, "UpdateModelPackage"; Service Authorization Reference, "Amazon SageMaker"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.rules import Handed, handed_by
from daypass.graph.becoming.steering.commands.wanted import said_in_detail
from daypass.graph.consumers import Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all
from daypass_policies.escalating.low_trust.approving_events import ApprovingEvents
from daypass_policies.escalating.low_trust.machine_tasks import Done
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.escalating.takeovers.workers import is_workloads
from daypass_policies.escalating.told import Doubts, advice

_REGISTERS: Final = "sagemaker:CreateModelPackage"
_APPROVES: Final = "sagemaker:UpdateModelPackage"
_STATUS: Final = "ModelApprovalStatus"
_APPROVED: Final = "Approved"
_AS_APPROVED: Final = Facts({f"sagemaker:{_STATUS.lower()}": _APPROVED})
_AS_PENDING: Final = Facts({f"sagemaker:{_STATUS.lower()}": "PendingManualApproval"})
_GROUP: Final = "ModelPackageGroupName"
_GROUPS: Final = (
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup",
    "aws-native:sagemaker:ModelPackageGroup",
)
_PASSED: Final = "sagemaker:"


class _Deployment(NamedTuple):
    """What a rule starts when a package of a group was approved."""

    rule: Handed
    group: str
    use: Use


def own_models(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    deployments = tuple(_deployments(stack))
    able = [one for one in rising.actors.each if _may_approve(one)] if deployments else []
    registering = [one for one in able if may_at_all(one, _REGISTERS) and is_workloads(one, rising)]
    starting, doubts = stack.once(Starting, rising), Doubts()
    for one in deployments:
        for actor in registering:
            answer = all_of((_registers(actor, one.group), _approves(actor, one.group)))
            if answer.possible and _is_anothers(actor, one.group, able):
                yield from _told(actor, one, answer, _run(one.use, actor, starting, rising), doubts)


def _deployments(stack: Stack) -> Iterator[_Deployment]:
    events = stack.once(ApprovingEvents)
    for rule in handed_by(stack, "aws.sagemaker"):
        wanted = [(one.path.strip(), one.text.replace(" ", ANY)) for one in said_in_detail(rule.pattern)]
        if (_STATUS, _APPROVED) in wanted:
            named = [text for path, text in wanted if path == _GROUP]
            groups = named or [text_of(said(one, "modelPackageGroupName")) for one in stack.of_type(*_GROUPS)]
            for use in {use.consumer.urn: use for use in events.started(rule)}.values():
                yield from (_Deployment(rule, group, use) for group in dict.fromkeys(filter(None, groups)))


def _may_approve(actor: Actor) -> bool:
    is_everything = actor.is_administrator or actor.has_among_everything(_APPROVES)
    return actor.node is not None and not is_everything and may_at_all(actor, _APPROVES)


def _registers(actor: Actor, group: str, facts: Facts = _AS_PENDING) -> Answer:
    return best(
        may(actor, _REGISTERS, one, facts) for one in (_package(actor, group), _package(actor, group, "-group"))
    )


def _approves(actor: Actor, group: str) -> Answer:
    return may(actor, _APPROVES, _package(actor, group), _AS_APPROVED)


def _package(actor: Actor, group: str, kind: str = "") -> str:
    account = (actor.node.account if actor.node else "") or ANY
    return f"arn:*:sagemaker:*:{account}:model-package{kind}/{group}{'' if kind else f'/{PROBE}'}"


def _is_anothers(actor: Actor, group: str, able: list[Actor]) -> bool:
    """Whether somebody else is there to approve, or whoever registers is held to what waits for that."""
    if not _registers(actor, group, _AS_APPROVED).possible:
        return True
    others = (one for one in able if one is not actor and not _registers(one, group, NOTHING).possible)
    return any(_approves(one, group).possible for one in others)


def _run(use: Use, actor: Actor, starting: Starting, rising: Rising) -> Done | None:
    """As which role the container of the package runs, and what that may that somebody may not."""
    deployers = [role for role in starting.roles(use) if role.node and role is not actor]
    steps = (edge for role in deployers if role.node for edge in rising.steps(role.node) if edge.how == "pass role")
    targets = {edge.target.key: edge.target for edge in steps if any(one.startswith(_PASSED) for one in edge.paths)}
    gains = ((node, gained(actor, node, rising, HEAVY)) for node in targets.values() if node != actor.node)
    return next((Done(node, gain) for node, gain in gains if gain), None)


def _told(
    actor: Actor, one: _Deployment, answer: Answer, done: Done | None, doubts: Doubts
) -> Iterator[Problem | Open]:
    if not done or answer.unknown:
        yield from doubts.of(actor, answer.unknown if done else ())
        return
    rule, started = one.rule.rule.name, f"{one.use.noun} {one.use.consumer.name!r}"
    fact = (
        f"{actor.title} may register a model and approve it itself ({_APPROVES}), by which event rule {rule!r} starts "
        f"{started}; that has its container run as {done.role}, which may {done.gain}, as it may not itself"
    )
    yield advice(actor, fact, answer.grounds, f"approves by {rule} {one.use.consumer.name}", _APPROVES)
