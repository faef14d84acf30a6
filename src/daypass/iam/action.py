"""This is where an action pattern is: `s3:GetObject`, `s3:*`, `*`; AWS ignores case in it."""

from typing import Final

from daypass.iam.glob import has_wildcard, is_any, matches

EVERYTHING: Final = "*"
"""What `whole_service` answers for a pattern that leaves no service out."""


def action_matches(pattern: str, action: str) -> bool:
    """Whether the pattern takes in this action, as in `iam:Pass*` and `iam:PassRole`."""
    return matches(pattern.lower(), action.lower())


def whole_service(pattern: str) -> str:
    """The service that the pattern takes in as a whole, in small letters; "" where it is narrower.

    `S3:*`, `s3:**` and `s3:?*` are `s3`; `i*:*` stays a pattern; `*`, `*:*`, `**` are EVERYTHING. A pattern without a
    colon is read as one over the whole of `service:name`, because nothing says that its wildcard stops there.
    """
    service, colon, name = pattern.lower().partition(":")
    if is_any(service) and (not colon or is_any(name)):
        return EVERYTHING
    if colon:
        return service if is_any(name) else ""
    return service if has_wildcard(service) and service.endswith("*") else ""
