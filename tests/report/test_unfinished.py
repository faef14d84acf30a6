"""A rule that ended before it had looked at everything has passed nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.rules import ROOT, TODAY

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.report.bench import Bench
from daypass.rule import Open, rule

ROLES = [Resource.of("aws:iam/role:Role", name) for name in ("a", "b")]


def across(judge: Any) -> Bench:
    """A Bench with one stack rule about roles, which does this."""
    facts = {"risk": "shared-identity", "severity": "low", "confidence": "low", "level": "advisory"}
    more = {"controls": ("NHI9:2025",), "remedy": "Do.", "applies_to": ("aws:iam/role:Role",), "stack": True}
    return Bench(rules={"one": rule("one", **facts, **more)(judge)}, today=TODAY)


def nothing(stack: Stack, ask: object) -> Iterator[Open]:
    """Finds nothing."""
    del stack, ask
    yield from ()


def opened(stack: Stack, ask: object) -> Iterator[Open]:
    """Leaves one role open."""
    del ask
    yield Open(stack.resources[1], ("tags",))


def stopped(stack: Stack, ask: object) -> Iterator[Open]:
    """Meets an unknown that it did not foresee."""
    del stack, ask
    yield from ()
    raise Undecided("tags")


def broken(stack: Stack, ask: object) -> Iterator[Open]:
    """Breaks."""
    del stack, ask
    yield from ()
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("judge", "passes"),
    [(nothing, ["a", "b"]), (opened, ["b"]), (stopped, []), (broken, [])],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_only_what_was_looked_at_passes(judge: Any, passes: list[str]) -> None:
    bench, stack = across(judge), Stack((ROOT, *ROLES))
    rows = bench.everything(stack)
    assert [row.name for row in rows if row.status == "pass"] == passes
    assert bench.passed(stack, [row for row in rows if row.status != "pass"]) == len(passes)
