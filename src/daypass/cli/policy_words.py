"""This is where an answer about policies becomes sentences: the verdict, who decided, what was missing, an example."""

import shlex
from collections.abc import Iterator
from typing import Final

from daypass.cli.policy_options import Asked
from daypass.cli.policy_sources import Named, Sources
from daypass.iam.conditions import holds_without
from daypass.iam.decision import Decision
from daypass.iam.document import Statement
from daypass.iam.reading import Reading
from daypass.iam.request import Request
from daypass.report.render.plain import plain

_MOST_NAMED: Final = 5
_MISSING: Final = {
    "identityPolicies": "no identity policy allows it",
    "permissionsBoundary": "the permissions boundary does not allow it",
    "sessionPolicies": "no session policy allows it",
    "resourcePolicy": "no policy of the resource allows it, and one must",
    "trustPolicy": "the trust policy does not let it in",
}


def why(decision: Decision, sources: Sources, request: Request) -> Iterator[str]:
    """The statements that decided; of a refusal what was missing, and what was close to allowing it."""
    for deciding in decision.statements:
        yield f"  by {deciding.effect}: {_statement(sources.by_place[deciding.policy], deciding.statement)}"
    if decision.missing is not None:
        yield f"  missing: {_missing(decision.missing)}"
        nearly = list(_nearly(decision.missing, sources, request))
        yield from (f"  close: {sentence}" for sentence in nearly[:_MOST_NAMED])


def unread(sentences: tuple[str, ...]) -> Iterator[str]:
    """What could not be read."""
    yield from (f"  not read: {sentence}" for sentence in sentences[:_MOST_NAMED])
    if sentences[_MOST_NAMED:]:
        yield f"  not read: and {len(sentences) - _MOST_NAMED} more"


def example(request: Request) -> Iterator[str]:
    """A request as a person reads it."""
    yield f"  for example {request.action} on {request.resource}"
    yield f"    as {request.principal.text}"
    if request.resource_account:
        yield f"    in account {request.resource_account}"
    for key, values in request.context.written.items():
        yield f"    with {key} = {' and '.join(map(repr, values))}"


def command(request: Request, asked: Asked) -> str:
    """What to type to have the request evaluated under the policies that were asked about."""
    pairs = [f"{key}={value}" for key, values in request.context.written.items() for value in values]
    if any("=" in key for key in request.context.written) or any(plain(pair, len(pair)) != pair for pair in pairs):
        return "the context cannot be typed; --format json gives a line for daypass policy evaluate"
    words = [
        *("daypass policy evaluate", *map(shlex.quote, asked.files)),
        *asked.words("role", "boundary", "session_policy", "resource_policy", "scp", "rcp"),
        *(f"--action {shlex.quote(request.action)}", f"--resource {shlex.quote(request.resource)}"),
        *([f"--resource-account {request.resource_account}"] if request.resource_account else []),
        f"--principal {shlex.quote(request.principal.text)}",
        *(f"--context {shlex.quote(pair)}" for pair in pairs),
    ]
    return " ".join(words)


def _statement(named: Named, index: int) -> str:
    """A Sid is a part of the document, which may be a secret."""
    statement = named.document.statements[index]
    sid = statement.sid if statement.is_fully_known and not named.document.secret else ""
    return f"statement {index} ({sid}) of {named.name}" if sid else f"statement {index} of {named.name}"


def _missing(name: str) -> str:
    field, _, level = name.rstrip("]").partition("[")
    return f"no SCP of level {level} (counted from 0, the root's) allows it" if level else _MISSING[field]


def _nearly(missing: str, sources: Sources, request: Request) -> Iterator[str]:
    """The statements that would allow it if the request brought the condition keys that they ask for."""
    for place, named in sources.by_place.items():
        if not place.startswith(missing) or named.document.secret:
            continue
        for statement in named.document.statements:
            if keys := _absent(statement, named.document.version, request):
                asks = f"asks for {', '.join(keys)}, which the request does not bring"
                yield f"{_statement(named, statement.index)} {asks}"


def _absent(statement: Statement, version: str, request: Request) -> list[str]:
    """The keys without which an Allow that fits does not apply."""
    if not statement.is_fully_known or statement.effect == "Deny":
        return []
    reading = Reading(statement, version)
    fits = (
        reading.fits_action(request.action)
        and reading.fits_resource(request.resource, request.context)
        and reading.fits_principal(request.principal)
    )
    absent = [one for one in statement.conditions if fits and not request.context.get(one.key)]
    return list(dict.fromkeys(one.key for one in absent if one.operator != "Null" and not holds_without(one)))
