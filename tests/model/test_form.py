"""What someone wrote is checked whatever its type, and shown without filling the screen."""

from typing import Any

import pytest

from daypass.errors import DeclarationError
from daypass.model.form import quoted, require_text


@pytest.mark.parametrize("value", [None, 7, True, ["a"], {"a": 1}, b"a"])
def test_only_a_text_is_a_text(value: Any) -> None:
    with pytest.raises(DeclarationError, match=r"name: .* is not a text"):
        require_text(value, "name")


@pytest.mark.parametrize("value", ["", "A", "ab\n", "a b"])
def test_the_whole_text_has_the_form(value: str) -> None:
    require_text("ab", "name", r"[a-z]+")
    with pytest.raises(DeclarationError, match=r"does not fit\. Use letters\."):
        require_text(value, "name", r"[a-z]+", "Use letters.")


def test_a_long_text_is_shown_by_its_beginning() -> None:
    assert quoted("a\x1b") == r"'a\x1b'"
    assert len(quoted("x" * 1_000_000)) < 100
    assert quoted("x" * 100).endswith("…'")
