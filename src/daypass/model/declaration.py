"""This is where a declaration is: one TOML file for one identity, its JSON Schema, and the folder of them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from daypass.errors import DaypassError, DeclarationError, UnreadableError
from daypass.model.draft import Draft
from daypass.model.federation import KINDS
from daypass.model.form import quoted
from daypass.model.grant import Grant
from daypass.model.identity import NAME, Identity
from daypass.model.kind import Kind
from daypass.model.owner import Owner
from daypass.model.shape import Schema, misfits
from daypass.model.substitution import Substitutions
from daypass.model.term import CLASSES
from daypass.model.written import nearest, read_toml


@dataclass(frozen=True, slots=True)
class Declaration:
    """One file as it is written: well formed, its values not yet filled in. `tables` fit `declaration_schema()`."""

    path: Path
    tables: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The identity's name."""
        return str(self.tables["name"])

    @property
    def environments(self) -> tuple[str, ...]:
        """The Pulumi stacks in which it has a role."""
        return tuple(self.tables["environments"])

    def draft(self, environment: str, substitutions: Substitutions) -> Draft:
        """What it says for that environment. Raises DeclarationError with the file and the field."""
        override = self.tables.get("override", {}).get(environment, {})
        tables, prefix = {**self.tables, **override}, f"override.{environment}."

        def place(key: str) -> str:
            return f"{prefix}{key}" if key in override else key

        with _told_of(self.path):
            return Draft(
                name=self.name,
                workload_class=tables["class"],
                purpose=tables["purpose"],
                owner=tables["owner"]["team"],
                revoker=tables["owner"].get("revoker", ""),
                environment=environment,
                review_by=tables["review_by"],
                term=tables.get("term", ""),
                via=tables.get("via", ""),
                federation=substitutions.fill(tables["federation"], place("federation")),
                grants=tuple(_grants(tables.get("grants", ()), place("grants"), substitutions)),
            )


def read_identities(
    folder: Path,
    *,
    environment: str,
    owners: Mapping[str, Owner],
    terms: Mapping[str, int],
    substitutions: Substitutions,
) -> tuple[Identity, ...]:
    """The identities that the files of a folder declare for an environment, in order of file name.

    `owners` and `terms` (class → seconds) are the settings'; the facts of `substitutions` say account, region and
    partition. Raises UnreadableError or DeclarationError with file, field and remedy.
    """
    facts = {name: substitutions.facts[name]() for name in ("account", "region", "partition")}
    found = []
    for declaration in read_declarations(folder, environment):
        draft = declaration.draft(environment, substitutions)
        with _told_of(declaration.path):
            found.append(draft.identity(owners=owners, terms=terms, **facts))
    return tuple(found)


def read_declarations(folder: Path, environment: str) -> tuple[Declaration, ...]:
    """The declarations of a folder that name an environment. Every file is checked, also those that do not.

    Raises UnreadableError for a malformed file, DeclarationError for two identities of one name and where no file
    names the environment: a stack of that name would be empty, and deleting everything is nobody's wish.
    """
    schema = declaration_schema()
    declarations = [checked(path, read_toml(path), schema) for path in _files(folder)]
    _refuse_twins(declarations)
    named = tuple(declaration for declaration in declarations if environment in declaration.environments)
    if not named:
        known = {name for declaration in declarations for name in declaration.environments}
        raise DeclarationError(
            f"no identity names the environment {quoted(environment)}",
            place=str(folder),
            remedy=nearest(environment, known),
        )
    return named


def checked(path: Path, tables: dict[str, Any], schema: Schema) -> Declaration:
    """The declaration in these tables of a file. Raises UnreadableError or DeclarationError with file and field."""
    for misfit in misfits(tables, schema):
        raise UnreadableError(misfit.fact, place=f"{path}: {misfit.at}", remedy=misfit.remedy)
    if isinstance(tables["review_by"], str):
        tables["review_by"] = date.fromisoformat(tables["review_by"])
    environments = tables["environments"]
    for name in tables.get("override", {}):
        if name not in environments:
            raise DeclarationError(
                "is none of its environments", place=f"{path}: override.{name}", remedy=nearest(name, environments)
            )
    if twice := [name for index, name in enumerate(environments) if name in environments[:index]]:
        raise DeclarationError(
            f"names {quoted(twice[0])} twice", place=f"{path}: environments", remedy="Name each once."
        )
    return Declaration(path, tables)


