"""What was given can be taken away again, by whoever takes it out of the program."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.given import BOUNDARY
from daypass.graph.leaves import was_looked_up
from daypass.graph.ways import ITSELF, WAYS
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

    With `retainOnDelete` a role, a user, a key or a policy stays in the account when the program leaves it out, and
    from then on nobody sees it. Pulumi does not tell the packs about it: `scan` and `check` do.

    In profile `strict`, a policy or an attachment with the option `protect` (its own, or that of the component above
    it) is told as well: it stops the update that should withdraw it, in the hour in which it should be gone. A
    protected role is none of this: it has no rights but its policies.

    Refused:
        write:
          type: aws:iam/rolePolicy:RolePolicy
          options: {retainOnDelete: true}
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
    if resource.protect and resource.type in _GRANTS and ask.profile == "strict":
        yield Problem(f"{resource.name!r} is protected, so that no update takes it away", key="protect")
    if resource.retained:
        fact = f"{resource.name!r} stays when the program leaves it out, and nobody sees it then"
        yield Problem(fact, key="retainOnDelete", severity="medium")
