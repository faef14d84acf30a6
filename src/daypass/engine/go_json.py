"""This is where JSON is written as Go writes it, because engine and providers hand such texts on."""

import json
from typing import Any, Final

_ESCAPED: Final = "<>&\u2028\u2029"


def go_json(tree: Any, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """The text: no space without an indent, `<`, `>`, `&` and two line separators escaped, nothing else of Unicode.

    A map of Go comes out in the order of its keys (`sort_keys`), a struct in that of its fields.
    """
    separators = None if indent else (",", ":")
    text = json.dumps(tree, ensure_ascii=False, indent=indent, separators=separators, sort_keys=sort_keys)
    for character in _ESCAPED:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
