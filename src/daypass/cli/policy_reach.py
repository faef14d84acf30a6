"""This is where questions about all requests that could be are answered for a person: what policies reach, and more."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from daypass.cli.policy_options import Asked
from daypass.cli.policy_people import UNDECIDED, Told, policies_asked, with_unknown
from daypass.cli.policy_sources import Sources, read_policy
from daypass.cli.policy_words import command, example
from daypass.iam.compare import compare
from daypass.iam.evaluate import evaluate
from daypass.iam.line import compared_of, witness_of
from daypass.iam.principal import Principal
from daypass.iam.reach import Reach, reach
from daypass.iam.request import Request
from daypass.model.resource import Undecided

_NO_EXAMPLE: Final = "  no example was found, and no proof that there is none"
_HELD_BACK: Final = ("sts:", "kms:")
"""Services with resources whose own policy must allow in any case: roles that are assumed, and keys."""


def reached(asked: Asked) -> Told:
    """Whether some request that fits is allowed in some context. Raises `DaypassError` for what cannot be read."""
    sources = policies_asked(asked)
    found, unknown = _reach(sources, asked), sources.unknown
    asks = f"{asked.action} on {asked.resource or '*'}"
    if unknown and not found.witness:
        line = f"{UNDECIDED}, which counts as possible: {asks}"
        return with_unknown({"possible": True, "witness": None}, [line], unknown)
    answer = {"possible": found.possible, "witness": _witness(found.witness, sources)}
    if found.possible:
        return with_unknown(answer, [f"possible: {asks}", *_shown(found.witness, sources, asked)], unknown)
    return Told(answer, [f"not possible: {asks}", *_hint(asked)])


def compared(asked: Asked) -> Told:
    """Whether the first file allows what the second does not. Raises as above."""
    one, other = (read_policy(path, "identity") for path in asked.files)
    found = compare((one.document,), (other.document,))
    answer = {"more": found.more, "witness": compared_of(found, [one.document.as_written()])}
    if not found.more:
        return Told(answer, [f"not more: {one.name} allows nothing that {other.name} does not"])
    lines = [f"more: {one.name} allows what {other.name} does not"]
    if found.witness is None:
        return Told(answer, [*lines, _NO_EXAMPLE])
    lines += example(found.witness)
    if found.resource:
        return Told(answer, [*lines, "    where the policy of the resource leaves it to the account"])
    each = [replace(asked, files=(path,)) for path in asked.files]
    return Told(answer, [*lines, *(f"  try it: {command(found.witness, one)}" for one in each)])


def _reach(sources: Sources, asked: Asked) -> Reach:
    """For whoever may have the policies, unless someone is named; the example is the export's role's, if it can be."""
    try:
        found = reach(sources.policies, asked.action or "", asked.resource or "*", asked.principal)
    except Undecided:
        return Reach(possible=True)
    if found.witness and sources.principal and not asked.principal:
        own = replace(found.witness, principal=Principal.parse(sources.principal))
        with suppress(Undecided):
            return replace(found, witness=own) if evaluate(own, sources.policies).is_allowed else found
    return found


def _witness(request: Request | None, sources: Sources) -> dict[str, Any] | None:
    """As a line has it; without the policies where a part of them is unknown, and none where one is secret."""
    if sources.is_secret:
        return None
    try:
        return witness_of(request, sources.as_written())
    except Undecided:
        return witness_of(request, {})


def _shown(request: Request | None, sources: Sources, asked: Asked) -> Iterator[str]:
    if request is None:
        yield _NO_EXAMPLE
    elif sources.is_secret:
        yield "  the example is not shown: a policy that it is made of is marked as secret"
    else:
        yield from example(request)
        yield f"  try it: {command(request, asked)}"


def _hint(asked: Asked) -> Iterator[str]:
    if asked.resource_policy is None and (asked.action or "").lower().startswith(_HELD_BACK):
        yield "  a role that is assumed, and a KMS key, must allow it too: --resource-policy gives its policy"
