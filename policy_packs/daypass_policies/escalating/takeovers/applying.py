"""This is where it is told who takes the rights of a pipeline by writing the state that this one applies.

To write states is the work of whoever applies them. A workload, a check or what plans alone reads one at most. Of
another pipeline that was given the states of all counts what counts of others that it changes by a pattern. The state
and what locks it are nothing that anybody gains. Source: as of the states.
"""

from collections.abc import Iterator
from typing import Final

from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    brings_what_others_run,
    is_called_by,
    is_called_otherwise,
    is_of_another_owner,
    shares_no_word,
)
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, every_gained
from daypass_policies.escalating.takeovers.planning import only_plans
from daypass_policies.escalating.takeovers.state_files import Applied, applied_by_others, is_about_states
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.workers import is_there_for_others, only_checks, works_for_itself

_WRITES: Final = "s3:PutObject"
_APPLY: Final = frozenset(
    (
        *("apply", "applier", "deploy", "atlanti", "spacelift", "digger", "runner", "provision", "provisioning"),
        *("restore", "restorer", "migrate", "migrator", "migration", "import", "importer", "unlock", "unlocker"),
    )
)
"""Words, in the singular, by which those are called who apply states, or mend them, wherever they run."""

_KEYS: Final = "kms:"


def taken_by_state(actor: Actor, rising: Rising) -> Iterator[Taken]:
    """Whose rights it takes so."""
    if not has_by_itself(actor, _WRITES):
        return
    is_workload = (works_for_itself(actor, rising) or only_plans(actor, rising)) and not _applies(actor)
    if not (is_workload or _is_applier(actor, rising)):
        return
    for applied, edge in applied_by_others(actor, rising, by_name=is_workload):
        weights = HEAVY if is_workload else _of_another(actor, applied)
        if weights and _is_applier(applied.actor, rising):
            every = every_gained(actor, applied.node, rising, weights)
            if gain := next((one for one in every if _counts(one, applied)), None):
                yield Taken((edge,), applied.node, gain)


def _applies(actor: Actor) -> bool:
    return (is_called_by(actor, _APPLY) or brings_what_others_run(actor)) and not only_checks(actor)


def _is_applier(actor: Actor, rising: Rising) -> bool:
    """Whether it is there for others, or a workload whose name says that it applies."""
    is_one = is_there_for_others(actor) or works_for_itself(actor, rising)
    return is_one and (_applies(actor) or (is_there_for_others(actor) and not only_plans(actor, rising)))


def _of_another(actor: Actor, applied: Applied) -> tuple[Weight, ...]:
    """What counts of a pipeline for another one."""
    if is_of_another_owner(actor, applied.node):
        return HEAVY
    if not is_called_otherwise(actor, applied.node, applied.place):
        return ()
    return HEAVY if shares_no_word(actor, applied.node) else SECRETS


def _counts(gain: Gain, applied: Applied) -> bool:
    """Whether it is beyond what surrounds a state."""
    return not gain.action.lower().startswith(_KEYS) and not is_about_states(gain.resource, applied.place)
