"""This is where several stacks are judged together: each by itself, and what only shows across them.

What one stack makes and others use meets by ARN, because stack rules see the resources of all of them at once. A
joint look only adds findings: what a stack would answer for alone, it answers in company too.
"""

from collections.abc import Sequence

from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.findings import Finding


def judge_together(bench: Bench, stacks: Sequence[Stack]) -> list[list[Finding]]:
    """The findings of each stack, in the order of the stacks."""
    alone = [bench.everything(stack) for stack in stacks]
    if len(stacks) < 2:  # noqa: PLR2004 - one stack has nobody to meet
        return alone
    found = {_key(finding) for findings in alone for finding in findings if finding.status != "pass"}
    held = [(resource, index) for index, stack in enumerate(stacks) for resource in stack.resources]
    home = {resource.urn: index for resource, index in reversed(held)}  # the first stack that holds it tells its news
    unique = {resource.urn: resource for resource, _ in reversed(held)}
    joint = bench.stack(Stack(tuple(reversed(unique.values()))))
    news = [finding for finding in joint if finding.status not in ("pass", "undecided") and _key(finding) not in found]
    return [
        _with(findings, [finding for finding in news if home.get(finding.urn, 0) == index])
        for index, findings in enumerate(alone)
    ]


def _with(findings: list[Finding], news: list[Finding]) -> list[Finding]:
    """Both, without the passes that the news belie."""
    belied = {(finding.rule, finding.urn) for finding in news}
    kept = [finding for finding in findings if finding.status != "pass" or (finding.rule, finding.urn) not in belied]
    return kept + news


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.urn, finding.fingerprint
