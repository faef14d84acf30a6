"""This is where it is told who takes rights that were given to another workload, however few: nobody need be strong.

A workload that rewrites what another runs, or passes a role that it may choose to something of its own, has what that
one has. A pipeline is there to deploy what its owner has, and a host may be a pipeline's: of those the secrets of
others count alone. People may know what they do: of them secrets count, and what they see by passing a role.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.escalation_paths import escalation_paths, paths_here
from daypass.data.triggers import triggers
from daypass.graph.becoming.anything.unnamed import any_policy
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.granting import GRANTS, granting_of
from daypass.graph.becoming.steering.openable import OPENING
from daypass.graph.becoming.steering.resolvers import is_data_source, may_call
from daypass.graph.becoming.steering.sources import SETS_OFF
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import action_matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.asking import asked_for, is_on_many
from daypass_policies.escalating.takeovers.belonging import (
    is_called_otherwise,
    is_foreign,
    is_kin,
    is_kin_beyond,
    is_of_another_owner,
)
from daypass_policies.escalating.takeovers.choosing import are_named, chooses, passed_by
from daypass_policies.escalating.takeovers.commanded import runs_any_command
from daypass_policies.escalating.takeovers.copying import gained_by_copying
from daypass_policies.escalating.takeovers.gaining import (
    HEAVY,
    SECRETS,
    TO_SEE,
    WEIGHTS,
    Gain,
    Weight,
    every_gained,
    gained,
)
from daypass_policies.escalating.takeovers.handing import (
    by_passing,
    gained_of_a_namesake,
    gained_over_identities,
    reaches_strangers,
)
from daypass_policies.escalating.takeovers.joining import gained_by_joining
from daypass_policies.escalating.takeovers.lifting import gained_by_lifting
from daypass_policies.escalating.takeovers.own_scripts import steps_by_own_script
from daypass_policies.escalating.takeovers.reading import gained_by_reading, steps_by_reading
from daypass_policies.escalating.takeovers.repositories import builds_another
from daypass_policies.escalating.takeovers.unnamed import unnamed
from daypass_policies.escalating.takeovers.workers import (
    AS_DEFINED,
    is_deployer,
    is_no_person,
    is_persons,
    is_there_for_others,
    works_for_itself,
)
from daypass_policies.trusting.machine_users import USERS
from daypass_policies.trusting.trust import known_admissions

_PUSHES: Final = frozenset(
    (
        *("codecommit-x01", "codecommit-x02", "codecommit-x03"),
        *("codepipeline-x04", "codepipeline-x05", "codepipeline-x06"),
    )
)
"""Paths on which somebody commits, or commits and approves: of people that is the work."""

_MOVES: Final = frozenset(("codecommit-x04", "codecommit-x05", "codecommit-x06"))
"""Paths on which somebody commits to any branch and then has that one built."""

_TO_USERS: Final = frozenset(("cognitoidentity-001",))
"""Paths on which users of an application get a role, whom nobody knows: of those that a pattern takes in all counts."""

_SWAPS: Final = frozenset(("ec2-x02", "ec2-x03", "ec2-x05"))
"""Paths on which a machine that is there gets a role: a host that goes one is such a machine."""

_RUNS_OWN_CODE: Final = frozenset(
    ("athena-x01", "glue-x01", "glue-x02", "emr-x01", "bedrock-002", "bedrock-007", "sagemaker-x12")
)
"""Paths on which a workload has its own code run, or opens where users run theirs: who was given that has its role."""

_OPENS: Final = frozenset(("sagemaker-004", "sagemaker-x12"))
"""Paths on which people open where somebody works, and see what that one does: whoever may open any sees all."""

_LAUNCHES: Final = frozenset(("servicecatalog-x04", "servicecatalog-x05"))
"""Paths on which a template of one's own is launched as a role that is there so that who launches needs no rights."""

_RUNBOOKS: Final = frozenset(("ssm-x12", "ssm-x13"))
_APPLIED: Final = _RUNBOOKS | {"ssm-x10", "ssm-x11"}
"""Paths on which a document is changed that others apply: who was given the one was given nothing of what it does."""

_OF_GROUPS: Final = ("member", "own member")
"""Steps to what a group has."""


class Taken(NamedTuple):
    """`edges` lead to `target`, which may do what whoever goes there may not: `gain`.

    `is_lifted`: once its permissions boundary is off.
    """

    edges: tuple[Edge, ...]
    target: Node
    gain: Gain
    is_lifted: bool = False


