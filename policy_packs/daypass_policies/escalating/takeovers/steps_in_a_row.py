"""This is where it is told what steps give in a row, each of which is meant, and nobody meant the whole.

Whoever wrote the last step, on both sides of it, meant the role that stands before it, with the work that this has; and
whoever wrote the first did not give the last. A role that has no work but to lead on, that leads to many or is let in
by many, or that is called like one of the ends, joins them, and so was the whole meant. What deploys, or is there for
whoever asks, is meant for others anyway. Source: AWS STS API Reference, "AssumeRole" (role chaining); NIST SP 800-53
Rev. 5, AC-6; read 2026-12.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from daypass.data.helper_words import helper_words
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.nodes import Node
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Undecided
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.givers import gives_sessions
from daypass_policies.escalating.takeovers.belonging import (
    OF_PLATFORMS,
    house_words,
    words_of,
    words_of_target,
    words_of_thing,
)
from daypass_policies.escalating.takeovers.choosing import reached_by
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained, may_too
from daypass_policies.escalating.takeovers.trust_alone import MANY, is_given, is_there_for_many, names_of_trust
from daypass_policies.escalating.takeovers.trusts_in_a_row import OF_ACCESS, has_work
from daypass_policies.escalating.takeovers.workers import is_deployer, is_no_person, is_workloads
from daypass_policies.trusting.machine_users import is_pipelines_name
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, is_trusted_by_its_arn, is_trusted_by_name, known_admissions, trust_of

_LEAST_TRUSTED: Final = ("agent", "vendor")
"""Classes of those that are trusted less than any other: to go on to these is to have less."""

_BREAK_GLASS: Final = "break-glass"

_LEADING_ON: Final = frozenset(
    (
        *("hub", "spoke", "jump", "jumphost", "entry", "entrance", "transit", "bastion", "broker", "router", "member"),
        *("breakglass", "glass", "emergency", "firecall", "backup", "restore", "replication", "dns", "stackset"),
    )
)
"""Words by which roles are called that are there for whoever is led there: in each account, or once something fails."""

_DEPLOYING: Final = frozenset(
    (
        *("apply", "atlantis", "cdk", "cfn", "cloudformation", "crossplane", "deployment", "installer", "migrator"),
        *("provision", "provisioner", "provisioning", "publisher", "publishing", "rollout", "spacelift", "stackset"),
        *("formation", "tofu", "opentofu", "terragrunt"),
    )
)
"""Words by which roles are called that set up what others run, beside those of pipelines."""

_TOOLS: Final = frozenset(("airflow", "argo", "backstage", "crossplane", "dagster", "prefect", "tekton", "mwaa"))
"""Names of tools that do the work of all who write down what they should do."""

_FOR_ALL: Final = OF_PLATFORMS | _TOOLS

_ROLES: Final = OF_ACCESS | {"helper", "operator", "manager", "owner"}
"""Words that say what somebody does, and may stand in the names of strangers."""


def gained_step_by_step(way: Sequence[Edge], actor: Actor, rising: Rising) -> Gain | None:
    """What a workload or a pipeline gets at the end of such a way, where nothing says that it was meant to."""
    target = way[-1].target
    between = [one for edge in way[:-1] if (one := rising.actors.by_urn.get(edge.target.key))]
    if not _is_step_by_step(way, rising) or not _is_there_for_itself(actor, rising):
        return None
    if not _is_there_for_few(target, actor, rising) or any(_leads_on(one, rising) for one in between):
        return None
    house = _house(actor) | _words_of_all(way, actor)
    own, theirs = words_of(actor) - house, words_of_target(target) - house
    others = [words_of_target(edge.target) - house for edge in way[:-1]]
    are_called_by_nothing = any(map(_are_anybodys, (own, theirs))) or any(one <= _FOR_ALL for one in others)
    if are_called_by_nothing or not _are_strangers(own, others, theirs):
        return None
    called = own.union(*others) - _ROLES
    found = (gain for gain in every_gained(actor, target, rising, HEAVY) if not _is_called(gain, called))
    return next((gain for gain in found if not any(may_too(one, gain).possible for one in between)), None)


def _is_step_by_step(way: Sequence[Edge], rising: Rising) -> bool:
    """Whether there are several steps, and both sides of each name the other."""
    return len(way) > 1 and all(edge.is_certain and _is_named_by_both(edge, rising) for edge in way)


def _is_named_by_both(edge: Edge, rising: Rising) -> bool:
    source, role = rising.actors.by_urn.get(edge.source.key), edge.target.resource
    is_named = is_trusted_by_name(role, edge.source.arn) or is_trusted_by_its_arn(role, edge.source.arn)
    return source is not None and is_named and edge.target.arn in reached_by(source, edge.target, ASSUME)


def _is_there_for_itself(actor: Actor, rising: Rising) -> bool:
    """Whether it is no person's, and has other work than to assume roles."""
    return (is_no_person(actor, rising) or is_workloads(actor, rising)) and has_work(actor, rising)


