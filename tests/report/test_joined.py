"""Several stacks judged together: what each answers for alone stays, and what shows across them comes to it."""

from collections.abc import Iterator
from datetime import date

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.report.bench import Bench
from daypass.report.judged import judge, source_of
from daypass.rule import Ask, Problem, Rule, rule


@rule(
    "one-role-one-workload",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
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


def test_no_stack_and_one_stack_are_judged_as_they_are() -> None:
    assert rows() == []
    assert rows(ROLE) == [[("r", "pass")]]
