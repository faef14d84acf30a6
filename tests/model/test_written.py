"""Files that people write: hostile ones neither hang nor crash the reader, and each is refused by name."""

from pathlib import Path

import pytest

from daypass.errors import UnreadableError
from daypass.model.written import SIZE_LIMIT, nearest, parse_toml, read_text, read_toml

# Each of these once took a parser all memory, all stack or all time there is.
HOSTILE = {
    "lists in lists": ("a = " + "[" * 100_000, "nested too deeply"),
    "tables in tables": ("a = " + "{a=" * 100_000, "nested too deeply"),
    "a key of a hundred thousand parts": (".".join("a" * 100_000) + " = 1", "64 parts"),
    "a table of a hundred thousand parts": ("x = 1\n[" + ".".join("a" * 100_000) + "]", "f.toml:2: has a key"),
    "quoted parts": ('"a" . ' * 50_000 + "b = 1", "64 parts"),
    "parts in single quotes": ("'a'." * 50_000 + "b = 1", "64 parts"),
    "a key behind an odd quote": ('x = [ """a"b""", {' + ".".join("a" * 100_000) + " = 1} ]", "64 parts"),
    "a key behind a quote in a comment": ('# """\n' + ".".join("a" * 100_000) + " = 1", "64 parts"),
    "a key behind five quotes": ("x = [ '''a''''', {" + ".".join("a" * 100_000) + " = 1} ]", "64 parts"),
    "a number of a million digits": ("a = " + "9" * 900_000, "thousands of digits"),
    "an open quote full of escapes": ('a = "' + '\\"' * 500_000, "not valid TOML"),
    "a million open quotes": ("a = " + "'" * 900_000, "not valid TOML"),
}


@pytest.mark.parametrize(("text", "fact"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_toml_is_refused(text: str, fact: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_toml(text, "f.toml")
    assert fact in str(refused.value)
    assert len(str(refused.value)) < 200


def test_a_text_may_have_as_many_dots_as_it_likes() -> None:
    """What looks like a long key inside a string or comment is none."""
    dots = ".".join("a" * 1000)
    text = f"# {dots}\na = \"{dots}\"\nb = '{dots}'\nc = \"\"\"\n\" {dots}\n\"\"\"\nd = '''\n'{dots}\n'''\n"
    assert sorted(parse_toml(text, "f.toml")) == ["a", "b", "c", "d"]


def test_a_key_of_63_parts_is_still_a_key() -> None:
    assert parse_toml("a." * 62 + "b = 1", "f.toml")


def test_a_syntax_error_names_file_and_line() -> None:
    with pytest.raises(UnreadableError, match=r"^f\.toml:3: is not valid TOML: .*\."):
        parse_toml("a = 1\nb = 2\nc = = 3\n", "f.toml")
    with pytest.raises(UnreadableError, match=r"^f\.toml(:2)?: is not valid TOML: Cannot overwrite a value"):
        parse_toml("a = 1\na = 2", "f.toml")


def test_a_file_of_a_hundred_megabytes_is_refused_by_its_size_and_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(UnreadableError, match=r"large\.toml: is larger than 1,048,576 bytes"):
        read_toml(large)


def test_a_device_without_an_end_is_refused_as_well() -> None:
    with pytest.raises(UnreadableError, match="is larger than"):
        read_text(Path("/dev/zero"))


def test_the_limit_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text("#" * SIZE_LIMIT)
    assert read_toml(tmp_path / "f.toml") == {}


def test_text_in_another_encoding_is_refused_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'a = "caf\xe9"')
    with pytest.raises(UnreadableError, match=r"latin\.toml: is not UTF-8 text \(byte 8\)"):
        read_toml(tmp_path / "latin.toml")
    (tmp_path / "marked.toml").write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_toml(tmp_path / "marked.toml") == {"a": 1}


def test_a_file_or_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.toml"):
        with pytest.raises(UnreadableError, match=path.name):
            read_toml(path)


def test_the_nearest_word_is_offered_and_without_one_all_of_them() -> None:
    assert nearest("ownr", ["owner", "term"]) == "Did you mean 'owner'?"
    assert nearest("xyz", ["term", "owner"]) == "Known are: owner, term."
    assert nearest("x" * 1_000_000, ["term"]) == "Known are: term."
    assert nearest("x", []) == "Known are: none."
