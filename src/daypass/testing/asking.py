"""This is where a test asks one rule: about resources, each by itself, or about a stack that is made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.errors import UsageError
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Resource
from daypass.model.written import nearest, only_keys
from daypass.report.docket import asks_about
from daypass.report.policy_config import policy_config
from daypass.rule import Ask, Problem, Profile, Rule
from daypass.settings import Settings
from daypass_policies.rules import catalog


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule answered. `undecided` are the paths of the values that kept it from deciding."""

    problems: tuple[Problem, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def messages(self) -> list[str]:
        """What was found, in order."""
        return [problem.message for problem in self.problems]

    @property
    def passes(self) -> bool:
        """Whether the rule decided, and found nothing."""
        return not self.problems and not self.undecided


def resource(type_: str, name: str = "thing", /, **inputs: Any) -> Resource:
    """A resource as a program declares it. A value may be `UNKNOWN` or `Secret(...)`, at any depth."""
    return Resource.of(type_, name, **inputs)


def judge(
    rule: Rule | str,
    *resources: Resource,
    today: date | None = None,
    settings: Settings | None = None,
    options: Mapping[str, Any] | None = None,
    profile: Profile = "standard",
    in_company: bool = False,
) -> Judged:
    """What the rule, or the rule of that name, says of these resources; a stack rule sees them together.

    `today` is the day that is judged for (default: today, UTC), `options` go over the rule's defaults, `in_company`
    says that other stacks are scanned too. Raises what the rule raises, `UsageError` where the rule does not exist or
    asks about none of these (then nothing was tested), and `DaypassError` for an option that the rule does not take.
    """
    asked = named(rule)
    about = [one for one in resources if asks_about(asked, one.type)]
    if not about:
        types = ", ".join(sorted({one.type for one in resources})) or "nothing"
        raise UsageError(f"the rule {asked.name!r} asks about none of: {types}", remedy="See its applies_to.")
    day = today or datetime.now(UTC).date()
    only_keys(options or {}, asked.options, f"options of rule {asked.name!r}")
    config = policy_config({asked.name: dict(options or {})}, {asked.name: asked})
    ask = Ask(day, settings or Settings(), config.options_of(asked), profile, in_company=in_company)
    if asked.stack:
        return _judged([answer_stack(asked, _stack(resources), ask)])
    return _judged([answer_resource(asked, one, ask) for one in about])


def named(rule: Rule | str) -> Rule:
    """The rule, where a name is given. Raises `UsageError` where there is none of that name."""
    found = catalog().get(rule) if isinstance(rule, str) else rule
    if found is None:
        raise UsageError(f"there is no rule {str(rule)[:80]!a}", remedy=nearest(str(rule), catalog()))
    return found


def _stack(resources: Iterable[Resource]) -> Stack:
    """The resources below a stack's own, unless one of them is that, or they stand below one another already."""
    given = tuple(resources)
    root = Stack(given).root
    below = (one if one.parent or one.type == STACK_TYPE else replace(one, parent=root.urn) for one in given)
    return Stack((*(() if root in given else (root,)), *below))


def _judged(answers: Iterable[Answer]) -> Judged:
    problems: list[Problem] = []
    undecided: list[str] = []
    for answer in answers:
        if answer.error is not None:
            raise answer.error
        problems += answer.problems
        undecided += [path for left in answer.undecided for path in left.paths]
    return Judged(tuple(problems), tuple(undecided))
