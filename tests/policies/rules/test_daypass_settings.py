"""The entry that carries the packs' configuration never has a finding."""

from tests.support.rules import ROOT, judge, passes

from daypass_policies.rules.daypass_settings import daypass_settings


def test_it_belongs_to_both_packs_and_never_has_a_finding() -> None:
    assert passes(judge(daypass_settings, ROOT))
    assert (daypass_settings.pack, daypass_settings.risk) == ("both", "evidence-gap")
