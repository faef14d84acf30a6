"""What nobody may change nobody can cut off."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.leaves import was_looked_up
from daypass.iam.action import EVERYTHING
from daypass.iam.condition import Condition
from daypass.iam.denied import admits_by
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import filled, has_wildcard, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.settle import collect

_SERVICE_CONTROL: Final = "SERVICE_CONTROL_POLICY"
"""What a policy of an organisation is where nobody says its type; the others say nothing of what IAM may be asked."""

_DENYING: Final = ("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary")
_WAYS: Final = (*_DENYING, "iam:UpdateAssumeRolePolicy", "iam:DeleteRole")
"""What puts a denial on a role, which stops the sessions that live; and what lets no new ones in.

Source: IAM User Guide, "Revoke IAM role temporary security credentials"; AWS Organizations User Guide, "SCP
evaluation" (a Deny binds everybody in the accounts below, and nobody in the management account); read 2026-11.
"""


@rule(
    "revocation-is-not-forbidden",
    risk="revocation-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=("aws:organizations/policy:Policy", "aws-native:organizations:Policy"),
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-3(8)", "NIST-800-53:IR-4", "SOC2:CC7.4"),
    remedy="Spare the role that answers incidents: a condition ArnNotLike on aws:PrincipalArn.",
)
def revocation_is_not_forbidden(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A service control policy binds everybody in the accounts below it, also whoever answers incidents there.

    Told is one that denies all ways of holding a role back: an inline policy, an attached one, a boundary, another
    trust, and its deletion; in profile `strict` the first three are enough, since a new trust stops no session that
    lives. It does so for every role or for a pattern of them, by one statement or several, and spares nobody: there is
    no condition, or one on the role's tags alone. A condition on who asks, from where or how leaves a way,
    and passes; so does what names single roles, or only roles of those who answer incidents or of AWS itself, and what
    shuts off everything.

    Such a policy does not bind the management account, but a role of another account cannot be changed from there:
    somebody has to take the policy off first, for all.

    Refused:
        freeze:
          type: aws:organizations/policy:Policy
          properties:
            name: freeze
            content: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "arn:aws:iam::*:role/app/*",
               "Action": ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary",
                          "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"]}]}

    Mended:
        freeze:
          type: aws:organizations/policy:Policy
          properties:
            name: freeze
            content: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "arn:aws:iam::*:role/app/*",
               "Action": ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary",
                          "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"],
               "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/incidents"}}}]}
    """
    properties = resource.declared
    if was_looked_up(resource) or "content" not in properties:
        return
    if properties.get("type", _SERVICE_CONTROL) != _SERVICE_CONTROL:
        return
    try:
        denies, unknown = collect(map(_read, Document.at(properties, "content").statements))
    except MalformedDocument:
        return  # AWS takes no such policy, so that it holds nobody back
    if at := _forbidding(denies, _DENYING if ask.profile == "strict" else _WAYS):
        fact = f"service control policy {resource.name!r} lets nobody in its accounts hold a role back"
        yield Problem(f"{fact}, and spares no responder", at=at)
    elif unknown:
        raise unknown


class _Deny(NamedTuple):
    """A statement that spares nobody, the ways that it denies, and a role for each pattern that it denies them of."""

    statement: Statement
    ways: frozenset[str]
    roles: tuple[str, ...]

    def takes(self, way: str, role: str, beside: "_Deny") -> bool:
        """Whether it denies this of the role wherever the other statement denies anything of it."""
        left = set(self.statement.conditions) - set(beside.statement.conditions)
        return way in self.ways and not left and _is_about(self.statement, role)


def _forbidding(denies: list[_Deny], ways: tuple[str, ...]) -> str:
    """The path of the first statement with which all ways are denied of one role; "" where one is left."""
    for deny in denies:
        for role in deny.roles:
            if all(any(one.takes(way, role, deny) for one in denies) for way in ways):
                return deny.statement.path
    return ""


def _read(statement: Statement) -> Iterator[_Deny]:
    """Raises `Undecided` where an unknown decides: read first is what tells that most statements are about others."""
    ways = frozenset(way for way in _WAYS if statement.effect == "Deny" and admits_by(statement, way))
    if ways and not _shuts_all_off(statement) and all(map(_spares_nobody, statement.conditions)):
        yield _Deny(statement, ways, tuple(_roles(statement)))


def _shuts_all_off(deny: Statement) -> bool:
    """Whether it denies everything to everybody, as where an account is put that is given up: that revokes all."""
    return EVERYTHING in deny.actions and EVERYTHING in deny.resources and not deny.conditions


_OF_THE_ROLE: Final = ("aws:resourcetag/", "iam:resourcetag/")
_OF_SERVICES: Final = "aws:principalisawsservice"


def _spares_nobody(condition: Condition) -> bool:
    """Whether it is about the role alone, whoever asks (no `${aws:PrincipalTag/team}`), or spares only services."""
    key, says = condition.key.lower(), {value.lower() for value in condition.values}
    if key == _OF_SERVICES:
        return condition.operator == "Bool" and says == {"false"}
    return key.startswith(_OF_THE_ROLE) and not any("${" in value for value in says)


_ROLE: Final = f"role/{PROBE}"
_ANY_ROLE: Final = f"arn:aws:iam::{NOBODYS_ACCOUNT}:{_ROLE}"
_PATTERN: Final = re.compile(r"arn:(?P<partition>[^:]+):iam::(?P<account>[^:]*):(?P<resource>[^:]+)")
_OF_OTHERS: Final = re.compile(
    r"role/aws-(?:reserved|service-role)/|incident|respon[ds]|revo[ck]|security|break-?glass", re.IGNORECASE
)
"""Roles that AWS lets nobody change, and how those are called that answer incidents, whom such policies protect."""


def _roles(deny: Statement) -> Iterator[str]:
    """A role that each pattern of the statement takes in; none of what names single ones."""
    if deny.has("NotResource"):
        yield from (_ANY_ROLE,) if _is_about(deny, _ANY_ROLE) else ()
        return
    for pattern in deny.resources:
        if matches(pattern, _ANY_ROLE):
            yield _ANY_ROLE
        elif found := _PATTERN.fullmatch(pattern):
            yield from _roles_of_a_place(found["partition"], found["account"], found["resource"])


def _roles_of_a_place(partition: str, account: str, resource: str) -> Iterator[str]:
    """A role of one partition, one account or one path."""
    is_any = matches(resource, _ROLE)
    if is_any or (resource.startswith("role/") and has_wildcard(resource) and not _OF_OTHERS.search(resource)):
        role = _ROLE if is_any else filled(resource, PROBE)
        yield f"arn:{filled(partition, 'aws')}:iam::{filled(account, NOBODYS_ACCOUNT)}:{role}"


def _is_about(deny: Statement, role: str) -> bool:
    if deny.has("NotResource"):
        return not any(matches(pattern, role) for pattern in deny.not_resources)
    return any(matches(pattern, role) for pattern in deny.resources)
