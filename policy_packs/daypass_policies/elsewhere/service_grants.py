"""This is where machines are made administrators of services that are no clouds: of sign-in, databases and others."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from daypass.data.service_administrators import ServiceAdministrator, service_administrators
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.elsewhere.sql_grants import each_alone
from daypass_policies.located import Located

SERVICE_GRANTS: Final = tuple(service_administrators())


class ServiceGrants:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each right that makes an administrator, and each place where nobody knows yet whether it does."""
        grants = (one for one in self._stack.of_type(*SERVICE_GRANTS) if not was_looked_up(one))
        return tuple(grant for one in grants for grant in _of(one))


def _of(resource: Resource) -> Iterator[ForeignGrant]:
    hidden: dict[str, None] = {}
    texts: dict[str, str] = {}  # each read once: statements are long, and rows about them are many
    for one in service_administrators()[resource.type]:
        for item, at, beside in _each(resource, one):
            unknown = _beside(item, beside)
            for place in item.below(at) if unknown is not None else ():
                if bare(place.value) is UNKNOWN:
                    hidden[place.path] = None
                    continue
                if place.path not in texts:
                    texts[place.path] = _text(place)
                if fnmatchcase(texts[place.path], one.value):
                    to = f"{one.noun} {resource.name!r}"
                    yield ForeignGrant(resource, one.role, to, one.where, place.path, unknown=unknown or "")
    yield from (ForeignGrant(resource, None, unknown=path) for path in hidden)


_Beside = tuple[tuple[str, str], ...]


def _each(resource: Resource, one: ServiceAdministrator) -> Iterator[tuple[Located, str, _Beside]]:
    """What is read together, with the paths below it: each item of a list of which both say something, or the whole.

    What must stand beside it, but in another place, must stand there all the same.
    """
    whole = Located(resource.declared.raw, "", marked=False)
    listed, _, at = one.at.rpartition("[].")
    inner = tuple(
        (path.removeprefix(f"{listed}[]."), pattern) for path, pattern in one.beside if path.startswith(f"{listed}[].")
    )
    outer = tuple((path, pattern) for path, pattern in one.beside if not path.startswith(f"{listed}[]."))
    if not listed or not inner:
        yield whole, one.at, one.beside
    elif _beside(whole, outer) is not None:
        yield from ((item, at, inner) for item in whole.below(f"{listed}[]"))


def _beside(within: Located, beside: _Beside) -> str | None:
    """Where what must stand beside it is not known, "" where all of it does; None where some of it does not."""
    each = [_stands(within, path, pattern) for path, pattern in beside]
    return None if None in each else next(filter(None, each), "")


def _stands(within: Located, path: str, pattern: str) -> str | None:
    unknown = None
    for place in within.below(path):
        if bare(place.value) is UNKNOWN:
            unknown = place.path
        elif fnmatchcase(_text(place), pattern):
            return ""
    return unknown


def _text(place: Located) -> str:
    text = str(place.known)
    if place.path.startswith(_STATEMENTS):
        text = "; ".join(_statements(text))
    return " ".join(text.split()).lower()


_STATEMENTS: Final = "creationStatements"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{8,}={0,2}")
_COMMENT: Final = re.compile(
    r"""(?P<kept>'[^']*'|"[^"]*"|`[^`]*`)|--[^\n]*|(?<!\S)\#[^\n]*|/\*(?!!)(?:[^*]|\*(?!/))*(?:\*/)?""", re.VERBOSE
)
"""A comment of SQL, and before it the texts and names in which none begins; `/*!` is one that MySQL runs."""


def _statements(text: str) -> Iterator[str]:
    """The statements of a text as Vault reads it: plain, in base64, or a list in JSON.

    Source: Vault API documentation, "Database secrets engine" (creation_statements); read 2026-12.
    """
    text = _decoded(text)
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        yield _plain(text)
        return
    if isinstance(read, list) and all(isinstance(one, str) for one in read):
        yield from map(_plain, read)
    else:
        yield json.dumps(read, separators=(",", ":"))


def _decoded(text: str) -> str:
    lines = "".join(text.splitlines()).strip()
    try:
        found = b64decode(lines, validate=True).decode() if _BASE64.fullmatch(lines) else ""
    except ValueError:
        return text
    return found if found and "".join(found.split()).isprintable() else text


def _plain(text: str) -> str:
    """Statements of SQL without comments, with blanks around each `=`, and each thing that they give alone after them.

    Of anything else as it stands.
    """
    if text.lstrip().startswith("{"):
        return text
    in_a_line = " ".join(_COMMENT.sub(lambda match: match["kept"] or " ", text).split())
    return each_alone(re.sub(" ?= ?", " = ", in_a_line))
