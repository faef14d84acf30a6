"""This is where judgement is passed: rules, levels, exemptions and baseline over one resource or one stack.

Packs, `scan` and `check` all judge here, so that they refuse the same things.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from daypass.answering import answer_resource, answer_stack
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Resource
from daypass.report.baseline import Baseline
from daypass.report.docket import Docket, asks_about
from daypass.report.excuses import Excuses
from daypass.report.exemptions import Exemptions
from daypass.report.findings import BROKE, Enforcement, Finding, fingerprint
from daypass.report.policy_config import PolicyConfig
from daypass.report.redact import Redactor
from daypass.report.verdict import Verdicts
from daypass.rule import DECIDED_RULE, Ask, Profile, Rule
from daypass.settings import Settings

_UNDECIDED_REMEDY = "Write the value from names that are known in preview, or look again after the update."


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Judges resources and stacks under one configuration, for one day (UTC). Never raises for a rule's fault.

    `rules` are those that may speak (a pack's, or all), `catalog` every rule there is where that is more. `passes`
    says whether a rule that asked and found nothing has a row as well, `in_company` whether stacks have others beside
    them that are scanned too.
    """

    rules: Mapping[str, Rule]
    today: date
    catalog: Mapping[str, Rule] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    config: PolicyConfig = field(default_factory=PolicyConfig)
    exemptions: Exemptions = field(default_factory=Exemptions)
    baseline: Baseline = field(default_factory=Baseline)
    profile: Profile = "standard"
    strict: bool = False
    passes: bool = True
    in_company: bool = False

    def beside_others(self, *, whoever_counts: bool = False) -> "Bench":
        """The same for stacks that are not alone; with `whoever_counts` of the rules that speak otherwise then."""
        rules = {name: rule for name, rule in self.rules.items() if rule.counts_stacks or not whoever_counts}
        return replace(self, rules=rules, catalog=self._known, in_company=True)

    def resource(self, resource: Resource) -> list[Finding]:
        """What the resource rules say of one resource."""
        rules = self._docket.about(resource.type)
        if not rules:
            return []
        redact = Redactor((resource,))
        return [finding for rule in rules for finding in self._about(rule, resource, redact)]

    def stack(self, stack: Stack) -> list[Finding]:
        """What the stack rules say of a whole stack."""
        redact = Redactor(stack.resources)  # a stack rule may quote one resource in a finding about another
        return [finding for rule in self._docket.stack_rules for finding in self._across(rule, stack, redact)]

    def everything(self, stack: Stack) -> list[Finding]:
        """Both, resource by resource in the order of the stack, then what is said of the whole."""
        single = [finding for one in self._everyone(stack) for finding in self.resource(one)]
        return single + self.stack(stack)

    def not_applicable(self, stack: Stack) -> int:
        """How many pairs of a rule and a resource there are where the rule does not ask about the resource."""
        speaking = (*self._docket.resource_rules, *self._docket.stack_rules)
        return sum(count for rule in speaking for type_, count in stack.types.items() if not asks_about(rule, type_))

    def passed(self, stack: Stack, findings: Iterable[Finding]) -> int:
        """How many rows `passes` would add: one for each rule and resource that it asks about and says nothing of."""
        found = list(findings)
        told, unfinished = {(finding.rule, finding.urn) for finding in found}, _unfinished(found, stack)
        asked = ((one, rule) for one, rule in self._asked(stack) if not (rule.stack and rule.name in unfinished))
        return sum((rule.name, one.urn) not in told for one, rule in asked)

    def looks_across(self, type_: str) -> bool:
        """Whether a stack rule asks about resources of this type, so that those of other stacks may matter to it."""
        return any(asks_about(rule, type_) for rule in self._docket.stack_rules)

    def warnings(self, stack: Stack) -> tuple[str, ...]:
        """Sentences for people: which exemptions of this stack end soon."""
        stacks = dict.fromkeys("::".join(one.urn.split("::")[:2]) for one in (*stack.resources, stack.root))
        found = [warning for urn in stacks for warning in self._excuses.warnings(self._known, urn)]
        return tuple(dict.fromkeys(found))

    def _asked(self, stack: Stack) -> Iterator[tuple[Resource, Rule]]:
        """Each resource with each rule that asks about it."""
        for one in self._everyone(stack):
            yield from ((one, rule) for rule in self._docket.about(one.type))
        for rule in self._docket.stack_rules:
            yield from ((one, rule) for one in _asked_about(rule, stack))

    def _everyone(self, stack: Stack) -> tuple[Resource, ...]:
        """The resources: an export that leaves out its own Stack resource must not hide what is said of the stack."""
        return stack.resources if any(True for _ in stack.of_type(STACK_TYPE)) else (*stack.resources, stack.root)

    def _about(self, rule: Rule, resource: Resource, redact: Redactor) -> Iterator[Finding]:
        ask = self._asks[rule.name]
        if resource.type == STACK_TYPE:
            ask = replace(ask, void_exemptions=self._excuses.void_in(resource.urn))
        answer = answer_resource(rule, resource, ask)
        if answer.problems or answer.undecided or answer.error is not None:
            yield from self._verdicts.of(answer, resource, redact)
        elif self.passes:
            yield self._verdicts.passed(rule, resource)

    def _across(self, rule: Rule, stack: Stack, redact: Redactor) -> Iterator[Finding]:
        found = list(self._verdicts.of(answer_stack(rule, stack, self._asks[rule.name]), stack.root, redact))
        yield from found
        if self.passes and rule.name not in _unfinished(found, stack):
            named = {finding.urn for finding in found}
            yield from (self._verdicts.passed(rule, one) for one in _asked_about(rule, stack) if one.urn not in named)

    @cached_property
    def _known(self) -> Mapping[str, Rule]:
        return self.catalog or self.rules

    @cached_property
    def _docket(self) -> Docket:
        return Docket.of(self.rules.values(), self.config, self.profile)

    @cached_property
    def _asks(self) -> dict[str, Ask]:
        options = self.config.options_of
        asked = Ask(self.today, self.settings, profile=self.profile, in_company=self.in_company)
        return {rule.name: replace(asked, options=options(rule)) for rule in self.rules.values()}

    @cached_property
    def _excuses(self) -> Excuses:
        never = frozenset(self.settings.never_exempt)
        return Excuses(never, self.exemptions, self.config.exceptions, self.baseline)

    @property
    def level_of_undecided(self) -> Enforcement:
        """What could not be decided counts as the rule about it is configured, and in any case where that is strict."""
        decided = self.rules.get(DECIDED_RULE)
        mandatory = self.strict or (decided is not None and self.config.level(decided) == "mandatory")
        return "mandatory" if mandatory else "advisory"

    @cached_property
    def _verdicts(self) -> Verdicts:
        decided = self.rules.get(DECIDED_RULE)
        remedy = decided.remedy if decided else _UNDECIDED_REMEDY
        return Verdicts(self.config, self._excuses, self.level_of_undecided, remedy)


def _asked_about(rule: Rule, stack: Stack) -> Iterator[Resource]:
    """The resources that a rule asks about. A stack has few types and many resources, so that types are looked up."""
    types = {type_ for type_ in stack.types if asks_about(rule, type_)}
    return stack.of_type(*types)


def _unfinished(findings: Iterable[Finding], stack: Stack) -> set[str]:
    """The rules that ended about the stack as a whole, by an unknown or a fault: those have not looked at the rest."""
    root = stack.root.urn
    return {
        one.rule
        for one in findings
        if one.urn == root and (one.status == "undecided" or one.fingerprint == fingerprint(one.rule, root, BROKE))
    }
