"""This is where it is told who takes rights that were given to another workload, however few: nobody need be strong.

A workload that rewrites what another runs, or passes a role that it may choose to something of its own, has what that
one has. A pipeline is there to deploy what its owner has, and a host may be a pipeline's: of those the secrets of
others count alone. People may know what they do: of them secrets count, and what they see by passing a role.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge, How
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.fetching.discovered import REGISTERS
from daypass.graph.becoming.steering.fetching.fetched import LEADS
from daypass.graph.becoming.steering.openable import OPENING
from daypass.graph.becoming.steering.packages import OPENS_PACKAGE, PUBLISHES
from daypass.graph.becoming.steering.pickles import is_pickle
from daypass.graph.becoming.steering.programs.telling import INVOKES, SENT
from daypass.graph.becoming.steering.sources import PATCHES, SETS_OFF
from daypass.graph.becoming.steering.spaces import OPENS_SPACES
from daypass.graph.untold import Untold
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.applying import taken_by_state
from daypass_policies.escalating.takeovers.asking import asked_for
from daypass_policies.escalating.takeovers.belonging import is_kin, is_of_another_owner
from daypass_policies.escalating.takeovers.borrowing import taken_by_borrowing
from daypass_policies.escalating.takeovers.choosing import are_named, chooses
from daypass_policies.escalating.takeovers.coding import (
    RUNBOOKS,
    asks_a_source,
    by_code,
    only_starts,
    rewrites_integration,
    starts_anothers,
)
from daypass_policies.escalating.takeovers.doing import ungiven
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, gained
from daypass_policies.escalating.takeovers.given_sessions import taken_by_session
from daypass_policies.escalating.takeovers.invoking import unaimed
from daypass_policies.escalating.takeovers.joining import gained_by_joining
from daypass_policies.escalating.takeovers.lifting import gained_by_lifting
from daypass_policies.escalating.takeovers.own_code import with_session
from daypass_policies.escalating.takeovers.own_scripts import runs_own_script, steps_by_own_script
from daypass_policies.escalating.takeovers.passing import SWAPS, taken_by_passing
from daypass_policies.escalating.takeovers.policy_picking import unpicked
from daypass_policies.escalating.takeovers.reading import gained_by_reading, steps_by_reading
from daypass_policies.escalating.takeovers.repositories import builds_another
from daypass_policies.escalating.takeovers.rolled_code import steps_by_rolled_code
from daypass_policies.escalating.takeovers.signing import by_signing, is_by_signing, steps_by_signing
from daypass_policies.escalating.takeovers.submitting import submits_anothers
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.through import gained_through
from daypass_policies.escalating.takeovers.vouching import by_vouching, vouches
from daypass_policies.escalating.takeovers.workers import (
    is_no_person,
    is_persons,
    is_there_for_others,
    works_for_itself,
)
from daypass_policies.trusting.machine_users import USERS

_GAINED_BY: Final[Mapping[How, Callable[[Edge, Actor, Rising], Gain | None]]] = {
    "kept key": gained_by_reading,
    "member": gained_by_joining,
    "own member": gained_by_joining,
}
"""What each of these steps gives."""


_ROTATES: Final = re.compile(r"^(?!.*logs?(?:[-_.]|$)).{0,64}rotat", re.IGNORECASE)
"""How what replaces keys is called. Logs are rotated, too."""
_MAKES_KEYS: Final = ("iam:CreateAccessKey", "iam:CreateServiceSpecificCredential")
_PUTS_KEYS: Final = (
    *("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:CreateSecret"),
    "ssm:PutParameter",
)
"""By what one hands a new key to whom it is for. A sweep of old ones, which does not, keeps what it makes."""


def taken(actor: Actor, rising: Rising) -> Taken | None:
    """The first identity whose rights somebody takes over one step.

    A pipeline is there to change others, so only those of another owner count, and the secrets of strangers.
    """
    if actor.node is None or not _is_asked(actor, rising):
        return None
    own = steps_by_own_script(actor, rising) if is_no_person(actor, rising) else ()
    known = chain(rising.steps(actor.node), steps_by_reading(actor, rising), steps_by_signing(actor, rising))
    steps = chain(known, own, steps_by_rolled_code(actor, rising))
    by_steps = (one for edge in steps for one in _taken_by(edge, actor, rising))
    return next(chain(by_steps, taken_by_state(actor, rising)), None)


_MOST: Final = 40
"""Of the steps of one path, those that are asked about: who reaches more of them is told to reach whatever there is."""


def taken_by_paths(actor: Actor, rising: Rising, ids: frozenset[str]) -> Taken | None:
    """The same by the steps of these paths."""
    if actor.node is None or not _is_asked(actor, rising):
        return None
    steps = islice((edge for edge in rising.steps(actor.node) if not ids.isdisjoint(edge.paths)), _MOST)
    return next((one for edge in steps for one in _taken_by(edge, actor, rising)), None)


def taken_by_setting_off(actor: Actor, rising: Rising) -> Taken | None:
    """The same by what they set off."""
    if actor.node is None or not _is_asked(actor, rising):
        return None
    steps = filter(sets_off, rising.steps(actor.node))
    return next((one for edge in steps for one in _taken_by(edge, actor, rising)), None)


def untaken_by_setting_off(actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that nobody's rights are taken so."""
    steps = rising.possible_steps(actor.node) if actor.node and _is_asked(actor, rising) else ()
    unsure = (edge for edge in steps if sets_off(edge) and edge.unknown)
    return next((edge.unknown for edge in unsure if any(True for _ in _taken_by(edge, actor, rising))), ())


