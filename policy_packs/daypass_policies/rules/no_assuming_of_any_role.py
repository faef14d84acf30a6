"""Whoever assumes other roles names them."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.anything.unnamed import UNBOUND, may_any
from daypass.graph.becoming.means import ASSUME, best
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.administrators import administrators, elsewhere
from daypass_policies.escalating.takeovers.workers import is_a_check, only_compares
from daypass_policies.escalating.told import Doubts, by, told_at, within_bounds
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.mending.cutting import assumed_role_named, mended, without_resource

_DEPLOYS: Final = frozenset(("apply", "deploy", "deployer", "deployment", "publishing", "release", "rollout"))
"""Words by which roles are called that set up what others run; `cdk-hnb659fds-deploy-role-…` is the CDK's."""


@rule(
    "no-assuming-of-any-role",
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
        "MAESTRO:L4-LATERAL-MOVEMENT",
    ),
    remedy="Name the roles that its work needs, each by its ARN, or by one name in the accounts of the organisation.",
    aliases=("prowler:iam_no_custom_policy_permissive_role_assumption",),
)
def no_assuming_of_any_role(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who may assume any role has every role whose trust is as loose as an account, today's and those of next year.

    `sts:AssumeRole` on `*`, on all roles of an account or on next to nothing of a name is refused, in any spelling
    and whichever policy of the identity it comes from, less what a Deny, a boundary or a condition takes away. One
    role, one name in many accounts, a prefix of names and what must carry a tag pass; but not a role that AWS makes
    an administrator of its account (`OrganizationAccountAccessRole`), and one whose name says so is advisory. So is
    a role of another stack that deploys by its name (as the CDK's do), where a pipeline by its own name only checks.
    Of whoever may do everything `no-admin-access` speaks.

    Refused:
        hops:
          type: aws:iam/policy:Policy
          properties:
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}

    Mended:
        hops:
          type: aws:iam/policy:Policy
          properties:
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Resource": "arn:aws:iam::444455556666:role/reports-reader"}]}
    """
    actors, doubts = stack.once(Actors, ask.settings), Doubts()
    for actor in judged(stack, ask.settings, ask.profile):
        if actor.may(ASSUME) and not actor.has_among_everything(ASSUME):
            yield from within_bounds(actor, (*_of(actor, actors, doubts), *_named(actor, actors, doubts)))
        else:
            yield from doubts.of(actor)


def _of(actor: Actor, actors: Actors, doubts: Doubts) -> Iterator[Problem | Open]:
    found = best(may_any(means, ASSUME, "role", UNBOUND) for means in actor.means)
    theirs = any(
        may_any(means, ASSUME, "role", UNBOUND).possible for group in actors.groups_of(actor) for means in group.means
    )
    if found.is_certain and not theirs:
        fact = f"{actor.title} may assume any role that lets it in{by(found.grounds)}"
        problem = told_at(found.grounds, actor, Problem(fact, key="any role"))
        yield mended(problem, actor, (ASSUME,), assumed_role_named)
        yield from doubts.of(actor)
    else:
        yield from doubts.of(actor, () if theirs else found.unknown)


def _named(actor: Actor, actors: Actors, doubts: Doubts) -> Iterator[Problem | Open]:
    """The roles of other stacks that it names, and that are administrators of their account, or deploy to it."""
    for one in administrators(actor, actors, ASSUME):
        if one.answer.unknown:
            yield from doubts.of(actor, one.answer.unknown)
        else:
            yield mended(one.as_administrator(actor, "assume {}"), actor, (ASSUME,), without_resource(one.arn))
    for one in elsewhere(actor, actors, ASSUME) if is_a_check(actor) or only_compares(actor) else ():
        if one.said or _DEPLOYS.isdisjoint(words_in(one.name)):
            continue
        if one.answer.unknown:
            yield from doubts.of(actor, one.answer.unknown)
        else:
            fact = ", which deploys by its name, and it only checks by its own"
            problem = one.problem(actor, "assume {}", fact, "medium", key="deploying")
            yield mended(problem, actor, (ASSUME,), without_resource(one.arn))
