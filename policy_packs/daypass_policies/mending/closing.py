"""This is where it is written what would mend a statement that lets in too many, as `Problem.mended` has it.

What is not known is a word in capitals, which only the author of the policy can say. Nothing of a policy that somebody
marked as secret stands in it.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from daypass.graph.leaves import said, text_of
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, Statement
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings

ACCOUNT: Final = "ACCOUNT"
"""What stands for an account that nothing names."""

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_AWS: Final = "aws"

Named = tuple[str, str]
"""Kind and principal."""


def account_of(resource: Resource, settings: Settings, about: Iterable[str] = ()) -> str:
    """The account of the resource, by ARNs, else by its provider or the settings, else the word that stands for it.

    `about` are the ARNs that a policy of it is about, beside its own. They come first, as they say what is.
    """
    arns = filter(None, map(Arn.parse, (text_of(said(resource, "arn")), *about)))
    named = {arn.account for arn in arns if _ACCOUNT.fullmatch(arn.account)}
    return named.pop() if len(named) == 1 else own_account(resource, settings) or ACCOUNT


def condition(operator: str, key: str, value: Any) -> str:
    """That the statement asks for this too."""
    return json.dumps({"Condition": {operator: {key: value}}})


def source(account: str, *, by_account: bool) -> str:
    """That a service says for which account it acts: by aws:SourceAccount, or by the account in aws:SourceArn."""
    if by_account:
        return condition("StringEquals", "aws:SourceAccount", account)
    return condition("ArnLike", "aws:SourceArn", f"arn:*:*:*:{account}:*")


def database_users(account: str) -> str:
    """That Redshift says for which user of its databases it acts, by ARN: for any of the account.

    Source: Redshift Management Guide, "Restricting access to IAM roles", read 2026-12.
    """
    return condition("StringLike", "sts:ExternalId", f"arn:*:redshift:*:{account}:dbuser:*")


def principals(statement: Statement, change: Callable[[str, str], Named]) -> str | None:
    """That the statement names others: what `change` makes of each kind and principal; None where one is unknown."""
    if statement.is_part:
        return None
    try:
        listed = statement.principals or {EVERYONE: (EVERYONE,)}
    except Undecided:
        return None
    named = dict.fromkeys(change(kind, one) for kind, all_ in listed.items() for one in all_)
    kinds = {kind: [one for of, one in named if of == kind] for kind, _ in named}
    return json.dumps({"Principal": {kind: _one_or_list(ones) for kind, ones in kinds.items()}})


def named_instead(account: str) -> Callable[[str, str], Named]:
    """What to name in place of everyone: somebody in this account, and whoever was named beside them."""

    def change(kind: str, principal: str) -> Named:
        if kind != EVERYONE and not has_wildcard(principal):
            return kind, principal
        if kind == "Service":
            return kind, "SERVICE.amazonaws.com"
        if kind == "Federated":
            return kind, f"arn:{_partition(principal)}:iam::{account}:oidc-provider/ISSUER"
        arn = Arn.parse(principal)
        if arn is None:
            return "AWS", f"arn:{_AWS}:iam::{account}:role/ROLE"
        owner = arn.account if _ACCOUNT.fullmatch(arn.account) else account
        resource = arn.resource if "/" in arn.resource and not has_wildcard(arn.resource) else "role/ROLE"
        return "AWS", f"arn:{_partition(principal)}:iam::{owner}:{resource}"

    return change


def role_instead(accounts: Iterable[str]) -> Callable[[str, str], Named]:
    """What to name in place of each of these whole accounts, written in any form: a role of it."""
    wanted = frozenset(accounts)

    def change(kind: str, principal: str) -> Named:
        arn = Arn.parse(principal)
        account = arn.account if arn else principal
        is_whole = arn is None or arn.resource == "root" or has_wildcard(arn.resource)
        if kind != "AWS" or account not in wanted or not is_whole:
            return kind, principal
        return kind, f"arn:{_partition(principal)}:iam::{account}:role/ROLE"

    return change


def _partition(principal: str) -> str:
    arn = Arn.parse(principal)
    return arn.partition if arn and not has_wildcard(arn.partition) else _AWS


def _one_or_list(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
