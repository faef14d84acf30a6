"""The rules of acme refuse what they should, pass what they should, and leave open what nobody can know yet."""

import json
from pathlib import Path
from typing import Any

import pytest
from acme_rules import RULES, vendor_role_names_its_contract, workload_has_an_owner_of_its_own

from daypass.rule import Rule
from daypass.testing import UNKNOWN, Pack, assert_examples, check, failed, judge, resource, scan

ROLE = "aws:iam/role:Role"
HERE = Path(__file__).parent
VENDOR = "arn:aws:iam::444455556666:root"


def trust(principal: str = VENDOR) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_shows_is_so(rule: Rule) -> None:
    assert_examples(rule)


def test_a_vendors_role_names_its_contract() -> None:
    judged = judge(vendor_role_names_its_contract, resource(ROLE, "vendor", assumeRolePolicy=trust()))
    assert judged.messages == ["role 'vendor' lets in account 444455556666 and names no contract"]


@pytest.mark.parametrize("contract", ["", "later", "V-20261"])
def test_what_is_no_number_of_a_contract_names_none(contract: str) -> None:
    vendor = resource(ROLE, "vendor", assumeRolePolicy=trust(), tags={"acme:contract": contract})
    assert not judge(vendor_role_names_its_contract, vendor).passes


def test_our_own_account_needs_no_contract() -> None:
    judged = judge(
        vendor_role_names_its_contract, resource(ROLE, assumeRolePolicy=trust()), options={"ours": "444455556666"}
    )
    assert judged.passes


@pytest.mark.parametrize("unknown", ["assumeRolePolicy", "tags"])
def test_what_nobody_knows_yet_is_undecided(unknown: str) -> None:
    vendor: dict[str, Any] = {"assumeRolePolicy": trust(), unknown: UNKNOWN}
    assert judge(vendor_role_names_its_contract, resource(ROLE, **vendor)).undecided == (unknown,)


def test_an_owner_of_three_roles_has_too_many_in_whatever_order_they_are_registered() -> None:
    roles = [resource(ROLE, name, tags={"daypass:owner": "payments"}) for name in ("a", "b", "c")]
    for registered in (roles, roles[::-1]):
        judged = judge(workload_has_an_owner_of_its_own, *registered)
        assert sorted(judged.messages) == [f"role {name!r} is one of 3 of 'payments'" for name in ("a", "b", "c")]
    assert judge("workload-has-an-owner-of-its-own", *roles[:2]).passes


def test_an_export_is_judged_by_our_rules_too() -> None:
    report = scan(HERE / "export.json")
    assert failed(report, "vendor-role-names-its-contract") == [("vendor-role-names-its-contract", "monitoring")]


def test_a_program_is_judged_by_our_rules_too() -> None:
    assert failed(check(HERE / "program"), "vendor-role-names-its-contract") == [
        ("vendor-role-names-its-contract", "monitoring")
    ]


def test_the_engine_hears_of_it(workload_identity_pack: Pack) -> None:
    workload_identity_pack.configure({"all": "disabled", "vendor-role-names-its-contract": "mandatory"})
    (said,) = workload_identity_pack.analyze(resource(ROLE, "monitoring", assumeRolePolicy=trust()))
    assert (said.rule, said.level) == ("vendor-role-names-its-contract", "mandatory")
    assert said.message.startswith("role 'monitoring' lets in account 444455556666 and names no contract. ")
