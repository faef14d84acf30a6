"""A baseline knows a finding by its fingerprint, which changes with what was found and with nothing around it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import TODAY

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Properties, Resource
from daypass.report.bench import Bench
from daypass.rule import Rule
from daypass.testing.examples import example_resources
from daypass_policies.pages import told
from daypass_policies.rules import catalog

RULES = [rule for rule in catalog().values() if told(rule).refused]
ROOT = Resource.of(STACK_TYPE, "project-dev")
Change = Callable[[list[Resource]], list[Resource]]
Found = set[tuple[str, str]]


def named(rule: Rule) -> str:
    return rule.name


def refused(rule: Rule) -> list[Resource]:
    """The resources of the rule's refused example."""
    return example_resources(told(rule).refused)


def found(rule: Rule, resources: list[Resource]) -> Found:
    """URN and fingerprint of each finding about a resource of the example."""
    bench = Bench(rules={rule.name: rule}, today=TODAY, profile="strict", passes=False)
    rows = bench.everything(Stack((ROOT, *resources)))
    return {(row.urn, row.fingerprint) for row in rows if row.status == "fail" and "unrelated" not in row.urn}


def each(change: Callable[[Any], Any]) -> Change:
    """The resources, each value of which went through `change`."""
    return lambda resources: [
        replace(one, inputs=Properties({key: change(value) for key, value in one.inputs.raw.items()}))
        for one in resources
    ]


def beside(first: str, last: str) -> Change:
    """The resources between others that have nothing to do with them."""

    def between(resources: list[Resource]) -> list[Resource]:
        bucket = Resource.of("aws:s3/bucketV2:BucketV2", f"unrelated-{first}", bucket=first)
        topic = Resource.of("aws:sns/topic:Topic", f"unrelated-{last}", name=last)
        return [bucket, *resources, topic]

    return between


def document(value: Any) -> Any:
    """The policy document that a value is, whichever way it is written; None for all other values."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) and "Statement" in value else None


def written(form: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Every policy document within a value in another form."""

    def change(value: Any) -> Any:
        body = document(value)
        if body is not None:
            return form(body)
        if isinstance(value, dict):
            return {key: change(item) for key, item in value.items()}
        return [change(item) for item in value] if isinstance(value, list) else value

    return change


def turned(value: Any) -> Any:
    """The same object with its keys the other way round, at every depth; a text of JSON as well."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [turned(item) for item in value]
    body = document(value)
    return value if body is None else json.dumps(turned(body))


def statements_turned(body: Any) -> Any:
    """The document with its statements the other way round, and the lists within them."""
    said = body["Statement"]
    return {**body, "Statement": lists_turned(list(reversed(said)) if isinstance(said, list) else said)}


def lists_turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: lists_turned(item) for key, item in value.items()}
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(reversed(value))
    return [lists_turned(item) for item in value] if isinstance(value, list) else value


CHANGES: dict[str, Change] = {
    "resources in another order": lambda resources: list(reversed(resources)),
    "keys in another order": each(turned),
    "statements and their lists in another order": each(written(statements_turned)),
    "documents as objects": each(written(lambda body: body)),
    "documents as JSON": each(written(json.dumps)),
    "documents as JSON over many lines": each(written(lambda body: json.dumps(body, indent=4) + "\n")),
    "documents as JSON without white space": each(written(lambda body: json.dumps(body, separators=(",", ":")))),
    "one statement in a list, or without one": each(
        written(lambda body: {**body, "Statement": alone_or_listed(body["Statement"])})
    ),
}


def alone_or_listed(said: Any) -> Any:
    if isinstance(said, list):
        return said[0] if len(said) == 1 else said
    return [said]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_finding_is_the_same_however_it_is_written(rule: Rule, change: Change) -> None:
    resources = refused(rule)
    before = found(rule, resources)
    assert before
    assert found(rule, change(resources)) == before


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_finding_is_the_same_whatever_else_is_there_and_however_that_is_called(rule: Rule) -> None:
    resources = refused(rule)
    before = found(rule, resources)
    assert found(rule, beside("logs", "orders")(resources)) == before
    assert found(rule, beside("archive", "invoices")(resources)) == before


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_no_two_findings_of_an_example_have_one_fingerprint(rule: Rule) -> None:
    bench = Bench(rules={rule.name: rule}, today=TODAY, passes=False)
    rows = [row.fingerprint for row in bench.everything(Stack((ROOT, *refused(rule)))) if row.status == "fail"]
    assert len(rows) == len(set(rows))
