"""This is where it is told whether a resource policy leaves anybody of its own account who may change it.

What the policy gives to others stays where nobody may: root alone deletes the policy of a bucket or a queue, and of a
key only AWS Support. Sources: KMS Developer Guide, "Default key policy" (without the statement for the account no IAM
policy counts); Amazon S3 User Guide, "Bucket policies" (root after a lockout); Service Authorization Reference; read
2026-11.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.denied import admits_by
from daypass.iam.document import EVERYONE, Document, Statement

CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "s3": ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
    "kms": ("kms:PutKeyPolicy",),
    "secretsmanager": ("secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
    "sqs": ("sqs:SetQueueAttributes", "sqs:RemovePermission"),
    "sns": ("sns:SetTopicAttributes", "sns:RemovePermission"),
    "ecr": ("ecr:SetRepositoryPolicy", "ecr:DeleteRepositoryPolicy"),
    "dynamodb": ("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy"),
}
"""Service → the actions by which its policies are changed or taken off."""

_CALLER: Final = ("aws:principalarn", "aws:principalaccount")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
IsOurs = Callable[[str], bool]
"""Whether an account of twelve digits may be the own one, or another of the organisation."""


def denying_everyone(document: Document, service: str, is_ours: IsOurs) -> Statement | None:
    """The statement that takes the last change from everybody of the own account; None where one is left to somebody.

    Raises `Undecided` where an unknown decides.
    """
    denies = [one for one in document.statements if one.effect == "Deny"]
    taken = [next((one for one in denies if _takes(one, action, is_ours)), None) for action in CHANGES[service]]
    return taken[0] if all(taken) else None


def is_given_to_us(document: Document, action: str, is_ours: IsOurs) -> bool:
    """Whether it lets somebody of the own account do this. Raises `Undecided`."""
    allows = (one for one in document.statements if one.effect == "Allow" and admits_by(one, action))
    return any(_may_be_ours(name, is_ours) for one in allows for name in _named(one))


def _takes(deny: Statement, action: str, is_ours: IsOurs) -> bool:
    """Whether it denies this to everybody of the own account, on the thing itself."""
    if not admits_by(deny, action) or not any(map(_is_thing, deny.resources or (EVERYONE,))):
        return False
    if deny.has("NotPrincipal"):
        spared = [name for names in (deny.not_principals or {}).values() for name in names]
    elif EVERYONE in _named(deny):
        spared = []
    else:
        return False
    for condition in deny.conditions:
        if condition.key.lower() not in _CALLER or not condition.test.negated:
            return False
        spared += condition.values
    return not any(_may_be_ours(name, is_ours) for name in spared)


def _is_thing(resource: str) -> bool:
    """Whether it may be what the policy is of, rather than an object in a bucket."""
    arn = Arn.parse(resource)
    return arn is None or arn.service != "s3" or "/" not in arn.resource


def _named(statement: Statement) -> Iterator[str]:
    """Whom it names, `*` where it leaves some out; not services, which change no policy."""
    if statement.has("NotPrincipal"):
        yield EVERYONE
    yield from (name for kind, names in (statement.principals or {}).items() if kind != "Service" for name in names)


def _may_be_ours(name: str, is_ours: IsOurs) -> bool:
    """Whether a principal may be of the own account: what names none may be anybody's."""
    arn = Arn.parse(name)
    account = arn.account if arn else name
    return not _ACCOUNT.fullmatch(account) or is_ours(account)
