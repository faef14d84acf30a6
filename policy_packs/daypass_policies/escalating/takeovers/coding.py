"""This is where it is told what counts of a role as which something runs that somebody changes."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from daypass.data.escalation_paths import escalation_paths, paths_here
from daypass.data.role_takers import taker_paths
from daypass.data.triggers import triggers
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.rewriting import REWRITES
from daypass.graph.becoming.steering.commands.stores import STORED
from daypass.graph.becoming.steering.commands.to_hosts import COMMANDING
from daypass.graph.becoming.steering.documents.starters import WORDING
from daypass.graph.becoming.steering.fetching.discovered import REGISTERS
from daypass.graph.becoming.steering.fetching.fetched import LEADS
from daypass.graph.becoming.steering.machines.versioned import MAKES_COMPONENT
from daypass.graph.becoming.steering.merges import MERGES
from daypass.graph.becoming.steering.packages import OPENS_PACKAGE, PUBLISHES
from daypass.graph.becoming.steering.programs.telling import INVOKES, SENT
from daypass.graph.becoming.steering.resolvers import is_data_source
from daypass.graph.becoming.steering.sources import BRINGS, CACHED, PATCHES, SETS_OFF
from daypass.graph.becoming.steering.spaces import OPENS_SPACES
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import has_by_itself
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    brings_what_others_run,
    is_called_by,
    is_called_by_all_of,
    is_called_otherwise,
    is_foreign,
    is_kin,
    is_made_where,
    is_of_another_owner,
    is_of_one_house,
    package_alone,
    shares_no_word,
)
from daypass_policies.escalating.takeovers.choosing import are_named, is_held_to, is_of_any_thing, is_of_many, meeting
from daypass_policies.escalating.takeovers.commanded import runs_any_command
from daypass_policies.escalating.takeovers.components import makes_component_of_others
from daypass_policies.escalating.takeovers.excepted import Exceptions
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, TO_SEE, WEIGHTS, Weight
from daypass_policies.escalating.takeovers.kept_from import was_to_be_kept_from, was_to_be_kept_from_a_branch
from daypass_policies.escalating.takeovers.kept_from_code import was_to_be_kept_from_code
from daypass_policies.escalating.takeovers.misnamed import is_misnamed
from daypass_policies.escalating.takeovers.model_making import is_made_by_training, is_released_by_another, releases_it
from daypass_policies.escalating.takeovers.own_code import RUNS_OWN_CODE, is_given_to_use
from daypass_policies.escalating.takeovers.own_sandboxes import SESSIONS, is_own_sandbox
from daypass_policies.escalating.takeovers.own_work import has_work_apart
from daypass_policies.escalating.takeovers.repositories import builds_another
from daypass_policies.escalating.takeovers.runbooks import BY_RUNBOOKS, is_held_to_runbooks
from daypass_policies.escalating.takeovers.said_to_deploy import says_it_deploys
from daypass_policies.escalating.takeovers.siblings import is_a_siblings
from daypass_policies.escalating.takeovers.signed_code import lifts_its_signing, passes_what_only_warns
from daypass_policies.escalating.takeovers.swept import bakes_it, is_swept_in, versions_any_template
from daypass_policies.escalating.takeovers.workers import (
    AS_DEFINED,
    is_a_check,
    is_an_agents,
    is_deployer,
    is_persons,
    is_there_for_others,
    only_checks,
    works_for_itself,
)
from daypass_policies.trusting.trust import known_admissions
from daypass_policies.trusting.workloads import is_for_templates, is_orchestrators

_PUSHES: Final = frozenset(
    (
        *("codecommit-x01", "codecommit-x02", "codecommit-x03"),
        *("codepipeline-x04", "codepipeline-x05", "codepipeline-x06"),
        *("codepipeline-x11", "codepipeline-x12", "codepipeline-x13"),
    )
)
"""Paths on which somebody commits, or commits and approves: of people that is the work, as it is to merge."""

_MOVES: Final = frozenset(("codecommit-x04", "codecommit-x05", "codecommit-x06"))
"""Paths on which somebody commits to any branch and then has that one built."""

_OPENS: Final = frozenset(("sagemaker-004", "sagemaker-x12", OPENS_SPACES))
"""Paths on which people open where somebody works, and see what that one does: whoever may open any sees all."""

_PORTALS: Final = frozenset(("sagemaker-x12",))
"""Paths on which a portal opens to each of its people what is theirs: to read what they read comes with that."""

_LAUNCHES: Final = frozenset(("servicecatalog-x04", "servicecatalog-x05"))
"""Paths on which a template of one's own is launched as a role that is there so that who launches needs no rights."""

