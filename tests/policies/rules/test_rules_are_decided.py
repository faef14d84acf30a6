"""The entry that gives what is undecided its name and level finds nothing itself."""

from tests.support.rules import ROOT, judge, passes

from daypass_policies.rules.rules_are_decided import rules_are_decided


def test_it_belongs_to_both_packs_and_finds_nothing_itself() -> None:
    assert passes(judge(rules_are_decided, ROOT))
    assert (rules_are_decided.pack, rules_are_decided.level, rules_are_decided.applies_to) == ("both", "advisory", ())
