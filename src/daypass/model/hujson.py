"""This is where JSON for people is read: JSON with comments, and with commas behind what comes last.

Source: github.com/tailscale/hujson ("JWCC"); read 2026-12.
"""

import re
from typing import Any, Final

from daypass.model.json_text import json_value

_STRING: Final = r'"(?:[^"\\\n]|\\.)*"'
_COMMENTS: Final = re.compile(rf"(?P<keep>{_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMAS: Final = re.compile(rf"(?P<keep>{_STRING})|(?<=[^\s,\[{{:]),(?=\s*[\]}}])")


def hujson_value(text: str) -> Any:
    """The value that a text says. Raises `JsonError`."""
    for each in (_COMMENTS, _LAST_COMMAS):
        text = each.sub(lambda found: found["keep"] or " ", text)
    return json_value(text)
