"""This is where it is told what a text of a state machine becomes that is joined of what is written and what was sent.

What looks the one up in a list, or chooses between two, is no joining: then nothing of it is the sender's to say.
Source: Step Functions Developer Guide, "Intrinsic functions for JSONPath states" (`States.Format`) and "Transforming
data with JSONata" (`&`); read 2026-12.
"""

import re
from collections.abc import Sequence
from typing import Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.commands.views import View
from daypass.graph.becoming.steering.commands.words import Word, words_of

_FORMAT: Final = re.compile(r"States\.Format\((?P<inner>.{1,2000})\)", re.DOTALL)
_EXPRESSION: Final = re.compile(r"\{%(?P<inner>.{1,2000})%\}", re.DOTALL)
_QUOTED: Final = re.compile(r"'[^']{0,300}'|\"[^\"]{0,300}\"")
_FILLED: Final = "{}"
_PLACE: Final = "$"


def joined(text: str, view: View) -> str:
    """The text with `*` for what comes from elsewhere; "" where it is not joined of texts and places alone."""
    form, expression = _FORMAT.fullmatch(text.strip()), _EXPRESSION.fullmatch(text.strip())
    if form and not view.is_jsonata:
        return _filled(words_of(form["inner"], view.word))
    parts = [part.strip() for part in expression["inner"].split("&")] if expression else []
    return "".join(_pieces([_part(one, view) for one in parts]))


def _part(part: str, view: View) -> Word:
    return Word(part[1:-1]) if _QUOTED.fullmatch(part) else view.word(f"{{% {part} %}}")


def _filled(words: Sequence[Word]) -> str:
    form, pieces = words[0].text.split(_FILLED), _pieces(words[1:])
    if len(pieces) != len(form) - 1:
        return ""
    return form[0] + "".join(f"{piece}{after}" for piece, after in zip(pieces, form[1:], strict=True))


def _pieces(words: Sequence[Word]) -> list[str]:
    """What each becomes; nothing where one is more than a text or a place."""
    if any(word.of_input == "part" for word in words):
        return []
    return [ANY if _is_elsewhere(word) else word.text for word in words]


def _is_elsewhere(word: Word) -> bool:
    """Whether it is a place, whoever says what stands there."""
    return word.of_input == "whole" or word.text.startswith((_PLACE, "{%"))