def sets_off(edge: Edge) -> bool:
    """Whether it is to bring what a pipeline takes up, or name what a machine gives, rather than to change anything."""
    return not SETS_OFF.isdisjoint(edge.paths)


class Passed(NamedTuple):
    """What is taken by passing a role; `by_pattern`: nothing but a pattern of names takes that in."""

    taken: Taken
    by_pattern: bool


def passed(actor: Actor, rising: Rising) -> Passed | None:
    """The first role whose rights somebody takes by passing it: one that nobody named before those that are named."""
    if actor.node is None or not _is_asked(actor, rising):
        return None
    passing = (edge for edge in rising.steps(actor.node) if edge.how == "pass role")
    found = [one for edge in passing for one in taken_by_passing(edge, actor, rising)]
    each = [Passed(one, chooses(actor, one.edges[0].target)) for one in found]
    # A machine that is named, too, may be the one that is meant to have the role: that is for who follows the path.
    named = (one for one in each if not SWAPS.issuperset(one.taken.edges[0].paths))
    return next((one for one in each if one.by_pattern), next(named, None))


def untaken(actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that it takes nobody's rights.

    That its steps were too many to be asked about, whether it makes the credential of whom it puts into a group,
    whether it has a state machine read for it what was not given to it, whether that names the weaker of two things
    itself, what policy that may give to it, or whether what it opens has a way in.
    """
    steps = rising.possible_steps(actor.node) if actor.node and _is_asked(actor, rising) else ()
    inside = [edge for edge in steps if edge.unknown and not edge.target.is_outside]
    if any(TOO_MUCH in edge.unknown for edge in inside):
        return (TOO_MUCH,)
    unsure = next((edge.unknown for edge in inside if _gives(edge, actor, rising)), ())
    asking = (unaimed, unpicked, ungiven)
    return unsure or next((found for edge in steps for ask in asking if (found := ask(edge, actor, rising))), ())


_READ: Final = SENT | {INVOKES, LEADS, OPENS_PACKAGE, PATCHES, PUBLISHES, REGISTERS}
"""Paths on which a program, a script or a setting says what is run, which may not be known yet."""


def _gives(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a step of these kinds would give something that counts, were it certain."""
    if edge.how == "own member":
        return gained_by_joining(edge, actor, rising) is not None
    is_opened = not (OPENING | RUNBOOKS | {OPENS_SPACES}).isdisjoint(edge.paths)
    # From where somebody comes who shows a token no stack says, and what is not known of a thing it will.
    is_signed = is_by_signing(edge) and all(one.urn for one in edge.unknown)
    is_loaded = edge.how == "code" and (is_pickle(edge.thing) or not _READ.isdisjoint(edge.paths))
    is_asked = edge.how in ("asks", "borrows") or asks_a_source(edge) or rewrites_integration(edge) or vouches(edge)
    return (is_asked or is_opened or is_loaded or is_signed) and any(True for _ in _taken_by(edge, actor, rising))


def _is_asked(actor: Actor, rising: Rising) -> bool:
    return is_no_person(actor, rising) or is_there_for_others(actor) or is_persons(actor, rising)


def _taken_by(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    if edge.how == "code" and (not only_starts(edge) or _is_anothers(edge, actor, rising)):
        for runs in rising.steps(edge.target):
            if (runs.how == "runs as" and runs_own_script(edge, runs)) and (
                gain := gained_through(
                    edge, runs, actor, rising, with_session(edge, by_code(actor, edge, runs, rising))
                )
            ):
                yield Taken((edge, runs), runs.target, gain)
    elif edge.how == "asks":
        for asked in asked_for(edge, actor, rising, by_code(actor, edge, edge, rising)):
            yield Taken(asked.edges, asked.edges[-1].target, asked.gain)
    elif edge.how in _TAKEN_BY:
        yield from _TAKEN_BY[edge.how](edge, actor, rising)
    elif gain := _gained_at_once(edge, actor, rising):
        yield Taken((edge,), edge.target, gain)


def _is_anothers(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether what is only started, with arguments, is somebody else's."""
    if builds_another(actor, edge.target.resource) or starts_anothers(actor, edge, rising):
        return True
    return works_for_itself(actor, rising) and submits_anothers(actor, edge, rising)


def _lifted(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What it gets of a role whose boundary it lifts, and as which it acts, itself or by what it has run."""
    ways = rising.becoming(edge.source) if edge.target != edge.source else ()
    way = next((one for one in ways if one[-1].target == edge.target and not only_starts(one[0])), None)
    weights = SECRETS if is_persons(actor, rising) else HEAVY
    if way and (gain := gained_by_lifting(edge, actor, rising, weights)):
        yield Taken((edge, *way), edge.target, gain, is_lifted=True)


_TAKEN_BY: Final[Mapping[How, Callable[[Edge, Actor, Rising], Iterable[Taken]]]] = {
    "pass role": taken_by_passing,
    "borrows": taken_by_borrowing,
    "boundary edit": _lifted,
    "assume": taken_by_session,
}
"""What is taken over each of these steps."""


def _gained_at_once(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What it gets of whom it becomes itself, without anything that works for both."""
    if by_itself := _GAINED_BY.get(edge.how):
        return by_itself(edge, actor, rising)
    if edge.how == "federation":
        return gained(actor, edge.target, rising, _by_tokens(actor, edge, rising))
    if edge.how == "trust edit":
        return _gained_by_trust(edge, actor, rising)
    if edge.how != "key" or _looks_after(edge.target, actor, rising):
        return None
    return gained(actor, edge.target, rising, HEAVY)


def _looks_after(user: Node, actor: Actor, rising: Rising) -> bool:
    """Whether who is no user makes keys for those it looks after: it names them, or has where to put what it makes.

    What is called so is there to replace them. Those of another owner it does not look after.
    """
    if actor.resource.type in USERS or is_of_another_owner(actor, user):
        return False
    is_named = are_named(actor, _MAKES_KEYS)
    if is_named or not works_for_itself(actor, rising) or _ROTATES.search(actor.resource.name):
        return True
    return any(may_at_all(actor, action) for action in _PUTS_KEYS)


def _by_tokens(actor: Actor, edge: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role that takes the token which somebody has for it, makes, or has made."""
    if vouches(edge):
        return by_vouching(actor, edge, rising)
    if is_by_signing(edge):
        return by_signing(actor, edge, rising)
    return HEAVY  # users of an application have the role, whom nobody knows


def _gained_by_trust(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What a workload gets of a role that it names, by writing itself into its trust.

    Of roles that a pattern takes in `no-rewriting-of-own-rights` speaks, and a pipeline makes roles for others.
    """
    if not works_for_itself(actor, rising) or not are_named(actor, (edge.action,)):
        return None
    return gained(actor, edge.target, rising, SECRETS if is_kin(actor, edge.target) else HEAVY)
