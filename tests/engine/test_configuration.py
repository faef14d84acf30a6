"""Configuration reaches a program as Pulumi hands it over, and what nobody can decrypt stays unknown and secret."""

from pathlib import Path

import pytest
from tests.support.programs import one, ran, written

from daypass.engine.configuration import Configuration, full_key, parse_flags, read_configuration
from daypass.engine.project import find_project
from daypass.errors import UnreadableError, UsageError
from daypass.model.resource import UNKNOWN, Properties, Secret
from daypass.state.values import UNKNOWN_TEXT

STACK = "Pulumi_dev_yaml"


def inputs(name: str) -> Properties:
    return one(ran("secrets"), name).inputs


def test_scalars_are_the_text_as_written() -> None:
    texts = inputs("texts")
    assert (texts["plain"], texts["number"], texts["written"], texts["flag"]) == ("text", 7, "1.10", True)
    assert texts["other"] == "elsewhere"


def test_objects_keep_their_types() -> None:
    assert inputs("texts")["tree"].raw == {"a": [1, 2.5, "yes", {"b": None}]}


def test_the_projects_own_values_count_where_the_stack_says_nothing() -> None:
    assert inputs("texts")["default"] == "from the project"
    assert "missing" not in inputs("texts")


def test_text_accessors_show_a_blind_where_a_secret_cannot_be_decrypted() -> None:
    assert (inputs("shown")["text"], inputs("shown")["part"]) == ("[secret]", "[secret]")


@pytest.mark.parametrize("name", ["text", "number", "password", "dsn"])
def test_secret_accessors_give_an_unknown_secret(name: str) -> None:
    value = inputs("hidden").raw[name]
    assert isinstance(value, Secret)
    assert value.reveal() is UNKNOWN


def test_of_an_object_only_the_encrypted_part_is_unknown() -> None:
    host = inputs("hidden").raw["host"]
    assert isinstance(host, Secret)
    assert host.reveal() == "db.example.org"


def test_a_secret_of_the_project_is_known_and_marked() -> None:
    known = inputs("hidden").raw["known"]
    assert isinstance(known, Secret)
    assert known.reveal() == "canary-project-secret"


def test_what_depends_on_an_unknown_secret_is_one() -> None:
    length = ran("secrets").stack.root.outputs.raw["length"]
    assert isinstance(length, Secret)
    assert length.reveal() is UNKNOWN


def test_what_was_not_decrypted_is_named_and_no_value_is_shown() -> None:
    preview = ran("secrets")
    assert any("secrets:database, secrets:password, secrets:port" in note for note in preview.notes)
    assert "canary" not in repr(preview)


def read(folder: Path, flags: dict[str, str] | None = None, **files: str) -> Configuration:
    written(folder, "", **files)
    return read_configuration(find_project(folder), "dev", flags or {})


def test_flags_win_over_the_stack_and_the_stack_over_the_project(tmp_path: Path) -> None:
    yaml = "name: p\nruntime: python\nconfig:\n  a: project\n  b: project\n  c: project\n"
    written(tmp_path, "", yaml=yaml, **{STACK: "config:\n  p:b: stack\n  c: stack\n"})
    configuration = read_configuration(find_project(tmp_path), "dev", {"c": "flag", "aws:region": "eu-west-1"})
    assert configuration.values == {"p:a": "project", "p:b": "stack", "p:c": "flag", "aws:region": "eu-west-1"}


def test_a_flag_makes_an_encrypted_value_readable(tmp_path: Path) -> None:
    configuration = read(tmp_path, {"password": "plain"}, **{STACK: "config:\n  password:\n    secure: AAAA\n"})
    assert configuration.values["p:password"] == "plain"
    assert not configuration.unreadable
    assert not configuration.secrets


def test_an_encrypted_part_of_an_object_is_hidden_alone(tmp_path: Path) -> None:
    configuration = read(tmp_path, **{STACK: "config:\n  db:\n    host: h\n    keys: [{secure: AAAA}]\n"})
    assert configuration.values == {"p:db": '{"host":"h","keys":["[secret]"]}'}
    assert configuration.unreadable == {"p:db": f'{{"host": "h", "keys": ["{UNKNOWN_TEXT}"]}}'}


def test_a_value_that_neither_project_nor_stack_gives_is_an_error_as_for_pulumi(tmp_path: Path) -> None:
    written(tmp_path, "", yaml="name: p\nruntime: python\nconfig:\n  size:\n    type: integer\n")
    with pytest.raises(UnreadableError, match=r"config\.size: has no value .*-c size=VALUE"):
        read_configuration(find_project(tmp_path), "dev", {})
    assert read_configuration(find_project(tmp_path), "dev", {"size": "3"}).values == {"p:size": "3"}


def test_environments_that_are_not_opened_are_named(tmp_path: Path) -> None:
    assert any("ESC" in note for note in read(tmp_path, **{STACK: "environment:\n  - prod\n"}).notes)


@pytest.mark.parametrize("text", ["", "config:\n", "config: {}\n", "encryptionsalt: v1:x\n"])
def test_an_empty_stack_file_configures_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, **{STACK: text}).values == {}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("config: [", "is not YAML"),
        ("config: []\n", "is not a mapping"),
        ("- a\n", "is not a mapping"),
        ("config:\n  a: 1\n  a: 2\n", "has the key 'a' twice"),
        ("config:\n  ? [a]\n  : 1\n", "has a key that is no text"),
        ("config:\n  a: !!python/object:os.system {}\n", "holds a value that JSON cannot say"),
        ("config:\n  a: [.nan]\n", "holds a value that JSON cannot say"),
        ("config:\n  a: " + "[" * 5000 + "]" * 5000, "is nested too deep"),
        (
            "config:\n  a: &a [x, x]\n"
            + "".join(f"  a{i}: &a{i} [*a{i - 1 or ''}, *a{i - 1 or ''}]\n" for i in range(1, 40)),
            "stands for more",
        ),
        ("#" * (1 << 21), "is larger than"),
        ("\x00", "is not YAML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, text: str, fact: str) -> None:
    with pytest.raises(UnreadableError, match=r"Pulumi\.dev\.yaml.*" + fact.replace("(", r"\(")):
        read(tmp_path, **{STACK: text})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(b"config:\n  a: \xff\xfe\n")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_configuration(find_project(tmp_path), "dev", {})


def test_flags_are_pairs() -> None:
    assert parse_flags(["a=b=c", "aws:region="]) == {"a": "b=c", "aws:region": ""}
    for wrong in ("a", "=b"):
        with pytest.raises(UsageError, match="KEY=VALUE"):
            parse_flags([wrong])


@pytest.mark.parametrize(("key", "full"), [("a", "p:a"), ("ns:a", "ns:a"), ("ns:config:a", "ns:a")])
def test_keys_have_a_namespace(key: str, full: str) -> None:
    assert full_key(key, "p") == full
