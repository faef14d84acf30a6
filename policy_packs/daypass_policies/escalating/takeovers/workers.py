"""This is where it is told for whom somebody acts: for a workload of its own, or to change what others run."""

from itertools import pairwise
from typing import Final

from daypass.graph.becoming.nodes import Node
from daypass.graph.ways import PERMISSION_SET, kinds_of
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Undecided
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.trust_classes import entering_class
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.runbooks import BY_RUNBOOKS, RunbookRoles
from daypass_policies.trusting.machine_users import USERS, is_pipelines_name, name_of
from daypass_policies.trusting.other_companies import is_of_another_company
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.trust import ROLES, known_admissions, trust_of
from daypass_policies.trusting.workloads import is_hosts, is_orchestrators, is_peoples, is_workloads_own

_PIPELINE: Final = "pipeline"
_CHECKING: Final = frozenset(
    (
        "lint",
        "linter",
        "linting",
        "check",
        "checks",
        "checker",
        "scan",
        "scanner",
        "coverage",
        "sast",
        "plan",
        "planner",
    )
)
_COMPARING: Final = frozenset(("diff", "drift"))
_MENDING: Final = frozenset(("fix", "heal", "reconcile", "remediate", "remediation", "repair"))
_DOCUMENTING: Final = frozenset(("doc", "docs", "documentation", "handbook"))
_MAKING: Final = frozenset(
    (
        *("deploy", "deployer", "deployment", "release", "releaser", "publish", "publisher", "push", "pusher", "build"),
        *("builder", "apply"),
    )
)
_BUILDING: Final = frozenset(("build", "builder"))
_SETS: Final = kinds_of(PERMISSION_SET)
_AGENT: Final = "agent"
_VENDOR: Final = "vendor"
AS_DEFINED: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in ("states", "events", "scheduler", "pipes", "cloudformation", "apigateway", "appsync", "config")
)
"""Services that do as a role what a deployment wrote into a definition, and no more."""


def works_for_itself(actor: Actor, rising: Rising) -> bool:
    """Whether it is neither a person's nor a pipeline's that deploys: by its class, else by who alone enters it."""
    if actor.node is None or is_deployer(actor):
        return only_checks(actor)
    if actor.resource.type in USERS:
        return rising.users.is_machines(actor.resource)
    if actor.resource.type not in ROLES:
        return False
    class_ = _class_of(actor)
    if class_ and does_as_defined(actor.node, rising):
        return False
    if is_workloads_own(actor.resource, class_):
        return True
    is_one = is_agents(actor) or is_vendors(actor, rising) or _is_entered_by_workloads(actor, rising)
    return not class_ and is_one


def is_workloads(actor: Actor, rising: Rising) -> bool:
    """Whether it is a workload's own, or a machine's that nothing calls a pipeline's."""
    name = actor.node.name if actor.node else ""
    is_plain_host = is_hosts(actor.resource) and not is_deployer(actor) and not is_pipelines_name(name)
    return works_for_itself(actor, rising) or is_plain_host


def does_as_defined(role: Node, rising: Rising) -> bool:
    """Whether the services that it trusts do as it what a deployment wrote for them, of Systems Manager a runbook."""
    services = frozenset(rising.services_of(role))
    if BY_RUNBOOKS in services and role.resource and rising.reach.stack.once(RunbookRoles).has(role.resource):
        return services <= AS_DEFINED | {BY_RUNBOOKS}
    return bool(services) and services <= AS_DEFINED


def _is_entered_by_workloads(actor: Actor, rising: Rising) -> bool:
    """Whether nobody assumes it but roles of the stack, each of which is a workload's own by itself."""
    admitted = known_admissions(actor.resource)
    entering = [rising.by_arn.get(one.principal) if one.kind == "AWS" else None for one in admitted]
    return bool(entering) and all(
        other and is_workloads_own(other.resource, _class_of(other)) and not is_deployer(other) for other in entering
    )


def is_deployer(actor: Actor) -> bool:
    """Whether it is a pipeline's, by its class, by who enters it, or a user by its name."""
    if class_ := _class_of(actor):
        return class_ == _PIPELINE
    if actor.resource.type in USERS:
        return is_pipelines_name(name_of(actor.resource))
    return entering_class(actor.resource) == _PIPELINE


