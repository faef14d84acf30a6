"""Whoever assumes other roles names them."""

from collections.abc import Iterator

from daypass.data.administrator_roles import administrator_by
from daypass.graph.becoming.asking import NO
from daypass.graph.becoming.means import ASSUME, best
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.holders import Holder, Holders
from daypass_policies.escalating.mending import assumed_role_named, mended, without_resource
from daypass_policies.escalating.told import Doubts, at, by, stands_in, within_bounds
from daypass_policies.escalating.unnamed import UNBOUND, may_any, may_to, named
from daypass_policies.permissions import TYPES


@rule(
    "no-assuming-of-any-role",
    risk="role-chaining",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(dict.fromkeys((*IDENTITY_KINDS, *TYPES))),
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-3",
        "SOC2:CC6.3",
        "MAESTRO:L4-LATERAL-MOVEMENT",
    ),
    remedy="Name the roles to assume, each by its ARN, or by one name in the accounts of the organisation.",
    aliases=("prowler:iam_no_custom_policy_permissive_role_assumption",),
)
def no_assuming_of_any_role(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who may assume any role has every role whose trust is as loose as an account, today's and those of next year.

    `sts:AssumeRole` on `*`, on all roles of an account or on next to nothing of a name is refused, in any spelling
    and whichever policy of the identity it comes from, less what a Deny, a boundary or a condition takes away. One
    role, one name in many accounts, a prefix of names and what must carry a tag pass; but not a role that AWS makes
    an administrator of its account (`OrganizationAccountAccessRole`), and one whose name says so is advisory. Of
    whoever may do everything `no-admin-access` speaks.

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
    holders, doubts = stack.once(Holders, ask.settings), Doubts()
    for holder in holders.each:
        if holder.may(ASSUME) and not holder.has_among_everything(ASSUME):
            yield from within_bounds(holder, (*_of(holder, holders, doubts), *_administrators(holder)))
        else:
            yield from doubts.of(holder)


def _of(holder: Holder, holders: Holders, doubts: Doubts) -> Iterator[Problem | Open]:
    found = best(may_any(means, ASSUME, "role", UNBOUND) for means in holder.means)
    theirs = any(
        may_any(means, ASSUME, "role", UNBOUND).possible for group in holders.groups_of(holder) for means in group.means
    )
    if found.possible and not found.unknown and not theirs:
        problem = Problem(
            f"{holder.title} may assume any role that lets it in{by(found.grounds)}",
            at=at(found.grounds, holder.resource),
            key="any role",
            on=holder.resource,
            within=stands_in(found.grounds, holder.resource),
        )
        yield mended(problem, holder, (ASSUME,), assumed_role_named)
        yield from doubts.of(holder)
    else:
        yield from doubts.of(holder, () if theirs else found.unknown)


def _administrators(holder: Holder) -> Iterator[Problem]:
    """The roles of other stacks that it names and that are administrators of their account."""
    found = {arn.resource.rpartition("/")[2]: (arn, means) for means in holder.means for arn in named(means, ASSUME)}
    is_secret = any(given.document.secret for given in holder.permissions.given)
    for name, (arn, means) in sorted(found.items()):
        said = administrator_by(name)
        text = ":".join(("arn", *arn))
        answer = may_to(means, ASSUME, text) if said else NO
        if answer.possible and not answer.unknown:
            fact = "AWS makes an administrator of its account" if said == "AWS" else "is called an administrator"
            problem = Problem(
                f"{holder.title} may assume {'a role' if is_secret else f'role {name!r}'}, which {fact}",
                at=at(answer.grounds, holder.resource),
                key="administrator" if is_secret else f"administrator {name}",
                severity="high" if said == "AWS" else "medium",
                confidence="high" if said == "AWS" else "medium",
                advisory=said == "name",
                on=holder.resource,
                within=stands_in(answer.grounds, holder.resource),
            )
            yield mended(problem, holder, (ASSUME,), without_resource(text))
