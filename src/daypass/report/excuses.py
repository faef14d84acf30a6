"""This is where excuses are: all that keeps a failed finding from counting, in the order in which it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daypass.model.urn import stack_matches
from daypass.report.baseline import Baseline
from daypass.report.exemptions import Exemptions
from daypass.report.findings import Status
from daypass.report.policy_config import EngineException
from daypass.rule import Rule, VoidExemption


@dataclass(frozen=True, slots=True)
class Excuses:
    """Exemptions, the engine's own exceptions, and the baseline. `never` are the rules that nothing excuses."""

    never: frozenset[str] = frozenset()
    exemptions: Exemptions = field(default_factory=Exemptions)
    exceptions: tuple[EngineException, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    _excepted: dict[tuple[str, str], EngineException] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for exception in self.exceptions:
            self._excepted.setdefault((exception.rule, exception.urn), exception)

    def status(self, rule: str, urn: str, fingerprint: str) -> tuple[Status, Mapping[str, Any] | None]:
        """Of a failed finding: `exempt` and by what, `known`, or `fail`."""
        if rule in self.never:
            return "fail", None
        if exemption := self.exemptions.find(rule, urn):
            return "exempt", exemption.as_row()
        # The engine compares the URN letter by letter, so a default provider's version counts here.
        if exception := self._excepted.get((rule, urn)):
            return "exempt", {"id": exception.id, "reason": exception.reason}
        return ("known" if fingerprint in self.baseline else "fail"), None

    def void_in(self, urn: str) -> tuple[VoidExemption, ...]:
        """What excuses nothing and names the stack of this resource."""
        refused = (
            VoidExemption(exception.rule, exception.urn, f"the settings never exempt {exception.rule!r}")
            for exception in self.exceptions
            if exception.rule in self.never and stack_matches(exception.urn, urn)
        )
        return (*self.exemptions.void_in(urn), *refused)

    def warnings(self, rules: Mapping[str, Rule], urn: str) -> list[str]:
        """What ends soon in the stack of this resource, and exceptions for rules that do not exist."""
        ghosts = [
            f"the exception {exception.id!r} names the rule {exception.rule!r}, which no pack knows. Take it away."
            for exception in self.exceptions
            if exception.rule not in rules and stack_matches(exception.urn, urn)
        ]
        return self.exemptions.warnings(urn) + ghosts
