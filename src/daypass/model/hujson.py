"""This is where JSON for people is read: JSON with comments, and with commas behind what comes last.

Source: github.com/tailscale/hujson ("JWCC"); read 2026-12.
"""

import re
from typing import Any, Final

from daypass.model.json_text import JsonError, json_value

_STRING: Final = r'"(?:[^"\\\n]|\\.)*+"'
_COMMENTS: Final = re.compile(rf"(?P<keep>{_STRING})|//[^\n]*|/\*.*?\*/|(?P<open>[\"/])", re.DOTALL)
_LAST_COMMAS: Final = re.compile(rf"(?P<keep>{_STRING})|(?<=[^\s,\[{{:]),(?=\s*[\]}}])")


def hujson_value(text: str) -> Any:
    """The value that a text says. Raises `JsonError`."""
    plain = _COMMENTS.sub(_without_comment, text)
    return json_value(_LAST_COMMAS.sub(lambda found: found["keep"] or " ", plain))


def _without_comment(found: re.Match[str]) -> str:
    """Raises `JsonError` at the first string or comment that does not end, behind which nothing has to be read."""
    if found["open"]:
        raise JsonError("syntax")
    return found["keep"] or " "
