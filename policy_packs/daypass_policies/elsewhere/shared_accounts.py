"""This is where it is told by words alone that a vendor has one account for all of its customers."""

import re
from itertools import pairwise
from typing import Final

from daypass.words import words_in
from daypass_policies.trusting.machine_users import is_pipelines_name

_SHARED: Final = frozenset(("shared", "multitenant", "allcustomers", "alltenants", "allclients", "everycustomer"))
_NOT: Final = frozenset(("non", "not", "un"))
_OF_ONE_HOUSE: Final = frozenset(
    f"shared{what}"
    for what in ("service", "services", "infra", "infrastructure", "vpc", "network", "platform", "tools")
)
"""What a company calls that of its own which all of its teams use."""

_OF_CODE: Final = frozenset(("runner", "runners", "actions", "workflow", "workflows", "build", "builds"))
"""Whose jobs these run are a company's own: `shared-runner`."""

_ONE: Final = r"(?:account|identity|connector|principal|login|integration)"
_CUSTOMERS: Final = r"(?:customers?|tenants?|clients?)\b"
_ALL: Final = r"\b(?:all|every|each|several|other|many|multiple|across|between|among)\b"
_SAYS: Final = re.compile(
    rf"\bmulti[- ]?tenant {_ONE}\b|\bmulti[- ]?tenant (?:vendor|service) {_ONE}\b"
    r"|\bshared (?:by|with|between|among|across) (?:(?:all|every|other|many|several|multiple|of|its|their|the) ){0,4}"
    rf"{_CUSTOMERS}"
    rf"|\b(?:same|one|single|common|shared) (?:service )?{_ONE}\b[^.;]{{0,40}}{_ALL}[^.;]{{0,24}}\b{_CUSTOMERS}"
    rf"|\b(?:uses?|has|keeps|comes)\b[^.;]{{0,40}}\b(?:for|by|of|across) (?:all|every|many) (?:of )?"
    rf"(?:its|their|the vendor's) {_CUSTOMERS}",
    re.IGNORECASE | re.ASCII,
)
"""That whose customers these are is not said counts only of an account: what ours does for all of ours is its work."""
_DENIES: Final = re.compile(
    r"\b(?:not|no|never|nobody|without|isn't|instead of|rather than|non)\b[^.;]{0,40}$", re.IGNORECASE | re.ASCII
)


def is_called_shared(name: str) -> bool:
    """Whether a name says that many have it in common: `shared-connector`, `multi-tenant`, `all-customers-sync`."""
    words = words_in(name)
    joined = {f"{one}{after}" for one, after in pairwise(words)}
    is_pipelines = is_pipelines_name(name) or not _OF_CODE.isdisjoint(words)
    return (
        not is_pipelines
        and not _SHARED.isdisjoint({*words, *joined})
        and _NOT.isdisjoint(words)
        and _OF_ONE_HOUSE.isdisjoint(joined)
    )


def says_shared(text: str) -> bool:
    """Whether a sentence says that one is for all of the vendor's customers, and does not deny it."""
    plain = " ".join(text.split())
    found = _SAYS.search(plain)
    return bool(found) and not _DENIES.search(plain[: found.start()] if found else "")
