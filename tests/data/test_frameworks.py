"""What rules say of frameworks is known, and what no rule covers says why."""

import pytest

from daypass.data.frameworks import Control, controls, framework_of, frameworks, labels
from daypass_policies.rules import our_rules

NAMED = {control for rule in our_rules().values() for control in rule.controls}


def test_every_control_of_a_rule_is_one_that_its_framework_has() -> None:
    assert NAMED - set(controls()) == set()


@pytest.mark.parametrize("control", controls().values(), ids=lambda control: control.id)
def test_a_control_has_a_rule_or_a_reason_why_it_has_none(control: Control) -> None:

    assert (control.id in NAMED) is (not control.left)
    assert framework_of(control.id) is not None


def test_every_framework_has_controls() -> None:
    assert {framework_of(id_) for id_ in controls()} == set(frameworks().values())


def test_an_older_label_means_controls_of_today() -> None:
    assert set(labels()["NHI-03"].means) == {"NHI2:2025", "NHI7:2025", "NHI1:2025"}
    assert all(means in controls() for label in labels().values() for means in label.means)


def test_what_nobody_knows_has_no_framework() -> None:
    assert framework_of("ACME:VENDOR-7") is None
    assert framework_of("") is None
