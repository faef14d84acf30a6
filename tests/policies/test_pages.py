"""What a rule shows is so: its refused example is refused, its mended one passes, its page is its own."""

from pathlib import Path

import pytest
from tests.support.rules import judge, judge_stack
from tests.support.tree import ROOT

from daypass.answering import Answer
from daypass.report.docket import asks_about
from daypass.rule import Rule
from daypass.testing.examples import assert_examples, example_resources
from daypass_policies.pages import page, told, write_pages
from daypass_policies.rules import catalog

RULES = list(catalog().values())
WITH_EXAMPLES = [rule for rule in RULES if told(rule).refused]
ASK_NOTHING_OF_PROGRAMS = {"rules-are-decided", "daypass-settings", "exemption-is-valid"}


def named(rule: Rule) -> str:
    return rule.name


def answers(rule: Rule, example: str) -> list[Answer]:
    if rule.stack:
        return [judge_stack(rule, *example_resources(example))]
    return [judge(rule, one) for one in example_resources(example) if asks_about(rule, one.type)]


def test_every_rule_that_asks_about_programs_shows_both_sides() -> None:
    without = {rule.name for rule in RULES if not (told(rule).refused and told(rule).mended)}
    assert without == ASK_NOTHING_OF_PROGRAMS
    assert all("There is no example in Pulumi YAML: " in page(catalog()[name]) for name in without)


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=named)
def test_the_refused_example_is_refused(rule: Rule) -> None:
    found = answers(rule, told(rule).refused)
    assert [problem for answer in found for problem in answer.problems if not problem.advisory]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=named)
def test_the_mended_example_passes(rule: Rule) -> None:
    found = answers(rule, told(rule).mended)
    assert [problem.message for answer in found for problem in answer.problems] == []
    assert [left for answer in found for left in answer.undecided] == []


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=named)
def test_whoever_tests_may_ask_for_the_same_by_its_name(rule: Rule) -> None:
    assert_examples(rule.name)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_page_is_the_rules_own(rule: Rule) -> None:
    """`make docs` writes them; nobody else does."""
    assert (ROOT / f"docs/rules/{rule.name}.md").read_text(encoding="utf-8") == page(rule)


def test_there_is_no_page_without_a_rule() -> None:
    assert {path.stem for path in (ROOT / "docs/rules").glob("*.md")} == set(catalog())


def test_writing_pages_removes_those_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "no-such-rule.md").write_text("once", encoding="utf-8")
    write_pages(catalog(), tmp_path)
    assert {path.stem for path in tmp_path.glob("*.md")} == set(catalog())
