"""An exemption that excuses nothing is said where it would have excused."""

from tests.support.rules import ROOT, judge, passes

from daypass.rule import VoidExemption
from daypass_policies.rules.exemption_is_valid import exemption_is_valid

URN = "urn:pulumi:prod::billing::aws:iam/user:User::sftp-*"


def test_each_void_exemption_is_a_finding_of_its_own() -> None:
    void = (
        VoidExemption("no-iam-user", URN, "it ended on 2026-11-01"),
        VoidExemption("no-such-rule", URN, "no such rule"),
    )
    problems = judge(exemption_is_valid, ROOT, void_exemptions=void).problems
    assert [problem.message for problem in problems] == [
        f"the exemption of {URN} from no-iam-user is void: it ended on 2026-11-01",
        f"the exemption of {URN} from no-such-rule is void: no such rule",
    ]
    assert [problem.key for problem in problems] == [f"no-iam-user {URN}", f"no-such-rule {URN}"]


def test_a_stack_without_void_exemptions_passes() -> None:
    assert passes(judge(exemption_is_valid, ROOT))
