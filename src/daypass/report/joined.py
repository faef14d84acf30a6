"""This is where several stacks are judged together: each by itself, and what only shows across them.

What one stack makes and others use meets by ARN or name, because stack rules see the resources of both at once. A joint
look only adds findings: what a stack would answer for alone, it answers in company too.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.findings import Finding
from daypass.report.links import Links


class News(NamedTuple):
    """What a joint look finds in one stack, by its number in the order of `add`, beyond what it answers for alone."""

    number: int
    stack: Stack
    findings: list[Finding]


class Joint:
    """Takes stacks one by one, then looks at those together that have something to do with each other.

    `again` gives the stack of a number once more, so that none has to be kept; without it they all are, and all are
    looked at together. A stack that has nothing to do with another, and something to answer for because there are
    others, is looked at once more by itself.
    """

    def __init__(self, bench: Bench, again: Callable[[int], Stack] | None = None) -> None:
        self._bench, self._again = bench.beside_others(), again
        self._counting = bench.beside_others(whoever_counts=True)
        self._links = Links(bench.looks_across)
        self._kept: list[Stack] = []
        self._count = 0
        self._lonely: list[int] = []
        self._found: set[tuple[str, str, str]] = set()

    def add(self, stack: Stack, findings: Iterable[Finding]) -> None:
        """One stack more, with what it answers for alone."""
        self._found.update(_key(finding) for finding in findings if finding.status != "pass")
        if self._again is None:
            self._kept.append(stack)
        else:
            self._links.add(stack)
            if any(map(self._is_new, self._counting.stack(stack))):
                self._lonely.append(self._count)
        self._count += 1

    def news(self) -> Iterator[News]:
        """What shows across them, in the first of the stacks that hold the resource; no stack twice."""
        if self._count < 2:  # noqa: PLR2004 - one stack has nobody to meet
            return
        if self._again is None:
            yield from self._together(dict(enumerate(self._kept)))
            return
        linked = self._links.linked()
        if linked:
            yield from self._together({number: self._again(number) for number in linked})
        for number in self._lonely:
            if number not in linked:
                stack = self._again(number)
                if findings := list(filter(self._is_new, self._counting.stack(stack))):
                    self._found.update(map(_key, findings))
                    yield News(number, stack, findings)

    def _together(self, stacks: dict[int, Stack]) -> Iterator[News]:
        held = [(resource, index) for index, stack in stacks.items() for resource in stack.resources]
        home = {resource.urn: index for resource, index in reversed(held)}
        unique = {resource.urn: resource for resource, _ in reversed(held)}
        new: dict[int, list[Finding]] = {}
        for finding in self._bench.stack(Stack(tuple(reversed(unique.values())))):
            if self._is_new(finding):
                new.setdefault(home.get(finding.urn, next(iter(stacks))), []).append(finding)
        yield from (News(index, stacks[index], findings) for index, findings in new.items())

    def _is_new(self, finding: Finding) -> bool:
        return finding.status not in ("pass", "undecided") and _key(finding) not in self._found


def with_news(findings: Iterable[Finding], news: list[Finding]) -> list[Finding]:
    """Both, without the passes that the news belie."""
    belied = {(finding.rule, finding.urn) for finding in news}
    kept = [finding for finding in findings if finding.status != "pass" or (finding.rule, finding.urn) not in belied]
    return kept + news


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.urn, finding.fingerprint
