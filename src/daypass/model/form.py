"""This is where it is checked that what someone wrote is a text of the form that is wanted, whatever it really is."""

import re
from typing import Final

from daypass.errors import DeclarationError


def require_text(value: object, place: str, form: str = r"(?s:.*)", remedy: str = "Put it in quotes.") -> None:
    """Raise `DeclarationError` with the value where it is no text, or not as a whole of the form (a pattern).

    Component arguments come from programs in every language, so that no type checker has seen them.
    """
    if not isinstance(value, str):
        raise DeclarationError(f"{quoted(value)} is not a text", place=place, remedy=remedy)
    if not re.fullmatch(form, value):
        raise DeclarationError(f"{quoted(value)} does not fit", place=place, remedy=remedy)


_LONGEST_SHOWN: Final = 80


def quoted(value: object) -> str:
    """What someone wrote, for a message: in quotes, its odd characters spelt out, and no longer than a line."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…{text[-1]}"
