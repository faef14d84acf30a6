"""This is where it is told which rules of a pack did not judge, so that the engine lists as passed what passed alone.

Without that its record calls a rule passed that is disabled by configuration, belongs to a larger profile, asks about
other types or could not decide: it knows the pack's rules and what failed, and nothing else.
"""

from collections.abc import Iterable, Mapping

from daypass.report.docket import Docket
from daypass.report.findings import Finding
from daypass.report.policy_config import PolicyConfig
from daypass.rule import DECIDED_RULE, Profile, Rule
from daypass_policies.serve.protocol import messages


class Unasked:
    """The rules of one pack under one configuration."""

    def __init__(self, rules: Mapping[str, Rule], config: PolicyConfig, profile: Profile) -> None:
        self._docket = Docket.of(rules.values(), config, profile)
        self._resource_rules = [rule.name for rule in rules.values() if not rule.stack]
        stack_rules = {rule.name for rule in rules.values() if rule.stack}
        self._across = _told(sorted(stack_rules - {rule.name for rule in self._docket.stack_rules}))
        self._by_type: dict[str, list[messages.PolicyNotApplicable]] = {}

    def about(self, type_: str) -> list[messages.PolicyNotApplicable]:
        """The resource rules that do not ask about resources of this type."""
        found = self._by_type.get(type_)
        if found is None:  # a stack has few types and many resources
            asked = {rule.name for rule in self._docket.about(type_)}
            found = self._by_type[type_] = _told(name for name in self._resource_rules if name not in asked)
        return found

    def across(self) -> list[messages.PolicyNotApplicable]:
        """The stack rules that do not ask at all."""
        return self._across


def undecided(findings: Iterable[Finding], root: str = "") -> list[messages.PolicyNotApplicable]:
    """The rules that could not decide; of stack rules, for which `root` is the stack's URN, those that ended there.

    A stack rule that is open about one resource has judged the others.
    """
    names = {one.rule for one in findings if one.status == "undecided" and (not root or one.urn == root)}
    return _told(sorted(names))


def untold(
    left: Iterable[messages.AnalyzeDiagnostic], told: Iterable[messages.AnalyzeDiagnostic]
) -> list[messages.PolicyNotApplicable]:
    """The rules of which nothing fits into the answer."""
    said = {diagnostic.policyName for diagnostic in told}
    return _told(sorted({diagnostic.policyName for diagnostic in left} - said - {DECIDED_RULE}))


def _told(names: Iterable[str]) -> list[messages.PolicyNotApplicable]:
    return [messages.PolicyNotApplicable(policy_name=name) for name in names]
