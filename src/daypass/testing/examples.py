"""This is where the examples in a rule's docstring are executed, so that what a rule shows is so."""

from dataclasses import replace
from typing import Any

import yaml

from daypass.errors import UnreadableError
from daypass.model.resource import Resource
from daypass.report.docket import asks_about
from daypass.rule import Rule
from daypass.testing.asking import Judged, judge, named
from daypass_policies.pages import told


def assert_examples(rule: Rule | str, **ask: Any) -> None:
    """Assert that the rule's `Refused:` example is refused, by more than advice, and that its `Mended:` one passes.

    `rule` and `ask` are as of `judge`, but that a rule which counts stacks is asked in the company of others. Raises
    `UsageError` for a name that is none, and `UnreadableError` where the docstring shows one side alone, or what is no
    map of resources in Pulumi YAML.
    """
    shown = named(rule)
    said = told(shown)
    if not (said.refused and said.mended):
        raise UnreadableError("shows no Refused: and Mended: example", place=f"rule {shown.name!r}")
    how = {"in_company": shown.counts_stacks, **ask}
    refused = _judged(shown, said.refused, how)
    blocking = [problem for problem in refused.problems if not problem.advisory] if refused else []
    assert blocking, f"{shown.name}: the refused example is not refused"
    mended = _judged(shown, said.mended, how)
    assert mended is None or mended.passes, f"{shown.name}: the mended example fails: {mended}"


def example_resources(example: str) -> list[Resource]:
    """The resources of an example, each known and unmarked as Pulumi would register it.

    Of a resource's `options` the two are read that stay with it: `protect` and `retainOnDelete`. Raises `YAMLError`,
    `TypeError`, `KeyError` or `AttributeError` where it is no map of resources in Pulumi YAML.
    """
    return [_registered(name, entry) for name, entry in yaml.safe_load(example).items()]


def _registered(name: str, entry: dict[str, Any]) -> Resource:
    options = entry.get("options", {})
    return replace(
        Resource.of(entry["type"], name, **entry["properties"]),
        protect=bool(options.get("protect")),
        retained=bool(options.get("retainOnDelete")),
    )


def _judged(rule: Rule, example: str, ask: dict[str, Any]) -> Judged | None:
    """None where the rule asks about nothing in the example: what is mended may be gone."""
    resources = _resources(rule, example)
    if not any(asks_about(rule, one.type) for one in resources):
        return None
    return judge(rule, *resources, **ask)


def _resources(rule: Rule, example: str) -> list[Resource]:
    try:
        return example_resources(example)
    except (yaml.YAMLError, TypeError, KeyError, AttributeError):
        place = f"rule {rule.name!r}"
        raise UnreadableError("shows an example that is no map of resources", place=place) from None
