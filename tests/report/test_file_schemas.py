"""The schemas of exemptions and policy configuration accept and refuse what their readers do."""

import json
from datetime import date
from typing import Any

import jsonschema
import pytest

from daypass.errors import DaypassError
from daypass.model.written import parse_toml
from daypass.report.exemptions import parse_exemptions
from daypass.report.file_schemas import EXEMPTIONS_SCHEMA, policy_config_schema
from daypass.report.policy_config import parse_policy_config
from daypass.settings import Settings
from daypass_policies.rules import catalog

EXEMPTION = """\
schema = 1
[[exemption]]
rule = "no-iam-user"
urn = "urn:pulumi:prod::billing::aws:iam/user:User::sftp-*"
reason = "Vendor SFTP speaks keys only until March"
owner = "payments"
approver = "maria.keller@example.org"
approved = 2026-11-20
expires = 2027-02-15
"""

EXEMPTIONS = [
    EXEMPTION,
    "schema = 1",
    "",
    "schema = 2",
    EXEMPTION.replace("[[exemption]]", "[[exemptions]]"),
    EXEMPTION.replace('rule = "no-iam-user"\n', ""),
    EXEMPTION.replace('"payments"', '" "'),
    EXEMPTION.replace("owner", "owners"),
    EXEMPTION.replace("urn:pulumi:prod::", "urn:pulumi:*::"),
    EXEMPTION.replace("billing", "bill*"),
    EXEMPTION.replace("aws:iam/user:User", "aws:iam/*"),
    EXEMPTION.replace("urn:pulumi:prod::billing::", ""),
    EXEMPTION.replace("sftp-*", "a::b"),
    EXEMPTION.replace("2026-11-20", "2026"),
    EXEMPTION.replace("2026-11-20", '"soon"'),
]


@pytest.mark.parametrize("text", EXEMPTIONS)
def test_exemptions(text: str) -> None:
    def plain(value: Any) -> Any:
        return json.loads(json.dumps(value, default=date.isoformat))

    checker = jsonschema.Draft202012Validator(EXEMPTIONS_SCHEMA, format_checker=jsonschema.FormatChecker(["date"]))
    try:
        read = bool(parse_exemptions(text, "x", catalog(), Settings(), date(2026, 11, 24)))
    except DaypassError:
        read = False
    assert checker.is_valid(plain(parse_toml(text, "x"))) == read


RULE = "no-long-lived-key"
BLOCK = {"enforcementLevel": "mandatory", "settings": "/etc/daypass.toml", "profile": "strict", "strict": True}
MATCH = {"policies": [RULE], "targets": ["urn:pulumi:prod::billing::aws:iam/user:User::sftp"]}
EXCEPTION = {"reason": "vendor", "match": [MATCH]}

POLICY_CONFIGS: list[Any] = [
    {},
    [],
    {"all": "advisory"},
    {"all": {"enforcementLevel": "advisory"}},
    {"all": {}},
    {"all": {"enforcementLevel": "advisory", "graceDays": 3}},
    {"all": "warn"},
    {RULE: "mandatory"},
    {RULE: "remediate"},
    {RULE: "warning"},
    {RULE: 1},
    {RULE: {"enforcementLevel": "mandatory"}},
    {RULE: {"enforcementLevel": "mandatory", "maxKeys": 1}},
    {"no-long-lived-keys": "mandatory"},
    {"review-is-due": {"enforcementLevel": "mandatory", "graceDays": 30}},
    {"review-is-due": {"graceDays": "30"}},
    {"review-is-due": {"gracedays": 30}},
    {"daypass-settings": BLOCK},
    {"daypass-settings": BLOCK | {"settings": "daypass.toml"}},
    {"daypass-settings": BLOCK | {"profile": "lax"}},
    {"daypass-settings": BLOCK | {"strict": "yes"}},
    {"daypass-settings": BLOCK | {"setting": "/x"}},
    {"environments": ["prod"]},
    {"environments": "prod"},
    {"version": 2},
    {"version": 1},
    {"version": 2, "policies": {RULE: "mandatory"}},
    {"version": 2, "policies": None},
    {"version": 2, RULE: "mandatory"},
    {"version": 2, "policies": {"no-such-rule": "mandatory"}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION | {"expires": "2027-01-01"}}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION | {"reason": " "}}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION | {"match": []}}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION | {"match": [MATCH | {"policies": ["all"]}]}}},
    {"version": 2, "exceptions": {"E-1": EXCEPTION | {"match": [MATCH | {"targets": []}]}}},
]


@pytest.mark.parametrize("config", POLICY_CONFIGS, ids=json.dumps)
def test_policy_configuration(config: Any) -> None:
    checker = jsonschema.Draft202012Validator(policy_config_schema(catalog()))
    try:
        read = bool(parse_policy_config(json.dumps(config), catalog(), "x"))
    except DaypassError:
        read = False
    assert checker.is_valid(config) == read