def taken(actor: Actor, rising: Rising) -> Taken | None:
    """The first identity whose rights somebody takes over one step, but for what they set off.

    A pipeline is there to change others, so only those of another owner count, and the secrets of strangers.
    """
    if actor.node is None or not _is_asked(actor, rising):
        return None
    own = steps_by_own_script(actor, rising) if works_for_itself(actor, rising) else ()
    steps = chain(rising.steps(actor.node), steps_by_reading(actor, rising), own)
    return next((one for edge in steps if not sets_off(edge) for one in _taken_by(edge, actor, rising)), None)


def taken_by_setting_off(actor: Actor, rising: Rising) -> Taken | None:
    """The same by what they set off."""
    if actor.node is None or not _is_asked(actor, rising):
        return None
    steps = filter(sets_off, rising.steps(actor.node))
    return next((one for edge in steps for one in _taken_by(edge, actor, rising)), None)


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
    found = [one for edge in passing for one in _taken_by_passing(edge, actor, rising)]
    each = [Passed(one, chooses(actor, one.edges[0].target)) for one in found]
    # A machine that is named, too, may be the one that is meant to have the role: that is for who follows the path.
    named = (one for one in each if not _SWAPS.issuperset(one.taken.edges[0].paths))
    return next((one for one in each if one.by_pattern), next(named, None))