def declaration_schema() -> dict[str, Any]:
    """The JSON Schema of an identity's file; a kind of federation that is found brings its fields along."""
    different = {"term": _term(), "federation": _federation(), "grants": _grant_tables()}
    override = {"type": "object", "properties": different, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "identities/<name>.toml: one workload identity",
        "type": "object",
        "properties": {
            "schema": {"type": "integer", "const": 1, "description": "Write schema = 1."},
            "name": _text("Use 2 to 40 of a-z, 0-9 and -, a letter first.", pattern=NAME),
            "class": {"type": "string", "enum": list(CLASSES), "description": "What kind of workload it is."},
            "purpose": _text("Say in one line what the workload does."),
            "environments": _texts("Name at least one Pulumi stack."),
            "review_by": {"type": "string", "format": "date", "description": "Write a date: review_by = 2027-05-31."},
            "via": {"type": "string", "enum": ["broker"], "description": "Reserved: it comes with the broker."},
            "owner": _owner(),
            **different,
            "override": {
                "type": "object",
                "description": "Environment → what is different there.",
                "additionalProperties": override,
            },
        },
        "required": ["schema", "name", "class", "purpose", "environments", "review_by", "owner", "federation"],
        "additionalProperties": False,
    }


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as refused:
        raise UnreadableError(
            f"cannot be read: {refused.strerror}", place=str(folder), remedy="Name a folder of TOML files."
        ) from None
    if not files:
        raise DeclarationError("holds no TOML file", place=str(folder), remedy="Write one file for each identity.")
    return files


def _refuse_twins(declarations: Iterable[Declaration]) -> None:
    first: dict[str, Path] = {}
    for declaration in declarations:
        other = first.setdefault(declaration.name, declaration.path)
        if other != declaration.path:
            raise DeclarationError(
                f"{declaration.name!r} is declared in {other} too",
                place=f"{declaration.path}: name",
                remedy="Give each identity a name of its own.",
            )


def _grants(tables: Iterable[Mapping[str, Any]], place: str, substitutions: Substitutions) -> Iterator[Grant]:
    for index, table in enumerate(tables):
        at = f"{place}[{index}]"
        filled = substitutions.fill(table, at, iam=True)
        try:
            yield Grant.of(filled)
        except DeclarationError as refused:
            raise DeclarationError(
                refused.fact, place=f"{at}.{refused.place.removeprefix('grants.')}", remedy=refused.remedy
            ) from None


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Name the file in whatever is refused inside."""
    try:
        yield
    except DaypassError as refused:
        raise refused.at(str(path)) from None


_NOT_BLANK: Final = r"\S"


def _text(description: str, *, pattern: str = _NOT_BLANK) -> Schema:
    return {"type": "string", "pattern": pattern, "description": description}


def _texts(description: str) -> Schema:
    return {
        "type": "array",
        "items": {"type": "string", "pattern": _NOT_BLANK},
        "minItems": 1,
        "description": description,
    }


def _owner() -> Schema:
    return {
        "type": "object",
        "description": "Say who answers for it: [owner] with team.",
        "properties": {
            "team": _text("Name a key of [owners] in the settings."),
            "revoker": _text("Name the team that may cut it off; without it the owner."),
        },
        "required": ["team"],
        "additionalProperties": False,
    }


def _term() -> Schema:
    return _text('Say how long a session lasts: term = "1h".', pattern="^[1-9][0-9]*[smh]$")


def _grant_tables() -> Schema:
    values = {"type": ["string", "boolean", "integer", "array"], "items": {"type": "string"}, "minItems": 1}
    keys = {"type": "object", "additionalProperties": values}
    return {
        "type": "array",
        "description": "What it may do: [[grants]] with actions and resources.",
        "items": {
            "type": "object",
            "properties": {
                "actions": _texts('Write service:Action, as in "s3:PutObject".'),
                "resources": _texts("Write whole ARNs."),
                "conditions": {
                    "type": "object",
                    "description": "Operator → key → value, as in a policy document.",
                    "additionalProperties": keys,
                },
                "wildcard": _text("Say why it must be so wide."),
                "name": _text("Use a-z, 0-9 and -.", pattern="^[a-z0-9][a-z0-9-]{0,62}$"),
            },
            "required": ["actions", "resources"],
            "additionalProperties": False,
        },
    }


def _federation() -> Schema:
    return {
        "type": "object",
        "description": "Say how it proves itself: [federation] with kind.",
        "properties": {"kind": {"type": "string", "enum": list(KINDS)}},
        "required": ["kind"],
        "discriminator": {"propertyName": "kind"},
        "oneOf": [_fields(kind) for kind in KINDS.values()],
    }


_OR_FILLED_IN: Final = r"|\$\{"
"""A value that holds a substitution is judged when it is filled in."""


def _fields(kind: Kind) -> Schema:
    fields = {
        name: _text(field.description, pattern=field.pattern + _OR_FILLED_IN) for name, field in kind.fields.items()
    }
    return {
        "type": "object",
        "description": kind.description,
        "properties": {"kind": {"type": "string", "const": kind.name}, **fields},
        "required": ["kind", *(name for name, field in kind.fields.items() if field.required)],
        "additionalProperties": False,
    }
