"""This is where the organisation's settings are: `daypass.toml`, read into a frozen value; every part has a default.

The file is checked against the schema below, which editors use too; with the standard library alone, because the packs
read it in each preview.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from daypass.errors import DaypassError, UnreadableError, UsageError
from daypass.model.form import quoted
from daypass.model.owner import Owner
from daypass.model.shape import Schema, misfits
from daypass.model.term import CLASSES, LIMITS, PROFILE_BOUNDS, parse_duration
from daypass.model.written import nearest, parse_toml, read_text

FACTS: Final = ("owner", "contact", "purpose", "environment", "class", "review-by", "term", "workload")
"""What a tag can say of an identity."""
OUR_KEYS: Final[Mapping[str, str]] = {fact: f"daypass:{fact}" for fact in FACTS}
"""The key of each where an organisation names none."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owner of what cannot carry a tag: a URN pattern and a key of the owners. The first match wins."""

    urn: str
    owner: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What `daypass.toml` says. `path` is the file ("" = the defaults); `terms` are seconds by class of workload.

    `tags` has the key of every fact, whichever of them were named.
    """

    path: str = ""
    approvers: tuple[str, ...] = ()
    never_exempt: tuple[str, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=lambda: dict(LIMITS))
    ownership: tuple[Ownership, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", {**OUR_KEYS, **self.tags})

    def account_of(self, environment: str) -> str | None:
        """The account of an environment, where exactly one `[accounts]` entry names it."""
        found = [account for account, name in self.accounts.items() if name == environment]
        return found[0] if len(found) == 1 else None


FILE_NAME: Final = "daypass.toml"
VARIABLE: Final = "DAYPASS_SETTINGS"

_TAG_KEY_LIMIT: Final = 128
_TEXT: Final = {"type": "string", "pattern": r"\S"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_ENTRY_OF_OWNERSHIP: Final = {
    "type": "object",
    "properties": {
        "urn": {
            "type": "string",
            "pattern": "^urn:pulumi:.+::.+$",
            "description": "As urn:pulumi:*::legacy-billing::**: `*` stays in one part, a last `**` takes the rest.",
        },
        "owner": _TEXT | {"description": "A key of [owners]."},
    },
    "required": ["urn", "owner"],
    "additionalProperties": False,
}

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "daypass.toml: the organisation's settings",
    "type": "object",
    "properties": {
        "schema": {"type": "integer", "const": 1, "description": "Write schema = 1."},
        "approvers": _TEXTS | {"description": "Who may approve exemptions."},
        "never_exempt": _TEXTS | {"description": "Rules that no exemption, exception or baseline excuses."},
        "owners": {
            "type": "object",
            "description": "Teams by key: [owners.payments].",
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "contact": _TEXT | {"description": "Where the team is reached."},
                    "escalation": _TEXT | {"description": "Who is called when the team is not reached."},
                },
                "required": ["contact"],
                "additionalProperties": False,
            },
        },
        "accounts": {
            "type": "object",
            "description": 'AWS account → its environment: "111122223333" = "prod".',
            "propertyNames": {
                "type": "string",
                "pattern": "^[0-9]{12}$",
                "description": "An account has twelve digits.",
            },
            "additionalProperties": _TEXT | {"description": "The name of an environment."},
        },
        "tags": {
            "type": "object",
            "description": "Our fact = your tag key.",
            "properties": {
                fact: {
                    "type": "string",
                    "pattern": f"^(?![aA][wW][sS]:)[A-Za-z0-9_ .:/=+@-]{{1,{_TAG_KEY_LIMIT}}}$",
                    "description": "Letters, digits, spaces and _.:/=+-@, at most 128, and not aws: at the start.",
                }
                for fact in FACTS
            },
            "additionalProperties": False,
        },
        "terms": {
            "type": "object",
            "description": "Class of workload → its longest session.",
            "properties": {
                name: {"type": "string", "pattern": "^[1-9][0-9]*[smh]$", "description": "A duration: 900s, 15m or 1h."}
                for name in CLASSES
            },
            "additionalProperties": False,
        },
        "ownership": {
            "type": "array",
            "description": "Owners of what cannot carry a tag; the first match wins.",
            "items": _ENTRY_OF_OWNERSHIP,
        },
    },
    "required": ["schema"],
    "additionalProperties": False,
}
"""The JSON Schema of `daypass.toml`: what the reader below checks, and `daypass schema settings` prints."""


def find_settings(start: Path) -> Settings:
    """The settings for the folder `start`: DAYPASS_SETTINGS, else daypass.toml there or above, else the defaults."""
    named = os.environ.get(VARIABLE)
    if named is not None and not named.strip():
        # An empty value is what a failed substitution leaves behind; the defaults would be a silent downgrade.
        raise UsageError("is empty", place=VARIABLE, remedy="Name the settings file, or unset it.")
    if named is not None:
        return load_settings(Path(named))
    folder = start.absolute()
    for place in (folder, *folder.parents):
        if os.path.lexists(candidate := place / FILE_NAME):  # a dangling link is an error, not an absence
            return load_settings(candidate)
    return Settings()


def load_settings(path: Path) -> Settings:
    """The settings in that file. Raises UnreadableError with file, field, fact and remedy."""
    return parse_settings(read_text(path), str(path))


def parse_settings(text: str, path: str) -> Settings:
    """The settings in a text; `path` is the file that errors and reports name."""
    tables = parse_toml(text, path)
    for misfit in misfits(tables, SCHEMA):
        raise UnreadableError(misfit.fact, place=f"{path}: {misfit.at}", remedy=misfit.remedy)
    try:
        return Settings(
            path=path,
            approvers=tuple(tables.get("approvers", ())),
            never_exempt=tuple(tables.get("never_exempt", ())),
            owners=dict(_owners(tables.get("owners", {}))),
            accounts=dict(tables.get("accounts", {})),
            tags=_tags(tables.get("tags", {})),
            terms=LIMITS | dict(_terms(tables.get("terms", {}))),
            ownership=tuple(_ownership(tables)),
        )
    except DaypassError as refused:
        raise UnreadableError(refused.fact, place=f"{path}: {refused.place}", remedy=refused.remedy) from None


def _owners(tables: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Owner]]:
    for key, table in tables.items():
        try:
            yield key, Owner(key, **table)
        except DaypassError as refused:
            raise refused.at(f"owners.{key}") from None


def _tags(named: Mapping[str, str]) -> Mapping[str, str]:
    tags = {**OUR_KEYS, **named}
    by_key: dict[str, str] = {}
    for fact, key in tags.items():
        if (other := by_key.setdefault(key.lower(), fact)) != fact:  # IAM's tag keys ignore case
            raise DaypassError(
                f"{other!r} and {fact!r} have one key, {key!r}", place="tags", remedy="Give each its own."
            )
    return tags


def _terms(named: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    shortest, longest = PROFILE_BOUNDS
    for name, text in named.items():
        place = f"terms.{name}"
        try:
            seconds = parse_duration(text)
        except DaypassError as refused:
            raise DaypassError(refused.fact, place=place, remedy=refused.remedy) from None
        if not shortest <= seconds <= longest:
            raise DaypassError(f"is {quoted(text)}", place=place, remedy="AWS sessions last from 15m to 12h.")
        yield name, seconds


def _ownership(tables: Mapping[str, Any]) -> Iterator[Ownership]:
    owners = tables.get("owners", {})
    for index, entry in enumerate(tables.get("ownership", ())):
        if owners and entry["owner"] not in owners:
            raise DaypassError(
                f"{quoted(entry['owner'])} is no key of [owners]",
                place=f"ownership[{index}].owner",
                remedy=nearest(entry["owner"], owners),
            )
        yield Ownership(entry["urn"], entry["owner"])
