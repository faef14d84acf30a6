"""This is where arguments become the statement that AWS makes of them: a function's permission, a bus's, a key's grant.

Source: Lambda API, AddPermission and AddLayerVersionPermission; EventBridge API, PutPermission; KMS API, CreateGrant;
read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from daypass.data.resource_policies import PolicyPlace
from daypass.graph.leaves import declared
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.node import refuse
from daypass.model.resource import Resource, Undecided
from daypass_policies.located import Located, locate

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
    for found in _located(resource, place.path):
        parts["Principal"], marked = _principal(found), found.marked
    for found in _located(resource, "action"):
        parts["Action"], marked = _actions(found), marked or found.marked
    conditions, unknown = [], ""
    for path, (operator, key) in _ASKED.items():
        for found in _located(resource, path):
            marked = marked or found.marked
            try:
                if found.text:
                    conditions.append(Condition(operator, "", False, key, (found.text,)))
            except Undecided as stopped:
                unknown = unknown or stopped.path
    if conditions:
        parts["Condition"] = tuple(conditions)
    statement = Statement(0, place.path, parts)
    return Document((statement,), marked, place.path, "2012-10-17"), unknown


def _located(resource: Resource, path: str) -> list[Located]:
    first = path.partition(".")[0]
    return list(locate({first: declared(resource, first)}, path))


def _principal(found: Located) -> Mapping[str, tuple[str, ...]] | Undecided:
    try:
        text = found.text
    except Undecided as stopped:
        return stopped
    if not text:
        refuse(found.path, "names nobody")
    if text == EVERYONE:
        return {EVERYONE: (EVERYONE,)}
    is_caller = text.startswith("arn:") or _ACCOUNT.fullmatch(text)
    return {"AWS" if is_caller else "Service": (text,)}


def _actions(found: Located) -> tuple[str, ...] | Undecided:
    try:
        return (found.text,)
    except Undecided as stopped:
        return stopped
