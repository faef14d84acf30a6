"""This is where it is told whether a Deny of a trust, or of another thing's policy, keeps out a caller by the ARN.

Source: IAM User Guide, "Policy evaluation logic" (an explicit Deny wins) and "Global condition context keys",
aws:PrincipalArn (of a session it is the ARN of the role); read 2026-11.
"""

from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.denied import admits_by
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.glob import has_wildcard, matches

_KEY: Final = "aws:PrincipalArn"
WAY_IN: Final = "sts:AssumeRole"
_TEXTS: Final = ("StringEquals", "StringLike", "ArnEquals", "ArnLike")
_OTHERS: Final = ("StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike")


def is_kept_out(arn: str, document: Document, action: str = WAY_IN) -> bool:
    """Whether no caller of that ARN, or of any that fits where it is a pattern, may assume the role, or do this.

    Only a Deny that is known as a whole and asks for nothing but the ARN counts: any other leaves a way in.
    """
    return any(
        deny.is_fully_known and deny.effect == "Deny" and _names(deny, arn, action) and _holds(deny.conditions, arn)
        for deny in document.statements
    )


def _names(deny: Statement, arn: str, action: str) -> bool:
    named = deny.principals or {}
    parsed = Arn.parse(arn)
    account = parsed.account if parsed else ""
    own = named.get("AWS", ())
    everyone = EVERYONE in named or EVERYONE in own
    all_of_account = any(one == account or one.endswith(f"::{account}:root") for one in own) if account else False
    return (everyone or arn in own or all_of_account) and admits_by(deny, action)


def _holds(conditions: tuple[Condition, ...], arn: str) -> bool:
    return all(
        condition.is_on(_KEY) and not condition.qualifier and _is_met(condition, arn) for condition in conditions
    )


def _is_met(condition: Condition, arn: str) -> bool:
    if condition.operator in _OTHERS:
        return not has_wildcard(arn) and not any(_fits(condition, value, arn) for value in condition.values)
    return condition.operator in _TEXTS and any(_covers(condition, value, arn) for value in condition.values)


def _covers(condition: Condition, value: str, arn: str) -> bool:
    """A `?` in the Deny does not take in all that a `*` of the caller stands for, and a variable tells nothing here."""
    if has_wildcard(arn) and "?" in value:
        return False
    return "${" not in value and _fits(condition, value, arn)


def _fits(condition: Condition, value: str, arn: str) -> bool:
    return matches(value, arn) if condition.test.takes_wildcards else value == arn
