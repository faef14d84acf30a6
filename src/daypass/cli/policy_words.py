"""This is where an answer about policies becomes sentences: the verdict, who decided, what was missing, an example."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.cli.policy_options import AskedOptions
from daypass.cli.policy_sources import Named
from daypass.iam.condition import Condition
from daypass.iam.conditions import holds_without, test_of
from daypass.iam.context import Context
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
    "resourcePolicy": "the policy of the resource does not allow it, and it must",
    "trustPolicy": "the trust policy does not let it in",
}
NONE_GIVEN: Final = "none was given: --resource-policy names one"
"""The sentence about a policy of the resource that is needed."""

Places = Mapping[str, Named]
"""Place in a line (`identityPolicies[0]`) → what stands there."""


def why(decision: Decision, places: Places, request: Request) -> Iterator[str]:
    """The statements that decided; of a refusal what was missing, and how close it was to be allowed."""
    for deciding in decision.statements:
        yield f"  by {deciding.effect}: {_statement(places[deciding.policy], deciding.statement)}"
    nearly = _all_but_there(decision, places, request) if decision.verdict == "explicitDeny" else []
    if decision.missing is not None:
        yield f"  missing: {_missing(decision.missing, places)}"
        nearly = list(_nearly(decision.missing, places, request))
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


def command(request: Request, asked: AskedOptions) -> str:
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


def _missing(name: str, places: Places) -> str:
    field, _, level = name.rstrip("]").partition("[")
    if level:
        return f"no SCP of level {level} (counted from 0, the root's) allows it"
    if field == "resourcePolicy" and field not in places:
        return f"a policy of the resource must allow it, and {NONE_GIVEN}"
    return _MISSING[field]


def _nearly(missing: str, places: Places, request: Request) -> Iterator[str]:
    """The statements that would allow it if the request brought other condition keys or values of them."""
    for place, named in places.items():
        if not place.startswith(missing) or named.document.secret:
            continue
        for statement in named.document.statements:
            if asks := _asks(statement, named.document.version, request):
                yield f"{_statement(named, statement.index)} asks {' and '.join(asks)}"


def _asks(statement: Statement, version: str, request: Request) -> list[str]:
    """What an Allow that fits asks for and does not get. No value of the document is told."""
    if not statement.is_fully_known or statement.effect == "Deny":
        return []
    reading = Reading(statement, version)
    fits = (
        reading.fits_action(request.action)
        and reading.fits_resource(request.resource, request.context)
        and reading.fits_principal(request.principal)
    )
    unmet = [one for one in statement.conditions if fits and not _holds(one, version, request)]
    return list(dict.fromkeys(_asks_for(one, request) for one in unmet))


def _asks_for(condition: Condition, request: Request) -> str:
    if not request.context.get(condition.key):
        return f"for {condition.key}, which the request does not bring"
    if condition.operator == "Null":
        return f"that there is no {condition.key}, which the request brings"
    return f"for another value of {condition.key} than the request brings"


def _all_but_there(decision: Decision, places: Places, request: Request) -> list[str]:
    """The statements that deny it because of a key that the request does not bring; none where another denies too."""
    found = []
    for deciding in decision.statements:
        named = places[deciding.policy]
        statement = named.document.statements[deciding.statement]
        absent = [] if named.document.secret else _absent(statement, named.document.version, request)
        if not absent:
            return []
        brings = f"would not deny it if the request brought {' or '.join(absent)} with the right value"
        found.append(f"{_statement(named, statement.index)} {brings}")
    return found


def _absent(statement: Statement, version: str, request: Request) -> list[str]:
    """The keys that are absent, and whose absence is all that lets a condition of the statement hold."""
    if not statement.is_fully_known:
        return []
    absent = [one for one in statement.conditions if not request.context.get(one.key)]
    return list(dict.fromkeys(one.key for one in absent if _hangs_on_absence(one, version, request)))


def _hangs_on_absence(condition: Condition, version: str, request: Request) -> bool:
    """Whether it holds without the key, and may not hold with it: `Null` of both "true" and "false" always does."""
    if condition.operator != "Null":
        return holds_without(condition)
    with_key = request.context.with_others(Context.of({condition.key: "x"}))
    return not test_of(condition, version, "")(with_key)


def _holds(condition: Condition, version: str, request: Request) -> bool:
    return test_of(condition, version, "")(request.context)
