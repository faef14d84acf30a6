"""This is where an answer becomes findings: with their level, their status, their fingerprint, and without secrets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from daypass.answering import Answer
from daypass.errors import AnswerError, broke_at
from daypass.model.resource import Resource
from daypass.report.excuses import Excuses
from daypass.report.findings import BROKE, Enforcement, Finding, fingerprint
from daypass.report.policy_config import PolicyConfig
from daypass.report.redact import Redactor
from daypass.rule import DECIDED_RULE, Open, Problem, Rule


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Makes findings of answers. `undecided` is the level of what could not be decided, `remedy` the way out of it."""

    config: PolicyConfig
    excuses: Excuses
    undecided: Enforcement
    remedy: str

    def of(self, answer: Answer, subject: Resource, redact: Redactor) -> Iterator[Finding]:
        """The findings of an answer about `subject`, which for a stack rule is the stack's own resource."""
        seen: Counter[str] = Counter()
        for problem in answer.problems:
            yield self._failed(answer.rule, problem, problem.on or subject, redact, seen)
        if answer.error is not None:
            yield self._broken(answer.rule, answer.error, subject, seen)
        for open_ in _by_resource(answer.undecided):
            yield self._open(answer.rule, open_, redact, seen)

    def passed(self, rule: Rule, resource: Resource) -> Finding:
        """The row of a rule that asked and found nothing."""
        print_ = fingerprint(rule.name, resource.urn)
        return _row(rule, resource, print_, status="pass", enforcement=self._level(rule), message="passes")

    def _level(self, rule: Rule) -> Enforcement:
        return "mandatory" if self.config.level(rule) == "mandatory" else "advisory"

    def _failed(self, rule: Rule, problem: Problem, on: Resource, redact: Redactor, seen: Counter[str]) -> Finding:
        print_ = _single(fingerprint(rule.name, on.urn, problem.key or ""), seen)
        status, exemption = self.excuses.status(rule.name, on.urn, print_)
        return _row(
            rule,
            on,
            print_,
            status=status,
            enforcement="advisory" if problem.advisory or status != "fail" else self._level(rule),
            message=redact(problem.message),
            severity=problem.severity or rule.severity,
            confidence=problem.confidence or rule.confidence,
            remedy=problem.remedy or rule.remedy,
            exemption=exemption,
            at=problem.at and redact(problem.at),
            witness=redact.value(problem.witness),
            mended=problem.mended and redact(problem.mended),
            within=problem.within.urn if problem.within and problem.within != on else "",
        )

    def _broken(self, rule: Rule, error: BaseException, on: Resource, seen: Counter[str]) -> Finding:
        """A rule that raised, or said what is no answer. Nothing is told that may hold a value."""
        print_ = _single(fingerprint(rule.name, on.urn, BROKE), seen)
        status, exemption = self.excuses.status(rule.name, on.urn, print_)
        if status == "known":  # a baseline accepts what a rule found, not that it cannot look
            status = "fail"
        how = f"answered wrongly ({error.fact})" if isinstance(error, AnswerError) else f"broke ({broke_at(error)})"
        whom = f"Report it to the maintainers of {rule.brought_by}"
        return _row(
            rule,
            on,
            print_,
            status=status,
            enforcement="advisory" if status == "exempt" else self._level(rule),
            message=f"the rule {rule.name!r} {how} and has not looked at everything",
            remedy=f"{whom}; until then disable the rule by name, or exempt this resource.",
            exemption=exemption,
        )

    def _open(self, rule: Rule, open_: Open, redact: Redactor, seen: Counter[str]) -> Finding:
        paths = tuple(dict.fromkeys(map(redact, open_.paths)))
        # The engine knows what is undecided under one name, so that is the name of its exceptions for all of it.
        excused, exemption = self.excuses.status(DECIDED_RULE, open_.on.urn, "")
        return _row(
            rule,
            open_.on,
            _single(fingerprint(rule.name, open_.on.urn), seen),
            status="exempt" if excused == "exempt" else "undecided",
            enforcement="advisory" if excused == "exempt" else self.undecided,
            exemption=exemption,
            message=undecided(paths),
            remedy=self.remedy,
            unknown=paths,
        )


def undecided(paths: Sequence[str]) -> str:
    """That these paths are unknown, as every report and every record of the engine says it."""
    words = " and ".join(f"`{path}`" for path in paths)
    return f"undecided: {words} {'is' if len(paths) == 1 else 'are'} unknown"


def _row(rule: Rule, on: Resource, print_: str, **more: Any) -> Finding:
    facts = {
        "rule": rule.name,
        "risk": rule.risk,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "urn": on.urn,
        "type": on.type,
        "name": on.name,
        "remedy": rule.remedy,
        "controls": rule.controls,
        "fingerprint": print_,
        "location": on.place,
    }
    return Finding(**{**facts, **more})


def _single(print_: str, seen: Counter[str]) -> str:
    """The fingerprint, and `-2`, `-3` for those that would be equal."""
    seen[print_] += 1
    return print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}"


def _by_resource(undecided: Iterable[Open]) -> list[Open]:
    """One for each resource, with all its paths."""
    found: dict[str, Open] = {}
    for open_ in undecided:
        before = found.get(open_.on.urn)
        found[open_.on.urn] = Open(open_.on, (*before.paths, *open_.paths) if before else open_.paths)
    return list(found.values())
