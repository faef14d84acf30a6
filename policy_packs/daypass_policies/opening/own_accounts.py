"""This is where a stack rule tells which account a resource is made in, and which others are known to be ours.

A stack rule may read what came to be: where neither provider nor settings say it, the ARNs of the resource, of what its
policy is about, and of its neighbours under the same provider do, as far as they all name one account.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.resource_policies import PolicyPlace
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings
from daypass_policies.opening.grant import Grant

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_QUEUE: Final = re.compile(r"https://[\w.-]+/([0-9]{12})/[^/]+")


class OwnAccounts:
    """The accounts of a stack's resources. Made once for all rules that ask."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._settings = settings
        self._by_provider: dict[str, set[str]] = {}
        for resource in stack.resources:
            if not resource.external and (account := _of_arn(text_of(said(resource, "arn")))):
                self._by_provider.setdefault(_scope(resource), set()).add(account)

    def of(self, resource: Resource, place: PolicyPlace, about: Iterable[str]) -> str:
        """Twelve digits, or "" where nothing says it for certain. `about` are the ARNs that the policy is about."""
        if account := own_account(resource, self._settings):
            return account
        named = {found for text in (*_texts(resource, place), *about) if (found := _of_arn(text))}
        candidates = named or self._by_provider.get(_scope(resource), set())
        return next(iter(candidates)) if len(candidates) == 1 else ""

    def is_ours(self, account: str) -> bool:
        """Whether the settings name the account as one of the organisation's own."""
        return account in self._settings.accounts


def about(grant: Grant) -> tuple[str, ...]:
    """The ARNs that the statement is about, as far as they are known."""
    try:
        return grant.statement.resources
    except Undecided:
        return ()


def _texts(resource: Resource, place: PolicyPlace) -> Iterator[str]:
    """What may hold the account of the resource itself, or of what its policy is of."""
    yield text_of(said(resource, "arn"))
    if place.target:
        yield text_of(said(resource, place.target))


def _of_arn(text: str) -> str:
    """The account in an ARN or in the address of a queue, "" where there is none."""
    arn = Arn.parse(text)
    if arn is None:
        queue = _QUEUE.fullmatch(text)
        return queue[1] if queue else ""
    return arn.account if _ACCOUNT.fullmatch(arn.account) else ""


def _scope(resource: Resource) -> str:
    return f"{'::'.join(resource.urn.split('::', 2)[:2])} {resource.provider.urn}"
