"""What a rule says would mend its own refused example does: the same rule has nothing to say any more.

A word in capitals stands for what only the author knows, and is taken as it is but where a rule would find it again.
"""

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, judge_stack

from daypass.model.resource import Properties, Resource
from daypass.report.deciding import deciding
from daypass.report.mending import mended_arguments, mended_document
from daypass.rule import Problem, Rule
from daypass.testing.examples import example_resources
from daypass_policies.pages import told
from daypass_policies.rules import catalog

SHOWN = [rule for rule in catalog().values() if told(rule).refused]
WITHOUT_GUESSING = {
    *("trail-is-validated", "trail-covers-all-regions", "event-store-is-kept", "evidence-key-is-kept"),
    *("log-bucket-is-kept", "log-group-is-kept", "gateway-enforces-policy", "registry-needs-approval"),
    *("attachments-do-not-undo-a-revocation", "boundary-cannot-be-removed", "record-cannot-be-stopped"),
    *("model-access-is-named", "cluster-audit-is-recorded"),
    *("term-is-short", "term-is-enforced", "chained-session-is-short", "permission-set-session-is-short"),
    *(
        "profile-session-is-short",
        "pool-session-is-short",
        "batch-token-is-short",
        "vault-token-is-short",
        "machine-token-is-short",
        "workload-has-no-shell",
        "code-interpreter-is-isolated",
    ),
    *("service-credential-ends", "agent-has-guardrail", "task-role-is-not-execution-role", "share-is-not-public"),
    "trust-pins-subject",
}
"""Rules that must show a change for their example."""


FILLED_IN = {
    "OWNER": "payments",
    "CONTACT": "payments@example.org",
    "PURPOSE": "Sends invoices",
    "CLASS": "service",
    "ENVIRONMENT": "prod",
    "REVIEW_BY": "2027-05-31",
}
"""What an author might write for the words in capitals that a rule would find again."""


def named(rule: Rule) -> str:
    return rule.name


def example(rule: Rule) -> list[Resource]:
    return example_resources(told(rule).refused)


def found(rule: Rule, resources: list[Resource]) -> list[tuple[Resource, Problem]]:
    """Each problem, and the resource that it would change."""
    if rule.stack:
        problems = judge_stack(rule, *resources).problems
        return [(holder, one) for one in problems if (holder := one.within or one.on)]
    asked = [one for one in resources if one.type in rule.applies_to]
    return [(one, problem) for one in asked for problem in judge(rule, one).problems]


def changed(holder: Resource, problem: Problem) -> Resource:
    for word, value in FILLED_IN.items():
        problem = replace(problem, mended=(problem.mended or "").replace(f'"{word}"', f'"{value}"'))
    inputs = copy.deepcopy(dict(holder.inputs.raw))
    if decided := deciding(holder, problem.at):
        document = mended_document(decided, problem.mended or "")
        assert document is not None
        put(inputs, decided.document.path, document if document["Statement"] else None)
    else:
        arguments = mended_arguments(holder, problem.mended or "")
        assert arguments is not None
        inputs = {key: value for key, value in inputs.items() if key not in json.loads(problem.mended or "")}
        inputs |= arguments[1]
    return replace(holder, inputs=Properties(inputs), outputs=Properties(inputs))


def put(inputs: Any, path: str, value: Any) -> None:
    steps = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", path)]
    for step in steps[:-1]:
        inputs = inputs[step]
    inputs[steps[-1]] = value


@pytest.mark.parametrize("rule", SHOWN, ids=named)
def test_what_mends_the_refused_example_is_quiet(rule: Rule) -> None:
    resources = example(rule)
    before = found(rule, resources)
    if not all(problem.mended for _, problem in before):
        assert rule.name not in WITHOUT_GUESSING
        return
    for _ in before:
        holder, problem = found(rule, resources)[0]
        mended = changed(holder, problem)
        resources = [mended if one.urn == holder.urn else one for one in resources]
        if not found(rule, resources):
            return
    assert not found(rule, resources)
