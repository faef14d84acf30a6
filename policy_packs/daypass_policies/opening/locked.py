"""This is where it is told whether a resource policy leaves anybody of its own account who may change it.

What the policy gives to others stays where nobody may: root alone deletes the policy of a bucket or a queue, and of a
key only AWS Support. Principals of other accounts change nothing, whatever the policy says.
Sources: KMS Developer Guide, "Default key policy" (without the statement for the account no IAM policy counts); Amazon
S3 User Guide, "Bucket policies" (root after a lockout), and API Reference, "PutBucketPolicy" (405 for other accounts);
IAM User Guide, "AWS JSON policy elements: Principal" (an account in a Deny is all of it); read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.denied import admits_by
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.glob import has_wildcard, is_any, matches

CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "bucket policy": ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
    "key policy": ("kms:PutKeyPolicy",),
    "secret policy": ("secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
    "queue policy": ("sqs:SetQueueAttributes", "sqs:RemovePermission"),
    "topic policy": ("sns:SetTopicAttributes", "sns:RemovePermission"),
    "repository policy": ("ecr:SetRepositoryPolicy", "ecr:DeleteRepositoryPolicy"),
    "table policy": ("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy"),
}
"""What the table of resource policies calls them → the actions by which they are changed or taken off."""

_BELOW: Final[Mapping[str, tuple[str, ...]]] = {"s3": ("/",), "dynamodb": ("/index/", "/stream/")}
"""What stands in the ARN of something within the thing that the policy is of."""

_ARN: Final = "aws:principalarn"
_OF: Final = "aws:principalaccount"
_OF_SERVICES: Final = "aws:principalisawsservice"
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_NAMED: Final = re.compile(r"arn:[\w-]+:iam::[0-9]{12}:(?:role|user)/[^*?]+")


def denying_everyone(document: Document, what: str, own: str) -> Statement | None:
    """The first of the statements that leave nobody of the own account to make the last change; None where one is left.

    `own` is the account, "" where it is not known: then whoever is named may be of it. Raises `Undecided` where an
    unknown decides.
    """
    denies = [one for one in document.statements if one.effect == "Deny"]
    taken = [_taking(denies, action, own) for action in CHANGES[what]]
    return next(iter(taken[0]), None) if all(taken) else None


def is_given_to_us(document: Document, action: str, own: str) -> bool:
    """Whether it lets somebody of the own account do this. Raises `Undecided`."""
    allows = (one for one in document.statements if one.effect == "Allow" and admits_by(one, action))
    return any(_may_be_ours(name, own) for one in allows for name in _named(one))


def _taking(denies: list[Statement], action: str, own: str) -> list[Statement]:
    """The statements that together deny this to everybody of the own account; none where they leave somebody."""
    about = [(one, left) for one in denies if (left := _left(one, action, own)) is not None]
    alone = [one for one, left in about if not left]
    if alone:
        return alone[:1]
    each = [left for _, left in about]
    # Patterns, accounts and ids may have something in common that their texts do not show.
    is_plain = all(_NAMED.fullmatch(name) for left in each for name in left)
    return [one for one, _ in about] if each and is_plain and not frozenset.intersection(*each) else []


def _left(deny: Statement, action: str, own: str) -> frozenset[str] | None:
    """Whom of the own account it spares, by name; None where it may spare others as well, or is about other things."""
    if not admits_by(deny, action) or deny.has("NotResource"):
        return None
    spared = [name for kind, names in (deny.not_principals or {}).items() if kind != "Service" for name in names]
    if not deny.has("NotPrincipal") and not any(_is_all_of_ours(name, own) for name in _named(deny)):
        return None
    for condition in deny.conditions:
        if condition.key.lower() in (_ARN, _OF) and condition.test.negated:
            # Without a pattern's operator `role/admin-*` is a name that nobody has.
            spared += [one for one in condition.values if "Like" in condition.operator or not has_wildcard(one)]
        elif not _always_holds(condition, own):
            return None
    # Last, since this is what a preview knows least, and most denials are about how somebody asks.
    if not any(map(_is_thing, deny.resources or (EVERYONE,))):
        return None
    return frozenset(name for name in spared if _may_be_ours(name, own))


def _always_holds(condition: Condition, own: str) -> bool:
    """Whether it holds of every request of the own account, services apart."""
    key, says = condition.key.lower(), {value.lower() for value in condition.values}
    if key == _OF_SERVICES:
        return condition.operator == "Bool" and says == {"false"}
    if key not in (_ARN, _OF) or condition.qualifier:
        return False
    if condition.operator == "Null":
        return says == {"false"}
    if key == _OF:
        return condition.operator in ("StringEquals", "StringLike") and any(_is_ours(one, own) for one in says)
    # `root` is the root user here, and `ArnEquals` takes patterns as `ArnLike` does.
    is_compared = condition.operator in ("StringLike", "ArnLike", "ArnEquals")
    return is_compared and any(_is_all_of_ours(one, own, "") for one in condition.values)


def _is_thing(resource: str) -> bool:
    """Whether it may be what the policy is of, rather than an object in a bucket."""
    arn = Arn.parse(resource)
    return arn is None or not any(part in arn.resource for part in _BELOW.get(arn.service, ()))


def _named(statement: Statement) -> Iterator[str]:
    """Whom it names, `*` where it leaves some out; not services, which change no policy."""
    if statement.has("NotPrincipal"):
        yield EVERYONE
    yield from (name for kind, names in (statement.principals or {}).items() if kind != "Service" for name in names)


def _is_all_of_ours(name: str, own: str, root: str = "root") -> bool:
    """Whether it means everybody of the own account, whatever else; `root` is how it may say so."""
    arn = Arn.parse(name)
    if arn is None:
        return _is_ours(name, own)
    return (is_any(arn.resource) or arn.resource == root) and _is_ours(arn.account, own)


def _is_ours(account: str, own: str) -> bool:
    """Whether the own account is meant, as far as that is known."""
    return is_any(account) or (bool(own) and matches(account, own))


def _may_be_ours(name: str, own: str) -> bool:
    """Whether a principal may be of the own account: what names none may be anybody's."""
    arn = Arn.parse(name)
    account = arn.account if arn else name
    return not _ACCOUNT.fullmatch(account) or account == own or not own
