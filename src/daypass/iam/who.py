"""This is where it is told whether a condition closes a principal that is everyone, and how far it stays open."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from daypass.iam.glob import has_wildcard, is_any, matches
from daypass.model.kind import Asked, Breadth, Claim

_CALLERS: Final = ("aws:principalaccount", "kms:calleraccount")
_ON_BEHALF: Final = ("aws:sourceaccount", "aws:sourceowner")
"""The account for which a service comes: whoever of it may tell the service to."""
_ORGANISATIONS: Final = ("aws:principalorgid", "aws:sourceorgid")
_PATHS: Final = ("aws:principalorgpaths", "aws:sourceorgpaths")
_ARNS: Final = ("aws:principalarn", "aws:sourcearn")
_ACCOUNT_OF_ARN: Final = re.compile(r"arn:[^:*?]+:[^:*?]+:[^:]*:(?P<account>[0-9]{12}):(?P<resource>.+)")
_OF_ORGANISATIONS: Final = re.compile(r"aws:(?:principal|source|resource|vpce)org(?:id|paths)")
_SHORTEST_ID: Final = len("o-") + 10
"""Of an organisation. Source: AWS Organizations API Reference, "Organization" (`o-[a-z0-9]{10,32}`); read 2026-11."""
_ORGANISATION_OF_PATH: Final = re.compile(r"o-[a-z0-9]+/.*")


OWN_ACCOUNT: Final = "${aws:ResourceAccount}"
"""The account of what is asked for, as a condition may name it."""


class SaidOfPrincipal(NamedTuple):
    """How open it is, and the accounts (twelve digits or `OWN_ACCOUNT`, commas between) where those are whole ones.

    `behind` are the accounts for which a service comes, where those are whole ones.
    """

    breadth: Breadth
    accounts: str = ""
    behind: str = ""


def is_anyones(key: str) -> bool:
    """Whether callers write the condition key, in small letters, themselves, so that it tells nothing of them."""
    return key in _WRITTEN_BY_CALLERS or key.startswith("aws:requesttag/")


def is_any_organisation(key: str, claim: Claim) -> bool:
    """Whether a pattern leaves open which organisation is meant (`o-*`, `*/r-1/*`): a stranger's fits too."""
    if claim.exact or not _OF_ORGANISATIONS.fullmatch(key):
        return False
    identifier = claim.text.partition("/")[0]
    known = re.split(r"[*?]", identifier, maxsplit=1)[0]
    return has_wildcard(identifier) and len(known) < _SHORTEST_ID


_WRITTEN_BY_CALLERS: Final = frozenset(
    ("sts:rolesessionname", "sts:sourceidentity", "sts:transitivetagkeys", "aws:tagkeys")
)

TELLS_NOTHING: Final = frozenset(
    (
        *("aws:principalaccount", "aws:principaltype", "aws:securetransport", "aws:viaawsservice", "s3:tlsversion"),
        *("aws:currenttime", "aws:epochtime", "aws:requestedregion", "aws:useragent", "aws:referer"),
        *("s3:x-amz-acl", "s3:x-amz-server-side-encryption", "s3:signatureversion", "s3:authtype"),
        *("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"),
        "sts:durationseconds",
    )
)
"""Condition keys that everyone in an account satisfies, or may choose to."""


def said_who(asked: Asked) -> SaidOfPrincipal:
    """Who gets through a `*`. What callers choose themselves (a tag, an external id, a network) does not say it."""
    if any(_all(asked, key, _names_one) for key in _ARNS):
        return SaidOfPrincipal("one workload")
    for key in (*_CALLERS, *_ON_BEHALF):
        if _all(asked, key, lambda claim: claim.exact):
            accounts = ", ".join(sorted({claim.text for claim in asked[key]}))
            return (
                SaidOfPrincipal("organisation", accounts)
                if key in _CALLERS
                else SaidOfPrincipal("organisation", behind=accounts)
            )
    if any(_all(asked, key, lambda claim: claim.exact) for key in _ORGANISATIONS):
        return SaidOfPrincipal("organisation")
    if any(_all(asked, key, lambda claim: bool(_ORGANISATION_OF_PATH.fullmatch(claim.text))) for key in _PATHS):
        return SaidOfPrincipal("organisation")
    for key in _ARNS:
        if _all(asked, key, lambda claim: bool(_ACCOUNT_OF_ARN.fullmatch(claim.text))):
            return SaidOfPrincipal("organisation", _whole_accounts(asked[key]) if key == "aws:principalarn" else "")
    return SaidOfPrincipal("world")


def takes_in_whole(asked: Asked, account: str) -> bool:
    """Whether some ARN that a caller is asked for is a pattern of everything or every role in this account."""
    return any(_takes_in(claim, account) for claim in asked.get("aws:principalarn", ()))


def _takes_in(claim: Claim, account: str) -> bool:
    parts = claim.text.split(":", _PARTS - 1)
    if is_any(parts[-1]):  # a last `*` stands for all parts that follow
        parts += ["*"] * (_PARTS - len(parts))
    if claim.exact or len(parts) < _PARTS:
        return False
    is_of_identities = any(matches(parts[2], service) for service in ("iam", "sts"))
    return is_of_identities and matches(parts[4], account) and _is_whole(parts[5])


_PARTS: Final = 6


def _whole_accounts(claims: tuple[Claim, ...]) -> str:
    """The accounts of which a pattern takes in everything or every role."""
    found = [match for claim in claims if (match := _ACCOUNT_OF_ARN.fullmatch(claim.text))]
    return ", ".join(sorted({match["account"] for match in found if _is_whole(match["resource"])}))


def _is_whole(resource: str) -> bool:
    kind, slash, name = resource.partition("/")
    return is_any(name) if slash else is_any(kind)


def _all(asked: Asked, key: str, test: Callable[[Claim], bool]) -> bool:
    return key in asked and all(map(test, asked[key]))


def _names_one(claim: Claim) -> bool:
    match = _ACCOUNT_OF_ARN.fullmatch(claim.text)
    return match is not None and match["resource"] != "root" and (claim.exact or not has_wildcard(claim.text))
