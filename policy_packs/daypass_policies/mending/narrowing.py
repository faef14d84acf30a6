"""This is where it is written how a statement that gives a whole service is narrowed, as `Problem.mended` has it.

What a workload needs of it only its author knows: ACTION, NAME and the like stand where they have to say so.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from daypass.iam.action import EVERYTHING, whole_service
from daypass.iam.glob import has_wildcard, is_any
from daypass.iam.statement import Statement

_WHATEVER: Final = "SERVICE"
_OF_NO_PLACE: Final = "s3"
"""The service whose ARNs name neither region nor account."""


def narrowed(statement: Statement) -> str | None:
    """That it names actions where it gives a whole service, and things where it is about nothing but these, on `*`.

    None where no pattern of it by itself is a whole service, and where it names more that is not known.
    """
    if statement.is_part:
        return None
    patterns = ("*",) if statement.has("NotAction") else statement.actions
    whole = {pattern: _service(pattern) for pattern in patterns if whole_service(pattern)}
    if not whole:
        return None
    asked: dict[str, Any] = {"Action": _said(f"{whole[one]}:ACTION" if one in whole else one for one in patterns)}
    if len(whole) == len(patterns) and any(map(is_any, statement.resources)):
        asked["Resource"] = _said(_thing(service) for service in whole.values())
    return json.dumps(asked)


def _service(pattern: str) -> str:
    service = whole_service(pattern)
    return _WHATEVER if service == EVERYTHING or has_wildcard(service) else service


def _thing(service: str) -> str:
    place = ":" if service == _OF_NO_PLACE else "REGION:ACCOUNT"
    return f"arn:aws:{service}:{place}:NAME"


def _said(each: Iterable[str]) -> str | list[str]:
    """One text, or several in a list."""
    texts = list(dict.fromkeys(each))
    return texts if len(texts) > 1 else texts[0]
