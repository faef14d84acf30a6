"""This is where YAML text becomes plain values, as JSON has them, or one error where it may mean more than one thing.

A parser is loaded with the first text that is read, and not with this module: that takes 25 ms, where a pack takes a
second for its rules, and most stacks have no such text.
"""

import re
from typing import Any, Final

LONGEST: Final = 65_536
"""Longer texts are not read: it is what a document of Systems Manager may have, and more than a template may."""

_ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)")
"""Characters that some readers take for the end of a line, and others do not."""


class YamlError(Exception):
    """A text that is no YAML, or such that its readers differ about. It never holds the text, which may be a secret."""


def yaml_value(text: str, *, functions: bool = False) -> Any:
    """What a YAML text says; numbers and dates are the texts that stand there. Raises `YamlError`.

    With `functions`, a tag (`!Sub x`) is the function of CloudFormation that it is short for (`{"Fn::Sub": "x"}`). An
    alias, a merge, a key twice or of another kind than a text, and any other tag have a text not read.
    """
    if len(text) > LONGEST or _ODD.search(text):
        raise YamlError
    from daypass.model.yaml_events import Strange, value_of  # noqa: PLC0415 - no pack should wait for it

    try:
        return value_of(text, functions=functions)
    except Strange:
        pass
    raise YamlError  # outside the handler: as a context, the parser's error would carry the text on
