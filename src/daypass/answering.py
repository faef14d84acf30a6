"""This is where one rule is asked, and where its Answer is: whatever it raises, or may not say, is a violation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from daypass.errors import AnswerError
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, Rule, kind_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule said: its problems, what it left undecided, and the exception if it broke: a violation."""

    rule: Rule
    problems: tuple[Problem, ...] = ()
    undecided: tuple[Open, ...] = ()
    error: BaseException | None = None


def answer_resource(rule: Rule, resource: Resource, ask: Ask) -> Answer:
    """Ask one rule about one resource. Findings made before an unknown was read stand."""
    return _answer(rule, resource, resource, ask)


def answer_stack(rule: Rule, stack: Stack, ask: Ask) -> Answer:
    """Ask one stack rule about a stack. It yields `Problem(on=...)`, and `Open(...)` for what it cannot decide."""
    return _answer(rule, stack, stack.root, ask)


def _answer(rule: Rule, subject: Any, whole: Resource, ask: Ask) -> Answer:
    said: list[Problem | Open] = []
    error: BaseException | None = None
    try:
        for one in _said(rule, subject, whole, ask):
            said.append(one)  # noqa: PERF402 - keep what came first
    except KeyboardInterrupt:
        raise
    except BaseException as broken:  # noqa: BLE001 - whatever a rule raises is a violation, `sys.exit(0)` above all
        error = broken
    problems = (one for one in said if isinstance(one, Problem))
    undecided = (one for one in said if isinstance(one, Open))
    return Answer(rule, _as_sure_as_asked(problems, ask), tuple(undecided), error)


def _said(rule: Rule, subject: Any, whole: Resource, ask: Ask) -> Iterator[Problem | Open]:
    """What the rule says, in order. An unknown that it did not foresee ends it, so that the whole is undecided."""
    try:
        yield from (_one(rule, found) for found in _all_of(rule.judge(subject, ask)))
    except Undecided as unknown:
        yield Open(whole, (unknown.path,))


def _all_of(found: Any) -> Iterable[Any]:
    """What there is to go through: a text would be as many findings as it has letters."""
    if isinstance(found, str | bytes | Mapping) or not isinstance(found, Iterable):
        raise AnswerError(f"its answer is {kind_of(found)}, and nothing that it yields")
    return found


def _one(rule: Rule, found: Any) -> Problem | Open:
    """One thing that a rule yielded, or that it may not: only the stack's rules say of which resource they speak."""
    if isinstance(found, Problem) and found.remedy not in (None, *rule.remedies):
        raise AnswerError("a Problem with a remedy that is none of its rule's")
    if isinstance(found, Problem) or (rule.stack and isinstance(found, Open)):
        return found
    if isinstance(found, str) and not rule.stack:
        return Problem(found)
    raise AnswerError(
        f"its answer is {kind_of(found)}, not {'a Problem or an Open' if rule.stack else 'a text or a Problem'}"
    )


def _as_sure_as_asked(problems: Iterable[Problem], ask: Ask) -> tuple[Problem, ...]:
    """All of them; in profile `baseline`, which is near-certain only, no advice and nothing less than certain."""
    if ask.profile != "baseline":
        return tuple(problems)
    return tuple(one for one in problems if not one.advisory and one.confidence in (None, "high"))
