"""Several stacks judged together: what each answers for alone stays, and what shows across them comes to it."""

from collections.abc import Iterator
from datetime import date

import pytest

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.report.bench import Bench
from daypass.report.judged import judge, source_of
from daypass.rule import Ask, Problem, Rule, rule


@rule(
    "one-role-one-workload",
    risk="shared-identity",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=("a:b:Role",),
    controls=("X",),
    remedy="Part them.",
    stack=True,
)
def shared(stack: Stack, ask: Ask) -> Iterator[Problem]:  # noqa: ARG001 - a rule's signature
    """Two users of one role."""
    for role in stack.of_type("a:b:Role"):
        users = [user for user in stack.of_type("a:b:User") if user.inputs["role"] == role.name]
        if len(users) > 1:
            yield Problem(f"{len(users)} users", on=role)


assert isinstance(shared, Rule)
BENCH = Bench(rules={shared.name: shared}, today=date(2026, 11, 25))
ROLE = Stack((Resource.of("a:b:Role", "r"),))


def users(*names: str) -> Stack:
    return Stack(tuple(Resource.of("a:b:User", name, role="r") for name in names))


def rows(*stacks: Stack) -> list[list[tuple[str, str]]]:
    sources = [(source_of(f"{number}.json", "stack-export", "dev", one), one) for number, one in enumerate(stacks)]
    found = judge(BENCH, sources).findings
    return [[(row.name, row.status) for row in found if row.source == source.path] for source, _ in sources]


def test_what_only_shows_across_stacks_is_told_where_it_is_made_and_no_pass_stands_beside_it() -> None:
    assert rows(ROLE, users("one")) == [[("r", "pass")], []]
    assert rows(ROLE, users("one"), users("two")) == [[("r", "fail")], [], []]


def test_what_a_stack_answers_for_alone_it_answers_for_once() -> None:
    alone = Stack((*ROLE.resources, *users("one", "two").resources))
    assert rows(alone, users("three")) == [[("r", "fail")], []]


def test_a_stack_that_is_given_twice_tells_what_is_across_once() -> None:
    assert rows(ROLE, ROLE, users("one"), users("two"))[:2] == [[("r", "fail")], [("r", "pass")]]


@rule(
    "role-has-a-consumer",
    risk="lifecycle",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=("a:b:Role",),
    controls=("X",),
    remedy="Remove it.",
    stack=True,
    counts_stacks=True,
)
def idle(stack: Stack, ask: Ask) -> Iterator[Problem]:
    """A role without a user, where there is somewhere else to look."""
    if ask.in_company and not any(stack.of_type("a:b:User")):
        yield from (Problem("idle", on=role) for role in stack.of_type("a:b:Role"))


def idle_rows(*stacks: Stack, keeps: bool) -> list[tuple[str, str]]:
    bench = Bench(rules={idle.name: idle}, today=date(2026, 11, 25), passes=False)
    sources = [(source_of(f"{number}.json", "stack-export", "dev", one), one) for number, one in enumerate(stacks)]
    report = judge(bench, sources, again=None if keeps else stacks.__getitem__)
    return [(row.source, row.status) for row in report.findings]


@pytest.mark.parametrize("keeps", [True, False])
def test_what_a_stack_answers_for_as_there_are_others_is_told_also_where_they_never_meet(*, keeps: bool) -> None:
    stranger = Stack((Resource.of("a:b:Thing", "t"),))
    assert idle_rows(stranger, ROLE, keeps=keeps) == [("1.json", "fail")]
    assert idle_rows(ROLE, keeps=keeps) == []


def test_no_stack_and_one_stack_are_judged_as_they_are() -> None:
    assert rows() == []
    assert rows(ROLE) == [[("r", "pass")]]
