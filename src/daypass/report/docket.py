"""This is where a docket is: the rules that speak under one configuration, found by the type of a resource."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from daypass.data.old_tokens import current_token
from daypass.report.policy_config import PolicyConfig
from daypass.rule import DECIDED_RULE, PROFILES, SETTINGS_RULE, Profile, Rule

_SILENT: Final = (DECIDED_RULE, SETTINGS_RULE)  # declared so that they can be configured; they ask nothing


@dataclass(frozen=True, slots=True)
class Docket:
    """Rules about single resources and about whole stacks, without the disabled ones and those of larger profiles."""

    resource_rules: tuple[Rule, ...] = ()
    stack_rules: tuple[Rule, ...] = ()
    _by_type: dict[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, rules: Iterable[Rule], config: PolicyConfig, profile: Profile) -> "Docket":
        """The rules that speak in this profile and are not disabled."""
        size = PROFILES.index(profile)
        speaking = [
            rule
            for rule in rules
            if rule.name not in _SILENT and PROFILES.index(rule.profile) <= size and config.level(rule) != "disabled"
        ]
        return cls(tuple(rule for rule in speaking if not rule.stack), tuple(rule for rule in speaking if rule.stack))

    def about(self, type_: str) -> tuple[Rule, ...]:
        """The resource rules that ask about resources of this type."""
        found = self._by_type.get(type_)
        if found is None:  # a stack has few types and many resources, so each type is looked up once
            found = tuple(rule for rule in self.resource_rules if asks_about(rule, type_))
            self._by_type[type_] = found
        return found


def asks_about(rule: Rule, type_: str) -> bool:
    """Whether a rule asks about this type; a token in `applies_to` may hold `*`, and may be an older one."""
    tokens = map(current_token, rule.applies_to)
    return any(token == type_ or ("*" in token and fnmatchcase(type_, token)) for token in tokens)


def by_name(rules: Mapping[str, Rule], pack: str) -> dict[str, Rule]:
    """The rules of one pack; those of `both` belong to each."""
    return {name: rule for name, rule in rules.items() if rule.pack in (pack, "both")}