def only_checks(actor: Actor) -> bool:
    """Whether it is a pipeline's of which the name says that it checks or documents what others make, and no more.

    Words are habits and no facts: what follows from them is advice.
    """
    return is_a_check(actor) or _is_called(actor, _DOCUMENTING)


def only_compares(actor: Actor) -> bool:
    """Whether it is a pipeline's of which the name says that it looks for what differs from the code, and no more."""
    return _is_called(actor, _COMPARING) and not _is_called(actor, _MENDING)


def is_a_check(actor: Actor) -> bool:
    """Whether it checks: then nothing that others run is its own, whatever it is called after."""
    return _is_called(actor, _CHECKING)


def _is_called(actor: Actor, words: frozenset[str]) -> bool:
    name = actor.node.arn.rpartition("/")[2] if actor.node else ""
    said = _words_of(name or actor.resource.name)
    if not is_deployer(actor) or said.isdisjoint(words) or not said.isdisjoint(_MAKING - _builds_of(name, words)):
        return False
    try:
        repositories = [_words_of(one.rpartition("/")[2]) for one in pipelines_entering(trust_of(actor.resource))]
    except (MalformedDocument, Undecided):
        repositories = []
    # What a repository is called is what it makes (`credit-check`), but for one that is called by nothing else: `lint`.
    made = frozenset().union(*(one for one in repositories if not one <= words))
    return not (said & words) <= made


def _builds_of(name: str, words: frozenset[str]) -> frozenset[str]:
    """The words for a build where one says at once before it what is built: `checks-build` makes nothing."""
    every = words_in(name)
    is_said = any(before in words and word in _BUILDING for before, word in pairwise(every))
    return _BUILDING if is_said else frozenset()


def _words_of(text: str) -> frozenset[str]:
    return frozenset(words_in(text))


def is_agents(actor: Actor) -> bool:
    """Whether nothing says its class, and agents of Bedrock enter it, or what else works for them."""
    return not _class_of(actor) and entering_class(actor.resource) == _AGENT


def is_an_agents(actor: Actor) -> bool:
    """The same, or its class says so: it does what it is talked into, whatever it is called."""
    return _class_of(actor) == _AGENT or is_agents(actor)


def is_vendors(actor: Actor, rising: Rising) -> bool:
    """Whether it is another company's, by its class or by who enters it."""
    if actor.node is None or _class_of(actor):
        return actor.node is not None and is_vendor(actor.node)
    return is_of_another_company(actor.resource, actor.node.account, rising.reach.settings)


def is_vendor(node: Node) -> bool:
    """Whether its class says that another company acts as it."""
    return node.workload_class == _VENDOR


def is_no_person(actor: Actor, rising: Rising) -> bool:
    """Whether it is a workload's or a pipeline's."""
    return works_for_itself(actor, rising) or is_deployer(actor)


def is_persons(actor: Actor, rising: Rising) -> bool:
    """Whether people alone act as it, and not for emergencies, or roles of which nobody knows who has them."""
    if actor.resource.type in USERS:
        return not rising.users.is_machines(actor.resource)
    if actor.resource.type in _SETS:
        return True
    return not _class_of(actor) and (is_peoples(actor.resource) or _is_entered_by_roles(actor, rising))


def _is_entered_by_roles(actor: Actor, rising: Rising) -> bool:
    """Whether roles of its account assume it, each by its name, of which none is a pipeline's or all a workload's."""
    if is_no_person(actor, rising):
        return False
    admitted = known_admissions(actor.resource)
    return bool(admitted) and all(_is_some_role(one, actor, rising) for one in admitted)


def _is_some_role(admission: Admitted, actor: Actor, rising: Rising) -> bool:
    arn = Arn.parse(admission.principal) if admission.kind == "AWS" else None
    if arn is None or not arn.resource.startswith("role/") or actor.node is None or arn.account != actor.node.account:
        return False
    other = rising.by_arn.get(admission.principal)
    if other is actor:
        return False
    return not (is_deployer(other) if other else is_pipelines_name(arn.resource.rpartition("/")[2]))


def is_there_for_others(actor: Actor) -> bool:
    """Whether it is a pipeline's, or may be, or a state machine's: to start or change what others run is its work."""
    if is_deployer(actor) or is_orchestrators(actor.resource):
        return not only_checks(actor)
    return not _class_of(actor) and is_hosts(actor.resource)


def _class_of(actor: Actor) -> str:
    return actor.node.workload_class if actor.node else ""