RUNBOOKS: Final = frozenset(("ssm-x12", "ssm-x13"))
_WRITTEN: Final = RUNBOOKS | {"ssm-x10"}
"""Paths on which a document is written anew that others apply."""

_APPLIED: Final = _WRITTEN | COMMANDING | WORDING | {"ssm-x11", "events-x04"}
"""Paths on which what others apply is changed, or told: who was given that was given nothing of those who apply it."""

_OVERRIDES: Final = frozenset(("codebuild-002", "codebuild-003"))
"""Paths on which whoever starts a build may say what it does (`buildspecOverride`)."""

_PATCHING: Final = frozenset(("patch", "patcher", "patching", "baseline", "patchmanager"))
"""Words by which those are called who say what is installed on machines."""

_LAYERED: Final = frozenset(("lambda-x01",))
_MAKES_LAYERS: Final = "lambda:PublishLayerVersion"
_CHANGES_CODE: Final = "lambda:UpdateFunctionCode"
"""The path on which the settings of a function name another layer, what makes one, and what changes its own code."""

_SENDS: Final = frozenset(("sqs-x01", "events-x02")) | STORED | SENT
"""Paths on which what somebody sends, or stores, says what is run, or done."""

_PUTS: Final = frozenset(("events-x02", "events-x04", "events-x08", "events-x09"))
_PUTS_EVENTS: Final = "events:PutEvents"
_ITS_SOURCE: Final = "events:source"
"""Paths on which an event says it, by whoever may put events, and the key of the source that a policy holds them to."""


_PACKAGED: Final = frozenset((PUBLISHES, OPENS_PACKAGE))

_REPLACING: Final = ("Update", "Modify", "PutObject", "PutImage")
"""How actions begin by which what something runs is another thing from then on."""


