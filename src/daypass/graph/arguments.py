"""This is where arguments become the statement that AWS makes of them: a function's permission, a bus's, a key's grant.

Source: Lambda API, AddPermission and AddLayerVersionPermission; EventBridge API, PutPermission; KMS API, CreateGrant;
read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.data.resource_policies import PolicyPlace
from daypass.graph.leaves import declared
from daypass.graph.property_path import Leaf, steps, walk
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.node import refuse
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ASKED: Final[Mapping[str, tuple[str, str]]] = {
    "sourceArn": ("ArnLike", "aws:SourceArn"),
    "sourceAccount": ("StringEquals", "aws:SourceAccount"),
    "principalOrgId": ("StringEquals", "aws:PrincipalOrgID"),
    "organizationId": ("StringEquals", "aws:PrincipalOrgID"),
    "condition.value": ("StringEquals", "aws:PrincipalOrgID"),
    "eventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "functionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
}
"""Argument → the operator and key that AWS asks it with. A bus's `condition` can be about the organisation alone."""


def argued(resource: Resource, place: PolicyPlace) -> tuple[Document, str]:
    """The one statement that the arguments make, and the path of a condition that is not known yet, "" for none.

    Raises `MalformedDocument` where the principal is no text, as AWS would refuse it.
    """
    parts: dict[str, Any] = {"Effect": "Allow"}
    marked = False
    for found in _written(resource, place.path):
        parts["Principal"], marked = _principal(found), found.secret
    for found in _written(resource, "action"):
        parts["Action"], marked = _actions(found), marked or found.secret
    conditions, unknown = [], ""
    for path, (operator, key) in _ASKED.items():
        for found in _written(resource, path):
            marked = marked or found.secret
            try:
                if text := _text(found):
                    conditions.append(Condition(operator, "", False, key, (text,)))
            except Undecided as stopped:
                unknown = unknown or stopped.path
    if conditions:
        parts["Condition"] = tuple(conditions)
    statement = Statement(0, place.path, parts)
    return Document((statement,), marked, place.path, "2012-10-17"), unknown


def _written(resource: Resource, path: str) -> Iterator[Leaf]:
    """What is written there, an empty text too, which AWS would refuse."""
    first, *rest = steps(path)
    found = declared(resource, first.name)
    if found is not None:
        yield from walk(Leaf(bare(found), first.name, isinstance(found, Secret)), rest, loose=True)


def _text(found: Leaf) -> str:
    """The value as text, a number as its digits; what is neither says nothing. Raises `Undecided`."""
    if found.value is UNKNOWN:
        raise Undecided(found.path)
    is_number = isinstance(found.value, int | float) and not isinstance(found.value, bool)
    return str(found.value) if is_number or isinstance(found.value, str) else ""


def _principal(found: Leaf) -> Mapping[str, tuple[str, ...]] | Undecided:
    try:
        text = _text(found)
    except Undecided as stopped:
        return stopped
    if not text:
        refuse(found.path, "names nobody")
    if text == EVERYONE:
        return {EVERYONE: (EVERYONE,)}
    is_caller = text.startswith("arn:") or _ACCOUNT.fullmatch(text)
    return {"AWS" if is_caller else "Service": (text,)}


def _actions(found: Leaf) -> tuple[str, ...] | Undecided:
    try:
        return (_text(found),)
    except Undecided as stopped:
        return stopped
