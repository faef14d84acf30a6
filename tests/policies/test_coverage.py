"""The page that says what is covered is written from the rules, and says of everything else why it is not."""

import re

from tests.support.tree import ROOT

from daypass.data.frameworks import controls, frameworks
from daypass.model.risks import RISKS
from daypass_policies.coverage import OFFERED, coverage_page
from daypass_policies.rules import our_rules

PAGE = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")


def test_the_page_is_that_of_the_rules() -> None:
    """`make docs` writes it; nobody else does."""
    assert coverage_page(our_rules().values()) == PAGE


def test_every_control_stands_on_it_once_as_covered_or_with_the_reason_why_not() -> None:
    for control in controls().values():
        (line,) = re.findall(rf"^(?:\| |- )`{re.escape(control.id)}`.*$", PAGE, re.MULTILINE)
        assert line.startswith("- ") is bool(control.left)
        assert control.left in line


def test_every_framework_and_every_rule_stands_on_it() -> None:
    assert [name for name in frameworks().values() if f"## {name.name} {name.version}\n" not in PAGE] == []
    assert [name for name in our_rules() if f"(rules/{name}.md)" not in PAGE] == []


def test_every_risk_says_what_there_is_beside_rules() -> None:
    assert OFFERED.keys() == RISKS.keys()