def by_code(actor: Actor, edge: Edge, runs: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role whose workload is changed."""
    are_people = is_persons(actor, rising)
    if _is_its_work(actor, edge, runs.target, rising) or (are_people and _is_peoples_work(edge, rising)):
        return ()
    if not BRINGS.issuperset(edge.paths) and _was_to_be_kept_from(actor, edge, runs.target, rising):
        return WEIGHTS
    is_named, things = are_named(actor, path_actions(edge)), _things(edge)
    if is_of_another_owner(actor, runs.target, *things):
        return HEAVY if is_named and is_deployer(actor) else WEIGHTS
    if are_people:
        return _by_peoples_code(edge, is_named=is_named)
    is_baked = bakes_it(actor, edge)
    if is_baked or is_there_for_others(actor):
        is_given = is_baked or rewrites_integration(edge)  # who deploys an API has no name for it before
        return () if is_given else _by_code_of_others(actor, edge, runs.target, rising, is_named=is_named)
    if is_named and _is_brought(edge) and says_it_deploys(actor, rising.reach.settings):
        own = SECRETS if is_called_otherwise(actor, runs.target, *things) else ()
    else:
        own = _by_code_for_itself(actor, edge, runs.target, is_named=is_named)
    return HEAVY if own == SECRETS and is_released_by_another(actor, edge, rising) else own


def _is_brought(edge: Edge) -> bool:
    """Whether what runs is another thing from then on, rather than sent something, or made to run it for the holder."""
    return (_APPLIED | _SENDS | SETS_OFF | RUNS_OWN_CODE | SESSIONS | _OVERRIDES).isdisjoint(edge.paths)


def _is_its_work(actor: Actor, edge: Edge, role: Node, rising: Rising) -> bool:
    """Whether it is there to do so: it alone may, it releases what is loaded, puts its own events, or patches.

    Or what it starts is a sandbox of its own, or what it releases is the document that others apply.
    """
    is_let = rising.reach.stack.once(Exceptions).lets(actor, path_actions(edge))
    is_of_patches = PATCHES in edge.paths and is_called_by(actor, _PATCHING)
    is_released = releases_it(actor, edge, rising) or _puts_its_own_events(actor, edge, role)
    is_applied = _releases_what_is_applied(actor, edge)
    return is_let or is_of_patches or is_released or is_applied or is_own_sandbox(actor, edge, role, rising)


def _releases_what_is_applied(actor: Actor, edge: Edge) -> bool:
    """Whether it is the pipeline of the document that it names: the repository that enters it is called so."""
    is_its_pipeline = is_deployer(actor) and not only_checks(actor) and is_made_where(actor, edge.thing)
    return _WRITTEN.issuperset(edge.paths) and is_its_pipeline and are_named(actor, path_actions(edge))


def _puts_its_own_events(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it puts events of sources alone that somebody wrote down, by which something runs that is called like it.

    The rule that takes these was made for it; of what is called otherwise, nobody says that it may choose what runs.
    """
    is_held = _PUTS.issuperset(edge.paths) and is_held_to(actor, _PUTS_EVENTS, _ITS_SOURCE)
    return is_held and is_kin(actor, role, *_things(edge))


def is_for_own_work(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether it changes so what runs beside it, as a workload that neither deploys others nor runs its own code so."""
    return works_for_itself(actor, rising) and not RUNS_OWN_CODE.intersection(edge.paths)


def _was_to_be_kept_from(actor: Actor, edge: Edge, role: Node, rising: Rising) -> bool:
    is_denied = was_to_be_kept_from(actor, role) or was_to_be_kept_from_a_branch(actor, edge)
    is_in_vain = is_misnamed(actor, role, rising) and not is_kin(actor, role)
    is_unsigned = lifts_its_signing(actor, edge) or passes_what_only_warns(actor, edge, rising.reach.stack)
    return is_denied or is_in_vain or was_to_be_kept_from_code(actor, edge) or is_unsigned


def _by_peoples_code(edge: Edge, *, is_named: bool) -> tuple[Weight, ...]:
    """The same of people: what a product launches for whoever orders it, what they see, and else secrets."""
    if _LAUNCHES.intersection(edge.paths):
        return HEAVY
    return TO_SEE if _OPENS.intersection(edge.paths) and not is_named else SECRETS


def _by_code_for_itself(actor: Actor, edge: Edge, role: Node, *, is_named: bool) -> tuple[Weight, ...]:
    """The same of a workload: secrets where its own code is what runs, or what runs is called like it.

    An agent does what it is talked into, and a check only checks, whatever they are called; an agent takes from an
    interpreter what that reads. What runs has no code of others to replace, also of those beside which it runs, unless
    its name says that it brings what they run; to send them commands or jobs may be how it works. Who replaces the code
    of what is called otherwise reads what that one reads, by whatever name it was given the thing: settings are changed
    by the same action. That both keep what is theirs below one path, or in one bucket, says nothing of what the one
    boots from, or builds.
    """
    things = _things(edge)
    is_settings_alone = _LAYERED.issuperset(edge.paths)  # who brings a layer, `kept_from_code` asks
    is_no_code = is_settings_alone or is_made_by_training(edge)  # and who releases a model, `model_making`
    replaces_code = _replaces(edge) and not is_no_code and not _brings_code(actor)
    is_its_own = is_kin(actor, role, *things) and not (is_an_agents(actor) or is_a_check(actor) or replaces_code)
    if _PORTALS.issuperset(edge.paths) and not is_an_agents(actor):
        return _by_portals(is_named=is_named, is_its_own=is_its_own)
    if is_its_own and is_swept_in(actor, edge, role):
        return HEAVY
    if is_its_own or (is_named and is_given_to_use(actor, edge, role, *things)):
        return TO_SEE if is_named and drives_anothers(actor, edge, role) else SECRETS
    if not RUNS_OWN_CODE.isdisjoint(edge.paths):
        return WEIGHTS
    takes_its_place = _replaces(edge) and not is_settings_alone and is_called_otherwise(actor, role, *things)
    return HEAVY if is_named and not takes_its_place else WEIGHTS


def _brings_code(actor: Actor) -> bool:
    """Whether it is a pipeline's, or its name says that it brings what others run."""
    return is_deployer(actor) or brings_what_others_run(actor)


def drives_anothers(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether an agent drives sessions there of what is not called like it."""
    is_driven = not SESSIONS.isdisjoint(edge.paths) and is_an_agents(actor)
    return is_driven and not is_kin(actor, role, edge.target.name, edge.thing.rpartition("/")[2])


def _replaces(edge: Edge) -> bool:
    """Whether what the workload runs is replaced, rather than brought, sent, or told to it."""
    actions = path_actions(edge) if (_SENDS | SETS_OFF).isdisjoint(edge.paths) else ()
    return any(action.partition(":")[2].startswith(_REPLACING) for action in actions)


def _by_portals(*, is_named: bool, is_its_own: bool) -> tuple[Weight, ...]:
    """The same of what opens for people what is theirs: nothing where these are named, and called like it."""
    if is_named:
        return () if is_its_own else SECRETS
    return HEAVY


def _by_code_of_others(actor: Actor, edge: Edge, role: Node, rising: Rising, *, is_named: bool) -> tuple[Weight, ...]:
    """The same where it is there to change others: nothing of its own, and of what it names others' secrets alone.

    What nobody named for it and is called otherwise, it is not there for, nor what is another's of the same product.
    """
    things = _things(edge)
    is_given = is_named and is_deployer(actor) and not _APPLIED.intersection(edge.paths)
    brings = is_given and (BRINGS.issuperset(edge.paths) or _releases_package(actor, edge))
    if brings or is_for_templates(actor.resource):
        return ()  # to make what others take up is what it is there for, or all that a template says
    is_others = _puts_layers_on(actor, edge, role) if is_given else _is_not_its_to_change(actor, edge, role, rising)
    if is_others or _is_taken_in(actor, edge, role):
        return HEAVY
    if CACHED in edge.paths:
        return SECRETS  # to write what another build keeps is nobody's work
    if builds_another(actor, edge.target.resource) or makes_component_of_others(actor, edge, role):
        return SECRETS
    if is_orchestrators(actor.resource) and is_of_one_house(actor, role):
        return ()  # it does what a definition says, and that was written by who wrote the other
    is_strange = is_called_otherwise if is_given else is_foreign
    return SECRETS if is_strange(actor, role, *things) else ()


def _releases_package(actor: Actor, edge: Edge) -> bool:
    """Whether it publishes the package after which it is called, or its repository: that is where this one is made."""
    return PUBLISHES in edge.paths and is_called_by_all_of(actor, edge.thing.rpartition("/")[2])


def _is_not_its_to_change(actor: Actor, edge: Edge, role: Node, rising: Rising) -> bool:
    """Whether it launches a product, is another's, or any API's: one has no name, and who was not given it has any.

    Or is any launch template's, and the holder was to bring images.
    """
    is_any_ones = (asks_a_source(edge) and is_of_any_thing(actor, edge)) or versions_any_template(actor, edge)
    return is_any_ones or bool(_LAUNCHES.intersection(edge.paths)) or _is_anothers(actor, edge, role, rising)


def _puts_layers_on(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it makes layers, and was given what puts them on another's function, but not that function's code."""
    if not _LAYERED.issuperset(edge.paths) or not is_called_otherwise(actor, role, *_things(edge)):
        return False
    changes_code = best(means.on(_CHANGES_CODE, edge.thing) for means in actor.means).possible
    return has_by_itself(actor, _MAKES_LAYERS) and not changes_code


def _is_anothers(actor: Actor, edge: Edge, role: Node, rising: Rising) -> bool:
    """Whether it is called otherwise in every word, or by all words but those of the patterns that reach it."""
    things = _things(edge)
    if is_called_otherwise(actor, role, *things) and shares_no_word(actor, role):
        return True
    return is_a_siblings(actor, role, _patterns(actor, edge), rising, *things)


def _is_taken_in(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether a pattern takes it in, also one that a tag holds to some, and it is of other work than the holder's."""
    patterns = _patterns(actor, edge)
    return any(map(is_of_many, patterns)) and has_work_apart(actor, role, patterns, *_things(edge))


def _patterns(actor: Actor, edge: Edge) -> list[str]:
    """The patterns, or names, by which it was given what it changes there."""
    return [one for action in path_actions(edge) for one in meeting(actor, edge.thing, action)]


def _is_peoples_work(edge: Edge, rising: Rising) -> bool:
    """Whether the step is to commit, also to a branch that they need not move to do so."""
    if not _MOVES.intersection(edge.paths):
        return not (_PUSHES | MERGES).isdisjoint(edge.paths)
    same = (step for step in rising.steps(edge.source) if step.target == edge.target)
    return any(not _PUSHES.isdisjoint(step.paths) for step in same)


def _things(edge: Edge) -> tuple[str, ...]:
    """By what the workload is called, and what is changed, where that is its own.

    Of resolvers and integrations nobody knows more than the id of their API, nor of a zone or a name than its own; and
    a document or a bus says nothing of the machines, nor a queue or a table, which is called after who writes there; a
    package is not called by its domain, as are those of others. A component of Image Builder is called after who makes
    it, whoever takes that into their images.
    """
    of_others = _APPLIED | _SENDS | REWRITES | {LEADS, PATCHES, REGISTERS, MAKES_COMPONENT}
    if asks_a_source(edge) or of_others.intersection(edge.paths):
        return (edge.target.name,)
    if OPENS_SPACES in edge.paths:  # all of a domain say that, and that they are spaces
        return (edge.target.name, edge.thing.rpartition("/")[2])
    return (edge.target.name, package_alone(edge.thing) if _PACKAGED.intersection(edge.paths) else edge.thing)


def asks_a_source(edge: Edge) -> bool:
    """Whether it has a data source of AppSync asked for something else."""
    return edge.target.resource is not None and is_data_source(edge.target.resource)


def rewrites_integration(edge: Edge) -> bool:
    """Whether it has an integration of API Gateway ask for something else."""
    return not REWRITES.isdisjoint(edge.paths)


def only_starts(edge: Edge) -> bool:
    """Whether it makes the workload run as it is, though with arguments: that is what it is there for.

    On a path that is only to what a stack has, the stack tells that more than arguments is chosen; but for what invokes
    a function with what a definition says.
    """
    actions, is_told = path_actions(edge), INVOKES in edge.paths
    is_start = bool(actions) and actions <= starting() and (is_told or paths_here().keys().isdisjoint(edge.paths))
    runs_anything = is_told or runs_any_command(edge.target.resource)
    return is_start and not (runs_anything and _words_it_itself(edge.source))


def starts_anothers(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether a workload starts, with what instructions it likes, a build that is not called like it.

    It was given the build to start it, and nothing in IAM leaves the instructions out of that.
    """
    is_anothers = not is_kin(actor, edge.target, *_things(edge))
    return not _OVERRIDES.isdisjoint(edge.paths) and is_anothers and works_for_itself(actor, rising)


def _words_it_itself(source: Node) -> bool:
    """Whether it writes what it asks for, rather than a service that does as it what a definition says."""
    if source.resource is None:
        return True
    trusting = known_admissions(source.resource)
    defined = AS_DEFINED | ({BY_RUNBOOKS} if is_held_to_runbooks(source.resource) else set())
    return not trusting or not all(one.kind == "Service" and one.principal in defined for one in trusting)


def path_actions(edge: Edge) -> frozenset[str]:
    """Those of the path that the step goes."""
    return frozenset(action for id_ in edge.paths for action in _actions().get(id_, ()))


@cache
def _actions() -> Mapping[str, tuple[str, ...]]:
    """Id of a path → its actions; one by which somebody hands a role over may be called by its action."""
    return {path.id: path.actions for path in (*taker_paths(), *escalation_paths(), *paths_here().values())}


@cache
def starting() -> frozenset[str]:
    """The actions that make a workload run as it is."""
    return frozenset(trigger.action for each in triggers().values() for trigger in each)