def untaken(actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that it takes nobody's rights.

    That its steps were too many to be asked about, whether it makes the credential of whom it puts into a group,
    whether it has a state machine read for it what was not given to it, or whether what it opens has a way in.
    """
    steps = rising.possible_steps(actor.node) if actor.node and _is_asked(actor, rising) else ()
    inside = [edge for edge in steps if edge.unknown and not edge.target.is_outside]
    if any(TOO_MUCH in edge.unknown for edge in inside):
        return (TOO_MUCH,)
    return next((edge.unknown for edge in inside if _gives(edge, actor, rising)), ())


def _gives(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a step of these kinds would give something that counts, were it certain."""
    if edge.how == "own member":
        return gained_by_joining(edge, actor, rising) is not None
    is_opened = not (OPENING | _RUNBOOKS).isdisjoint(edge.paths)
    is_asked = edge.how == "asks" or is_opened or _asks_a_source(edge)
    return is_asked and any(True for _ in _taken_by(edge, actor, rising))


def _is_asked(actor: Actor, rising: Rising) -> bool:
    return is_no_person(actor, rising) or is_there_for_others(actor) or is_persons(actor, rising)


def _taken_by(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    if edge.how == "code" and (not _only_starts(edge) or builds_another(actor, edge.target.resource)):
        for runs in rising.steps(edge.target):
            if runs.how == "runs as" and (
                gain := _gained_through(edge, runs, actor, rising, _by_code(actor, edge, runs, rising))
            ):
                yield Taken((edge, runs), runs.target, gain)
    elif edge.how == "asks":
        for asked in asked_for(edge, actor, rising, _by_code(actor, edge, edge, rising)):
            yield Taken(asked.edges, asked.edges[-1].target, asked.gain)
    elif edge.how == "pass role":
        yield from _taken_by_passing(edge, actor, rising)
    elif edge.how == "boundary edit":
        yield from _lifted(edge, actor, rising)
    elif gain := _gained_at_once(edge, actor, rising):
        yield Taken((edge,), edge.target, gain)


def _gained_through(edge: Edge, runs: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """What it gets of a role by what runs as that. What a data source is there to be asked for is its API's to ask.

    Of a state machine that gives whatever policy is named to it, it gets that alone.
    """
    every, through = every_gained(actor, runs.target, rising, weights), edge.target.resource
    if through is not None and edge.paths == (GRANTS,):
        given = frozenset(one.action for one in granting_of(through))
        return next((gain for gain in every if any(_gives_any(one, gain, runs.target, rising) for one in given)), None)
    if through is None or not _asks_a_source(edge):
        return next(every, None)
    return next((gain for gain in every if may_call(through, gain.action) and is_on_many(gain)), None)


def _gives_any(action: str, gain: Gain, role: Node, rising: Rising) -> bool:
    """Whether the gain is to give so whatever policy is named: no condition holds the role to some."""
    if not action_matches(gain.action, action):
        return False
    each = ((means, thing) for means in rising.reach.means(role) for thing in unnamed(gain.resource))
    return any(means.on(action, thing, policy).possible for means, thing in each for policy in any_policy(role.account))


def _asks_a_source(edge: Edge) -> bool:
    """Whether it has a data source of AppSync asked for something else."""
    return edge.target.resource is not None and is_data_source(edge.target.resource)


def _lifted(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What it gets of a role whose boundary it lifts, and as which it acts, itself or by what it has run."""
    ways = rising.becoming(edge.source) if edge.target != edge.source else ()
    way = next((one for one in ways if one[-1].target == edge.target and not _only_starts(one[0])), None)
    weights = SECRETS if is_persons(actor, rising) else HEAVY
    if way and (gain := gained_by_lifting(edge, actor, rising, weights)):
        yield Taken((edge, *way), edge.target, gain, is_lifted=True)


def _taken_by_passing(edge: Edge, actor: Actor, rising: Rising) -> tuple[Taken, ...]:
    """What a step of this kind gives, worked out once for the rules that ask."""
    return rising.reach.stack.once(_Passed).of(edge, actor, rising)


class _Passed:
    """What is taken by passing roles in a stack."""

    def __init__(self, _: Stack) -> None:
        self._found: dict[tuple[str, str, tuple[str, ...]], tuple[Taken, ...]] = {}

    def of(self, edge: Edge, actor: Actor, rising: Rising) -> tuple[Taken, ...]:
        """What a step gives."""
        key = actor.resource.urn, edge.target.key, edge.paths
        if key not in self._found:
            self._found[key] = tuple(_by_passing_it(edge, actor, rising))
        return self._found[key]


def _by_passing_it(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    gain = gained(actor, edge.target, rising, _by_handing(edge, actor, rising))
    if gain is None and works_for_itself(actor, rising):
        gain = gained_by_copying(edge, actor, rising) or _grave_of_others(edge, actor, rising)
    gain = gain or gained_of_a_namesake(actor, edge.target, rising)
    if gain := gain or gained_over_identities(actor, edge.target, rising):
        yield Taken((edge,), edge.target, gain)
    elif _is_as_defined(edge) and (works_for_itself(actor, rising) or reaches_strangers(actor, edge.target)):
        yield from _handed_on(edge, actor, rising)


def _grave_of_others(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What is grave of a role that is called otherwise, though it is named."""
    every = every_gained(actor, edge.target, rising, HEAVY) if is_called_otherwise(actor, edge.target) else ()
    return next(filter(is_grave, every), None)


def _gained_at_once(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What it gets of whom it becomes itself, without anything that works for both."""
    if edge.how == "kept key":
        return gained_by_reading(edge, actor, rising)
    if edge.how in _OF_GROUPS:
        return gained_by_joining(edge, actor, rising)
    if edge.how == "federation":  # users of an application have the role, whom nobody knows
        return gained(actor, edge.target, rising, HEAVY)
    if edge.how == "trust edit":
        return _gained_by_trust(edge, actor, rising)
    if edge.how != "key" or not (actor.resource.type in USERS or is_of_another_owner(actor, edge.target)):
        return None  # who is no user makes keys for those it looks after
    return gained(actor, edge.target, rising, HEAVY)


def _gained_by_trust(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What a workload gets of a role that it names, by writing itself into its trust.

    Of roles that a pattern takes in `no-rewriting-of-own-rights` speaks, and a pipeline makes roles for others.
    """
    if not works_for_itself(actor, rising) or not are_named(actor, (edge.action,)):
        return None
    return gained(actor, edge.target, rising, SECRETS if is_kin(actor, edge.target) else HEAVY)


def _handed_on(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What the role that is passed passes on or commands, in a service that does as it whatever the holder writes."""
    for further in rising.steps(edge.target):
        ways: list[tuple[Edge, ...]] = [(further,)] if further.how == "pass role" else []
        if further.how == "code" and not _only_starts(further):
            ways = [(further, runs) for runs in rising.steps(further.target) if runs.how == "runs as"]
        for way in ways:
            target = way[-1].target
            if target != actor.node and (gain := _gained_through(further, way[-1], actor, rising, SECRETS)):
                yield Taken((edge, *way), target, gain)


def _is_as_defined(edge: Edge) -> bool:
    services = {service for path in escalation_paths() if path.id in edge.paths for service in path.services}
    return bool(services) and services <= AS_DEFINED


def _by_handing(edge: Edge, actor: Actor, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role that is passed on this path."""
    if _TO_USERS.intersection(edge.paths) and chooses(actor, edge.target):
        return WEIGHTS
    return by_passing(actor, edge.target, rising) or _by_swapping(actor, edge)


def _by_swapping(actor: Actor, edge: Edge) -> tuple[Weight, ...]:
    """What counts of a role that a host may put on itself, though it is named, unless it is called alike.

    Of names that a pattern takes in, what the pattern says is alike in all of them.
    """
    if not is_there_for_others(actor) or is_deployer(actor) or not _SWAPS.intersection(edge.paths):
        return ()
    patterns = passed_by(actor, edge.target) if chooses(actor, edge.target) else ()
    return () if is_kin_beyond(actor, edge.target, patterns) else SECRETS


def _by_code(actor: Actor, edge: Edge, runs: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role whose workload is changed."""
    are_people = is_persons(actor, rising)
    if are_people and _is_peoples_work(edge, rising):
        return ()
    is_named, things = are_named(actor, _actions(edge)), _things(edge)
    if is_of_another_owner(actor, runs.target, *things):
        return HEAVY if is_named and is_deployer(actor) else WEIGHTS
    if are_people:
        return _by_peoples_code(edge, is_named=is_named)
    if is_there_for_others(actor):
        return _by_code_of_others(actor, edge, runs.target, is_named=is_named)
    if (is_named and _RUNS_OWN_CODE.intersection(edge.paths)) or is_kin(actor, runs.target, *things):
        return SECRETS
    return HEAVY if is_named else WEIGHTS


def _by_peoples_code(edge: Edge, *, is_named: bool) -> tuple[Weight, ...]:
    """The same of people: what a product launches for whoever orders it, what they see, and else secrets."""
    if _LAUNCHES.intersection(edge.paths):
        return HEAVY
    return TO_SEE if _OPENS.intersection(edge.paths) and not is_named else SECRETS


def _by_code_of_others(actor: Actor, edge: Edge, role: Node, *, is_named: bool) -> tuple[Weight, ...]:
    """The same where it is there to change others: nothing of its own, and of what it names others' secrets alone."""
    things = _things(edge)
    is_given = is_named and is_deployer(actor) and not _APPLIED.intersection(edge.paths)
    if _LAUNCHES.intersection(edge.paths) and not is_given:
        return HEAVY
    is_strange = is_called_otherwise if is_given else is_foreign
    return SECRETS if is_strange(actor, role, *things) or builds_another(actor, edge.target.resource) else ()


def _is_peoples_work(edge: Edge, rising: Rising) -> bool:
    """Whether the step is to commit, also to a branch that they need not move to do so."""
    if not _MOVES.intersection(edge.paths):
        return not _PUSHES.isdisjoint(edge.paths)
    same = (step for step in rising.steps(edge.source) if step.target == edge.target)
    return any(not _PUSHES.isdisjoint(step.paths) for step in same)


def _things(edge: Edge) -> tuple[str, ...]:
    """By what the workload is called, and what is changed, where that is its own.

    Of resolvers nobody knows more than the id of their API, and the name of a document says nothing of the machines.
    """
    is_its_own = not _asks_a_source(edge) and not _APPLIED.intersection(edge.paths)
    return (edge.target.name, edge.thing) if is_its_own else (edge.target.name,)


def _only_starts(edge: Edge) -> bool:
    """Whether it makes the workload run as it is, though with arguments: that is what it is there for.

    On a path that is only to what a stack has, the stack tells that more than arguments is chosen.
    """
    actions = _actions(edge)
    is_start = bool(actions) and actions <= _starting() and paths_here().keys().isdisjoint(edge.paths)
    return is_start and not (runs_any_command(edge.target.resource) and _words_it_itself(edge.source))


def _words_it_itself(source: Node) -> bool:
    """Whether it writes what it asks for, rather than a service that does as it what a definition says."""
    trusting = known_admissions(source.resource) if source.resource else ()
    return not trusting or not all(one.kind == "Service" and one.principal in AS_DEFINED for one in trusting)


def _actions(edge: Edge) -> frozenset[str]:
    """Those of the path that the step goes."""
    paths = (*escalation_paths(), *paths_here().values())
    return frozenset(action for path in paths if path.id in edge.paths for action in path.actions)


@cache
def _starting() -> frozenset[str]:
    return frozenset(trigger.action for each in triggers().values() for trigger in each)
