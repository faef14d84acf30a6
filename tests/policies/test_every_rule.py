"""What holds for every rule: its facts are complete, it never breaks, and it never repeats a secret."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.promised import PROMISED
from tests.support.rules import ROOT, asked, judge, judge_stack

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.rule import Problem, Rule
from daypass.testing.examples import example_resources
from daypass_policies.pages import told
from daypass_policies.rules import catalog

RULES = list(catalog().values())
SHOWN = [rule for rule in RULES if told(rule).refused]


def named(rule: Rule) -> str:
    return rule.name


def test_names_risks_and_levels_are_those_that_others_rely_on() -> None:
    assert {rule.name: (rule.risk, rule.level) for rule in RULES if rule.name in PROMISED} == PROMISED


def test_only_what_carries_the_packs_own_voice_belongs_to_both() -> None:
    assert {rule.name for rule in RULES if rule.pack == "both"} == {"rules-are-decided", "daypass-settings"}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_says_why_and_what_to_do(rule: Rule) -> None:
    assert rule.description.endswith(".")
    assert all(len(remedy) < 120 for remedy in rule.remedies)
    assert all(
        re.fullmatch(r"NHI([1-9]|10):2025|[A-Z][A-Z0-9.-]+(-[0-9.]+)?:[A-Z0-9.()-]+", control)
        for control in rule.controls
    )
    assert all({"type", "default", "description"} <= schema.keys() for schema in rule.options.values())


def test_profile_baseline_tells_no_advice_and_nothing_less_than_certain() -> None:
    found = (Problem("certain"), Problem("advice", advisory=True), Problem("likely", confidence="medium"))
    facts: dict[str, Any] = {
        "risk": "admin-access",
        "severity": "high",
        "confidence": "high",
        "level": "mandatory",
        "profile": "baseline",
        "controls": ("NHI5:2025",),
        "remedy": "Do not.",
    }
    one = Rule(name="of-one", judge=lambda *_: iter(found), applies_to=("aws:iam/role:Role",), **facts)
    every = Rule(name="of-all", judge=lambda *_: iter(found), applies_to=("aws:iam/role:Role",), stack=True, **facts)
    role = Resource.of("aws:iam/role:Role", "app")
    for profile, said in (("baseline", ["certain"]), ("standard", ["certain", "advice", "likely"])):
        assert [problem.message for problem in judge(one, role, profile=profile).problems] == said
        assert [problem.message for problem in judge_stack(every, role, profile=profile).problems] == said


FORMS = {
    "checkov": r"CKV2?_(AWS|AZURE|GCP|K8S)_[1-9]\d*",
    "prowler": r"[a-z0-9]+(_[A-Za-z0-9]+)+",
    "trivy": r"[A-Z]+-\d{4}",
    "hulumi": r"[A-Z]+(_[A-Z]+)*[-_]\d+",
}
"""How each scanner writes the ids of its checks."""


def test_a_name_of_a_peer_has_the_form_of_its_scanner() -> None:
    aliases = [alias for rule in RULES for alias in rule.aliases]
    for scanner, _, check in (alias.partition(":") for alias in aliases):
        assert re.fullmatch(FORMS[scanner], check), f"{scanner}:{check}"
    assert all(len(set(rule.aliases)) == len(rule.aliases) for rule in RULES)


def test_a_name_of_a_peer_is_no_name_of_ours_and_of_one_scanner() -> None:
    """So that it can be asked for as the scanner prints it."""
    bare = [alias.partition(":")[2] for alias in {alias for rule in RULES for alias in rule.aliases}]
    assert len(set(bare)) == len(bare)
    assert not set(bare) & {rule.name for rule in RULES}


def made(example: str, change: Any) -> list[Resource]:
    """The resources of an example, each of whose values went through `change`."""
    return [
        replace(one, inputs=Properties({key: change(value) for key, value in one.inputs.raw.items()}))
        for one in example_resources(example)
    ]


def marked(value: Any) -> Any:
    """Every text in the value, marked as secret."""
    if isinstance(value, dict):
        return {key: marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return Secret(value)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("mark", [marked, Secret], ids=["each value", "the whole"])
@pytest.mark.parametrize("rule", SHOWN, ids=named)
def test_nothing_that_is_marked_is_repeated(rule: Rule, mark: Any) -> None:
    """The example is refused for what it holds, and what it holds is secret: the answer may not quote it."""
    example = told(rule).refused
    plain = {
        text for resource in made(example, lambda value: value) for text in texts(resource.inputs.raw) if len(text) > 10
    }
    found = made(example, mark)
    answers = [judge_stack(rule, *found)] if rule.stack else [judge(rule, one) for one in found]
    spoken = " ".join(
        str((problem.message, problem.key, problem.witness, problem.mended)) for problem in problems(answers)
    )
    assert [text for text in plain - ALLOWED if text in spoken] == []


ALLOWED = {"2020-01-31", "arn:aws:iam::aws:policy/AdministratorAccess"}
"""A date that the rule is about, and what is AWS's own."""


