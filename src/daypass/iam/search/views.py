"""This is where policies are seen as a search needs them: only what can matter, all of it known, nothing unreadable.

What is unknown, or a value that nobody can read, is settled in two ways: so that the policies allow the least that they
can mean (a request that these allow is allowed for certain) and so that they allow the most (what these do not allow is
not allowed in any case).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from daypass.iam.condition import Condition
from daypass.iam.conditions import test_of
from daypass.iam.context import Context
from daypass.iam.document import Document
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.search.wanted import Group, can_meet
from daypass.iam.statement import EVERYONE, Statement
from daypass.iam.variables import FIRST_VERSION
from daypass.model.resource import Undecided

View = Callable[[Statement, str, bool], Statement | None]
"""A statement, the version of its document, whether it needs a principal → what is seen of it, None for nothing."""


def seen(policies: Policies, view: View) -> Policies:
    """The policies as they are in this view; the same object where nothing changes."""
    found = Policies(
        tuple(_document(one, view) for one in policies.identity),
        policies.boundary and _document(policies.boundary, view),
        tuple(_document(one, view) for one in policies.session),
        policies.resource and _document(policies.resource, view, needs_principal=True),
        tuple(tuple(_document(one, view) for one in level) for level in policies.service_control),
        tuple(tuple(_document(one, view) for one in level) for level in policies.resource_control),
    )
    return policies if _documents(found) == _documents(policies) else found


def statements(policies: Policies) -> Iterator[tuple[Statement, str]]:
    """All statements, each with the version of its document."""
    return ((one, document.version) for document in _documents(policies) for one in document.statements)


def _documents(policies: Policies) -> list[Document]:
    alone = [document for document in (policies.boundary, policies.resource) if document]
    levels = [*policies.service_control, *policies.resource_control]
    return [*policies.identity, *alone, *policies.session, *(document for level in levels for document in level)]


def _document(document: Document, view: View, *, needs_principal: bool = False) -> Document:
    found = tuple(
        one
        for statement in document.statements
        if (one := view(statement, document.version, needs_principal)) is not None
    )
    is_same = len(found) == len(document.statements) and all(map(_is, found, document.statements))
    return document if is_same else replace(document, statements=found)


def _is(one: object, other: object) -> bool:
    return one is other


# What can matter -----------------------------------------------------------------------------------------------------


def that_can_fit(actions: Group, resources: Group) -> View:
    """Only statements that can say something about an action (in small letters) and a resource of these."""

    def view(statement: Statement, _version: str, _needs_principal: bool) -> Statement | None:  # noqa: FBT001 - a View
        try:
            fits = _meet(statement, "Action", actions, folded=True) and _meet(statement, "Resource", resources)
        except Undecided:
            fits = True
        return statement if fits else None

    return view


def _meet(statement: Statement, element: str, asked: Group, *, folded: bool = False) -> bool:
    if statement.has(f"Not{element}"):
        patterns = statement.not_actions if element == "Action" else statement.not_resources
        exact = asked.exact if element == "Action" else None
        return exact is None or not all(map(Group.of(tuple(map(str.lower, patterns))).fits, exact))
    if not statement.has(element):
        return True
    patterns = statement.actions if element == "Action" else statement.resources
    return any(can_meet(_fixed(pattern, folded=folded), one) for pattern in patterns for one in asked.plain)


def _fixed(pattern: str, *, folded: bool) -> str:
    """The pattern with a `*` for all that follows a `$`, which may be a variable."""
    start, dollar, _ = pattern.partition("$")
    pattern = f"{start}*" if dollar else pattern
    return pattern.lower() if folded else pattern


# What is certain, and what is possible -------------------------------------------------------------------------------


def settled(*, least: bool, loosely: bool = False) -> View:
    """All that is unclear is taken so that the policies allow the least, or else the most, that they can mean.

    `loosely`: so are the policy variables, which otherwise stay.
    """

    def view(statement: Statement, version: str, needs_principal: bool) -> Statement | None:  # noqa: FBT001 - a View
        found: Statement | None = statement
        try:
            if not _is_clear(statement, version, needs_principal=needs_principal):
                found = _refused(statement, version, is_known=True) if least else _granted(statement, version)
        except Undecided:
            found = _refused(statement, version, is_known=False) if least else _granted(statement, version)
        if found is None or not loosely or not has_variables(found, version):
            return found
        return _narrowed(found, version) if least is (found.effect == "Allow") else _widened(found, version)

    return view


def _refused(statement: Statement, version: str, *, is_known: bool) -> Statement | None:
    """The least: a Deny, also where a value is malformed, for that is an error wherever the statement would apply."""
    if not is_known and statement.parts.get("Effect") == "Allow":
        return None
    parts = _broadened(statement)
    conditions = parts.get("Condition", ())
    is_readable = all(_is_readable(one, version) for one in conditions)
    return _with(
        statement,
        {**parts, "Effect": "Deny", "Condition": conditions if is_readable else (), **_anyone(statement)},
    )


def _granted(statement: Statement, version: str) -> Statement | None:
    """The most: an Allow, where it is not certain that it is none."""
    if statement.parts.get("Effect") == "Deny":
        return None
    parts = _broadened(statement)
    conditions = tuple(one for one in parts.get("Condition", ()) if _is_readable(one, version))
    return _with(statement, {**parts, "Effect": "Allow", "Condition": conditions, **_anyone(statement)})


def _is_clear(statement: Statement, version: str, *, needs_principal: bool) -> bool:
    """Whether all of it can be read. Raises `Undecided`."""
    if not statement.is_fully_known:
        raise Undecided(statement.path)
    parts = statement.parts
    named = parts.get("Principal", parts.get("NotPrincipal"))
    if named is None:
        if needs_principal:
            return False
    elif named.get("CanonicalUser"):
        raise Undecided(statement.path)
    return "Condition" not in parts or all(_is_readable(one, version) for one in parts["Condition"])


def _is_readable(condition: Condition, version: str) -> bool:
    try:
        test_of(condition, version, "")(Context())
    except MalformedDocument:
        return False
    return True


def _with(statement: Statement, parts: Mapping[str, Any]) -> Statement:
    return replace(statement, parts=parts, unknown=False)


def _anyone(statement: Statement) -> dict[str, Any]:
    return {"Principal": {EVERYONE: (EVERYONE,)}} if not {"Principal", "NotPrincipal"} & statement.parts.keys() else {}


def _broadened(statement: Statement) -> dict[str, Any]:
    """Its parts, where what is unknown takes in all there is."""
    parts: dict[str, Any] = {"Action": ("*",), "Resource": ("*",)} if statement.unknown else dict(statement.parts)
    for element, all_there_is in _ALL_THERE_IS.items():
        for name in (element, f"Not{element}"):
            found = parts.get(name)
            if isinstance(found, Undecided) or (element == "Principal" and found and found.get("CanonicalUser")):
                del parts[name]
                parts[element] = all_there_is
    if isinstance(parts.get("Condition"), Undecided):
        del parts["Condition"]
    parts.pop("Sid", None)
    return parts


_ALL_THERE_IS: Final[Mapping[str, Any]] = {"Action": ("*",), "Resource": ("*",), "Principal": {EVERYONE: (EVERYONE,)}}


# Variables -----------------------------------------------------------------------------------------------------------

_VARIABLE: Final = re.compile(r"\$\{(?![*?$]\})[^{}]*\}")


def has_variable(text: str, version: str) -> bool:
    """Whether a policy variable stands in it."""
    return version == FIRST_VERSION and "${" in text and bool(_VARIABLE.search(text))


def has_variables(statement: Statement, version: str) -> bool:
    """Whether a policy variable stands in any part of it. The statement is known."""
    parts = statement.parts
    texts = (*parts.get("Resource", ()), *parts.get("NotResource", ()))
    return any(has_variable(text, version) for text in texts) or any(
        varies(condition, version) for condition in parts.get("Condition", ())
    )


def varies(condition: Condition, version: str) -> bool:
    """Whether a policy variable stands in its values."""
    return condition.operator.startswith(("String", "Arn")) and any(
        has_variable(value, version) for value in condition.values
    )


def _widened(statement: Statement, version: str) -> Statement:
    """A statement that applies wherever this one does, whatever its variables stand for."""
    parts = dict(statement.parts)
    if "Resource" in parts:
        parts["Resource"] = tuple(_any_text(text, version) for text in parts["Resource"])
    if "NotResource" in parts:
        parts["NotResource"] = tuple(text for text in parts["NotResource"] if not has_variable(text, version))
    parts["Condition"] = tuple(_loosened(parts.get("Condition", ()), version))
    return _with(statement, parts)


def _loosened(conditions: tuple[Condition, ...], version: str) -> Iterator[Condition]:
    for condition in conditions:
        if not varies(condition, version):
            yield condition
        elif condition.test.takes_wildcards and not condition.test.negated:
            yield condition._replace(values=tuple(_any_text(value, version) for value in condition.values))


def _narrowed(statement: Statement, version: str) -> Statement | None:
    """A statement that applies only where this one does, whatever its variables stand for; None where that is never."""
    parts = dict(statement.parts)
    if any(varies(condition, version) for condition in parts.get("Condition", ())):
        return None
    if "NotResource" in parts:
        parts["NotResource"] = tuple(_any_text(text, version) for text in parts["NotResource"])
    if "Resource" in parts:
        parts["Resource"] = tuple(text for text in parts["Resource"] if not has_variable(text, version))
    return _with(statement, parts)


def _any_text(text: str, version: str) -> str:
    return _VARIABLE.sub("*", text) if has_variable(text, version) else text
