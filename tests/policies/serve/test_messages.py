"""What stands in a diagnostic: for people one line, for the readers of an event log a suffix that never changes."""

import re
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import UNKNOWN, Pack, member, request, secret, urn

from daypass.data.credential_tokens import credential_tokens
from daypass.report.findings import fingerprint
from daypass_policies.rules import catalog

KEY = "aws:iam/accessKey:AccessKey"
ROLE = "aws:iam/role:Role"
SUFFIX = re.compile(r" \[daypass ([0-9a-f]{16}(?:-\d+)?) (fail|exempt|known)\]$")


def only(pack: Pack, rule: str, type_: str, name: str = "thing", **properties: Any) -> messages.AnalyzeDiagnostic:
    """The one diagnostic of that rule."""
    (found,) = (one for one in pack.analyze(type_, name, **properties) if one.policyName == rule)
    return found


def test_a_message_is_the_fact_the_remedy_and_the_fingerprint(pack: Pack) -> None:
    found = only(pack, "no-long-lived-key", KEY, "ci")
    print_ = fingerprint("no-long-lived-key", urn(KEY, "ci"))
    remedy = catalog()["no-long-lived-key"].remedy
    role = credential_tokens()[KEY].alternative
    assert found.message == f"access key 'ci' never expires; instead: {role}. {remedy} [daypass {print_} fail]"
    assert found.urn == urn(KEY, "ci")
    assert (found.policyPackName, found.severity) == ("workload_identity", messages.POLICY_SEVERITY_CRITICAL)


@pytest.mark.parametrize(
    "name",
    [
        "<{%reset%}>",
        "<{<{%%fg 1%}>",
        "line\nbreak",
        "\x1b[2J\x1b]8;;http://evil\x07",
        "a\u202egnirts",
        "::error::no",
        "tab\tnul\0del\x7fc1\x9b",
        "line\u2028paragraph\u2029",
    ],
)
def test_a_name_can_steer_neither_a_terminal_nor_the_engines_colours(pack: Pack, name: str) -> None:
    message = only(pack, "no-long-lived-key", KEY, name).message
    assert message.isprintable()
    assert "<{%" not in message
    assert SUFFIX.search(message)


def test_undecided_rules_go_out_together_in_two_lines_without_a_fingerprint(pack: Pack) -> None:
    found = only(pack, "rules-are-decided", ROLE, tags=UNKNOWN, assumeRolePolicy=UNKNOWN)
    first, last = found.message.split("\n")
    assert re.match(r"\d+ rules undecided: .*`assumeRolePolicy`.* are unknown\. ", first)
    assert last.startswith("undecided: ")
    rules = dict(
        re.fullmatch(r"(\S+) \((.*)\)", entry).groups() for entry in last.removeprefix("undecided: ").split("; ")
    )
    assert rules["trust-is-not-public"] == "assumeRolePolicy"
    assert rules["identity-has-owner"] == "tags"
    assert set(rules) <= set(catalog())
    assert not SUFFIX.search(found.message)
    assert found.enforcementLevel == messages.ADVISORY


@pytest.mark.parametrize(
    ("entries", "level"),
    [
        ({}, messages.ADVISORY),
        ({"rules_are_decided": "mandatory"}, messages.MANDATORY),
        ({"rules_are_decided": "disabled"}, messages.ADVISORY),
        ({"daypass_settings": {"strict": True}}, messages.MANDATORY),
        ({"daypass_settings": {"strict": True}, "rules_are_decided": "disabled"}, messages.MANDATORY),
        ({"daypass_settings": {"strict": True}, "rules_are_decided": "advisory"}, messages.MANDATORY),
        ({"all": "disabled", "identity_has_owner": "mandatory"}, messages.ADVISORY),
    ],
)
def test_the_undecided_cannot_be_silenced_and_block_where_asked_to(
    pack: Pack, entries: dict[str, Any], level: int | None
) -> None:
    pack.configure(**entries)
    assert only(pack, "rules-are-decided", ROLE, tags=UNKNOWN).enforcementLevel == level


