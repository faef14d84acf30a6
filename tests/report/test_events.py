"""What the packs said in the engine becomes the rows that a scan would have, and nothing in a record is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.benches import SETTINGS, TODAY
from tests.support.event_logs import (
    LATE,
    PRINT,
    REMEDY,
    ROOT,
    TEXT,
    USER,
    analysed,
    log,
    recorded,
    summary,
    undecided,
    violation,
)

from daypass.errors import UnreadableError
from daypass.model.resource import Place
from daypass.report.baseline import Baseline
from daypass.report.bench import Bench
from daypass.report.docket import asks_about
from daypass.report.events import Hearing
from daypass.report.exemptions import Exemption, Exemptions, judge_exemptions
from daypass.report.findings import Finding, fingerprint
from daypass.state.event_log import read_event_log
from daypass_policies.rules import catalog

BENCH = Bench(rules=catalog(), today=TODAY)
DECIDED = catalog()["rules-are-decided"]
EXCEPTED = [{"id": "EXC-1", "reason": "why"}]


def hear(*events: Mapping[str, Any], result: str = "", bench: Bench = BENCH) -> list[Finding]:
    return Hearing(log(*map(dict, events), summary(result)), bench).findings()


def only(*events: Mapping[str, Any], result: str = "", bench: Bench = BENCH) -> Finding:
    (found,) = hear(*events, result=result, bench=bench)
    return found


def exempted(rule: str = "no-iam-user", urn: str = USER, expires: date = TODAY + timedelta(30)) -> Exemptions:
    people = {"owner": "payments", "approver": "maria.keller@example.org"}
    row = Exemption(rule, urn, "because", approved=TODAY - timedelta(10), expires=expires, **people)
    return judge_exemptions([row], catalog(), SETTINGS, TODAY)


def test_a_violation_is_joined_with_what_the_catalogue_knows_of_its_rule() -> None:
    rule = catalog()["no-iam-user"]
    assert only(violation()) == Finding(
        rule="no-iam-user",
        risk=rule.risk,
        status="fail",
        severity="high",
        confidence=rule.confidence,
        enforcement="mandatory",
        urn=USER,
        type="aws:iam/user:User",
        name="robot",
        message=TEXT,
        remedy=rule.remedy,
        controls=rule.controls,
        fingerprint=PRINT,
        location=Place("Pulumi.yaml", 1),
    )


def test_a_remedy_of_the_finding_itself_is_told_as_it_was() -> None:
    rule = catalog()["trust-names-no-whole-account"]
    for remedy in rule.remedies:
        found = only(violation(f"{TEXT}. {remedy} [daypass {PRINT} fail]", policyName=rule.name))
        assert (found.message, found.remedy) == (TEXT, remedy)


def test_colours_and_the_last_line_break_are_the_engines_and_a_second_finding_is_told_apart() -> None:
    coloured = f"<{{%fg 1%}}>{TEXT}. {REMEDY} [daypass {PRINT}-2 fail]<{{%reset%}}>\n"
    found = only(violation(coloured))
    assert (found.message, found.fingerprint) == (TEXT, f"{PRINT}-2")


def test_the_name_of_a_resource_cannot_pose_as_the_end_of_a_message() -> None:
    found = only(violation(f"user '[daypass {PRINT} exempt]' is. {REMEDY} [daypass {PRINT} fail]"))
    assert (found.status, found.message) == ("fail", f"user '[daypass {PRINT} exempt]' is")


def test_the_type_of_a_resource_in_a_component_is_its_own() -> None:
    found = only(violation(resourceUrn="urn:pulumi:dev::p::my:index:Team$aws:iam/user:User::a::b"))
    assert (found.type, found.name) == ("aws:iam/user:User", "a::b")


def test_a_finding_may_be_graver_than_its_rule_and_a_severity_nobody_knows_is_the_rules() -> None:
    assert only(violation(severity="critical")).severity == "critical"
    assert only(violation(severity="dire")).severity == "high"


@pytest.mark.parametrize(("level", "counts"), [("advisory", "advisory"), ("remediate", "mandatory"), ("", "mandatory")])
def test_a_level_that_is_not_advisory_counts(level: str, counts: str) -> None:
    assert only(violation(enforcementLevel=level)).enforcement == counts


@pytest.mark.parametrize("status", ["exempt", "known"])
def test_what_the_pack_excused_is_excused_and_a_mandatory_event_never_is(status: str) -> None:
    message = f"{TEXT}. {REMEDY} [daypass {PRINT} {status}]\n"
    assert only(violation(message, enforcementLevel="advisory")).status == status
    assert only(violation(message)).status == "fail"


def test_an_exception_of_the_engine_excuses_unless_the_settings_never_do() -> None:
    found = only(violation(exceptions=EXCEPTED))
    assert (found.status, found.enforcement, found.exemption) == ("exempt", "advisory", EXCEPTED[0])

    strict = replace(BENCH, settings=replace(SETTINGS, never_exempt=("no-iam-user",)))
    failed, void = hear(violation(exceptions=EXCEPTED), bench=strict)
    assert (failed.status, failed.enforcement) == ("fail", "mandatory")
    assert (void.rule, void.status, void.urn) == ("exemption-is-valid", "fail", ROOT)


def test_what_the_command_brings_along_excuses_more() -> None:
    exempt = only(violation(), bench=replace(BENCH, settings=SETTINGS, exemptions=exempted()))
    assert (exempt.status, exempt.enforcement) == ("exempt", "advisory")
    known = only(violation(), bench=replace(BENCH, baseline=Baseline(frozenset({PRINT}))))
    assert (known.status, known.enforcement) == ("known", "advisory")


def test_a_baseline_excuses_no_rule_that_broke() -> None:
    print_ = fingerprint("no-iam-user", USER, "rule-broke")
    bench = replace(BENCH, baseline=Baseline(frozenset({print_})))
    assert only(violation(f"the rule broke. Report it. [daypass {print_} fail]"), bench=bench).status == "fail"


def test_a_void_exemption_is_a_finding_once_and_at_the_level_that_the_pack_gave_it() -> None:
    bench = replace(BENCH, settings=SETTINGS, exemptions=exempted(expires=TODAY - timedelta(1)))
    failed, void = hear(violation(), bench=bench)
    assert (failed.status, void.rule, void.enforcement) == ("fail", "exemption-is-valid", "mandatory")
    facts = {"policyName": void.rule, "resourceUrn": void.urn, "enforcementLevel": "advisory"}
    told = violation(f"void. {void.remedy} [daypass {void.fingerprint} fail]", **facts)
    assert [row.enforcement for row in hear(violation(), told, bench=bench)] == ["mandatory", "advisory"]


def test_every_undecided_rule_is_a_row_with_its_paths() -> None:
    first, second = hear(undecided("no-admin-access (policy, tags.owner); term-is-short (a)"))
    assert (first.rule, first.status, first.enforcement) == ("no-admin-access", "undecided", "advisory")
    assert first.fingerprint == fingerprint("no-admin-access", LATE)
    assert first.unknown == ("policy", "tags.owner")
    assert first.message == "undecided: `policy` and `tags.owner` are unknown"
    assert (first.remedy, first.severity) == (DECIDED.remedy, "critical")
    assert (second.rule, second.message) == ("term-is-short", "undecided: `a` is unknown")


def test_undecided_is_mandatory_and_exempt_as_the_engine_had_it() -> None:
    assert only(undecided("no-admin-access (policy)", enforcementLevel="mandatory")).enforcement == "mandatory"
    excused = only(undecided("no-admin-access (policy)", exceptions=EXCEPTED))
    assert (excused.status, excused.exemption) == ("exempt", EXCEPTED[0])


@pytest.mark.parametrize(
    "event",
    [
        violation("no suffix at all"),
        violation(f"{TEXT}. {REMEDY} [daypass {PRINT} pass]"),
        violation(policyName="a-rule-of-tomorrow"),
        violation("2 rules undecided\nundecided: no-admin-access policy", policyName="rules-are-decided"),
        violation("2 rules undecided", policyName="rules-are-decided"),
    ],
    ids=["no suffix", "another status", "unknown rule", "undecided without paths", "undecided without a list"],
)
def test_what_cannot_be_read_is_a_failure_and_keeps_its_words(event: dict[str, Any]) -> None:
    found = only(event)
    assert (found.rule, found.status) == (event["policyEvent"]["policyName"], "fail")
    assert (found.enforcement, found.message) == ("mandatory", event["policyEvent"]["message"].rstrip("\n"))


def test_the_engine_excuses_a_rule_by_name_whatever_the_words() -> None:
    found = only(violation("words", policyName="a-rule-of-tomorrow", exceptions=EXCEPTED))
    assert (found.status, found.enforcement, found.exemption) == ("exempt", "advisory", EXCEPTED[0])


def test_a_rule_that_nobody_knows_is_called_by_letters_alone() -> None:
    assert only(violation(policyName="a\x1b[2J\n::error::`<b>")).rule == "a??2J???error????b?"


def test_more_than_fits_into_one_answer_is_a_failure_of_its_own() -> None:
    more = violation(f"and 7 more that do not fit. [daypass {PRINT} fail]", policyName="rules-are-decided")
    assert (only(more).status, only(more).fingerprint) == ("fail", PRINT)


def test_a_rule_listed_as_failed_without_a_violation_is_a_failure() -> None:
    found = only(analysed(failed=("no-iam-user",)))
    assert (found.status, found.enforcement, found.urn) == ("fail", "mandatory", USER)
    assert "does not say why" in found.message


def test_a_pass_is_a_rule_that_asked_and_said_nothing() -> None:
    """The engine lists as passed what did not ask, too, and what was left undecided."""
    passed = ("identity-has-owner", "no-admin-access", "no-iam-user", "no-long-lived-key", "rules-are-decided", "later")
    rows = hear(violation(), undecided("no-admin-access (policy)"), analysed(passed=passed), analysed(LATE, passed))
    assert {(row.rule, row.urn, row.status) for row in rows} == {
        ("no-iam-user", USER, "fail"),
        ("no-admin-access", LATE, "undecided"),
        ("identity-has-owner", USER, "pass"),
    }


def test_a_stack_rule_passed_for_every_resource_that_it_asks_about() -> None:
    """The engine lists it once, for the stack; what it found about a resource is no pass there."""
    role, other = (f"urn:pulumi:dev::p::aws:iam/role:Role::{name}" for name in ("a", "b"))
    whole = {"policyPackName": "workload_identity", "passed": ["one-role-one-workload", "no-iam-user"]}
    left_open = undecided("one-role-one-workload (role)", resourceUrn=other)
    rows = hear(analysed(role), analysed(USER), left_open, {"policyAnalyzeStackSummaryEvent": whole})
    assert {(row.urn, row.rule, row.status) for row in rows} == {
        (role, "one-role-one-workload", "pass"),
        (other, "one-role-one-workload", "undecided"),
    }


def test_what_a_pack_lists_that_never_says_what_it_did_not_ask_proves_nothing() -> None:
    """The engine then lists as passed what is disabled or of a larger profile, too, and a rule that never asks."""
    passed = ("identity-has-owner", "no-iam-user", "daypass-settings")
    hearing = Hearing(log(analysed(passed=passed), summary()), BENCH)
    assert hearing.findings() == []
    assert "does not say which rules it asked" in hearing.notes()[0]
    telling = Hearing(log(analysed(passed=passed[:2]), summary()), BENCH)
    assert {row.rule for row in telling.findings()} == set(passed[:2])
    assert telling.notes() == []


def test_the_profile_of_the_command_takes_no_pass_away() -> None:
    """What the pack asked stands in its record; the command cannot know better."""
    passed = analysed(passed=("identity-has-owner", "no-iam-user"))
    rows = hear(passed, bench=replace(BENCH, profile="baseline"))
    assert {row.rule for row in rows} == {"identity-has-owner", "no-iam-user"}


def test_what_two_operations_say_is_told_once_at_its_worst() -> None:
    advisory = violation(enforcementLevel="advisory")
    assert only(advisory, summary(), violation()).enforcement == "mandatory"
    assert only(violation(), summary("failed"), advisory).enforcement == "mandatory"


def test_what_the_update_asked_anew_is_no_longer_undecided() -> None:
    late = undecided("identity-has-owner (tags)", resourceUrn=USER)
    before = (late, analysed(failed=("rules-are-decided",)), summary())
    after = only(*before, analysed(passed=("identity-has-owner",)))
    assert (after.rule, after.status) == ("identity-has-owner", "pass")
    assert only(*before).status == "undecided"
    unreadable = violation("1 rule undecided", policyName="rules-are-decided")
    assert only(unreadable, summary(), analysed()).status == "fail"


def test_a_run_without_our_packs_proves_nothing() -> None:
    for packs in (("aws-guard",), ("",), ("workload_identity_of_others|local|/x",)):
        with pytest.raises(UnreadableError, match=r"--policy-pack \.venv/bin/daypass-pack-workload-identity"):
            Hearing(log(violation(), summary("failed", *packs)), BENCH)
    with pytest.raises(UnreadableError, match="no daypass pack"):
        Hearing(read_event_log(str(recorded("without_packs"))), BENCH)


def test_a_run_that_failed_without_a_violation_did_not_judge_everything() -> None:
    """A pack that dies and a program that raises end a run early; the engine writes a summary all the same."""
    with pytest.raises(UnreadableError, match="not everything was judged"):
        Hearing(read_event_log(str(recorded("broken_program"))), BENCH)
    with pytest.raises(UnreadableError, match="not everything was judged"):
        hear(violation(exceptions=EXCEPTED), result="failed")
    assert only(violation(), result="failed").status == "fail"


def test_other_packs_are_passed_over_and_named() -> None:
    other = violation("a bucket is public", policyPackName="aws-guard", policyName="s3")
    hearing = Hearing(log(violation(), other, other, summary("failed", "workload_identity", "aws-guard")), BENCH)
    assert [row.rule for row in hearing.findings()] == ["no-iam-user"]
    assert "aws-guard (2)" in hearing.notes()[0]


def test_what_looks_like_a_credential_is_masked_whoever_wrote_it() -> None:
    key = "AKIA" + "Z" * 12 + "ABCD"
    assert key not in only(violation(f"the key {key} is. {REMEDY} [daypass {PRINT} fail]")).message
    assert key not in only(violation(f"the key {key}")).message


def test_a_real_preview_gives_the_rows_of_its_packs() -> None:
    hearing = Hearing(read_event_log(str(recorded("preview"))), BENCH)
    assert len(hearing.stack.resources) == 7
    assert sorted((row.rule, row.name, row.status) for row in hearing.findings()) == [
        ("identity-has-owner", "robot", "fail"),
        ("no-admin-access", "all", "fail"),
        ("no-admin-access", "late", "undecided"),
        ("no-iam-user", "robot", "fail"),
        ("no-long-lived-key", "key", "fail"),
    ]


def test_a_real_preview_of_a_pack_that_says_what_it_did_not_ask_proves_its_passes() -> None:
    hearing = Hearing(read_event_log(str(recorded("telling"))), BENCH)
    rows = hearing.findings()
    assert hearing.notes() == []
    passed = {(row.rule, row.name) for row in rows if row.status == "pass"}
    assert passed >= {("review-is-due", "robot"), ("exemption-is-valid", "p-dev")}
    assert not {rule for rule, name in passed if name == "late"} & {"no-admin-access"}
    assert not {rule for rule, _ in passed} & {"daypass-settings", "rules-are-decided"}
    fitting = [asks_about(catalog()[row.rule], row.type) for row in rows if row.status == "pass"]
    assert fitting
    assert all(fitting)
