"""What acts on the words of others makes nothing stronger act without a check between them."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.tools import Tools
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.checked import answers_itself, is_checked
from daypass_policies.escalating.low_trust.own_checks import own_checks
from daypass_policies.escalating.low_trust.planned import entered_by_plans
from daypass_policies.escalating.low_trust.setting_off import set_off_others, set_off_strong
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.low_trust.trust_classes import LOW_TRUST, entering_class
from daypass_policies.escalating.low_trust.unreviewed import Unreviewings, is_by_a_path
from daypass_policies.escalating.risen import to_another, to_class_above, to_stronger
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.takeovers.doubting import unknown_over_identities
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, gained, gains, is_over_identities
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.told import Doubts
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.owning.ownership import read_fact


@rule(
    "low-trust-does-not-trigger-high",
    risk="role-chaining",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=TYPES_AND_IDENTITIES,
    stack=True,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI03",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-3",
        "SOC2:CC6.3",
        "OWASP-AGENTIC-2026:ASI08",
        "AWS-AGENTIC-LENS:AGENTSEC06-BP03",
    ),
    remedy="Give it the few rights itself, or ask at the step for an approval: a session tag, a source identity.",
)
def low_trust_does_not_trigger_high(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An agent does what a text tells it, a pipeline what a commit does: what they can make others do, anyone can.

    Looked at are identities whose class (tag `daypass:class`) is agent, vendor or pipeline, and for what they make run
    also roles without a class that agents of Bedrock, builds or pipelines enter by their trust. Refused is that such a
    one becomes, over one or more roles, an identity that may do everything or can give itself more rights, or makes
    something run that works as one (a function, a state machine, a pipeline, a job, a build, an agent). Advice is that

    - it assumes a role of a class that is trusted more: an agent a service's or a pipeline's, a pipeline the
      break-glass role;
    - a role which pull requests (by its trust, or by the name of what CodeBuild runs as: `infra-plan`, `web-pr-check`),
      any branch, guests of an identity pool, or each user of an app where anybody signs up enter assumes one that may
      change something or read a secret which it may not (below the user's own name all is theirs), writes the state
      that one applies (what a bucket or folder calls so), starts a build, which takes its own version, or makes run
      what a pattern of names alone takes in and what reads a secret of others; what it takes over by changing or
      handing something over, `no-path-to-more-rights` tells;
    - plans of a workspace or stack (HCP Terraform, Pulumi Cloud, Spacelift), for which there is a role of their own,
      get another one too, whose trust leaves the phase open (`run_phase:*`), beside none that is for applying alone;
    - whoever puts the archive or pushes the image that a pipeline takes up (but a pipeline that was given the very
      one), or starts a state machine that gives whatever policy its input names (or puts whom that names into a group,
      or assigns a permission set), or writes what that reads, gets so what may read a secret or change something which
      they may not, before anybody has agreed; where that may do everything it is refused;
    - a build of a pipeline may give the approval for which the pipeline waits after it, or an agent, or its tool where
      nobody confirms each call, that of any pipeline;
    - who starts a state machine also answers what it waits for (`states:SendTaskSuccess`), as they get at the token for
      that: from the queue, topic, bus or activity to which it goes, from the history, as the function that is given it,
      or from where that writes; or an agent or a build answers, whoever starts it. The machine then does what they may
      not. So it is where names or texts speak of an approval, or somebody else may answer too; who does the work that
      it waits for passes;
    - a workload answers so, though another that may answer as well is called after approvals, or it is itself called
      after another activity for whose tasks it may ask, and that other after none. So it is with a durable function of
      Lambda whose callback it answers, where it reads what the role of that writes, or its history, and with a runbook
      that pauses and then does something (`ssm:SendAutomationSignal`; an approval asks for an approver);
    - who starts a state machine, or such an agent or build, writes the switch by which that goes past an approval for
      which it waits: a parameter, an item or an object that it reads, and of which alone a choice asks whether to wait.
      A choice passes that asks how much is wanted, or on which it depends what is done then;
    - an agent, its tool where nobody confirms each call, or what pull requests, any branch or guests enter or have
      built, puts an event on a bus that says that something was approved (`ReleaseApproved`, a status `APPROVED`), by
      which a rule starts what may change something or read a secret that they may not; or writes such a row, or sends
      such a message, that the filter of an event source mapping or of a pipe hands to what does so;
    - a workload registers a package of a model and approves it itself (`sagemaker:UpdateModelPackage`), where somebody
      else is there for that, and a rule starts what has its container run as a role that may what they may not;
    - what an agent calls as its tool may change identities, where nobody confirms each call; or reads a secret, where
      its code stands in the stack and runs, or calls of AWS, whatever its parameters say;
    - an agent, vendor or pipeline assumes a role that asks for a source identity which it sets itself, and gets what it
      may not.

    Each step passes that asks for a check which it cannot meet by itself, on either side: a second factor, or a source
    identity or a tag of the session such as `daypass:approver`, unless it may set these (`sts:SetSourceIdentity`,
    `sts:TagSession`) or put the tag on at a role before.

    Refused:
        helper:
          type: aws:iam/role:Role
          properties:
            name: helper
            arn: arn:aws:iam::111122223333:role/helper
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            tags: {"daypass:class": agent}
        deployer:
          type: aws:iam/role:Role
          properties:
            name: deployer
            arn: arn:aws:iam::111122223333:role/deployer
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"AWS": "arn:aws:iam::111122223333:role/helper"}}]}
            managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]

    Mended:
        helper:
          type: aws:iam/role:Role
          properties:
            name: helper
            arn: arn:aws:iam::111122223333:role/helper
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            tags: {"daypass:class": agent}
        deployer:
          type: aws:iam/role:Role
          properties:
            name: deployer
            arn: arn:aws:iam::111122223333:role/deployer
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
                              "Principal": {"AWS": "arn:aws:iam::111122223333:role/broker"},
                              "Condition": {"StringLike": {"aws:RequestTag/daypass:approver": "?*"}}}]}
            managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
    """
    rising = stack.once(Rising, ask.settings)
    low = [one for one in rising.actors.each if one.node and one.node.workload_class in LOW_TRUST]
    found = list(_judged(low, rising))
    yield from found
    yield from _untagged(rising, ask)
    yield from entered_by_plans(rising)
    told = {one.on.urn for one in found if isinstance(one, Problem) and one.on}
    refused = {one.on.urn for one in found if isinstance(one, Problem) and one.on and not one.advisory}
    strong = list(set_off_strong(rising, ask, refused))
    yield from strong
    told |= {one.on.urn for one in strong if isinstance(one, Problem) and one.on}
    unreviewed = list(_unreviewed(rising, told))
    yield from unreviewed
    yield from set_off_others(
        rising, ask, told.union(one.on.urn for one in unreviewed if isinstance(one, Problem) and one.on)
    )
    yield from _self_answered(rising, told)
    yield from stack.once(own_checks, rising)
    yield from _by_tools(stack, rising, told)
    if low and not any(isinstance(one, Open) for one in found):
        yield from rising.open_trusts()


