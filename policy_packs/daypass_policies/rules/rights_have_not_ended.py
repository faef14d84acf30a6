"""An identity whose last right has ended is left behind."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.owning.ends import end_of_all, last_day

_NOUNS: Final = (ROLE, USER)


@rule(
    "rights-have-not-ended",
    risk="lifecycle",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=ROLES_AND_USERS,
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(2)", "NIST-800-53:AC-2(3)", "PCI-DSS-4.0.1:7.2.5.1", "SOC2:CC6.3"),
    remedy="Remove it with its policies; or, if it is still needed, review it with its owner and set a new date.",
)
def rights_have_not_ended(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Rights that end by their date leave the identity behind, with its trust and its place in other policies.

    Asked are roles and users, and whether every statement that allows them something, of whatever policy, asks for a
    time before a day that is past (`DateLessThan` of `aws:CurrentTime`), or a statement denies them everything since
    one. The day itself still counts. An identity without any rights is not the matter of this rule.

    Refused:
        migration:
          type: aws:iam/role:Role
          properties: {name: migration}
        copy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: migration
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
               "Resource": "arn:aws:s3:::invoices/*",
               "Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}}}]}

    Mended:
        migration:
          type: aws:iam/role:Role
          properties: {name: migration}
        copy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: migration
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
               "Resource": "arn:aws:s3:::invoices/*",
               "Condition": {"DateLessThan": {"aws:CurrentTime": "2099-01-31T00:00:00Z"}}}]}
    """
    for found in stack.once(EffectivePermissions).each:
        if found.noun in _NOUNS and not was_looked_up(found.identity):
            yield from _judged(found, ask.today)


def _judged(found: Permissions, today: date) -> Iterator[Problem | Open]:
    denied, ends, unknown = list[date](), list[date | None](), list[str]()
    may_be_over = False
    for statement in (one for given in found.given for one in given.document.statements):
        is_allowed = False
        try:
            if day := end_of_all(statement):
                denied += [day] if day < today else []
            elif is_allowed := statement.effect == "Allow":
                ends.append(last_day(statement))
        except Undecided as stopped:
            unknown.append(stopped.path)
            may_be_over = may_be_over or is_allowed
    over = [day for day in ends if day and day < today]
    unknown += [gap.path for gap in found.gaps if gap.may_give]
    if denied and ends:
        yield _left_behind(found, min(denied))
    elif (over or may_be_over) and len(over) == len(ends):
        yield Open(found.identity, (unknown[0],)) if unknown else _left_behind(found, max(over))


def _left_behind(found: Permissions, day: date) -> Problem:
    since = "" if any(given.document.secret for given in found.given) else f" since {day}"
    return Problem(f"{found.noun} {found.identity.name!r} has no rights left{since}", on=found.identity)
