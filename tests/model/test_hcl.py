"""What is read of HCL, and what is read by nobody."""

import json

import pytest

from daypass.model.hcl import Body, Entry, HclError, read_hcl

WRITTEN = """
# a policy
path "secret/data/invoice" { // of one workload
  capabilities = ["read", "list",]
  ttl = 30  /* seconds */
  on = true
}
note = <<EOT
  many
  lines
EOT
"""


def test_a_text_becomes_its_entries() -> None:
    path, note = read_hcl(WRITTEN).entries
    assert path.keys == ("path", "secret/data/invoice")
    assert path.value.get("capabilities") == ["read", "list"]
    assert (path.value.get("ttl"), path.value.get("on"), path.value.get("none")) == (30.0, True, None)
    assert note == Entry(("note",), "  many\n  lines")


@pytest.mark.parametrize(
    "text",
    [
        'path "a" { x = "1" } path "b" { x = "1" }',
        'path { "a" { x = "1" } "b" = { x = "1" } }',
        'path = { "a" = { x = "1" }, "b" = { x = "1" } }',
        json.dumps({"path": {"a": {"x": "1"}, "b": {"x": "1"}}}),
        json.dumps({"path": [{"a": {"x": "1"}}, {"b": [{"x": "1"}]}]}),
    ],
)
def test_objects_are_found_by_their_labels_however_they_are_written(text: str) -> None:
    assert list(read_hcl(text).labelled("path")) == [(label, Body((Entry(("x",), "1"),))) for label in ("a", "b")]


@pytest.mark.parametrize("text", ["", "  # nothing\n", "{}"])
def test_nothing_says_nothing(text: str) -> None:
    assert read_hcl(text) == Body(())


@pytest.mark.parametrize(
    "text",
    [
        "path",
        'path "a" {',
        'path "a" }',
        '"a',
        "a = ",
        "a = [1 2]",
        "a = [1,",
        "a = b",
        "a = b(1)",
        'a = "${b}"',
        'a = "\\q"',
        "a = 1 + 2",
        "a = <<EOT\nnever ends",
        "= 1",
        "}",
        "{",
        "[]",
        '{"a": 1, "a": 2}',
        "a {" * 40 + "}" * 40,
        "a = " + "[" * 40 + "]" * 40,
        json.dumps({"a": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}),
    ],
)
def test_what_is_not_understood_is_read_by_nobody(text: str) -> None:
    with pytest.raises(HclError):
        read_hcl(text)


@pytest.mark.parametrize("text", ['path = "a"', "path { x = 1 }", 'path "a" "b" { }', '{"path": [1]}'])
def test_what_has_no_label_is_no_object_of_a_kind(text: str) -> None:
    with pytest.raises(HclError):
        list(read_hcl(text).labelled("path"))


def test_an_argument_twice_is_said_by_nobody() -> None:
    with pytest.raises(HclError):
        read_hcl("a = 1\na = 2").get("a")
