"""This is where a policy Document is: the statements of a trust or permission policy, parsed once and strictly.

What AWS would refuse is refused here as malformed, because a reading that AWS does not share is a way around a rule.
An unknown value inside a document is no error until someone reads it: then it raises `Undecided` with its path.

Source: IAM User Guide, "Grammar of the IAM JSON policy language", read 2026-11.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from daypass.iam.condition import Condition
from daypass.iam.node import MalformedDocument, is_marked, known, listed, mapping, parse_json, plain, refuse, text
from daypass.iam.statement import EVERYONE, PRINCIPAL_KINDS, Effect, Statement
from daypass.model.resource import Properties, join

__all__ = [
    "ALL_ALLOWED",
    "EVERYONE",
    "PRINCIPAL_KINDS",
    "Condition",
    "Document",
    "Effect",
    "MalformedDocument",
    "Statement",
]

VERSIONS: Final = ("2008-10-17", "2012-10-17")
_ELEMENTS: Final = ("Version", "Id", "Statement")


@dataclass(frozen=True, slots=True)
class Document:
    """The statements in their order, and once more, after them, those of which only a part is known.

    `secret`: someone marked the document, or a part of it, as secret.
    `path` is where it stands in the resource, as in `assumeRolePolicy`; `version` decides whether `${…}` is a variable.
    `written` is the JSON value that it was read from, so that printing loses nothing.
    """

    statements: tuple[Statement, ...]
    secret: bool = False
    path: str = ""
    version: str = VERSIONS[0]
    written: object = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(cls, value: object, *, path: str = "", secret: bool = False) -> "Document":
        """From JSON text, or from the object itself (as `aws-native` has it), which may hold unknowns and secrets.

        Raises `MalformedDocument` with the place inside the document, and `Undecided` where the whole is unknown.
        """
        is_text = type(value) is str
        body = value if is_text else known(value, path)
        if isinstance(body, str):
            body = parse_json(body, path)
        parts = mapping(body, path, _ELEMENTS)
        version = text(parts.get("Version", VERSIONS[0]), join(path, "Version"))
        if version not in VERSIONS:
            refuse(join(path, "Version"), "is none of " + ", ".join(VERSIONS))
        if "Statement" not in parts:
            refuse(path, "has no Statement")
        where = join(path, "Statement")
        read = [Statement.parse(one, index, at) for index, (one, at) in enumerate(listed(parts["Statement"], where))]
        is_secret = secret or (not is_text and is_marked(value))
        return cls(tuple(read) if is_text else _apart(read), is_secret, path, version, body)

    def as_written(self) -> Any:
        """The document as JSON has it: single values and lists, spelling and order as they were written.

        Raises `Undecided` where a part of it is unknown. What was marked as secret stands in it in clear.
        """
        return plain(self.written, self.path)

    def to_json(self) -> str:
        """The same as compact text: what AWS counts, which leaves white space out. Raises `Undecided`."""
        return json.dumps(self.as_written(), separators=(",", ":"))

    @classmethod
    def at(cls, properties: Properties, key: str) -> "Document":
        """The document under `key` of these properties, which must be there; knows whether it is marked secret."""
        return cls.parse(properties.raw[key], path=join(properties.path, key))


def _apart(statements: list[Statement]) -> tuple[Statement, ...]:
    """Each in its place, of one that is known in part that part; the whole of it, which is undecided, after all."""
    parts = [one.known_part() for one in statements]
    whole = (one for one, part in zip(statements, parts, strict=True) if part)
    return (*(part or one for one, part in zip(statements, parts, strict=True)), *whole)


ALL_ALLOWED: Final = Document.parse({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
"""Whoever has it is held back by others alone: by a trust, by the policy of a resource, by a boundary."""
