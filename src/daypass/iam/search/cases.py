"""This is where it is told what is known of policy variables, once it is known which statement allows a request.

Where a statement applies, the pattern that the resource fits and all conditions are met, whatever their variables stand
for. So the same pattern and the same condition are met in every other statement too. That is what policies which share
a variable (`home/${aws:username}/*` in a role and in its boundary) are judged by, without a value for it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.iam.condition import Condition
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.search.views import View, has_variable, has_variables, varies
from daypass.iam.statement import Statement

_MOST_CASES: Final = 40


def cases(policies: Policies) -> Iterator[tuple[Policies, View]]:
    """The policies, once for each way in which an Allow of the identity with variables applies, and once for the rest.

    What is allowed is allowed in one of these cases, where no Allow of a resource's policy gives it. Each comes with
    the view of all statements under what is then known. All statements are known. Too many are one case, in which
    nothing is.
    """
    found = [(one, document) for document in policies.identity for one in document.statements if one.effect == "Allow"]
    varying = [(one, document) for one, document in found if has_variables(one, document.version)]
    pieces = [(piece, document) for one, document in varying for piece in _pieces(one)]
    if not pieces or len(pieces) > _MOST_CASES:
        yield policies, _as_it_is
        return
    left_out = {id(one) for one, _ in varying}
    yield replace(policies, identity=_without(policies.identity, left_out)), _as_it_is
    denying = _without(policies.identity, {id(one) for one, _ in found})
    for piece, document in pieces:
        yield replace(policies, identity=(replace(document, statements=(piece,)), *denying)), _known_by(piece)


def _as_it_is(statement: Statement, _version: str, _needs_principal: bool) -> Statement:  # noqa: FBT001 - a View
    return statement


def _without(documents: tuple[Document, ...], left_out: set[int]) -> tuple[Document, ...]:
    return tuple(
        replace(document, statements=tuple(one for one in document.statements if id(one) not in left_out))
        for document in documents
    )


def _pieces(statement: Statement) -> Iterator[Statement]:
    """The statement, once for each of its resources."""
    for resource in statement.resources:
        yield replace(statement, parts={**statement.parts, "Resource": (resource,)})
    if not statement.has("Resource"):
        yield statement


def _known_by(piece: Statement) -> View:
    met = {_wording(condition) for condition in piece.conditions}
    resource = next(iter(piece.resources), "")

    def view(statement: Statement, version: str, _needs_principal: bool) -> Statement | None:  # noqa: FBT001 - a View
        if statement is piece or not has_variables(statement, version):
            return statement
        parts = dict(statement.parts)
        if has_variable(resource, version):
            if resource in parts.get("NotResource", ()):
                return None
            if resource in parts.get("Resource", ()):
                parts["Resource"] = ("*",)
        parts["Condition"] = tuple(
            one for one in parts.get("Condition", ()) if not (varies(one, version) and _wording(one) in met)
        )
        return replace(statement, parts=parts)

    return view


def _wording(condition: Condition) -> Condition:
    return condition._replace(key=condition.key.lower(), values=tuple(sorted(condition.values)))
