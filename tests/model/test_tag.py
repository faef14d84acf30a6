"""A tag's value is checked before AWS refuses it."""

import pytest

from daypass.errors import DeclarationError
from daypass.model.tag import check_tag_value


@pytest.mark.parametrize(
    "text", ["", "Deploys the invoice service", "a_b.c:d/e=f+g-h@i", "Zürich", "支払い 42", "x" * 256, "٤٢"]
)
def test_letters_digits_spaces_and_a_few_signs_pass(text: str) -> None:
    check_tag_value(text, "purpose")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a,b", "','"),
        ("what?", "'?'"),
        ("a\nb", "'\\n'"),
        ("(x)", "'('"),
        ("it's", '"\'"'),
        ("a\u2028b", "'\\u2028'"),
        ("🎉", "'🎉'"),
        ("a\x00", "'\\x00'"),
        ("x" * 257, "257 characters"),
    ],
)
def test_anything_else_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        check_tag_value(text, "purpose")
    assert named in str(refused.value)
    assert str(refused.value).startswith("purpose: ")
