"""This is where findings become diagnostics: the one place that knows how a message looks on the wire."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from daypass.grouping import grouped
from daypass.report.findings import Enforcement, Finding, fingerprint
from daypass.report.render.plain import plain
from daypass.rule import DECIDED_RULE, Severity
from daypass_policies.serve.protocol import messages
from daypass_policies.serve.unasked import untold

LIMIT: Final = 3_500_000
"""Bytes of one response. The engine's proxy in front of a folder pack takes 4 MB and fails on more."""

LONGEST: Final = 2_000
"""Characters of one message, without remedy and suffix."""

LEVELS: Final[Mapping[Enforcement, messages.EnforcementLevel.ValueType]] = {
    "mandatory": messages.MANDATORY,
    "advisory": messages.ADVISORY,
}
"""The only levels that are ever sent: a diagnostic with the level DISABLED makes the engine panic."""

SEVERITIES: Final[Mapping[Severity, messages.PolicySeverity.ValueType]] = {
    "critical": messages.POLICY_SEVERITY_CRITICAL,
    "high": messages.POLICY_SEVERITY_HIGH,
    "medium": messages.POLICY_SEVERITY_MEDIUM,
    "low": messages.POLICY_SEVERITY_LOW,
}


def respond(
    found: Sequence[Finding], pack: str, version: str, unjudged: Iterable[messages.PolicyNotApplicable] = ()
) -> messages.AnalyzeResponse:
    """The response that tells these findings; what does not fit is counted in a last violation.

    `unjudged` are the rules that neither passed nor failed.
    """
    told = [finding for finding in found if finding.status in ("fail", "exempt", "known")]
    made = [_diagnostic(finding, message(finding)) for finding in told]
    made += _undecided([finding for finding in found if finding.status == "undecided"])
    for diagnostic in made:
        diagnostic.policyPackName, diagnostic.policyPackVersion = pack, version
    kept = _fitting(made)
    silent = untold(made, kept) if len(kept) < len(made) else []
    return messages.AnalyzeResponse(diagnostics=kept, not_applicable=[*unjudged, *silent])


def message(finding: Finding) -> str:
    """`the fact. The remedy. [daypass FINGERPRINT fail]`, in one line."""
    fact = one_line(finding.message).rstrip(". ")
    return f"{fact}. {one_line(finding.remedy)} [daypass {finding.fingerprint} {finding.status}]"


def one_line(text: str) -> str:
    """Text that neither a terminal nor the engine's colour markup (`<{%red%}>`) obeys."""
    return plain(text, LONGEST).replace("<{%", "<{ %")


def _diagnostic(finding: Finding, text: str, rule: str = "") -> messages.AnalyzeDiagnostic:
    return messages.AnalyzeDiagnostic(
        policyName=rule or finding.rule,
        message=text,
        enforcementLevel=LEVELS[finding.enforcement],
        severity=messages.POLICY_SEVERITY_UNSPECIFIED if rule else SEVERITIES[finding.severity],
        urn=_encodable(finding.urn),
    )


def _undecided(findings: list[Finding]) -> list[messages.AnalyzeDiagnostic]:
    """One diagnostic for each resource that sums up what was undecided about it."""
    by_urn = grouped((finding.urn, finding) for finding in findings)
    return [_diagnostic(group[0], _summary(group), DECIDED_RULE) for group in by_urn.values()]


def _summary(group: Sequence[Finding]) -> str:
    """The two lines: for people, and for the reader of an event log."""
    paths = list(dict.fromkeys(_path(path) for finding in group for path in finding.unknown))
    count = "1 rule" if len(group) == 1 else f"{len(group)} rules"
    known = ", ".join(f"`{path}`" for path in paths)
    rules = "; ".join(f"{finding.rule} ({', '.join(map(_path, finding.unknown))})" for finding in group)
    first = f"{count} undecided: {known} {'is' if len(paths) == 1 else 'are'} unknown. {one_line(group[0].remedy)}"
    return f"{first}\nundecided: {rules}"


def _path(path: str) -> str:
    """A property path without the characters that separate paths and rules on the wire."""
    return one_line(path)[:200].translate({ord(mark): "?" for mark in ",;() "})


def _fitting(made: list[messages.AnalyzeDiagnostic]) -> list[messages.AnalyzeDiagnostic]:
    sizes = [diagnostic.ByteSize() + 8 for diagnostic in made]
    if sum(sizes) <= LIMIT:
        return made
    # What blocks comes first, so that what is left out can at most be as bad as what is told.
    order = sorted(range(len(made)), key=lambda index: made[index].enforcementLevel != messages.MANDATORY)
    kept: list[messages.AnalyzeDiagnostic] = []
    size = 0
    for place, index in enumerate(order):
        size += sizes[index]
        if size > LIMIT:
            left = [made[index] for index in order[place:]]
            return [*kept, _and_more(left)]
        kept.append(made[index])
    return kept


def _and_more(left: list[messages.AnalyzeDiagnostic]) -> messages.AnalyzeDiagnostic:
    first = left[0]
    print_ = fingerprint(first.policyName, first.urn, "and-more")
    more = messages.AnalyzeDiagnostic()
    more.CopyFrom(first)
    more.urn = first.urn[:LONGEST]
    more.message = (
        f"and {len(left)} more that do not fit into one answer to the engine. Mend these first, or run `daypass scan`"
        f" on an export of the stack. [daypass {print_} fail]"
    )
    return more


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()
