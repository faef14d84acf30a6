"""This is where it is worked out once, for the rules that ask, who gives, forges or skips the approval of their own."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.low_trust.forged_approvals import forged_approvals
from daypass_policies.escalating.low_trust.forged_records import forged_records
from daypass_policies.escalating.low_trust.own_answers import own_answers
from daypass_policies.escalating.low_trust.own_approvals import AGREES, own_approvals
from daypass_policies.escalating.low_trust.own_models import own_models
from daypass_policies.escalating.low_trust.resumed import resumed
from daypass_policies.escalating.low_trust.skipped_approvals import skipped_approvals
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts, by, told_at


def own_checks(stack: Stack, rising: Rising) -> tuple[Problem | Open, ...]:
    """What is told of a stack."""
    return (
        *_self_approved(stack, rising),
        *own_answers(stack, rising),
        *resumed(stack, rising),
        *skipped_approvals(stack, rising),
        *forged_approvals(stack, rising),
        *forged_records(stack, rising),
        *own_models(stack, rising),
    )


def _self_approved(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """Builds that agree to what their pipeline does after them, and agents that agree to anything."""
    doubts = Doubts()
    for actor, acting, pipeline, answer, undecided in own_approvals(stack, rising):
        yield from doubts.of(actor, answer.unknown)
        if answer.is_certain and undecided:
            yield undecided
        elif answer.is_certain:
            does = f"may give the approval ({AGREES}) for which pipeline {pipeline.name!r} waits"
            fact, key = f"{actor.title}, {acting}, {does}{by(answer.grounds)}", f"approves {pipeline.name}"
            problem = Problem(fact, key=key, confidence="medium", advisory=True, witness=AGREES)
            yield told_at(answer.grounds, actor, problem)
