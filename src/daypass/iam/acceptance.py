"""This is where it is told whether AWS accepts a document of a kind: one table of rules, each with its place.

The grammar that all kinds share is `Document.parse`'s; here stands what differs: size, elements, effects, ids, and the
wording that IAM demands. Nothing here asks AWS, so a principal or an action that does not exist is not noticed.
Sources: those of each `DocumentKind`; what AWS says of each fault is in `tests/iam/cases/documents.json`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.kind import KINDS, DocumentKind
from daypass.iam.node import known, refuse
from daypass.iam.wording import (
    fault_among,
    fault_of_action,
    fault_of_principal,
    fault_of_provider,
    fault_of_resource,
    fault_of_service,
    fault_of_whole_arn,
)
from daypass.model.resource import Undecided, join

_ALPHANUMERIC: Final = re.compile(r"[0-9A-Za-z]*")
_LATIN: Final = re.compile(r"[\t\n\r\x20-\xff]*")
_NOBODY: Final[Mapping[str, tuple[str, ...]]] = {}


def check(document: Document, kind: DocumentKind | str, *, text: str | None = None) -> None:
    """Refuse what AWS would refuse as a document of this kind. `text`: as it is sent, where the caller has it.

    Without `text` the shortest text of the document is measured. Raises `MalformedDocument` with the place (the path
    of the document, and the part in it), `Undecided` where an unknown value hides whether AWS takes it and nothing
    else is wrong, and `KeyError` for a kind that is none of `KINDS`.
    """
    asked = KINDS[kind] if isinstance(kind, str) else kind
    hidden = [unknown for rule in _rules(document, asked, text) if (unknown := _hidden(rule))]
    if hidden:
        raise hidden[0]


def size(document: Document, kind: DocumentKind | str, *, text: str | None = None) -> int:
    """How many characters AWS counts of this document. Raises `Undecided` where a part is unknown."""
    asked = KINDS[kind] if isinstance(kind, str) else kind
    if text is None or not asked.counts_space:
        text = json.dumps(document.as_written(), ensure_ascii=False, separators=(",", ":"))
    return len(text) if asked.counts_space else len("".join(text.split()))


def _rules(document: Document, kind: DocumentKind, text: str | None) -> Iterator[Callable[[], None]]:
    yield partial(_size, document, kind, text)
    yield partial(_letters, document, kind, text)
    yield partial(_top, document, kind)
    for statement in _whole(document):
        if statement.is_fully_known:
            yield partial(_statement, statement, kind)
        else:
            yield from (partial(rule, statement, kind) for rule in _OF_A_STATEMENT)
    yield partial(_ids, document, kind)


def _hidden(rule: Callable[[], None]) -> Undecided | None:
    """What keeps the rule from an answer; one rule that cannot answer is no reason not to ask the others."""
    try:
        rule()
    except Undecided as unknown:
        return unknown
    return None


def _size(document: Document, kind: DocumentKind, text: str | None) -> None:
    if text is not None and len(text) <= kind.limit:
        return  # without white space it is no longer
    if size(document, kind, text=text) > kind.limit:
        refuse(document.path, f"is longer than AWS takes it as {kind.name} ({kind.limit} characters)")


def _letters(document: Document, kind: DocumentKind, text: str | None) -> None:
    if text is not None and kind.begins_with_brace and text[:1].isspace():
        refuse(document.path, "begins with white space, where AWS takes nothing before the first brace")
    if text is not None and kind.latin and not _LATIN.fullmatch(text):
        refuse(document.path, "has a character that IAM does not take: the last one that it takes is U+00FF")


def _whole(document: Document) -> list[Statement]:
    """Each statement once: without those that repeat what is known of one."""
    return [one for one in document.statements if not one.is_part]


def _top(document: Document, kind: DocumentKind) -> None:
    body = known(document.written, document.path)
    for element in sorted(kind.prohibited.intersection(body if isinstance(body, Mapping) else ())):
        refuse(join(document.path, element), f"is no element of a document that is used as {kind.name}")
    if kind.version and document.version != kind.version:
        refuse(join(document.path, "Version"), f"must be {kind.version} in a managed policy")
    if not document.statements:
        refuse(join(document.path, "Statement"), "has no statement in it")
    if kind.most_statements and len(_whole(document)) > kind.most_statements:
        refuse(join(document.path, "Statement"), f"has more than {kind.most_statements} statements")


def _ids(document: Document, kind: DocumentKind) -> None:
    seen: set[str] = set()
    for statement in _whole(document) if kind.unique_sids else ():
        if statement.sid and statement.sid in seen:
            refuse(join(statement.path, "Sid"), "is the Sid of an earlier statement too")
        seen.add(statement.sid)


def _statement(statement: Statement, kind: DocumentKind) -> None:
    for rule in _OF_A_STATEMENT:
        rule(statement, kind)


def _elements(statement: Statement, kind: DocumentKind) -> None:
    if statement.unknown:
        raise Undecided(statement.path)
    for element in statement.parts.keys() & kind.prohibited:
        refuse(join(statement.path, element), f"is no element of a document that is used as {kind.name}")
    for element in kind.required:
        if element not in statement.parts and f"Not{element}" not in statement.parts:
            refuse(statement.path, f"needs a {element} in a document that is used as {kind.name}")


def _effect(statement: Statement, kind: DocumentKind) -> None:
    if statement.effect not in kind.effects and not _is_of_aws(statement, kind):
        refuse(join(statement.path, "Effect"), f"must be {' or '.join(sorted(kind.effects))} in every {kind.name}")
    if statement.effect == "Allow" and statement.has("NotPrincipal"):
        refuse(join(statement.path, "NotPrincipal"), "goes with Deny only")


def _sid(statement: Statement, kind: DocumentKind) -> None:
    if kind.sid == "alphanumeric" and not _ALPHANUMERIC.fullmatch(statement.sid):
        refuse(join(statement.path, "Sid"), "has other characters than letters and digits")


def _actions(statement: Statement, kind: DocumentKind) -> None:
    for element, patterns in (("Action", statement.actions), ("NotAction", statement.not_actions)):
        if not _is_there(statement, element, patterns):
            continue
        if kind.iam_words:
            _each(statement, (element,), patterns, fault_of_action)
        if kind.with_service and not _is_of_aws(statement, kind):
            _each(statement, (element,), patterns, fault_of_service)
    if kind.actions:
        _each(statement, ("Action",), statement.actions, partial(fault_among, kind.actions))


def _resources(statement: Statement, kind: DocumentKind) -> None:
    for element, patterns in (("Resource", statement.resources), ("NotResource", statement.not_resources)):
        if not _is_there(statement, element, patterns):
            continue
        if kind.iam_words:
            _each(statement, (element,), patterns, fault_of_resource)
        if kind.whole_arns:
            _each(statement, (element,), patterns, fault_of_whole_arn)


def _principals(statement: Statement, kind: DocumentKind) -> None:
    for element, found in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
        for name, principals in (found or _NOBODY).items():
            if name == EVERYONE:
                _bare_everyone(statement, element, kind)
            elif kind.principals == "everyone" and (name != "AWS" or set(principals) != {EVERYONE}):
                refuse(join(statement.path, element), "may only be *; a condition says who is meant")
            elif kind.principals == "trusted" and name == "Federated":
                _each(statement, (element, name), principals, fault_of_provider)
            else:
                _each(statement, (element, name), principals, partial(fault_of_principal, name))


def _bare_everyone(statement: Statement, element: str, kind: DocumentKind) -> None:
    if kind.principals == "trusted":
        refuse(join(statement.path, element), 'may be {"AWS": "*"} in a trust policy, but not "*"')


_OF_A_STATEMENT: Final = (_elements, _effect, _sid, _actions, _resources, _principals)


def _is_of_aws(statement: Statement, kind: DocumentKind) -> bool:
    if kind.of_aws is None:
        return False
    return {name: part for name, part in statement.as_written().items() if name != "Sid"} == kind.of_aws


def _is_there(statement: Statement, element: str, patterns: tuple[str, ...]) -> bool:
    """Whether the statement has the element. AWS takes no empty list of actions or resources."""
    if not patterns and element in statement.parts:
        refuse(join(statement.path, element), "is empty")
    return bool(patterns)


def _each(statement: Statement, keys: tuple[str, ...], values: Iterable[str], fault_of: Callable[[str], str]) -> None:
    for index, value in enumerate(values):
        if fault := fault_of(value):
            refuse(_place(statement, keys, index), fault)


def _place(statement: Statement, keys: tuple[str, ...], index: int) -> str:
    """Where the value stands: an element that is no list has no index."""
    node, path = statement.written, statement.path
    for key in keys:
        body = known(node, path)
        node, path = body[key] if isinstance(body, Mapping) else None, join(path, key)
    return f"{path}[{index}]" if isinstance(known(node, path), list) else path