def _judged(low: list[Actor], rising: Rising) -> Iterator[Problem | Open]:
    triggering, doubts = rising.reach.stack.once(Triggering, rising), Doubts()
    for actor in low:
        steps = [edge for edge in rising.class_steps(actor) if not is_checked(rising.reach, edge)]
        rises = [
            *(one for one in rising.of(actor) if one.is_by_assuming and not _is_checked(rising, one)),
            *triggering.of(actor),
        ]
        yield from _of(actor, rises, steps, rising, doubts)
        for edge in rising.reach.edges(actor.node) if actor.node else ():
            if edge.how == "assume" and edge.target.key in rising.actors.by_urn:
                yield from doubts.of(rising.actors.by_urn[edge.target.key])


def _untagged(rising: Rising, ask: Ask) -> Iterator[Problem | Open]:
    """What roles make run without a tag that says their class, where their trust says who enters them.

    Whom they become is told by `role-does-not-become-stronger`.
    """
    triggering = rising.reach.stack.once(Triggering, rising)
    for actor in rising.actors.each if rising.strong else ():
        if actor.node and not actor.node.workload_class:
            low, unknown = entering_class(actor.resource), _unknown_class(actor, ask)
            triggers = triggering.of(actor) if low or unknown else iter(())
            certain = next((one for one in triggers if not one.unknown), None)
            if certain and low:
                yield to_stronger(f"{actor.title}, {_low_class(actor)},", actor, certain, ", without a check")
            elif certain:
                yield Open(actor.resource, unknown)


