"""This is where one request that a person asks about is judged: answered as a line would be, and in sentences."""

import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from daypass.cli.exits import OK
from daypass.cli.output import print_out
from daypass.cli.policy_options import Asked, by_key
from daypass.cli.policy_role import find_role, permissions_of, trust_sources
from daypass.cli.policy_sources import Sources, read_policy, sources_of
from daypass.cli.policy_words import unread, why
from daypass.errors import UsageError
from daypass.iam.admits import admits, mapped_claims
from daypass.iam.arn import Arn
from daypass.iam.context import Context
from daypass.iam.decision import Decision
from daypass.iam.evaluate import evaluate
from daypass.iam.line import admission_of, decision_of
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import Undecided
from daypass.report.render.plain import plain

UNDECIDED: Final = "undecided"
"""What stands in the place of an answer that could be another one, if all could be read."""

_VERDICTS: Final = {"allowed": "allowed", "explicitDeny": "explicit deny", "implicitDeny": "implicit deny"}
_ADMISSIONS: Final = {"allowed": "admitted", "explicitDeny": "not admitted, by explicit deny"}
_WAYS: Final = {"OIDC provider": "sts:AssumeRoleWithWebIdentity", "SAML provider": "sts:AssumeRoleWithSAML"}
_ACCOUNT: Final = "111122223333"
"""An account of AWS's examples, where the ARN of the resource says none."""


class Told(NamedTuple):
    """The answer for a machine, and for a person."""

    answer: dict[str, Any]
    lines: list[str]


def tell(told: Told, face: str | None) -> int:
    """Print one of them; the exit status of an answer, whatever it is."""
    lines = (plain(line) + "\n" for line in told.lines)
    print_out(json.dumps(told.answer) + "\n" if face == "json" else "".join(lines))
    return OK


def evaluated(asked: Asked) -> Told:
    """Whether the request is allowed. Raises `DaypassError` for what cannot be read or asked."""
    sources = policies_asked(asked)
    principal, whose = _principal(asked, sources)
    request = Request(
        action=asked.action or "",
        resource=asked.resource or "*",
        principal=principal,
        context=Context.of(by_key(asked.context)),
        resource_account=asked.resource_account or "",
    )
    decision, unknown = _decided(sources, lambda policies: evaluate(request, policies))
    answer = decision_of(decision) if decision else _undecided("decision")
    verdict = _VERDICTS[decision.verdict] if decision else UNDECIDED
    reasons = why(decision, sources, request) if decision else ()
    lines = [f"{verdict}: {request.action} on {request.resource}", f"  as {principal.text}{whose}", *reasons]
    return with_unknown(answer, lines, unknown)


def admitted(asked: Asked) -> Told:
    """Whether a trust policy lets the principal in. Raises as above."""
    sources = _trust(asked)
    principal = Principal.parse(asked.principal or "")
    action = asked.action or _WAYS.get(principal.type, "sts:AssumeRole")
    # What STS makes of the claims, for what is said; `admits` does the same with what it is given.
    context = mapped_claims(principal, by_key(asked.claim)).with_others(Context.of(by_key(asked.context)))
    request = Request(action, "*", principal, context)
    trust = next((named.document for named in sources.by_place.values()), None)
    decision, unknown = _decided(sources, lambda _: admits(trust, action=action, principal=principal, context=context))
    answer = admission_of(decision) if decision else _undecided("admitted")
    verdict = _ADMISSIONS.get(decision.verdict, "not admitted") if decision else UNDECIDED
    reasons = why(decision, sources, request) if decision else ()
    return with_unknown(answer, [f"{verdict}: {principal.text}", f"  by {action}", *reasons], unknown)


def policies_asked(asked: Asked) -> Sources:
    """The policies that the files or the role, and the options, come to. Raises `DaypassError`."""
    if not (asked.files or asked.role or asked.resource_policy):
        raise UsageError("no policy is named", remedy="Name its file, or - for standard input.")
    own_boundary = asked.boundary is None
    return sources_of(asked, permissions_of(find_role(asked), own_boundary=own_boundary) if asked.role else None)


def with_unknown(answer: dict[str, Any], lines: list[str], unknown: tuple[str, ...]) -> Told:
    """Both, with what could not be read."""
    return Told({**answer, **({"unknown": list(unknown)} if unknown else {})}, [*lines, *unread(unknown)])


def _trust(asked: Asked) -> Sources:
    if asked.role:
        return trust_sources(find_role(asked))
    if len(asked.files) != 1:
        raise UsageError("one trust policy is asked at a time", remedy="Name its file, or an export and --role.")
    return Sources({"trustPolicy": (read_policy(asked.files[0], "trust"),)})


def _principal(asked: Asked, sources: Sources) -> tuple[Principal, str]:
    """Who asks, and where that is from, in brackets."""
    if asked.principal:
        return Principal.parse(asked.principal), ""
    if sources.principal:
        return Principal.parse(sources.principal), " (the role of the export)"
    arn = Arn.parse(asked.resource or "*")
    account = asked.resource_account or (arn.account if arn else "") or _ACCOUNT
    partition = arn.partition if arn else "aws"
    return Principal.parse(f"arn:{partition}:iam::{account}:role/someone"), " (made up, as no --principal is given)"


def _decided(sources: Sources, ask: Callable[[Policies], Decision]) -> tuple[Decision | None, tuple[str, ...]]:
    """The decision, and what could not be read. None where that may change it: a Deny that is certain stands."""
    unknown = sources.unknown
    try:
        decision = ask(sources.certain if sources.gaps else sources.policies)
    except Undecided as undecided:
        return None, unknown or (f"{undecided.path} cannot be told",)
    return (None if sources.gaps and decision.verdict != "explicitDeny" else decision), unknown


def _undecided(name: str) -> dict[str, Any]:
    """Never false and never null: who reads no more than that must not take it for a refusal."""
    return {name: UNDECIDED, "statements": [], "missing": None}
