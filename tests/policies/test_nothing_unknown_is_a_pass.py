"""What a rule finds stays found, or is left undecided, once any value is not known yet, and however it is written."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
from tests.support.altered import (
    Place,
    as_objects,
    document_in,
    in_other_words,
    is_document,
    is_referred_to,
    named,
    path_of,
    places,
    unknown_at,
    unnamed_at,
    value_at,
    with_value,
)
from tests.support.parity_pool import POOL
from tests.support.rules import ROOT, asked

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.report.docket import asks_about
from daypass.rule import Open, Problem, Rule
from daypass.state.values import decode
from daypass.testing.examples import example_resources
from daypass_policies.pages import told
from daypass_policies.rules import catalog

RULES: Final = list(catalog().values())
SHOWN: Final = [rule for rule in RULES if told(rule).refused]
Lost = tuple[str, str, str]
"""The rule, the kind of a resource, and the path of what is not known there."""

CUT: Final = "others write the name as text, and nothing says any more that it is this one's"

LINKS_CUT: Final[dict[Lost, str]] = {
    ("agent-calls-are-named", "Role", "name"): CUT,
    ("agent-cannot-loosen-its-guards", "Role", "name"): CUT,
    ("agent-leaves-workloads-alone", "ClusterRole", "metadata"): CUT,
    ("agent-leaves-workloads-alone", "ClusterRole", "metadata.name"): CUT,
    ("azure-identity-does-not-become-another", "UserAssignedIdentity", "principalId"): CUT,
    ("azure-identity-stays-in-its-environment", "UserAssignedIdentity", "principalId"): CUT,
    ("client-certificate-can-be-revoked", "TrustStore", "arn"): CUT,
    ("cluster-account-trusts-no-people", "Role", "metadata"): CUT,
    ("cluster-account-trusts-no-people", "Role", "metadata.name"): CUT,
    ("cluster-account-trusts-no-people", "Role", "metadata.namespace"): CUT,
    ("evidence-key-is-kept", "Key", "arn"): CUT,
    ("vault-role-does-not-become-stronger", "Policy", "name"): CUT,
    ("google-account-does-not-become-stronger", "Account", "project"): CUT,
    ("google-service-asks-its-caller", "Service", "name"): CUT,
    ("google-service-asks-its-caller", "Service", "uri"): CUT,
    ("log-bucket-is-kept", "Bucket", "bucket"): CUT,
    ("log-group-is-kept", "LogGroup", "arn"): CUT,
    ("mcp-rights-are-guarded", "Role", "name"): CUT,
    ("no-data-admin", "Role", "name"): CUT,
    ("no-path-to-cluster-admin", "ClusterRole", "metadata"): CUT,
    ("no-path-to-cluster-admin", "ClusterRole", "metadata.name"): CUT,
    ("no-path-to-roles-of-pods", "Role", "metadata"): CUT,
    ("no-path-to-roles-of-pods", "Role", "metadata.name"): CUT,
    ("no-path-to-roles-of-pods", "Role", "metadata.namespace"): CUT,
    ("no-rewriting-of-own-rights", "Role", "name"): CUT,
    ("no-secret-in-plain-parameter", "RandomPassword", "result"): CUT,
    ("open-route-fixes-its-target", "Integration", "integrationId"): CUT,
    ("open-route-fixes-its-target", "Role", "name"): CUT,
    ("organisation-trust-is-narrow", "Role", "name"): CUT,
    ("people-have-no-shell", "TaskDefinition", "family"): CUT,
    ("people-have-no-shell-in-pods", "Role", "metadata"): CUT,
    ("people-have-no-shell-in-pods", "Role", "metadata.name"): CUT,
    ("people-have-no-shell-in-pods", "Role", "metadata.namespace"): CUT,
    ("rights-have-not-ended", "Role", "name"): CUT,
    ("vault-audit-cannot-be-stopped", "Policy", "name"): CUT,
    ("vault-of-machines-is-not-for-people", "Policy", "name"): CUT,
    ("tool-server-asks-who-calls", "Role", "metadata"): CUT,
    ("tool-server-asks-who-calls", "Role", "metadata.name"): CUT,
    ("tool-server-asks-who-calls", "Role", "metadata.namespace"): CUT,
}
"""What may get lost, and why; each must get lost indeed. No preview knows a reference better than what it refers to."""

OF_MANY: Final = "a list of many: the provider refuses one alone"

NO_ONE_ALONE: Final[dict[Lost, str]] = {
    ("check-is-somebody-elses", "Webhook", "filterGroups"): OF_MANY,
    ("check-is-somebody-elses", "Webhook", "filterGroups[0].filters"): OF_MANY,
    ("pull-request-build-is-approved", "Webhook", "filterGroups"): OF_MANY,
    ("pull-request-build-is-approved", "Webhook", "filterGroups[0].filters"): OF_MANY,
}
"""Lists whose only item is not found where it stands alone, and why."""


def named_rule(rule: Rule) -> str:
    return rule.name


def stacks(rule: Rule) -> Iterator[list[Resource]]:
    """What is found in the rule's own example, and in each thing of the pool by itself."""
    alone = [[Resource.of(type_, name, **decode(inputs))] for name, (type_, inputs) in POOL.items()]
    for resources in ([example_resources(told(rule).refused)] if told(rule).refused else []) + alone:
        if any(asks_about(rule, one.type) for one in resources) and problems(rule, resources):
            yield resources


