"""Whoever hands roles to services hands over the few that it names, never any role there is."""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.data.recording_services import recording_services
from daypass.data.role_takers import taking_services
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.unnamed import (
    UNBOUND,
    may_any,
    may_to,
    may_unnamed,
    means_later_names,
    written_examples,
)
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.associated import PASSED_TO
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.spreading import spread
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.glob import filled, has_wildcard
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.administrators import administrators
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.taking import Passed, passed
from daypass_policies.escalating.told import (
    Doubts,
    by,
    is_by_aws,
    is_by_service_role,
    is_told_whole,
    told_at,
    within_bounds,
)
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.mending.cutting import mended, role_named, without_resource

_ANY_SERVICE: Final = UNBOUND.and_(Facts({PASSED_TO: f"{PROBE}.amazonaws.com"}))
"""A service that no condition names: who may pass a role to it may pass it to all."""


@rule(
    "pass-role-names-its-roles",
    risk="pass-role",
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
        "MAESTRO:X-PRIVILEGE-ESCALATION",
    ),
    remedy="Name the roles that may be passed, by ARN or a path of their own, and the service in iam:PassedToService.",
    aliases=(
        "trivy:AWS-0342",
        "prowler:iam_policy_passrole_to_bedrock_agentcore_restricted",
    ),
)
def pass_role_names_its_roles(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who may pass any role to a service has, through what it starts there, the rights of the strongest role.

    Asked is what remains after Deny, permissions boundary and conditions, over all policies of an identity. A named
    role and a prefix of names or paths (`role/app-*`, `role/daypass/*`) pass, and so does what must carry a tag that
    the holder cannot set; but not a role that the stack shows to be an administrator, and one of another stack whose
    name says so is advisory, as is one, named or not, that gives whoever passes it what it may not, as far as that
    counts: `no-path-to-more-rights` says when it does, and what it leads to. A path of their own (`role/lab/*`) counts
    there as their names do, where a Deny takes away all other roles, and nobody but the service to which they are
    passed, and nothing but what the holder may start, enters or runs as any role of that path; and what its roles read
    counts for nothing where they are of one service, to which alone they are passed, and others of it lie in another
    path. In profile `strict` so is a piece of a name that no role of the stack has (`role/app-*`), but not a path. With
    `iam:PassedToService` it is still any role, for one service: then the finding is advisory, and where a policy of AWS
    says so (`AWSLambda_FullAccess`) `no-path-to-more-rights` alone tells what that leads to, or `no-admin-access` that
    it gives all of a service; a service that only writes records of its own (`monitoring.rds.amazonaws.com`) does
    nothing with whatever role. What only AWS's own policies for the roles of services allow, which its guides say to
    attach, is told in profile `strict` alone. `iam:*` and `*` are what `no-admin-access` speaks of.

    Refused:
        deploys:
          type: aws:iam/policy:Policy
          properties:
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/*"}]}

    Mended:
        deploys:
          type: aws:iam/policy:Policy
          properties:
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "iam:PassRole",
                              "Resource": "arn:aws:iam::111122223333:role/app/reports",
                              "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}]}
    """
    rising, doubts = stack.once(Rising, ask.settings), Doubts()
    for actor in judged(stack, ask.settings, ask.profile):
        if actor.may(HANDS_OVER) and not actor.has_all_of_iam and not _is_its_groups(actor, rising.actors):
            yield from within_bounds(actor, _of(actor, rising, doubts, strict=ask.profile == "strict"))
        else:
            yield from doubts.of(actor)


def _is_its_groups(actor: Actor, actors: Actors) -> bool:
    """Whether a group that it is in says it for all of its users."""
    return any(_passes(group).possible for group in actors.groups_of(actor) if group.may(HANDS_OVER))


def _feeds_records_alone(actor: Actor) -> bool:
    """Whether the roles go only to services that write records of their own with them."""

    def passes_to(service: str) -> bool:
        return _passes(actor, UNBOUND.and_(Facts({PASSED_TO: service}))).possible

    records = recording_services()
    others = dict.fromkeys((*_named_services(actor), *taking_services()))
    return any(map(passes_to, records)) and not any(passes_to(one) for one in others if one not in records)


def _named_services(actor: Actor) -> Iterator[str]:
    """The services for which conditions on passing roles ask: one for each pattern, also those that no table has."""
    for means in actor.means:
        told = means.told(HANDS_OVER)
        for held in (*told.allows, *told.denies, *told.bounds):
            for condition in _conditions(held):
                yield from (filled(value, PROBE) for value in condition.values if condition.is_on(PASSED_TO))


def _conditions(held: Held) -> tuple[Condition, ...]:
    try:
        return held.line.statement.conditions
    except Undecided:
        return ()


def _has_a_path(actor: Actor, rising: Rising) -> bool:
    """Whether `no-path-to-more-rights` tells what it starts with the role, so that the policy goes anyhow."""
    escalations = rising.reach.stack.once(Escalations, rising.reach.settings)
    return any(one.path.passes_role and not one.answer.unknown for one in escalations.of(actor))


def _of(actor: Actor, rising: Rising, doubts: Doubts, *, strict: bool) -> Iterator[Problem | Open]:
    unlimited, limited = _passes(actor, _ANY_SERVICE), _passes(actor)
    found = unlimited if unlimited.is_certain else limited
    is_aws = is_by_service_role(found.grounds, actor)
    is_limited = found is limited
    goes_anyhow = is_by_aws(found.grounds) and (is_told_whole(found.grounds) or _has_a_path(actor, rising))
    is_told = is_aws or (is_limited and (goes_anyhow or _feeds_records_alone(actor)))
    if found.is_certain and (strict or not is_told):
        to = "some service" if is_limited else "any service"
        problem = Problem(
            f"{actor.title} may pass any role to {to}{by(found.grounds)}",
            key="limited" if is_limited else "any",
            severity="medium" if is_limited or is_aws else "high",
            advisory=is_limited or is_aws,
            witness=HANDS_OVER,
        )
        yield mended(told_at(found.grounds, actor, problem), actor, (HANDS_OVER,), role_named(actor))
        yield from doubts.of(actor)
        return
    strong = list(_strong(actor, rising))
    for target, answer in strong:
        if not answer.unknown:
            fact = f"{actor.title} may pass {target}, which {rising.strong[target.key][1]}{by(answer.grounds)}"
            problem = Problem(fact, key=f"to {target.name}", on=actor.resource, witness=HANDS_OVER)
            yield mended(problem, actor, (HANDS_OVER,), without_resource(target.arn))
    if not strong and (found_weak := passed(actor, rising)):
        yield _of_others(actor, found_weak)
    yield from _called_administrators(actor, rising.actors, doubts)
    yield from _by_pattern(actor, rising) if strict else ()
    yield from doubts.of(actor, (*limited.unknown, *(untold for _, answer in strong for untold in answer.unknown)))


def _of_others(actor: Actor, passed: Passed) -> Problem:
    """That it hands over a role which has more than itself, as `no-path-to-more-rights` says too."""
    way = passed.taken
    role = way.edges[0].target
    then = "" if role == way.target else f" which leads to {way.target},"
    how = f"roles by a pattern of names that takes in {role}" if passed.by_pattern else f"{role}"
    problem = Problem(
        f"{actor.title} may pass {how},{then} which may {way.gain}, as it may not itself{by(way.edges[0].grounds)}",
        key=f"{'pattern ' if passed.by_pattern else ''}to {way.target.name}",
        severity="medium",
        confidence="medium",
        advisory=True,
        on=actor.resource,
        witness=HANDS_OVER,
    )
    return mended(problem, actor, (HANDS_OVER,), role_named(actor) if passed.by_pattern else without_resource(role.arn))


def _called_administrators(actor: Actor, actors: Actors, doubts: Doubts) -> Iterator[Problem | Open]:
    """The roles of other stacks that it names. Those that AWS makes administrators let in no service."""
    for one in administrators(actor, actors, HANDS_OVER):
        if one.said == "name" and one.answer.unknown:
            yield from doubts.of(actor, one.answer.unknown)
        elif one.said == "name":
            yield mended(one.as_administrator(actor, "pass {}"), actor, (HANDS_OVER,), without_resource(one.arn))


def _by_pattern(actor: Actor, rising: Rising) -> Iterator[Problem]:
    """Roles by a piece of their names, none of which the stack has. A path of their own says whose roles they are."""
    here = [node.arn for node in rising.reach.nodes.values() if node.kind == "role" and node != actor.node]
    found = best(
        may_unnamed(means, HANDS_OVER, example, UNBOUND)
        for means in actor.means
        for text, example in written_examples(means, HANDS_OVER, "role")
        if not _has_path(text) and not any(meets(text, arn) != "no" for arn in here)
    )
    if found.is_certain:
        problem = Problem(
            f"{actor.title} may pass roles by a piece of their names, and the stack has none{by(found.grounds)}",
            key="pattern",
            severity="low",
            confidence="medium",
            advisory=True,
            witness=HANDS_OVER,
        )
        yield mended(told_at(found.grounds, actor, problem), actor, (HANDS_OVER,), role_named(actor))


def _has_path(pattern: str) -> bool:
    arn = Arn.parse(pattern)
    path = arn.resource.rpartition("/")[0] if arn else ""
    return "/" in path and not has_wildcard(path)


def _strong(actor: Actor, rising: Rising) -> Iterator[tuple[Node, Answer]]:
    """The roles that may do everything and that it may pass, each to a service which the role trusts."""
    if actor.gaps:
        return
    near = (spread(means, HANDS_OVER, rising.strongest_roles) for means in actor.means)
    for target in dict.fromkeys(member.node for one in near for member in one.everyone):
        asked = [Facts({PASSED_TO: service}) for service in rising.services_of(target)]
        answer = best(may_to(means, HANDS_OVER, target.arn, facts) for facts in asked for means in actor.means)
        if not answer.possible or target == actor.node:
            continue
        if _is_named(target):
            yield target, answer
        elif any(means_later_names(means, HANDS_OVER, target.arn) for means in actor.means):
            yield target, answer.under(target.untold("name"))


def _is_named(role: Node) -> bool:
    arn = Arn.parse(role.arn)
    return arn is not None and not has_wildcard(arn.resource)


def _passes(actor: Actor, facts: Facts = UNBOUND) -> Answer:
    return best(may_any(means, HANDS_OVER, "role", facts) for means in actor.means)
