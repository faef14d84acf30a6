"""This is where the passes of a record are: rules that were asked about a resource and said nothing, as evidence.

The engine lists whatever did not fail, disabled rules and those of larger profiles too, unless the pack says that they
did not apply: what a pack lists that never says so proves nothing, and is not shown. Source: `newPolicySummary` of
pkg/resource/analyzer/summary.go in Pulumi 3.274.1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.report.bench import Bench
from daypass.report.docket import asks_about
from daypass.report.event_rows import row_of
from daypass.report.findings import Enforcement, Finding, fingerprint
from daypass.rule import DECIDED_RULE, SETTINGS_RULE, Rule
from daypass.state.event_log import Analysis, PolicyEvent


@dataclass(frozen=True)
class Passes:
    """What these analyses, all of our packs, prove about the resources of the stack."""

    analyses: tuple[Analysis, ...]
    stack: Stack
    bench: Bench

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """The packs that do not say which rules they did not ask: they list a rule that never asks anything."""
        return tuple(sorted({one.pack for one in self.analyses if one.urn and SETTINGS_RULE in one.passed}))

    def rows(self, taken: set[tuple[str, str]]) -> Iterator[Finding]:
        """Each once, but for the pairs of rule and URN in `taken`, of which something else is told."""
        told = set(taken)
        for rule, one in self._listed():
            if asks_about(rule, one.type) and (rule.name, one.urn) not in told:
                told.add((rule.name, one.urn))
                yield self._pass(rule, one)

    def _listed(self) -> Iterator[tuple[Rule, Resource]]:
        """What the record lists as passed: rules with the resource, and each stack rule with every resource."""
        analyses = [one for one in self.analyses if one.pack not in self.silent]
        for analysis in analyses:
            if analysis.urn:
                on = self.stack.by_urn[analysis.urn]
                yield from ((rule, on) for rule in self._known(analysis.passed) if not rule.stack)
        whole = dict.fromkeys(name for analysis in analyses if not analysis.urn for name in analysis.passed)
        for rule in self._known(whole):
            if rule.stack:
                yield from ((rule, on) for on in self.stack.resources)

    def _known(self, names: Iterable[str]) -> Iterator[Rule]:
        rules = (self.bench.rules.get(name) for name in names)
        return (rule for rule in rules if rule is not None and rule.name not in (DECIDED_RULE, SETTINGS_RULE))

    def _pass(self, rule: Rule, on: Resource) -> Finding:
        level: Enforcement = "mandatory" if self.bench.config.level(rule) == "mandatory" else "advisory"
        event = PolicyEvent(rule.pack, rule.name, on.urn, "", level, "")
        print_ = fingerprint(rule.name, on.urn)
        return row_of(event, rule, status="pass", enforcement=level, message="passes", fingerprint=print_)