def problems(answers: list[Answer]) -> list[Any]:
    return [problem for answer in answers for problem in answer.problems]


DEEP: Any = "x"
for _ in range(10_000):
    DEEP = [DEEP]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [UNKNOWN, Secret(UNKNOWN), Secret("x"), {}, [], [None], {"": None}, DEEP, "[" * 10_000, "*", "arn:" * 9]
    ),
    st.recursive(st.text(max_size=5) | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=5),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.none(), max_size=3),
)


def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """The value with one thing somewhere in it replaced by what should not be there."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: spoilt(draw, value[key])}
    if isinstance(value, list) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], spoilt(draw, value[index]), *value[index + 1 :]]
    return draw(ODD)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, list[Resource]]:
    rule = draw(st.sampled_from(SHOWN))
    example = draw(st.sampled_from([told(rule).refused, told(rule).mended]))
    return rule, made(example, lambda value: spoilt(draw, value) if draw(st.booleans()) else value)


def deepened(value: Any) -> Iterator[Any]:
    """The value as often as it has a place, each time with what no stack of calls can walk at that place."""
    yield DEEP
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for inner in deepened(value[key]):
            yield {**value, key: inner} if isinstance(value, dict) else [*value[:key], inner, *value[key + 1 :]]


def with_depth(example: str) -> Iterator[list[Resource]]:
    """The resources of an example, once for each place in one of them, and once more with all else not known yet."""
    resources = example_resources(example)
    for at, one in enumerate(resources):
        given = one.inputs.raw
        for inputs in (each for each in deepened(given) if each is not DEEP):
            for left in (inputs, {key: UNKNOWN if inputs[key] is given[key] else inputs[key] for key in inputs}):
                yield [*resources[:at], replace(one, inputs=Properties(left)), *resources[at + 1 :]]


@pytest.mark.parametrize("rule", SHOWN, ids=named)
def test_no_depth_breaks_a_rule(rule: Rule) -> None:
    """What is nested too deep to walk or to print is told as such, wherever it stands."""
    for resources in chain.from_iterable(map(with_depth, (told(rule).refused, told(rule).mended))):
        assert [answer.error for answer in every_answer(rule, resources) if answer.error] == []


def every_answer(rule: Rule, resources: list[Resource]) -> list[Answer]:
    if rule.stack:
        return [answer_stack(rule, Stack((ROOT, *resources)), asked(rule))]
    return [answer_resource(rule, one, asked(rule)) for one in resources if one.type in rule.applies_to]


@settings(deadline=None, max_examples=300)
@given(cases())
def test_no_input_breaks_a_rule(case: tuple[Rule, list[Resource]]) -> None:
    """What is odd is a violation, undecided or none of the rule's business; an exception would name only the rule."""
    assert [answer.error for answer in every_answer(*case) if answer.error] == []
