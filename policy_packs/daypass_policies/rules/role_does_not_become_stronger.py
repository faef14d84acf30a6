"""A role leads to roles that may do less or the same, never to one that may do more."""

from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.low_trust.checked import needs_second_factor
from daypass_policies.escalating.low_trust.entered_by_all import entered_by_all
from daypass_policies.escalating.low_trust.trust_classes import LOW_TRUST
from daypass_policies.escalating.rewriting import Rewriting
from daypass_policies.escalating.risen import to_another, to_class_above, to_stronger
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.tags.chosen import ASKING, posing
from daypass_policies.escalating.takeovers.chaining import chained, is_by_own_tags, is_left_to_tags, unchained
from daypass_policies.escalating.takeovers.handed_out_by_vault import HandedOutByVault
from daypass_policies.escalating.takeovers.misnamed import misnamed_in
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.told import Doubts, placed
from daypass_policies.handed_out import TYPES_AND_IDENTITIES


@rule(
    "role-does-not-become-stronger",
    risk="role-chaining",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=TYPES_AND_IDENTITIES,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-3",
        "SOC2:CC6.3",
        "MAESTRO:X-LATERAL-MOVEMENT",
    ),
    other_remedies=(ASKING,),
    remedy="Let the stronger role trust only what needs it, and give the weaker one its few rights directly.",
    aliases=("prowler:iam_role_chained_privilege_escalation",),
)
def role_does_not_become_stronger(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who takes over a weak role has all that it leads to: the first link of a chain is as strong as its last.

    This is a stack rule. It follows who may assume whom, over several roles, and asks both sides: the policies of the
    one, the trust of the other, with their conditions, denials and boundaries. Whoever starts pods in a cluster of EKS,
    by its access policies for editors or administrators, chooses their service accounts, and so leads to the roles that
    these have by a pod identity association or by a trust of their tokens.

    Refused is a role that ends at one which may do everything or can give itself more rights. So is one that can, and
    that a whole organisation enters by aws:PrincipalOrgID alone (`*`, or several whole accounts): that is as weak as
    the weakest of its accounts. Advice is a role that leads

    - to all of a service, or to a role of a class that is trusted more (tag `daypass:class`: a service's to a
      pipeline's or the break-glass role);
    - by a pattern of names, and called otherwise, to secrets or changes of a role that trusts all of its account, or
      who of it is called by a pattern (`aws:PrincipalArn`) or carries a tag;
    - over several roles, of which each lets the one before it in, to secrets, to where names lead, to what is grave, to
      changes where an agent goes on or the one before reaches the last by a pattern of names and is called otherwise,
      or where one asks for a tag (`aws:PrincipalTag`) that whoever comes put on its session itself, or to anything that
      another owner answers for;
    - by a pattern of names, and called otherwise, to what is grave of a role that lets in who is called by a pattern or
      tagged, where it is a pipeline's;
    - unchecked, to secrets or changes of a role that an agent, what it calls as its tool, or a state machine that goes
      on as a model says assumes by a pattern, where it does not name them, or of another owner, to which another
      company goes on from the role that it was given, or as which another workload runs, of the stack or, as a service
      that its trust lets in tells, elsewhere;
    - unchecked, to what is stored, too, where another company goes on to a role that is neither called like the one
      that it was given nor a vendor's by its class;
    - unchecked, to the same of a role of another owner that leaves it to its account who may assume it, or that a state
      machine takes from its input and a pattern reaches; also for people, of one that is left so to its account and
      asks for a tag or a source identity, which they say themselves;
    - unchecked, and called otherwise, to what is grave, where it is an agent's or a tool's, whoever named the role, or
      where a trust alone names a workload, which has no right of its own to assume it; and to all of a cluster of EKS;
    - unchecked, and called otherwise, to secrets or changes, where a trust alone names a workload that has rights for
      something else and none to assume the role, or a pipeline, where another that is named was given that right; not
      to what is called as if it were there for many (`shared`, `logs`) or names three such strangers, nor of a workload
      that three roles name so;
    - over several roles, to secrets or changes of one that is called otherwise, where each trust names the role before
      it, and neither the first nor the last but one has a right of its own to assume the next; words by which all of
      these are called, as by the company's, do not count;
    - over several steps, each of which both sides name, to secrets or changes of a role that was meant for what stands
      before it: of a workload or pipeline with other work, that is called otherwise, and that nobody names to the last;
      not where a role between has as much, has no other work or is called like one of the ends, nor where one is a hub
      or the last deploys or is there for many;
    - unchecked, from a workload's role to one that reads secrets as well as it changes things, whoever named it, unless
      both are called alike, and it does not ask for a source identity or tag that whoever comes says themselves;
    - unchecked, to anything that counts of a role from which a Deny was to keep it, whoever named it: one that names
      the role without its path, in other letters, or as a user or a session, and so keeps nobody from it;
    - from a workload that makes a role, or a user with a key, whom another role lets in by a pattern of names or a tag,
      to secrets or changes of that, unless it may make that one, too, or is called like it; where the names that the
      trust means are some alone of those that it makes, to what is stored, too, and also from code that is called a
      pipeline's by its class alone;
    - by a tag that whoever assumes it chooses, to the things of others: what `session-tags-are-limited` tells of a role
      whose policies use the value (`${aws:PrincipalTag/tenant}`), which is the chain that it is, too;
    - from a whole organisation, as above, to secrets, to what is grave, or to a role that it may pass.

    Grave is to change identities, secrets and databases, and to destroy what nobody can bring back. Roles that lead to
    narrower ones pass, as those of a hub do, and so does a trust that asks for a second factor, which no role has, and
    what is not strong and Vault hands out (`roleArns` of its engine for AWS), to the role as which Vault runs.
    Beside the organisation a unit, a principal's ARN or tag, or a network passes; an external id, which is no secret
    inside, does not.

    Agents, pipelines and vendors that lead to what may do everything are the business of
    `low-trust-does-not-trigger-high`, roles that are passed or whose code can be changed that of
    `no-path-to-more-rights`.

    Refused:
        reader:
          type: aws:iam/role:Role
          properties:
            name: reader
            arn: arn:aws:iam::111122223333:role/reader
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
        admin:
          type: aws:iam/role:Role
          properties:
            name: admin
            arn: arn:aws:iam::111122223333:role/admin
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}}]}
            managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]

    Mended:
        reader:
          type: aws:iam/role:Role
          properties:
            name: reader
            arn: arn:aws:iam::111122223333:role/reader
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
        reports:
          type: aws:iam/role:Role
          properties:
            name: reports
            arn: arn:aws:iam::111122223333:role/reports
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}}]}
            managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
    """
    rising = stack.once(Rising, ask.settings)
    found = list(_judged(rising))
    left_open = [one for one in found if isinstance(one, Open)] or list(rising.open_trusts())
    yield from (one for one in found if isinstance(one, Problem))
    yield from left_open
    told = {one.on.urn for one in found if one.on}
    others = list(_of_others(rising, told))
    yield from others
    yield from _unread(rising, told.union(one.on.urn for one in others if one.on))
    said = {one.on.urn for one in left_open}
    yield from (one for one in entered_by_all(rising) if isinstance(one, Problem) or one.on.urn not in said)
    yield from (_advice(one) for one in stack.once(posing, ask.settings))


def _advice(told: Problem | Open) -> Problem | Open:
    """What another rule tells of the same step, here as advice."""
    if isinstance(told, Open):
        return told
    return replace(told, severity="medium", confidence="medium", advisory=True, remedy=ASKING)


def _judged(rising: Rising) -> Iterator[Problem | Open]:
    doubts = Doubts()
    for actor in rising.actors.each:
        if actor.noun == "role" and actor.node and actor.node.workload_class not in LOW_TRUST:
            rises = [one for one in rising.of(actor) if one.is_by_assuming and not _asks_for_factor(rising, one)]
            steps = [edge for edge in rising.class_steps(actor) if not _is_meant(rising, edge)]
            certain = next((one for one in rises if not one.unknown or is_left_to_tags(one, rising)), None)
            step = next((edge for edge in steps if not edge.unknown), None)
            if certain:
                yield to_stronger(actor.title, actor, certain, _how(certain, rising))
            elif step:
                yield to_class_above(actor, step, is_bounded_elsewhere=rising.is_bounded_elsewhere(step))
            else:
                of_rises = (untold for one in rises for untold in one.unknown)
                of_steps = (untold for edge in steps for untold in edge.unknown)
                yield from doubts.of(actor, (*of_rises, *of_steps))


def _of_others(rising: Rising, told: set[str]) -> Iterator[Problem]:
    """What roles that are not strong have, where whoever assumes them was not given it and nothing worse is said.

    Of a chain its first link is told, which is the one to break.
    """
    ways = list(_chained(rising, told))
    behind = {(edge.target.key, way.target.key) for _, way in ways for edge in way.edges[:-1]}
    for actor, way in ways:
        if actor.node and (actor.node.key, way.target.key) not in behind:
            yield to_another(actor.title, actor, way, _how(way, rising))


def _how(way: Rise | Taken, rising: Rising) -> str:
    if is_by_own_tags(way.edges, rising):
        return ", by a tag that it puts on its session itself"
    first = way.edges[0]
    actor = rising.actors.by_urn.get(first.source.key)
    missing = misnamed_in(actor, first.target, ASSUME, rising) if actor and first.how == "assume" else None
    return f", though denied ({placed(missing)}) by an ARN that is not the role's" if missing else ""


def _unread(rising: Rising, told: set[str]) -> Iterator[Open]:
    """What is not known of machines and clusters, and would be told of somebody of whom nothing else is."""
    quiet = (actor for actor in rising.actors.each if actor.resource.urn not in told and not actor.is_administrator)
    found = {(on.urn, path): Open(on, (path,)) for actor in quiet for on, path in unchained(actor, rising)}
    yield from found.values()


def _chained(rising: Rising, told: set[str]) -> Iterator[tuple[Actor, Taken]]:
    stack, settings = rising.reach.stack, rising.reach.settings
    escalations, rewriting = stack.once(Escalations, settings), stack.once(Rewriting, settings)
    for actor in rising.actors.each:
        rises = any(not _asks_for_factor(rising, one) for one in rising.of(actor))
        has_more = actor.is_administrator or rises or escalations.of(actor) or rewriting.is_of_itself(actor)
        is_told = actor.resource.urn in told or has_more or any(rising.class_steps(actor))
        if not is_told and (way := chained(actor, rising)):
            yield actor, way


def _is_meant(rising: Rising, edge: Edge) -> bool:
    """Whether no machine takes the step to a class above, or Vault does, which asks whoever gets it who they are."""
    return needs_second_factor(rising.reach, edge) or rising.reach.stack.once(HandedOutByVault).is_meant(edge, rising)


def _asks_for_factor(rising: Rising, rise: Rise) -> bool:
    return any(needs_second_factor(rising.reach, edge) for edge in rise.edges)
