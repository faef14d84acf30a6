"""Who opens a shell in a task by the rights that they have every day is the workload whenever they like."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.documents.sending import SESSION
from daypass.graph.becoming.steering.shells import LETS_IN, Shell, Shells
from daypass.graph.becoming.steering.task_services import DEFINITION, SERVICES, TASKS, TaskServices
from daypass.graph.leaves import said
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.ways import GROUP, IDENTITY_KINDS, PERMISSION_SET, ROLE, USER, WAYS
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import called, of_name, of_resource
from daypass_policies.elsewhere.cluster_entries import is_a_machines
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.mending.arguments import instead
from daypass_policies.owning.ends import LONGEST_WHILE, is_for_a_while, said_by_tags
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.called_after import is_for_those_on_call
from daypass_policies.trusting.machine_users import is_machines_name
from daypass_policies.trusting.open_shells import open_shells
from daypass_policies.trusting.people import FOR_EMERGENCIES
from daypass_policies.trusting.workloads import is_peoples
from daypass_policies.wording import listed

_ROLE: Final = "taskRoleArn"
_EXECUTE: Final = "ecs:ExecuteCommand"
_OPENING: Final = (_EXECUTE, SESSION)
_TAGS: Final = ("aws:resourcetag/", "ecs:resourcetag/")
_SHOWN: Final = 3


@rule(
    "people-have-no-shell",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*SERVICES, *TASKS, *IDENTITY_KINDS, *WAYS))),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:AC-17", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Switch it off, or leave the right to a permission set for emergencies, which people have for hours.",
)
def people_have_no_shell(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever has a shell in a task takes the credentials of its role with them, and what they do was the workload.

    Told is a service of ECS that takes commands (`enableExecuteCommand`) for a task with a role, in production or where
    nothing says the environment, where a permission set of Identity Center, a role that people alone enter, a person's
    IAM user, or a group of those that nobody calls a machine's and of which the stack has no member, may open a shell
    in it (`ecs:ExecuteCommand`, or `ssm:StartSession` on the task), by all that is given to them and whatever denies
    it. That the session is written down changes nothing of what the credentials may do elsewhere. Emergencies are what
    a shell is for: class `break-glass`, what is called after those who are on call, and what ends within a year (by a
    tag, or a condition on the time) pass, and so do administrators, who change IAM as well and need no shell. Where
    nobody in the stack is given that right, a shell that stands open in production is told as low, if the role of the
    task may hold its channels (`ssmmessages:OpenDataChannel`); any other switch alone is the matter of
    `workload-has-no-shell`.

    Refused:
        web:
          type: aws:ecs/service:Service
          properties: {cluster: shop, taskDefinition: web, enableExecuteCommand: true, tags: {Environment: prod}}
        web-task:
          type: aws:ecs/taskDefinition:TaskDefinition
          properties: {family: web, taskRoleArn: "arn:aws:iam::111122223333:role/web"}
        developers:
          type: aws-native:sso:PermissionSet
          properties:
            name: Developers
            inlinePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*"}]}

    Mended:
        web:
          type: aws:ecs/service:Service
          properties: {cluster: shop, taskDefinition: web, tags: {Environment: prod}}
        web-task:
          type: aws:ecs/taskDefinition:TaskDefinition
          properties: {family: web, taskRoleArn: "arn:aws:iam::111122223333:role/web"}
        developers:
          type: aws-native:sso:PermissionSet
          properties:
            name: Developers
            inlinePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*"}]}
    """
    entered = tuple(_entered(stack))
    opening = tuple(_opening(stack, ask)) if entered else ()
    entering = tuple(one for one in opening if not one.has_all_of_iam)
    yield from () if opening or not entered else _to_whoever(stack, ask)
    for service in entered if entering else ():
        try:
            if not _is_produced(stack, service, ask):
                continue
            if bare(said(service, DEFINITION)) is UNKNOWN and not service.property_dependencies.get(DEFINITION):
                yield Open(service, (DEFINITION,))
            else:
                yield from _of(stack, service, entering, ask)
        except Undecided as unknown:
            yield Open(service, (unknown.path,))


def _entered(stack: Stack) -> Iterator[Resource]:
    """The services that let somebody in, or may, and whose tasks have a role, or may have one."""
    with_role = [one for one in stack.of_type(*TASKS) if not is_empty(said(one, _ROLE))]
    runs = {service.urn for one in with_role for service in stack.once(TaskServices).of(one)}
    for service in stack.of_type(*SERVICES) if with_role else ():
        may_run = service.urn in runs or bare(said(service, DEFINITION)) is UNKNOWN
        if may_run and any(Shells(stack).in_service(service)):
            yield service


