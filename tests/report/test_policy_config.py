"""The policy configuration: read as the engine reads it, and strict where the engine is silent."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.benches import made, one_problem

from daypass.errors import UnreadableError
from daypass.report.option_schema import KEYWORDS
from daypass.report.policy_config import Block, PolicyConfig, parse_policy_config, read_policy_config
from daypass_policies.rules import catalog

RULES = {
    "no-user": made("no-user", one_problem, aliases=("other:NO_USER",)),
    "is-due": made(
        "is-due", one_problem, options={"days": {"type": "integer", "minimum": 0, "maximum": 30, "default": 14}}
    ),
}


def parse(text: str | dict[str, Any]) -> PolicyConfig:
    """Read it as the file `c.json`."""
    return parse_policy_config(text if isinstance(text, str) else json.dumps(text), RULES, "c.json")


@pytest.mark.parametrize(
    "text", ["", "  \n", "{}", '{"version": 2}', '{"version": 2.0, "policies": null, "exceptions": null}']
)
def test_a_file_may_say_nothing(text: str) -> None:
    assert parse(text) == PolicyConfig()


def test_levels_options_and_the_default_are_read_from_both_forms() -> None:
    entries = {"all": "advisory", "no-user": "remediate", "is-due": {"enforcementLevel": "mandatory", "days": 3}}
    config = parse(entries)
    assert config == parse({"version": 2, "policies": entries, "environments": ["prod"]})
    assert config == parse({**entries, "environments": ["prod"]})
    assert config.default == "advisory"
    assert config.levels == {"no-user": "mandatory", "is-due": "mandatory"}
    assert config.options_of(RULES["is-due"]) == {"days": 3}


def test_the_settings_entry_is_what_the_packs_take_their_files_from() -> None:
    said = {"settings": "/a.toml", "exemptions": "/b.toml", "baseline": "/c.json", "profile": "strict", "strict": True}
    block = parse({"daypass-settings": {"enforcementLevel": "mandatory", **said}}).block
    assert block == Block(Path("/a.toml"), Path("/b.toml"), Path("/c.json"), "strict", strict=True)
    assert block.overridden(Block(profile="baseline")).profile == "baseline"
    assert block.overridden(Block()) == block


def test_the_engines_exceptions_are_pairs_of_a_rule_and_a_urn() -> None:
    match = [{"policies": ["no-user", "is-due"], "targets": ["urn:a", "urn:b"]}]
    found = parse({"version": 2, "exceptions": {"EXC-1": {"reason": "for a while", "match": match}}}).exceptions
    assert [(one.id, one.rule, one.urn) for one in found] == [
        ("EXC-1", "no-user", "urn:a"),
        ("EXC-1", "no-user", "urn:b"),
        ("EXC-1", "is-due", "urn:a"),
        ("EXC-1", "is-due", "urn:b"),
    ]


EXCEPTION = {"reason": "r", "match": [{"policies": ["no-user"], "targets": ["urn:a"]}]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "c.json: the file: must be an object"),
        ("{", "c.json:1: is not JSON: "),
        ('{"all": "advisory",\n "all": "mandatory"}', "c.json: has the key 'all' twice"),
        ('{"is-due": {"days": 1, "days": 2}}', "c.json: has the key 'days' twice"),
        ('{"is-due": {"days": NaN}}', "c.json: holds NaN, which JSON does not know"),
        ('{"is-due": {"days": ' + "9" * 5000 + "}}", "c.json: holds a number that is too long"),
        ("[" * 100_000, "c.json: is nested too deeply"),
        ({"no-usr": "advisory"}, "c.json: no pack knows the rule 'no-usr'. Did you mean 'no-user'?"),
        ({"version": "advisory"}, "c.json: no pack knows the rule 'version'"),
        ({"no-user": "warn"}, "c.json: no-user: 'warn' is not an enforcement level. Write one of mandatory, "),
        ({"no-user": "Mandatory"}, "c.json: no-user: 'Mandatory' is not an enforcement level"),
        ({"no-user": {"enforcementLevel": 1}}, "c.json: no-user: '1' is not an enforcement level"),
        ({"no-user": 1}, "c.json: no-user: must be a level or an object"),
        ({"no-user": None}, "c.json: no-user: must be a level or an object"),
        ({"no-user": {"level": "advisory"}}, "c.json: no-user: unknown key 'level'. Known are: enforcementLevel."),
        ({"other:NO_USER": "advisory"}, "c.json: no pack knows the rule 'other:NO_USER'. `daypass rules` lists them."),
        ({"is-due": {"days": 31}}, "c.json: is-due.days: must be at most 30"),
        ({"is-due": {"days": True}}, "c.json: is-due.days: must be of type integer"),
        ({"is-due": {"days": "3"}}, "c.json: is-due.days: must be of type integer"),
        ({"all": {"enforcementLevel": "advisory", "days": 1}}, "c.json: all: takes a level and nothing else"),
        ({"all": {}}, "c.json: all: takes a level and nothing else"),
        ({"environments": "prod"}, "c.json: environments: must be a list of names"),
        (
            {"daypass-settings": {"settings": "a.toml"}},
            "c.json: daypass-settings.settings: 'a.toml' is a relative path",
        ),
        ({"daypass-settings": {"settings": "~/a.toml"}}, "c.json: daypass-settings.settings: '~/a.toml' is a relative"),
        ({"daypass-settings": {"strict": 1}}, "c.json: daypass-settings.strict: must be of type boolean"),
        ({"version": 3}, "c.json: version: version 3 is not known"),
        ({"version": 1}, "c.json: version: version 1 is not known"),
        ({"version": 2, "no-user": "advisory"}, "c.json: no-user: unknown key of a version 2 file"),
        (
            {"version": 2, "exception": {}},
            "c.json: exception: unknown key of a version 2 file. Did you mean 'exceptions'?",
        ),
        ({"version": 2, "policies": []}, "c.json: policies: must be an object"),
        ({"version": 2, "exceptions": []}, "c.json: exceptions: must be an object"),
        ({"exceptions": {"E": EXCEPTION}}, "c.json: no pack knows the rule 'exceptions'"),
        (
            {"version": 2, "exceptions": {"E": {**EXCEPTION, "expires": "2020-01-01"}}},
            "c.json: exceptions.E: unknown key",
        ),
        ({"version": 2, "exceptions": {"E": {**EXCEPTION, "reason": " "}}}, "c.json: exceptions.E: needs a reason"),
        ({"version": 2, "exceptions": {"E": {**EXCEPTION, "match": []}}}, "c.json: exceptions.E: needs `match`"),
        (
            {"version": 2, "exceptions": {"E": {**EXCEPTION, "match": [{"policies": ["all"], "targets": ["u"]}]}}},
            "c.json: exceptions.E.match[0]: must name policies",
        ),
    ],
)
def test_what_would_not_mean_what_it_says_is_refused_with_place_and_fact(
    text: str | dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(text)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b" " * (65 << 20)], ids=["missing", "not UTF-8", "too large"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableError) as refused:
        read_policy_config(path, RULES)
    assert str(refused.value).startswith(f"{path}: ")


@pytest.mark.parametrize("rule", catalog().values(), ids=lambda rule: rule.name)
def test_no_option_of_a_rule_says_a_bound_that_nobody_looks_at(rule: Any) -> None:
    for schema in rule.options.values():
        assert set(schema) <= KEYWORDS
        assert set(schema.get("items", {})) <= KEYWORDS
        assert "default" in schema