def _is_there_for_few(target: Node, actor: Actor, rising: Rising) -> bool:
    """Whether the last role is neither given to the first, nor there for many, to deploy, or once all else fails."""
    last = rising.actors.by_urn.get(target.key)
    if last is None or _is_named(actor, target, rising) or _lets_in_many(target):
        return False
    is_spoke = len(rising.actors.accounts_of(target.arn.rpartition(":")[2])) > 1
    is_others = (
        is_spoke
        or target.workload_class in _LEAST_TRUSTED
        or target.workload_class == _BREAK_GLASS
        or is_there_for_many(target, rising)
    )
    return not is_others and not _deploys(last) and not _is_called_by(target, _LEADING_ON)


def _is_named(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether its own policies, or the trust, name the one to the other, whatever the other side says."""
    return is_given(actor, role) or any(one is actor for one in names_of_trust(role, rising))


def _deploys(role: Actor) -> bool:
    """Whether it sets up what others run, by its class, by who enters it, or by its name."""
    if role.node is None or is_deployer(role):
        return True
    return is_pipelines_name(_name_of(role.node)) or _is_called_by(role.node, _DEPLOYING)


def _leads_on(role: Actor, rising: Rising) -> bool:
    """Whether it is there to lead on: it has no other work, is a hub for many, or hands out sessions."""
    if role.node is None or not has_work(role, rising) or is_there_for_many(role.node, rising):
        return True
    onward = (edge for edge in rising.possible_steps(role.node) if edge.how == "assume")
    is_hub = _lets_in_many(role.node) or sum(1 for _ in islice(onward, MANY)) >= MANY
    try:
        is_giver = gives_sessions(role.node, rising.reach.settings)
    except Undecided:
        is_giver = True
    return is_hub or is_giver or _is_called_by(role.node, _LEADING_ON)


def _is_called_by(role: Node, words: frozenset[str]) -> bool:
    every = words_in(_name_of(role))
    return not words.isdisjoint((*every, *(word.removesuffix("s") for word in every)))


def _name_of(role: Node) -> str:
    return role.arn.rpartition("/")[2] or role.name


def _lets_in_many(role: Node) -> bool:
    admitted = known_admissions(role.resource) if role.resource else ()
    return len({one.principal for one in admitted if one.kind == "AWS"}) >= MANY


def _are_anybodys(words: frozenset[str]) -> bool:
    """Whether it is called by nothing that tells whose it is. What stands between may report: that is its work."""
    return words <= _FOR_ALL | helper_words()


def _are_strangers(own: frozenset[str], others: Sequence[frozenset[str]], theirs: frozenset[str]) -> bool:
    """Whether no two of them are called alike: the ends, and either with what stands between."""
    pairs = ((own, theirs), *((one, end) for one in others for end in (own, theirs)))
    return all((one & other) <= _ROLES for one, other in pairs)


def _is_called(gain: Gain, words: frozenset[str]) -> bool:
    return not words.isdisjoint(words_of_thing(gain.resource))


def _words_of_all(way: Sequence[Edge], actor: Actor) -> frozenset[str]:
    """The words of all identities of the stack, where there are more than those on the way.

    What these alone are called by says that they belong together.
    """
    return house_words(actor) if len(actor.neighbours) > len(way) + 1 else frozenset()


def _house(actor: Actor) -> frozenset[str]:
    """The words by which the owner of its repositories is called, as all of the company may be."""
    if actor.resource.type not in ROLES:
        return frozenset()
    try:
        owners = [one.rpartition("/")[0] for one in pipelines_entering(trust_of(actor.resource))]
    except (MalformedDocument, Undecided):
        return frozenset()
    return frozenset().union(*map(words_of_thing, owners))