def _opening(stack: Stack, ask: Ask) -> Iterator[Actor]:
    """Whoever may open a shell somewhere. Of these who administers everything has IAM, and so the rest as well."""
    for actor in stack.once(Actors, ask.settings).each:
        if any(means.may(action) for means in actor.means for action in _OPENING):
            yield actor


def _to_whoever(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What stands open in production where nothing says for whom."""
    for service in dict.fromkeys(one.urn for one in open_shells(stack, ask.settings)):
        yield from _standing_open(stack.by_urn[service], ask)


def _standing_open(service: Resource, ask: Ask) -> Iterator[Problem | Open]:
    try:
        if of_resource(service, ask.settings) == PRODUCTION:
            fact = f"{service.name!r} opens a shell in production, and nothing here says for whom"
            mended = instead(LETS_IN, value=False)
            yield Problem(fact, at=LETS_IN, key="whoever", severity="low", mended=mended, on=service)
    except Undecided as unknown:
        yield Open(service, (unknown.path,))


def _is_produced(stack: Stack, service: Resource, ask: Ask) -> bool:
    """Whether it works in production, or may: nothing says another environment. Raises `Undecided`."""
    told = of_resource(service, ask.settings) or of_name(stack.once(TaskServices).cluster(service))
    return told in ("", PRODUCTION)


class _Found(NamedTuple):
    actor: Actor
    answer: Answer


def _of(stack: Stack, service: Resource, entering: tuple[Actor, ...], ask: Ask) -> Iterator[Problem | Open]:
    shells, facts = tuple(Shells(stack).in_service(service)), tag_facts(service, *_TAGS)
    asked = (_Found(one, _may_open(one, shells, facts.and_(_later(ask.today)))) for one in entering)
    found, unknown = list[_Found](), dict[str, None]()
    for one in asked:
        try:
            if one.answer.possible and _are_people(stack, one.actor, ask):
                found.append(one)
        except Undecided as stopped:
            unknown[stopped.path] = None
    certain = [one for one in found if one.answer.is_certain]
    if certain:
        yield _told(service, [one.actor for one in certain])
    elif found or unknown:
        paths = (untold.what for one in found for untold in one.answer.unknown)
        yield Open(service, tuple(dict.fromkeys((*paths, *unknown))))


def _later(today: date) -> Facts:
    """When all that is given for a while has ended; and that a session is of no document that was asked about."""
    then = datetime.combine(today + LONGEST_WHILE + timedelta(days=1), time(), UTC)
    time_ = {"aws:currenttime": f"{then:%Y-%m-%dT%H:%M:%SZ}", "aws:epochtime": str(int(then.timestamp()))}
    return Facts({**time_, "ssm:sessiondocumentaccesscheck": "false"})


def _may_open(actor: Actor, shells: tuple[Shell, ...], facts: Facts) -> Answer:
    """Whether they may open one of these, where these facts hold."""
    every = ((means, shell, action) for means in actor.means for shell in shells for action in _OPENING)
    return best(
        means.on(action, shell.arn, Facts(dict(shell.brings)).and_(facts)).under(*shell.unknown)
        if means.may(action)
        else NO
        for means, shell, action in every
    )


def _are_people(stack: Stack, actor: Actor, ask: Ask) -> bool:
    """Whether people have these rights every day. Raises `Undecided`."""
    one = actor.resource
    if actor.noun == USER and actor.node:
        works_by_hand = not is_a_machines(stack, one, ask)
    elif actor.noun == GROUP:
        # Members that the stack has speak for themselves.
        is_joined = one.urn in stack.once(Actors, ask.settings).joined
        works_by_hand = not (is_joined or is_machines_name(called(one)))
    else:
        works_by_hand = actor.noun == PERMISSION_SET or (actor.noun == ROLE and is_peoples(one))
    return works_by_hand and not (is_for_those_on_call(called(one)) or _is_for_a_while(one, ask))


def _is_for_a_while(one: Resource, ask: Ask) -> bool:
    """Whether its tags say that it is for emergencies, or until when it is. Raises `Undecided`."""
    return read_fact(one, ask, "class") == FOR_EMERGENCIES or any(
        is_for_a_while(end.day, ask.today) for end in said_by_tags(Tags.of(one.state, one))
    )


def _told(service: Resource, people: list[Actor]) -> Problem:
    """All who may open one, in one finding, as one switch lets them in."""
    who = listed((one.title for one in people), _SHOWN)
    return Problem(
        f"{service.name!r} opens a shell, in which they have the workload's role, to {who}",
        at=LETS_IN,
        key=" ".join(sorted(one.resource.name for one in people)),
        mended=instead(LETS_IN, value=False),
        on=service,
    )
