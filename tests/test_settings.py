"""The organisation's settings: what daypass.toml may say, and where it is found."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from daypass.errors import UnreadableError, UsageError
from daypass.model.owner import Owner
from daypass.model.shape import KEYWORDS
from daypass.model.written import parse_toml
from daypass.settings import FACTS, SCHEMA, VARIABLE, Settings, find_settings, load_settings, parse_settings

WHOLE = """
schema = 1
approvers = ["maria.keller@example.org"]
never_exempt = ["no-long-lived-key"]
[owners.payments]
contact = "payments@example.org"
escalation = "payments-oncall@example.org"
[owners.security-oncall]
contact = "security@example.org"
escalation = "ciso@example.org"
[accounts]
"111122223333" = "prod"
"222233334444" = "dev"
"333344445555" = "dev"
[tags]
owner = "acme:owner"
[terms]
agent = "30m"
[[ownership]]
urn = "urn:pulumi:*::legacy-billing::**"
owner = "payments"
"""


def test_a_whole_file_is_read_and_what_it_leaves_out_has_its_default() -> None:
    settings = parse_settings(WHOLE, "daypass.toml")
    assert settings.path == "daypass.toml"
    assert settings.approvers == ("maria.keller@example.org",)
    assert settings.never_exempt == ("no-long-lived-key",)
    assert settings.owners["payments"] == Owner("payments", "payments@example.org", "payments-oncall@example.org")
    assert settings.tags == {fact: f"daypass:{fact}" for fact in FACTS} | {"owner": "acme:owner"}
    assert settings.terms["agent"] == 30 * 60
    assert settings.terms["batch"] == 4 * 60 * 60
    assert [(entry.urn, entry.owner) for entry in settings.ownership] == [
        ("urn:pulumi:*::legacy-billing::**", "payments")
    ]


def test_an_environment_has_an_account_only_where_one_entry_names_it() -> None:
    settings = parse_settings(WHOLE, "daypass.toml")
    assert settings.account_of("prod") == "111122223333"
    assert settings.account_of("dev") is None
    assert settings.account_of("stage") is None


def test_a_pattern_of_ownership_may_name_a_resource_with_spaces() -> None:
    pattern = "urn:pulumi:prod::billing::aws:s3/bucket:Bucket::old invoices"
    (entry,) = parse_settings(f"schema = 1\n[[ownership]]\nurn = '{pattern}'\nowner = 'payments'", "x").ownership
    assert entry.urn == pattern


def test_the_least_file_is_its_schema_and_has_all_defaults() -> None:
    assert parse_settings("schema = 1", "x") == Settings(path="x")


# What is refused, and words of the message: the place, the fact, the remedy.
MISSHAPEN = {
    "no schema": ("", ["f.toml: schema", "missing", "schema = 1"]),
    "another schema": ("schema = 2", ["schema", "2"]),
    "a schema that is true": ("schema = true", ["schema", "boolean True"]),
    "an unknown key": ("schema = 1\nowner = {}", ["owner", "no known key", "'owners'"]),
    "an unknown key of an owner": (
        "schema = 1\nowners.a = {contact = 'x', escalate = 'y'}",
        ["a.escalate", "'escalation'"],
    ),
    "an owner without a contact": ("schema = 1\n[owners.a]", ["owners.a.contact", "missing"]),
    "a blank contact": ("schema = 1\n[owners.a]\ncontact = ' '", ["owners.a.contact", "blank"]),
    "an account of eleven digits": ("schema = 1\n[accounts]\n11112222333 = 'prod'", ["accounts.11112222333", "twelve"]),
    "an unknown fact": ("schema = 1\n[tags]\nowners = 'x'", ["tags.owners", "'owner'"]),
    "a tag key that AWS keeps": ("schema = 1\n[tags]\nowner = 'aws:owner'", ["tags.owner", "aws:"]),
    "an unknown class": ("schema = 1\n[terms]\nagnet = '15m'", ["terms.agnet", "'agent'"]),
    "a term that is a number": ("schema = 1\n[terms]\nagent = 900", ["terms.agent", "900", "not a text"]),
    "a term in days": ("schema = 1\n[terms]\nagent = '1d'", ["terms.agent", "'1d'", "15m"]),
    "approvers that are one text": ("schema = 1\napprovers = 'maria'", ["approvers", "a text", "a list"]),
    "ownership of nothing": ("schema = 1\n[[ownership]]\nowner = 'a'", ["ownership[0].urn", "missing"]),
    "ownership of no URN": ("schema = 1\n[[ownership]]\nurn = '*'\nowner = 'a'", ["ownership[0].urn", "'*'", "urn:"]),
}

NONSENSE = {
    "an owner that is a placeholder": ("schema = 1\n[owners.todo]\ncontact = 'x'", ["owners.todo", "'todo'"]),
    "a contact that is a placeholder": ("schema = 1\n[owners.a]\ncontact = 'TBD'", ["owners.a", "contact", "'TBD'"]),
    "a contact that no tag can hold": ("schema = 1\n[owners.a]\ncontact = 'a,b'", ["owners.a", "','"]),
    "two facts under one key": ("schema = 1\n[tags]\nowner = 'Daypass:Term'", ["tags", "'owner' and 'term'"]),
    "a term beyond what AWS has": ("schema = 1\n[terms]\nbatch = '13h'", ["terms.batch", "'13h'", "12h"]),
    "a term below what AWS has": ("schema = 1\n[terms]\nagent = '5m'", ["terms.agent", "'5m'", "15m"]),
    "a term of centuries": ("schema = 1\n[terms]\nagent = '9999999999h'", ["terms.agent", "9999999999h"]),
    "ownership by a stranger": (WHOLE.replace('owner = "payments"', "owner = 'paymnts'"), ["[0].owner", "'payments'"]),
}


@pytest.mark.parametrize(("text", "words"), (MISSHAPEN | NONSENSE).values(), ids=(MISSHAPEN | NONSENSE).keys())
def test_what_cannot_be_is_refused_with_place_fact_and_remedy(text: str, words: list[str]) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_settings(text, "f.toml")
    assert str(refused.value).startswith("f.toml: ")
    assert [word for word in words if word not in str(refused.value)] == []


def test_an_editor_with_our_schema_accepts_and_refuses_what_the_reader_does() -> None:
    def accepted(tables: dict[str, Any]) -> bool:
        return jsonschema.Draft202012Validator(SCHEMA).is_valid(tables)

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert accepted(parse_toml(WHOLE, "x"))
    assert accepted(parse_toml("schema = 1", "x"))
    assert [name for name, (text, _) in MISSHAPEN.items() if accepted(parse_toml(text, "x"))] == []


def test_the_schema_says_nothing_that_the_reader_does_not_check() -> None:
    def keywords(schema: dict[str, Any]) -> set[str]:
        below: list[Any] = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("propertyNames")]
        below.append(schema.get("additionalProperties"))
        return set(schema).union(*(keywords(item) for item in below if isinstance(item, dict)))

    assert keywords(dict(SCHEMA)) <= KEYWORDS


# Where the file is found.


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(VARIABLE, raising=False)
    return monkeypatch


@pytest.mark.usefixtures("nothing_set")
def test_the_nearest_file_upward_counts_and_without_one_the_defaults(tmp_path: Path) -> None:
    inner = tmp_path / "team" / "service"
    inner.mkdir(parents=True)
    assert find_settings(inner) == Settings()
    (tmp_path / "daypass.toml").write_text("schema = 1\napprovers = ['outer']")
    assert find_settings(inner).approvers == ("outer",)
    (tmp_path / "team" / "daypass.toml").write_text("schema = 1\napprovers = ['inner']")
    assert find_settings(inner).approvers == ("inner",)


def test_the_variable_outranks_the_folder(tmp_path: Path, nothing_set: pytest.MonkeyPatch) -> None:
    (tmp_path / "daypass.toml").write_text("schema = 1")
    (tmp_path / "other.toml").write_text("schema = 1\napprovers = ['other']")
    nothing_set.setenv(VARIABLE, str(tmp_path / "other.toml"))
    assert find_settings(tmp_path).approvers == ("other",)


@pytest.mark.parametrize("value", ["", "  ", "missing.toml"])
def test_a_variable_that_names_no_file_is_an_error_and_never_the_defaults(
    value: str, tmp_path: Path, nothing_set: pytest.MonkeyPatch
) -> None:
    nothing_set.chdir(tmp_path)
    nothing_set.setenv(VARIABLE, value)
    with pytest.raises((UsageError, UnreadableError), match=r"DAYPASS_SETTINGS|missing\.toml"):
        find_settings(tmp_path)


@pytest.mark.usefixtures("nothing_set")
def test_a_file_that_is_there_and_cannot_be_read_is_an_error_and_never_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "daypass.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(UnreadableError, match="cannot be read"):
        find_settings(tmp_path)
    (tmp_path / "daypass.toml").unlink()
    (tmp_path / "daypass.toml").mkdir()
    with pytest.raises(UnreadableError, match="cannot be read"):
        load_settings(tmp_path / "daypass.toml")
