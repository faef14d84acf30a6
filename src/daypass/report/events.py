"""This is where the engine's own record of a run becomes findings: what the packs said, joined with the catalogue.

A record knows resources by URN alone, and the packs' configuration not at all: levels, exemptions and baseline are
those that the pack applied. What a command brings along is applied once more; it may excuse what a pack refused, and
refuses nothing that a pack let pass, but for exemptions that are void.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.event_message import bare, read_finding, read_undecided
from daypass.report.event_passes import Passes
from daypass.report.event_rows import resource_of, row_of
from daypass.report.excuses import Excuses
from daypass.report.findings import BROKE, STATUSES, Enforcement, Finding, Status, fingerprint
from daypass.report.policy_config import EngineException
from daypass.report.redact import Redactor
from daypass.report.verdict import undecided
from daypass.rule import DECIDED_RULE, EXEMPTION_RULE, PACKS, Rule
from daypass.state.event_log import Analysis, EventLog, PolicyEvent

_BY_PATH: Final = "Name the pack by its path: `--policy-pack .venv/bin/daypass-pack-workload-identity`."

_NO_PASSES: Final = (
    "this record names a resource only where something was found, so that it shows no passes; "
    "`--event-log` of a preview or an update does"
)

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_./-]")
"""A rule that is not in the catalogue is called by a text that anybody may have written."""

_redact: Final = Redactor(())
"""What looks like a credential is masked here too, whoever wrote the message."""


@dataclass(frozen=True)
class Hearing:
    """One record heard under one Bench. Raises UnreadableError where it proves nothing about our rules."""

    log: EventLog
    bench: Bench

    def __post_init__(self) -> None:
        for operation in self.log:
            if operation.summary.packs.isdisjoint(PACKS):
                raise UnreadableError("no daypass pack was asked in this run", remedy=_BY_PATH)
            if operation.summary.result not in ("", "succeeded") and not any(map(_blocks, operation.events)):
                fact = "the run failed and no policy says why, so that not everything was judged"
                raise UnreadableError(fact, remedy="Mend what the engine complains of, and record the run again.")

    @cached_property
    def stack(self) -> Stack:
        """The resources that the record says something about, as far as their URNs tell."""
        urns = [*(one.urn for one in self._analyses), *(one.urn for one in self._events)]
        return Stack(tuple(resource_of(urn) for urn in dict.fromkeys(urns) if urn))

    def findings(self) -> list[Finding]:
        """Everything that the packs said, each once; then what passed and was asked."""
        said = [finding for event in self._events for finding in self._rows(event)]
        found = _worst([*said, *self._untold()])
        told = {(finding.rule, finding.urn, finding.fingerprint) for finding in found}
        found += [void for void in self._void() if (void.rule, void.urn, void.fingerprint) not in told]
        return [*found, *self._passes.rows({(finding.rule, finding.urn) for finding in found})]

    def notes(self) -> list[str]:
        """What in the record was not looked at, and what it cannot tell."""
        found = []
        others = Counter(event.pack for one in self.log for event in one.events if event.pack not in PACKS)
        if others:
            named = ", ".join(f"{pack} ({count})" for pack, count in sorted(others.items()))
            found.append(f"violations that other packs found were passed over: {named}")
        if not self._analyses:
            found.append(_NO_PASSES)
        elif silent := ", ".join(self._passes.silent):
            found.append(f"a pack does not say which rules it asked, so that its passes are not shown: {silent}")
        return found

    @cached_property
    def _events(self) -> list[PolicyEvent]:
        """What our packs said; nothing undecided that a later operation of the record asked anew."""
        last = {(one.pack, one.urn): at for at, operation in enumerate(self.log) for one in operation.analyses}
        ours = [(at, one) for at, operation in enumerate(self.log) for one in operation.events if one.pack in PACKS]
        return [one for at, one in ours if last.get((one.pack, one.urn), at) <= at or not _is_undecided(one)]

    @cached_property
    def _analyses(self) -> list[Analysis]:
        return [one for operation in self.log for one in operation.analyses if one.pack in PACKS]

    @cached_property
    def _passes(self) -> Passes:
        return Passes(tuple(self._analyses), self.stack, self.bench)

    @cached_property
    def _judging(self) -> Bench:
        """The Bench with the exceptions that the engine applied, so that they are weighed as those of a file are."""
        applied = dict.fromkeys(
            EngineException(str(one.get("id", "")), str(one.get("reason", "")), event.rule, event.urn)
            for event in self._events
            for one in event.exceptions
        )
        config = self.bench.config
        return replace(self.bench, config=replace(config, exceptions=(*config.exceptions, *applied)))

    @cached_property
    def _excuses(self) -> Excuses:
        bench = self._judging
        never = frozenset(bench.settings.never_exempt)
        return Excuses(never, bench.exemptions, bench.config.exceptions, bench.baseline)

    def _rows(self, event: PolicyEvent) -> Iterator[Finding]:
        if _is_undecided(event):
            yield from (self._undecided(event, *one) for one in read_undecided(event.message) or ())
            return
        rule = self.bench.rules.get(event.rule)
        said = read_finding(event.message, rule.remedies if rule else ())
        if rule is None or said is None:
            yield self._unreadable(event, rule)
            return
        status, exemption = self._status(event, said.status, said.fingerprint)
        yield row_of(
            event,
            rule,
            status=status,
            enforcement="advisory" if status != "fail" else _level(event),
            message=_redact(said.text),
            remedy=said.remedy or rule.remedy,
            fingerprint=said.fingerprint,
            exemption=exemption,
        )

    def _status(self, event: PolicyEvent, said: Status, print_: str) -> tuple[Status, Mapping[str, Any] | None]:
        """What the pack said, unless the engine or this command excuses more."""
        status, exemption = self._excuses.status(event.rule, event.urn, print_)
        if status == "known" and print_ == fingerprint(event.rule, event.urn, BROKE):
            status = "fail"  # a baseline accepts what a rule found, not that it cannot look
        # A pack lowers what it excuses, so that a mandatory event is excused by nobody but the engine.
        if status != "exempt" and said != "fail" and not _blocks(event):
            return said, None
        return status, exemption

    def _undecided(self, event: PolicyEvent, name: str, paths: tuple[str, ...]) -> Finding:
        redacted = tuple(map(_redact, paths))
        excused, exemption = self._excuses.status(DECIDED_RULE, event.urn, "")
        decided = self.bench.rules.get(DECIDED_RULE)
        made = row_of(
            replace(event, rule=name, severity=""),
            self.bench.rules.get(name),
            status="exempt" if excused == "exempt" else "undecided",
            enforcement="advisory" if excused == "exempt" else _level(event),
            message=undecided(redacted),
            fingerprint=fingerprint(name, event.urn),
            exemption=exemption,
            unknown=redacted,
        )
        return replace(made, remedy=decided.remedy) if decided else made

    def _unreadable(self, event: PolicyEvent, rule: Rule | None) -> Finding:
        """What a pack said in words that this version does not know: a failure, unless the engine let it pass."""
        text = _redact(bare(event.message))
        print_ = fingerprint(event.rule, event.urn, f"unreadable {text}")
        excused, exemption = self._excuses.status(event.rule, event.urn, print_)
        made = row_of(
            event,
            rule,
            status="exempt" if excused == "exempt" else "fail",
            enforcement="advisory" if excused == "exempt" else _level(event),
            message=text,
            fingerprint=print_,
            exemption=exemption,
        )
        return made if rule else replace(made, rule=_NOT_IN_NAMES.sub("?", event.rule)[:100])

    def _untold(self) -> Iterator[Finding]:
        """Rules that the record lists as failed without a word about why."""
        told = {(event.rule, urn) for one in self.log for event in one.events for urn in (event.urn, "")}
        for analysis in self._analyses:
            for name in analysis.failed:
                if (name, analysis.urn) not in told:
                    urn = analysis.urn or self.stack.root.urn
                    missing = PolicyEvent(analysis.pack, name, urn, "", "mandatory", "")
                    text = f"the record lists {name!a} as failed and does not say why"
                    yield self._unreadable(replace(missing, message=text), self.bench.rules.get(name))

    def _void(self) -> Iterator[Finding]:
        """What looks like permission and is none, in the stack of this record."""
        rules = {name: rule for name, rule in self.bench.rules.items() if name == EXEMPTION_RULE}
        yield from replace(self._judging, rules=rules, passes=False).resource(self.stack.root)


def _is_undecided(event: PolicyEvent) -> bool:
    """Whether it sums up what was left undecided, in words that can be read."""
    return event.rule == DECIDED_RULE and read_undecided(event.message) is not None


def _blocks(event: PolicyEvent) -> bool:
    """Whether the engine refuses the run for it."""
    return _level(event) == "mandatory" and not event.exceptions


def _level(event: PolicyEvent) -> Enforcement:
    """The level of the record; a word that is not known counts as much as any could."""
    return "advisory" if event.level == "advisory" else "mandatory"


def _worst(rows: Iterable[Finding]) -> list[Finding]:
    """Each finding once, at its worst: a preview and its update in one record tell most of them twice."""
    found: dict[tuple[str, str, str], Finding] = {}
    for row in rows:
        key = (row.rule, row.urn, row.fingerprint)
        found[key] = min(found.get(key, row), row, key=_badness)
    return list(found.values())


def _badness(row: Finding) -> tuple[int, bool]:
    return STATUSES.index(row.status), row.enforcement != "mandatory"
