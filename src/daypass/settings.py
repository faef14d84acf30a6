"""This is where the organisation's settings are: `daypass.toml`, read into a frozen value; every part has a default.

The pack reads this file in each preview, so it is checked here by hand, with the standard library alone.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from daypass.errors import DaypassError, UnreadableError
from daypass.model.owner import Owner
from daypass.model.term import LIMITS, parse_duration

FACTS: Final = ("owner", "contact", "purpose", "environment", "class", "review-by", "term", "workload")
"""What a tag can say of an identity; the default key of each is `daypass:<fact>`."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owner of what cannot carry a tag: a URN pattern and a key of the owners. The first match wins."""

    urn: str
    owner: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What `daypass.toml` says. `path` is the file ("" = the defaults); `terms` are seconds by class of workload."""

    path: str = ""
    approvers: tuple[str, ...] = ()
    never_exempt: tuple[str, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=lambda: {fact: f"daypass:{fact}" for fact in FACTS})
    terms: Mapping[str, int] = field(default_factory=lambda: dict(LIMITS))
    ownership: tuple[Ownership, ...] = ()

    def account_of(self, environment: str) -> str | None:
        """The account of an environment, where exactly one `[accounts]` entry names it."""
        found = [account for account, name in self.accounts.items() if name == environment]
        return found[0] if len(found) == 1 else None
