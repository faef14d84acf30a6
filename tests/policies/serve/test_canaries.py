"""Planted secrets: through every rule, as input, output and provider configuration, none comes back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import Pack, secret, struct, urn

from daypass_policies.pages import told
from daypass_policies.rules import catalog

CANARY = "canary-4f1d"
"""Stands in every planted value. It is no word of any message."""

RULES = [rule for rule in catalog().values() if rule.applies_to]


def planted(value: Any) -> Any:
    """The same shape with the canary in every text, also inside of JSON that is written as a text."""
    if isinstance(value, str):
        try:
            return json.dumps(planted(json.loads(value))) if value.lstrip()[:1] in ("{", "[") else f"{value}{CANARY}"
        except ValueError:
            return f"{value}{CANARY}"
    if isinstance(value, dict):
        return {key: planted(item) for key, item in value.items()}
    return [planted(item) for item in value] if isinstance(value, list) else value


def shapes(value: Any) -> Iterator[Any]:
    """A value as a whole secret, and as one with a secret at each leaf."""
    yield secret(value)
    yield leaves(value)


def leaves(value: Any) -> Any:
    """The same with a mark of its own at every leaf."""
    if isinstance(value, dict):
        return {key: leaves(item) for key, item in value.items()}
    return [leaves(item) for item in value] if isinstance(value, list) else secret(value)


def examples(rule: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Type and properties of what the rule's own page shows as refused, and of something that has no sense at all."""
    for shown in (yaml.safe_load(told(rule).refused) or {}).values():
        if isinstance(shown, dict):
            yield shown["type"], shown.get("properties", {})
    names = [
        "assumeRolePolicy",
        "policy",
        "role",
        "tags",
        "environment",
        "userData",
        "user",
        "password",
        "inlinePolicies",
        "maxSessionDuration",
    ]
    for type_ in rule.applies_to:
        yield type_, {name: f'{name} {{"' for name in names}


def attempts(properties: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The properties with canaries, each marked as a secret in one way or the other."""
    for changed in (properties, planted(properties)):
        marked = [dict(zip(changed, found, strict=True)) for found in zip(*map(shapes, changed.values()), strict=True)]
        yield from marked


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_repeats_a_secret_on_the_wire(pack: Pack, rule: Any) -> None:
    pack.configure(daypass_settings={"profile": "strict"})
    asked = [(type_, properties) for type_, shown in examples(rule) for properties in attempts(planted(shown))]
    assert asked
    for number, (type_, properties) in enumerate(asked):
        provider = messages.AnalyzerProviderResource(
            urn=urn("pulumi:providers:aws", "p"),
            type="pulumi:providers:aws",
            properties=struct({"defaultTags": secret(json.dumps({"tags": {"daypass:owner": CANARY}}))}),
        )
        facts = {
            "type": type_,
            "name": f"r{number}",
            "urn": urn(type_, f"r{number}"),
            "properties": struct(properties),
            "provider": provider,
        }
        single = pack.stub.Analyze(messages.AnalyzeRequest(**facts))
        whole = pack.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=[messages.AnalyzerResource(**facts)]))
        assert CANARY not in str(single)
        assert CANARY not in str(whole)
    assert CANARY not in pack.stderr()
