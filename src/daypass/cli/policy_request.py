"""This is where one request that a person asks about is judged: answered as a line would be, and in sentences."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from daypass.cli.exits import OK
from daypass.cli.output import print_out
from daypass.cli.policy_options import AskedOptions, by_key
from daypass.cli.policy_own import OwnPolicies, Read, trust_read
from daypass.cli.policy_role import find_role, permissions_of
from daypass.cli.policy_sources import Sources, read_policy, sources_of
from daypass.cli.policy_words import unread, why
from daypass.errors import UsageError
from daypass.iam.admits import TRUST, admits, mapped_claims
from daypass.iam.arn import Arn
from daypass.iam.context import Context
from daypass.iam.decision import Decision
from daypass.iam.evaluate import evaluate
from daypass.iam.line import admission_of, decision_of
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.iam.requirements import needs_its_own_policy
from daypass.model.resource import Undecided
from daypass.report.render.plain import plain

UNDECIDED: Final = "undecided"
"""What stands in the place of an answer that could be another one, if all could be read."""
NOBODY: Final = "the ARN of the role: --principal names who asks"
"""The sentence about a role whose ARN is not known, where its name decides."""

_VERDICTS: Final = {"allowed": "allowed", "explicitDeny": "explicit deny", "implicitDeny": "implicit deny"}
_ADMISSIONS: Final = {"allowed": "admitted", "explicitDeny": "not admitted, by explicit deny"}
_WAYS: Final = {"OIDC provider": "sts:AssumeRoleWithWebIdentity", "SAML provider": "sts:AssumeRoleWithSAML"}
_EXAMPLE: Final = "111122223333"
"""An account of AWS's examples, where nothing says one."""
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


class RequestAnswer(NamedTuple):
    """The answer for a machine, and for a person."""

    answer: dict[str, Any]
    lines: list[str]


@dataclass(frozen=True)
class Case:
    """What has a say, and what roles and keys have of their own; None where no export is asked about."""

    sources: Sources
    own: OwnPolicies | None = None

    @classmethod
    def of(cls, asked: AskedOptions) -> "Case":
        """What the files or the role, and the options, come to. Raises `DaypassError`."""
        if not (asked.files or asked.role or asked.resource_policy):
            raise UsageError("no policy is named", remedy="Name its file, or - for standard input.")
        if asked.role is None:
            return cls(sources_of(asked))
        role = find_role(asked)
        sources = sources_of(asked, permissions_of(role, own_boundary=asked.boundary is None))
        return cls(sources, None if asked.resource_policy else role.own)

    def sources_for(self, request: Request) -> Sources:
        """With the policy of the resource, where that needs one and the export may have it. Raises `DaypassError`."""
        if self.own is None or not needs_its_own_policy(request):
            return self.sources
        named, gap = self.own.of(request.resource)
        return _and_gap(replace(self.sources, resource=named), gap)


def tell(told: RequestAnswer, face: str | None) -> int:
    """Print one of them; the exit status of an answer, whatever it is."""
    lines = (plain(line) + "\n" for line in told.lines)
    print_out(json.dumps(told.answer) + "\n" if face == "json" else "".join(lines))
    return OK


def evaluated(asked: AskedOptions) -> RequestAnswer:
    """Whether the request is allowed. Raises `DaypassError` for what cannot be read or asked."""
    case = Case.of(asked)
    principal, whose = _principal(asked, case.sources)
    request = Request(
        action=asked.action or "",
        resource=asked.resource or "*",
        principal=principal,
        context=Context.of(by_key(asked.context)),
        resource_account=asked.resource_account or "",
    )
    sources = case.sources_for(request)
    if sources.resource and case.own and not (asked.principal or sources.principal):
        sources = _and_gap(sources, NOBODY)
    decision, unknown = _decided(request, sources)
    answer = decision_of(decision) if decision else _undecided("decision")
    verdict = _VERDICTS[decision.verdict] if decision else UNDECIDED
    reasons = why(decision, sources.by_place, request) if decision else ()
    lines = [f"{verdict}: {request.action} on {request.resource}", f"  as {principal.text}{whose}", *reasons]
    return with_unknown(answer, lines, unknown)


