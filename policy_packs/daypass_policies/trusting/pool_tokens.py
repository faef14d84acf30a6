"""This is where a token of a stranger is made up that a Google workload identity pool certainly takes."""

import re
from collections.abc import Mapping
from typing import Final

from daypass.model.issuers import known_issuer
from daypass.model.kind import Claim
from daypass_policies.cel import comparisons

_COPIED: Final = re.compile(r"\s*assertion\.(?P<claim>\w+)\s*")
_CHOSEN: Final = ("ref", "environment")
"""Claims that whoever runs a job chooses as they like."""

_SUBJECT: Final = "google.subject"


def token_of_a_stranger(path: str, audience: str, condition: str, mapping: Mapping[str, str]) -> str | None:
    """A token, and what the provider maps it to, in lines; None where it is not certain that the pool takes it.

    Certain is what needs no condition, or one that compares claims with texts which everybody's token may have, and a
    mapping that copies claims.
    """
    said = _said(condition)
    copied = _COPIED.fullmatch(mapping.get(_SUBJECT, ""))
    if said is None or copied is None or not all(map(_COPIED.fullmatch, mapping.values())):
        return None
    subject = known_issuer(path).pinned({claim: (Claim(text, exact=True),) for claim, text in said.items()}).witness
    claims = {"sub": subject, "aud": audience, **said}
    if not subject or not claims.get(copied["claim"]):
        return None
    lines = [f"a token of https://{path}", *(f"with {claim} = {text!r}" for claim, text in claims.items())]
    return "\n".join([*lines, f"as {_SUBJECT} = {claims[copied['claim']]!r}"])


def _said(condition: str) -> dict[str, str] | None:
    """Claim → text, where the condition does nothing but compare claims that anybody may have."""
    if not condition.strip():
        return {}
    said = {name.removeprefix("assertion."): text for name, text in (comparisons(condition) or {}).items()}
    return said if said and said.keys() <= set(_CHOSEN) and all(said.values()) else None
