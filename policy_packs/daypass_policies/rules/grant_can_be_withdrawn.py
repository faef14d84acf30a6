"""What was given can be taken away again, by whoever takes it out of the program."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.given import BOUNDARY
from daypass.graph.leaves import was_looked_up
from daypass.graph.ways import ITSELF, PERMISSION_SET, WAYS
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule

_POLICY: Final = "aws-native:iam:ManagedPolicy"
"""Attaches itself, and is a boundary as well, which should be protected."""

_GRANTS: Final = tuple(
    type_
    for type_, ways in WAYS.items()
    if any(way.to != ITSELF and way.how != BOUNDARY and not way.exclusive for way in ways) and type_ != _POLICY
)
_OF_PEOPLE: Final = tuple(type_ for type_ in _GRANTS if all(way.noun == PERMISSION_SET for way in WAYS[type_]))
"""What permission sets may do: people lose it with their assignment, and protecting it keeps from locking them out."""
_OF_WORKLOADS: Final = tuple(type_ for type_ in _GRANTS if type_ not in _OF_PEOPLE)
_KEY: Final = "aws:iam/accessKey:AccessKey"


@rule(
    "grant-can-be-withdrawn",
    risk="revocation-gap",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=(*_GRANTS, *ROLES_AND_USERS, _KEY),
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-3(8)", "SOC2:CC6.3"),
    remedy="Protect what holds data, and identities; leave protect off their policies, and retainOnDelete off both.",
)
def grant_can_be_withdrawn(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Pulumi refuses to remove what is protected, and forgets what it retains, with all that it may do.

    A policy or an attachment with the option `protect` (its own, or that of the component above it) stops the update
    that should withdraw it, in the hour in which it should be gone. With `retainOnDelete` a role, a user, a key or a
    policy stays in the account when the program leaves it out, and from then on nobody sees it. A protected role is
    none of this: it has no rights but its policies. The policies of permission sets are told in profile `strict` alone:
    people lose them with their assignment. Pulumi does not tell the packs about `retainOnDelete`: `scan` and `check`
    do.

    Refused:
        write:
          type: aws:iam/rolePolicy:RolePolicy
          options: {protect: true}
          properties:
            role: invoice-api
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
               "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoices/*"}]}

    Mended:
        write:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice-api
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
               "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoices/*"}]}
    """
    if was_looked_up(resource):
        return
    if resource.protect and resource.type in (_GRANTS if ask.profile == "strict" else _OF_WORKLOADS):
        yield Problem(f"{resource.name!r} is protected, so that no update withdraws it", key="protect")
    if resource.retained:
        fact = f"{resource.name!r} stays when the program leaves it out, and nobody sees it then"
        yield Problem(fact, key="retainOnDelete", severity="medium")
