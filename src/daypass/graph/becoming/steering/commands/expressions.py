"""This is where it is told how the two languages of Step Functions say that something is taken from the input.

Sources: Step Functions Developer Guide, "Transforming data with JSONata" and "Intrinsic functions for JSONPath states";
read 2026-11.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from daypass.graph.becoming.steering.commands.words import Language, Word, words_of
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

_PLACE: Final = r"(?:[.\[][\w.\[\]'\"-]*)?"
_JSON_PATH: Final = Language(
    re.compile(
        rf"\$(?:\$\.Execution\.Input)?{_PLACE}|States\.StringSplit\(\s*\$(?:\$\.Execution\.Input)?{_PLACE}\s*,.*\)"
    ),
    re.compile(r"(?<!\$)\$\.|\$\$\.Execution\.Input"),
)
_ARRAY: Final = re.compile(r"States\.Array\((?P<items>.*)\)", re.DOTALL)

_INPUT: Final = r"\$states\.(?:input|context\.Execution\.Input)"
_JSONATA: Final = Language(
    re.compile(rf"{_INPUT}{_PLACE}|\$split\(\s*{_INPUT}{_PLACE}\s*,.*\)"), re.compile(rf"{_INPUT}\b")
)
_EXPRESSION: Final = re.compile(r"\{%(?P<inner>.*)%\}", re.DOTALL)
_LIST: Final = re.compile(r"\[(?P<items>.*)\]", re.DOTALL)


def json_path_word(text: str) -> Word:
    """What a path, or an intrinsic function, becomes."""
    return _JSON_PATH.word(text)


def json_path_words(command: Any, word: Callable[[str], Word] = json_path_word) -> tuple[Word, ...]:
    """What it becomes where a list is wanted; `word` says it of each item."""
    text = text_of(command).strip()
    array = _ARRAY.fullmatch(text)
    return words_of(array["items"], word) if array else (word(text),)


def jsonata_word(text: str) -> Word:
    """What a text becomes, which may be an expression."""
    found = _EXPRESSION.fullmatch(text.strip())
    return _JSONATA.word(found["inner"]) if found else Word(text)


def jsonata_words(command: Any, word: Callable[[str], Word] = jsonata_word) -> tuple[Word, ...]:
    """What it becomes where a list is wanted, which may have expressions in it; `word` says it of each text."""
    plain = bare(command)
    if isinstance(plain, list):
        return tuple(word(text_of(one)) for one in plain)
    found = _EXPRESSION.fullmatch(text_of(plain).strip())
    items = _LIST.fullmatch(found["inner"].strip()) if found else None
    if items is None:
        return (word(text_of(plain)),)
    return words_of(items["items"], lambda item: word(f"{{% {item} %}}"))