def answers(rule: Rule, resources: list[Resource]) -> list[Answer]:
    ask = asked(rule, in_company=rule.counts_stacks)
    if rule.stack:
        root = () if any(one.type == STACK_TYPE for one in resources) else (ROOT,)
        return [answer_stack(rule, Stack((*root, *resources)), ask)]
    return [answer_resource(rule, one, ask) for one in resources if asks_about(rule, one.type)]


def problems(rule: Rule, resources: list[Resource]) -> list[Problem]:
    return [problem for answer in answers(rule, resources) for problem in answer.problems]


def opens(rule: Rule, resources: list[Resource]) -> list[Open]:
    return [left for answer in answers(rule, resources) for left in answer.undecided]


def is_lost(rule: Rule, found: int, after: list[Resource]) -> bool:
    """Whether the rule finds less than it did, and leaves nothing undecided."""
    said = answers(rule, after)
    return not any(one.undecided for one in said) and sum(len(one.problems) for one in said) < found


def is_told_open(resources: list[Resource], at: int, place: Place) -> bool:
    """Whether some rule leaves undecided what that value of the resource would say."""
    return any(
        left.on.urn == resources[at].urn and any(_is_about(path, path_of(place)) for path in left.paths)
        for rule in RULES
        for left in opens(rule, resources)
    )


def _is_about(path: str, other: str) -> bool:
    """Whether one of two paths leads to the other."""
    short, long = sorted((path, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def kind(resource: Resource) -> str:
    return resource.type.rpartition(":")[2]


def known_places(resource: Resource) -> Iterator[Place]:
    raw = resource.inputs.raw
    yield from (place for place in places(raw) if bare(value_at(raw, place)) is not UNKNOWN)


@pytest.mark.parametrize("rule", RULES, ids=named_rule)
def test_no_value_that_is_not_known_yet_takes_a_finding_away(rule: Rule) -> None:
    """Policies are taken as text and as objects, so that values inside them are taken away too."""
    lost = set[Lost]()
    for given in stacks(rule):
        opened = [as_objects(one) for one in given]
        is_same = all(one is other for one, other in zip(given, opened, strict=True))
        for resources in (given,) if is_same else (given, opened):
            found = len(problems(rule, resources))
            for at, one in enumerate(resources):
                for place in known_places(one):
                    after = unknown_at(resources, at, place)
                    if is_lost(rule, found, after) and not is_told_open(after, at, place):
                        lost.add((rule.name, kind(one), path_of(place)))
    assert lost == {each for each in LINKS_CUT if each[0] == rule.name}


@pytest.mark.parametrize("rule", SHOWN, ids=named_rule)
def test_no_name_that_is_not_known_yet_takes_a_finding_away(rule: Rule) -> None:
    """In a preview what refers to a name is as little known as the name, and the engine says on what it depends."""
    resources = example_resources(told(rule).refused)
    found, lost = len(problems(rule, resources)), []
    for at, one in enumerate(resources):
        referred = [place for place in named(one) if is_referred_to(resources, at, place)]
        for naming in ([place] for place in referred) if len(referred) < 2 else (*([p] for p in referred), referred):
            after = unnamed_at(resources, at, *naming)
            if is_lost(rule, found, after) and not any(is_told_open(after, at, place) for place in naming):
                lost.append((kind(one), [path_of(place) for place in naming]))
    assert lost == []


def rewritten(value: Any) -> Iterator[Any]:
    """What says the same to the provider: a number or a yes as text, a policy as text or as object, one or a list."""
    if isinstance(value, bool | int):
        yield str(value).lower()
    elif is_document(value):
        with suppress(TypeError):  # what is unknown or marked in it is no JSON
            yield json.dumps(value)
        yield from in_other_words(value)
    elif document := document_in(value):
        yield document
        yield from map(json.dumps, in_other_words(document))


@pytest.mark.parametrize("rule", RULES, ids=named_rule)
def test_a_value_that_is_written_otherwise_takes_no_finding_away(rule: Rule) -> None:
    for resources in stacks(rule):
        found = len(problems(rule, resources))
        for at, one in enumerate(resources):
            for place in known_places(one):
                for value in rewritten(value_at(one.inputs.raw, place)):
                    after = [*resources[:at], with_value(one, place, value), *resources[at + 1 :]]
                    assert len(problems(rule, after)) >= found, (path_of(place), value)


def is_in_a_policy(resource: Resource, place: Place) -> bool:
    return any(is_document(value_at(resource.inputs.raw, place[:length])) for length in range(1, len(place)))


@pytest.mark.parametrize("rule", RULES, ids=named_rule)
def test_one_thing_stands_for_a_list_of_one(rule: Rule) -> None:
    """Providers write either, as their schema changes."""
    lost = set[Lost]()
    for resources in stacks(rule):
        found = len(problems(rule, resources))
        for at, one in enumerate(resources):
            for place in known_places(one):
                value = bare(value_at(one.inputs.raw, place))
                if isinstance(value, list) and len(value) == 1 and isinstance(bare(value[0]), dict):
                    after = [*resources[:at], with_value(one, place, value[0]), *resources[at + 1 :]]
                    if not is_in_a_policy(one, place) and is_lost(rule, found, after):
                        lost.add((rule.name, kind(one), path_of(place)))
    assert lost == {each for each in NO_ONE_ALONE if each[0] == rule.name}
