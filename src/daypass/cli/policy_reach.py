"""This is where questions about all requests that could be are answered for a person: what policies reach, and more."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from daypass.cli.policy_options import AskedOptions
from daypass.cli.policy_reach_own import Reached, but_own, callers, may_on_any, reach_own, try_reach
from daypass.cli.policy_request import UNDECIDED, Case, RequestAnswer, with_unknown
from daypass.cli.policy_sources import Sources, read_policy
from daypass.cli.policy_words import NONE_GIVEN, command, example
from daypass.iam.compare import compare
from daypass.iam.evaluate import evaluate
from daypass.iam.glob import matches
from daypass.iam.line import compared_of, witness_of
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import Undecided

_NO_EXAMPLE: Final = "  no example was found, and no proof that there is none"
_HELD_BACK: Final = ("sts", "kms")
"""Services with resources whose own policy must allow in any case: roles that are assumed, and keys."""


def reached(asked: AskedOptions) -> RequestAnswer:
    """Whether some request that fits is allowed in some context. Raises `DaypassError` for what cannot be read."""
    case = Case.of(asked)
    found = _found_with_gaps(case, asked) if case.sources.gaps else _found(case, asked)
    asks = f"{asked.action} on {asked.resource or '*'}"
    answer = {"possible": found.possible, "witness": _witness(found.request, found.sources)}
    if not found.possible:
        return with_unknown(answer, [f"not possible: {asks}", *_hint(case, asked)], found.unknown)
    if found.unknown and not found.request:
        return with_unknown(answer, [f"{UNDECIDED}, which counts as possible: {asks}"], found.unknown)
    return with_unknown(answer, [f"possible: {asks}", *_shown(found, asked)], found.unknown)


def compared(asked: AskedOptions) -> RequestAnswer:
    """Whether the first file allows what the second does not. Raises as above."""
    one, other = (read_policy(path, "identity") for path in asked.files)
    found = compare((one.document,), (other.document,))
    answer = {"more": found.more, "witness": compared_of(found, [one.document.as_written()])}
    if not found.more:
        return RequestAnswer(answer, [f"not more: {one.name} allows nothing that {other.name} does not"])
    lines = [f"more: {one.name} allows what {other.name} does not"]
    if found.witness is None:
        return RequestAnswer(answer, [*lines, _NO_EXAMPLE])
    lines += example(found.witness)
    if found.resource:
        return RequestAnswer(answer, [*lines, "    where the policy of the resource leaves it to the account"])
    each = [replace(asked, files=(path,)) for path in asked.files]
    return RequestAnswer(answer, [*lines, *(f"  try it: {command(found.witness, one)}" for one in each)])


def _found_with_gaps(case: Case, asked: AskedOptions) -> Reached:
    """Where what could not be read may deny anything, no example is one: it only tells what is not possible at all."""
    widest, who = case.sources.widest, asked.principal
    if case.own is None:
        is_possible = try_reach(widest, asked, who).possible
    else:
        is_possible = try_reach(but_own(widest), asked, who).possible or may_on_any(widest, asked, who)
    return Reached(is_possible, case.sources, unknown=case.sources.unknown)


def _found(case: Case, asked: AskedOptions) -> Reached:
    sources, is_possible = case.sources, False
    policies = but_own(sources.policies) if case.own else sources.policies
    for caller in callers(sources, asked):
        found = try_reach(policies, asked, caller)
        if found.witness:
            return Reached(True, sources, _preferred(found.witness, sources, asked), sources.unknown)
        is_possible = is_possible or found.possible
    if case.own is None:
        return Reached(is_possible, sources, unknown=sources.unknown)
    own = reach_own(sources, case.own, asked)
    return own._replace(possible=own.possible or is_possible)


def _preferred(request: Request, sources: Sources, asked: AskedOptions) -> Request:
    """The same request by the role of the export, where nobody is named and it is allowed then too."""
    if sources.principal and not asked.principal:
        own = replace(request, principal=Principal.parse(sources.principal))
        with suppress(Undecided):
            return own if evaluate(own, sources.policies).is_allowed else request
    return request


def _witness(request: Request | None, sources: Sources) -> dict[str, Any] | None:
    """As a line has it; without the policies where a part of them is unknown, and none where one is secret."""
    if sources.is_secret:
        return None
    try:
        return witness_of(request, sources.as_written())
    except Undecided:
        return witness_of(request, {})


def _shown(found: Reached, asked: AskedOptions) -> Iterator[str]:
    if found.request is None:
        yield _NO_EXAMPLE
    elif found.sources.is_secret:
        yield "  the example is not shown: a policy that it is made of is marked as secret"
    else:
        yield from example(found.request)
        yield f"  try it: {command(found.request, asked)}"


def _hint(case: Case, asked: AskedOptions) -> Iterator[str]:
    service = (asked.action or "").lower().partition(":")[0]
    if case.own is None and case.sources.resource is None and any(matches(service, one) for one in _HELD_BACK):
        yield f"  a role that is assumed, and a KMS key, have a policy that must allow it too, and {NONE_GIVEN}"
