"""A session ends when it ends: none brings about the next one of the same role."""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.renewing import Renewing
from daypass_policies.escalating.rings import Ring, rings
from daypass_policies.escalating.told import Doubts, by, told_at, unless_bounded
from daypass_policies.handed_out import TYPES_AND_IDENTITIES
from daypass_policies.wording import listed


@rule(
    "session-does-not-renew-itself",
    risk="role-chaining",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=TYPES_AND_IDENTITIES,
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "MAESTRO:X-LATERAL-MOVEMENT"),
    remedy="Take one of the roles out of the trust that leads back, or ask there for a network (aws:SourceVpc).",
)
def session_does_not_renew_itself(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever steals a session of one hour has it for ever, where the role may assume itself, or one that leads back.

    This is a stack rule. Each session that is made from another one begins anew, whatever is left of that: AWS limits
    it to an hour, and not how often it is made. So a term or `maxSessionDuration` ends nothing here, and the copy of a
    session lives on outside what it was made for. Nor does a revocation end more than the role of which the sessions
    that were issued before are denied: a session of the other brings about a new one, which is not denied.

    Found is a role that may assume itself, two that may assume each other, and longer rings of roles. Both sides are
    asked: since 2022 a role has to trust itself, by its ARN or as its account, and its policies have to allow it,
    where the trust does not name it. Pass do steps that ask for what a stolen session cannot bring again: a second
    factor, a network (`aws:SourceVpc`, `aws:SourceIp`), a source (`aws:SourceArn`), a tag that the role does not carry,
    or a date that ends them; and a Deny that speaks of these. A role may trust itself under an external id, as
    Databricks asks for, and where the session that it makes of itself has to be tagged, as for one tenant. Of whoever
    may assume any role `no-assuming-of-any-role` speaks.
    Sources: AWS Security Blog, "Announcing an update to IAM role trust policy behavior"; IAM User Guide, "Roles terms
    and concepts", role chaining, and "Revoke IAM role temporary security credentials"; read 2026-12.

    Refused:
        reports:
          type: aws:iam/role:Role
          properties:
            name: reports
            arn: arn:aws:iam::111122223333:role/reports
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"Service": "ecs-tasks.amazonaws.com"}},
                             {"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"AWS": "arn:aws:iam::111122223333:role/reports"}}]}

    Mended:
        reports:
          type: aws:iam/role:Role
          properties:
            name: reports
            arn: arn:aws:iam::111122223333:role/reports
            assumeRolePolicy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                              "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}
    """
    renewing, doubts = stack.once(Renewing, ask.settings), Doubts()
    every = renewing.steps()
    certain = {key: {other: edge for other, edge in steps.items() if not edge.unknown} for key, steps in every.items()}
    told: set[str] = set()
    for ring in rings(certain):
        told.update(edge.source.key for edge in ring)
        yield _problem(ring, renewing)
    for ring in rings({key: steps for key, steps in every.items() if key not in told}):
        unknown = (one for edge in ring for one in edge.unknown)
        yield from doubts.of(renewing.roles[ring[0].source.key], unknown)


def _problem(ring: Ring, renewing: Renewing) -> Problem:
    first, *others = (renewing.roles[edge.source.key] for edge in ring)
    names = [repr(one.resource.name) for one in others]
    grounds = ring[0].grounds
    fact = f"{first.title} {_way(names)}, so that whoever has a session of it renews that without end{by(grounds)}"
    problem = told_at(grounds, first, Problem(fact, key=f"renewed by {', '.join(names) or 'itself'}"))
    return unless_bounded(problem) if any(one.is_bounded_elsewhere for one in (first, *others)) else problem


def _way(names: list[str]) -> str:
    if not names:
        return "may assume itself"
    over = f" over {listed(names[1:])}" if names[1:] else ""
    return f"may assume role {names[0]}, which leads back to it{over}"
