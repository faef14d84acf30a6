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
    joint = bench.stack(Stack(tuple(resource for stack in stacks for resource in stack.resources)))
    news = [finding for finding in joint if finding.status not in ("pass", "undecided") and _key(finding) not in found]
    return [_with(findings, _of(stack, stacks, news)) for stack, findings in zip(stacks, alone, strict=True)]


def _with(findings: list[Finding], news: list[Finding]) -> list[Finding]:
    """Both, without the passes that the news belie."""
    belied = {(finding.rule, finding.urn) for finding in news}
    kept = [finding for finding in findings if finding.status != "pass" or (finding.rule, finding.urn) not in belied]
    return kept + news


def _of(stack: Stack, stacks: Sequence[Stack], news: list[Finding]) -> list[Finding]:
    """The news about resources of this stack; where several hold the same one, the first of them tells."""
    return [finding for finding in news if next((one for one in stacks if finding.urn in one.by_urn), None) is stack]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.urn, finding.fingerprint
