"""This is where it is told which roles another company enters, by what its trust asks for and whom it names.

An external id alone tells nothing: one's own pipelines may show one as well. Source: IAM User Guide, "Access to AWS
accounts owned by third parties"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.callers import account_of
from daypass.iam.condition import Condition
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings
from daypass_policies.trusting.trust import ROLES, trust_of

_EXTERNAL_ID: Final = "sts:externalid"


def is_of_another_company(role: Resource, own: str, settings: Settings) -> bool:
    """Whether everyone whom a role of the account `own` lets in comes from elsewhere and shows an external id."""
    if role.type not in ROLES or not own:
        return False
    try:
        allows = [statement for statement in trust_of(role).statements if statement.effect == "Allow"]
        asked = all(any(map(_asks_external_id, statement.conditions)) for statement in allows)
        accounts = {account for statement in allows for account in _accounts(statement)}
    except (MalformedDocument, Undecided):
        return False
    return bool(allows) and asked and accounts.isdisjoint({"", own, *settings.accounts})


def _accounts(statement: Statement) -> Iterator[str]:
    """Of those whom it names, "" for each of whom the account is not told."""
    named = statement.principals or {"*": ("",)}
    for kind, principals in named.items():
        for principal in principals:
            is_account = principal.isdecimal()
            yield (principal if is_account else account_of(principal)) if kind == "AWS" else ""


def _asks_external_id(condition: Condition) -> bool:
    return condition.key.lower() == _EXTERNAL_ID and not (condition.test.negated or condition.if_exists)