def admitted(asked: AskedOptions) -> RequestAnswer:
    """Whether a trust policy lets the principal in. Raises as above."""
    named, gap = _trust(asked)
    principal = Principal.parse(asked.principal or "")
    action = asked.action or _WAYS.get(principal.type, "sts:AssumeRole")
    # What STS makes of the claims, for what is said; `admits` does the same with what it is given.
    context = mapped_claims(principal, by_key(asked.claim)).with_others(Context.of(by_key(asked.context)))
    request = Request(action, "*", principal, context)
    unknown = tuple(dict.fromkeys((*([gap] if gap else []), *(named.unknown() if named else ()))))
    decision = None
    if named and not gap:
        try:
            decision = admits(named.document, action=action, principal=principal, context=context)
        except Undecided as undecided:
            unknown = unknown or (_cannot_be_told(undecided),)
    answer = admission_of(decision) if decision else _undecided("admitted")
    verdict = _ADMISSIONS.get(decision.verdict, "not admitted") if decision else UNDECIDED
    reasons = why(decision, {TRUST: named}, request) if decision and named else ()
    return with_unknown(answer, [f"{verdict}: {principal.text}", f"  by {action}", *reasons], unknown)


def with_unknown(answer: dict[str, Any], lines: list[str], unknown: tuple[str, ...]) -> RequestAnswer:
    """Both, with what could not be read."""
    return RequestAnswer({**answer, **({"unknown": list(unknown)} if unknown else {})}, [*lines, *unread(unknown)])


def _trust(asked: AskedOptions) -> Read:
    if asked.role:
        return trust_read(find_role(asked).resource)
    if len(asked.files) != 1:
        raise UsageError("one trust policy is asked at a time", remedy="Name its file, or an export and --role.")
    return Read(read_policy(asked.files[0], "trust"))


def _principal(asked: AskedOptions, sources: Sources) -> tuple[Principal, str]:
    """Who asks, and where that is from, in brackets."""
    if asked.principal:
        return Principal.parse(asked.principal), ""
    if sources.principal:
        return Principal.parse(sources.principal), " (the role of the export)"
    arn = Arn.parse(asked.resource or "*")
    accounts = (asked.resource_account or "", arn.account if arn else "")
    account = next(filter(_ACCOUNT.fullmatch, accounts), _EXAMPLE)
    partition = arn.partition if arn and arn.partition.startswith("aws") else "aws"
    return Principal.parse(f"arn:{partition}:iam::{account}:role/someone"), " (made up, as no --principal is given)"


def _decided(request: Request, sources: Sources) -> tuple[Decision | None, tuple[str, ...]]:
    """The decision, and what could not be read. None where that may change it."""
    unknown = sources.unknown
    try:
        decision = _refused(request, sources) if sources.gaps else evaluate(request, sources.policies)
    except Undecided as undecided:
        return None, unknown or (_cannot_be_told(undecided),)
    return decision, unknown


def _refused(request: Request, sources: Sources) -> Decision | None:
    """A refusal that stands whatever could not be read: by a Deny, or where that can only limit what is allowed."""
    decision = evaluate(request, sources.certain)
    if decision.verdict == "explicitDeny":
        return decision
    decision = evaluate(request, sources.widest)
    return None if sources.may_have_more or decision.is_allowed else decision


def _and_gap(sources: Sources, gap: str) -> Sources:
    return replace(sources, gaps=(*sources.gaps, gap), may_have_more=True) if gap else sources


def _cannot_be_told(undecided: Undecided) -> str:
    return f"{undecided.path} cannot be told"


def _undecided(name: str) -> dict[str, Any]:
    """Never false and never null: who reads no more than that must not take it for a refusal."""
    return {name: UNDECIDED, "statements": [], "missing": None}
