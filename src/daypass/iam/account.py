"""This is where a stack's own account is told, alike in every engine: by its provider, else by the settings."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.iam.arn import Arn
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Items, Properties, Resource, Undecided
from daypass.model.urn import Urn
from daypass.settings import Settings

_ACCOUNT: Final = re.compile(r"[0-9]{12}")


def own_account(resource: Resource, settings: Settings) -> str | None:
    """The account that the resource is made in: twelve digits, or None where nothing says it for certain.

    That is its provider's only `allowedAccountIds`, or the account of the last role of `assumeRoles`; a provider that
    says neither leaves it to the only `[accounts]` entry of the environment, which is the URN's stack. Never an output,
    which one engine has and another has not.
    """
    try:
        said = set(_of_provider(resource.provider.inputs))
    except Undecided:
        return None  # a provider that is not configured yet may turn out to be any account's
    if said:
        return (said.pop() or None) if len(said) == 1 else None
    return settings.account_of(Urn.parse(resource.urn).stack)


def _of_provider(inputs: Properties) -> Iterator[str]:
    """What each property says; "" says that it is set and names no one account."""
    allowed = _listed(inputs.get("allowedAccountIds"))
    if allowed:
        yield _account(allowed[0]) if len(allowed) == 1 else ""
    roles = [*_listed(inputs.get("assumeRoles")), *_listed(inputs.get("assumeRole"))]
    if roles:
        last = roles[-1]
        arn = Arn.parse(str(last.get("roleArn"))) if isinstance(last, Mapping) else None
        yield _account(arn.account) if arn else ""


def _listed(value: Any) -> list[Any]:
    """The items of a list, of one object, or of their JSON text: a provider's configuration is text over the wire.

    Any other text is an item itself: one account, or what names none.
    """
    if isinstance(value, str):
        try:
            value = json_value(value)
        except JsonError:
            return [value] if value.strip() else []
    if isinstance(value, Items | list):
        return list(value)
    return [] if value in (None, "") else [value]


def _account(value: object) -> str:
    """Twelve digits, "" for anything else. A whole number arrives as a float over the wire."""
    text = f"{value:.0f}" if isinstance(value, float) else str(value)
    return text if _ACCOUNT.fullmatch(text) else ""