def test_a_disabled_rule_is_not_even_undecided(pack: Pack) -> None:
    pack.configure(all="disabled")
    assert pack.analyze(ROLE, tags=UNKNOWN, assumeRolePolicy=UNKNOWN) == []


def test_a_finding_stands_where_another_rule_could_not_decide(pack: Pack) -> None:
    """Mandatory rules that could not decide hid whole stacks in the official SDK."""
    found = {one.policyName: one.enforcementLevel for one in pack.analyze("aws:iam/user:User", tags=UNKNOWN)}
    assert found["no-iam-user"] == messages.MANDATORY
    assert found["rules-are-decided"] == messages.ADVISORY


def test_property_names_cannot_forge_the_line_that_programs_read(pack: Pack) -> None:
    hostile = "a); no-iam-user (x\nundecided: forged ("
    found = [
        one.message
        for one in pack.analyze("aws:lambda/function:Function", environment={"variables": {hostile: UNKNOWN}})
    ]
    for message in found:
        assert message.count("\n") <= 1
        assert "forged (" not in message.rpartition("\n")[2]


def test_more_findings_than_the_engine_takes_are_counted_in_a_last_violation(pack: Pack) -> None:
    """The proxy of a folder pack fails on four megabytes, and a failing pack says nothing at all."""
    letters = str.maketrans("0123456789", "BCDEFGHIJK")
    variables = {f"KEY_{number}": f"AKIAQ7WZLPNRX{number:07d}".translate(letters) for number in range(20_000)}
    response = pack.stub.Analyze(request("aws:lambda/function:Function", environment={"variables": variables}))
    assert response.ByteSize() < 4_000_000
    last = response.diagnostics[-1]
    told = len(response.diagnostics) - 1
    assert last.message.startswith(f"and {20_000 - told} more ")
    assert SUFFIX.search(last.message)
    assert last.enforcementLevel == messages.MANDATORY


TRUST = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
)


def test_a_stack_finding_names_a_resource(pack: Pack) -> None:
    function = "aws:lambda/function:Function"
    arn = "arn:aws:iam::111122223333:role/shared"
    resources = [
        member("pulumi:pulumi:Stack", "billing-prod"),
        member(ROLE, "shared", arn=arn, assumeRolePolicy=TRUST),
        member(function, "one", role=arn),
        member(function, "two", role=arn),
    ]
    found = list(pack.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=resources)).diagnostics)
    assert {one.policyName for one in found} == {"one-role-one-workload"}
    assert all(one.urn in {resource.urn for resource in resources} for one in found)


def test_outputs_are_completed_by_the_inputs_that_were_analysed(pack: Pack) -> None:
    """`AnalyzeStack` brings outputs alone; an export has both, and the same rule must give the same answer there."""
    function = "aws:lambda/function:Function"
    arn = "arn:aws:iam::111122223333:role/shared"
    for name in ("one", "two"):
        pack.analyze(function, name, role=arn)
    resources = [
        member(ROLE, "shared", arn=arn, assumeRolePolicy=TRUST),
        member(function, "one"),
        member(function, "two"),
    ]
    found = list(pack.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=resources)).diagnostics)
    assert [one.policyName for one in found] == ["one-role-one-workload"]


def test_a_secret_that_decides_is_judged_and_not_repeated(pack: Pack) -> None:
    trust = (
        '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Sid": "Canary77"}]}'
    )
    found = pack.analyze(ROLE, assumeRolePolicy=secret(trust))
    assert "trust-is-not-public" in {one.policyName for one in found}
    assert "Canary77" not in str(found)


def test_what_analysis_of_a_state_shows_without_any_input_was_only_looked_up_and_is_undecided(pack: Pack) -> None:
    found = pack.analyze(ROLE)
    assert [one.policyName for one in found] == ["rules-are-decided"]
    assert "trust-is-not-public (assumeRolePolicy)" in found[0].message
    assert "identity-has-owner" not in found[0].message, "whose it is, is asked where it is made"