def _unreviewed(rising: Rising, told: set[str]) -> Iterator[Problem | Open]:
    """What every pull request, branch or guest takes that it was not given, where nothing worse is said of its role.

    What they take by a path to more rights `role-does-not-become-another` tells as such a chain.
    """
    unreviewed = rising.reach.stack.once(Unreviewings, rising)
    for actor in rising.actors.each:
        found = unreviewed.of(actor) if actor.resource.urn not in told else None
        if found and not is_by_a_path(found.taken):
            yield to_another(f"{actor.title}, which {found.who} enters,", actor, found.taken, ", without a check")
        elif not found and actor.resource.urn not in told and (path := unreviewed.unclear(actor)):
            yield Open(actor.resource, (path,))


def _self_answered(rising: Rising, told: set[str]) -> Iterator[Problem]:
    """What those of low trust get from a role that asks whom they act for, and takes their own word for it."""
    for actor in rising.actors.each:
        low = _low_class(actor)
        for edge in rising.steps(actor.node) if low and actor.node and actor.resource.urn not in told else ():
            if answers_itself(rising.reach, edge) and (gain := gained(actor, edge.target, rising, HEAVY)):
                how = ", by a source identity that it sets itself"
                yield to_another(f"{actor.title}, {low},", actor, Taken((edge,), edge.target, gain), how)


def _by_tools(stack: Stack, rising: Rising, told: set[str]) -> Iterator[Problem | Open]:
    """Tools that change identities at the word of an agent, which nobody has to confirm."""
    tools, doubts = stack.once(Tools), Doubts()
    for actor in rising.actors.each:
        if actor.resource.urn in told or not tools.run_unasked_as(actor.resource):
            continue
        tool = tools.at_will_as(actor.resource)
        every = gains(None, actor, HEAVY)
        if gain := next((one for one in every if is_over_identities(one) or (tool and one.weight in SECRETS)), None):
            does = f" and does whatever it is told ({tool.name!r})" if tool else ""
            yield Problem(
                f"{actor.title}, as which a tool of an agent runs{does}, may {gain}, without a check",
                key="does what it is told" if tool else "changes identities",
                severity="medium",
                confidence="medium",
                advisory=True,
                on=actor.resource,
                witness=None if gain.is_hidden else gain.action,
            )
        elif unknown := unknown_over_identities(actor):
            yield from doubts.of(actor, unknown)


def _low_class(actor: Actor) -> str:
    """Why it is of low trust, in words that follow its name; "" where it is not known to be."""
    if actor.node and actor.node.workload_class:
        return f"of class {actor.node.workload_class}" if actor.node.workload_class in LOW_TRUST else ""
    low = entering_class(actor.resource)
    return f"which {_ARTICLES[low]} {low} enters" if low else ""


_ARTICLES: Final = {"agent": "an", "pipeline": "a"}


def _unknown_class(actor: Actor, ask: Ask) -> tuple[str, ...]:
    """The tag that is not known yet and may say a class of low trust; () where none may."""
    try:
        read_fact(actor.resource, ask, "class")
    except Undecided as unknown:
        return (unknown.path,)
    return ()


def _of(actor: Actor, rises: list[Rise], steps: list[Edge], rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    who = f"{actor.title} of class {actor.node.workload_class if actor.node else ''}"
    certain = next((one for one in rises if not one.unknown), None)
    step = next((edge for edge in steps if not edge.unknown), None)
    if certain:
        yield to_stronger(who, actor, certain, ", without a check")
    elif step:
        bounded = rising.is_bounded_elsewhere(step)
        yield to_class_above(actor, step, " without a check", is_bounded_elsewhere=bounded)
    else:
        of_rises = (untold for one in rises for untold in one.unknown)
        of_steps = (untold for edge in steps for untold in edge.unknown)
        yield from doubts.of(actor, (*of_rises, *of_steps))


def _is_checked(rising: Rising, rise: Rise) -> bool:
    """Whether any step on the way asks for a check."""
    return any(is_checked(rising.reach, edge) for edge in rise.edges)
