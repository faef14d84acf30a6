r"""This is where the value of an AWS tag is checked, before AWS refuses it in the middle of a deployment.

Source: IAM API Reference, type Tag (`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, at most 256 characters), read 2026-11.
"""

import unicodedata
from typing import Final

from daypass.errors import DeclarationError
from daypass.model.form import quoted

LONGEST_VALUE: Final = 256
_PUNCTUATION: Final = frozenset("_.:/=+-@")


def check_tag_value(text: str, place: str) -> None:
    """Raise `DeclarationError` where AWS would not take the text as the value of a tag. `place` names the field."""
    if len(text) > LONGEST_VALUE:
        raise DeclarationError(
            f"{quoted(text)} has {len(text)} characters", place=place, remedy=f"A tag takes at most {LONGEST_VALUE}."
        )
    refused = next((character for character in text if not _is_allowed(character)), None)
    if refused is not None:
        raise DeclarationError(
            f"{quoted(text)} holds {refused!r}, which AWS refuses in a tag",
            place=place,
            remedy="Use letters, digits, spaces and _ . : / = + - @ only.",
        )


def _is_allowed(character: str) -> bool:
    # Of the separators only spaces: AWS's pattern takes line separators too, but reports and consoles break on them.
    category = unicodedata.category(character)
    return character in _PUNCTUATION or category[0] in "LN" or category == "Zs"
