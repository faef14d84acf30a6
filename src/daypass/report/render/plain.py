r"""This is where text that somebody else wrote becomes harmless: names and messages may hold whatever a program put in.

Control characters move the cursor of a terminal, bidirectional marks make a line read as another one, line breaks
make one row two. Each stands for itself as an escape such as `\x1b`, so that a reader sees that it was there.
"""

import re
from textwrap import wrap
from typing import Final

_ACTIVE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: terminals act on them
    "\u00ad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian separator
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line and paragraph separators, bidirectional marks
    "\ufeff\ufff9-\ufffb"  # byte-order mark, interlinear annotation
    "\ud800-\udfff"  # half a character, which no encoder takes
    "\U000e0000-\U000e0fff"  # tags: invisible letters
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all, which XML and HTML have no way to write
    "]"
)

_COMMAND: Final = re.compile(r"##(?=\[|[vV][sS][oO]\[)")
"""An agent of Azure Pipelines takes `##vso[task.complete]` for a command anywhere in a line of output (`TryParse` in
its Command.cs searches the line), and runners of GitHub read `##[group]` and its like."""


def plain(text: str, limit: int = 4000) -> str:
    """The text on one line, with every active character written out, cut after `limit` characters."""
    made = _COMMAND.sub(r"#\\x23", _ACTIVE.sub(_escape, text))
    return made if len(made) <= limit else f"{made[:limit]}…"


def wrapped(text: str, width: int, before: str = "") -> list[str]:
    """The same on lines of this width, each with `before` in front."""
    return wrap(
        plain(text),
        width,
        initial_indent=before,
        subsequent_indent=before,
        break_long_words=False,
        break_on_hyphens=False,
    )


def toml_text(text: str) -> str:
    """The text as a basic string of TOML: as harmless, whole, and read back it is the same."""
    escaped = _ACTIVE.sub(lambda active: f"\\U{ord(active[0]):08x}", text.replace("\\", r"\\").replace('"', r"\""))
    harmless = _COMMAND.sub(r"#\\u0023", escaped)
    return f'"{harmless}"'


def _escape(match: re.Match[str]) -> str:
    if match[0] in "\n\r\t":
        return " "
    # Python's own escape of one character, which is \xNN, \uNNNN or \UNNNNNNNN.
    return match[0].encode("ascii", "backslashreplace").decode() if match[0] > "\x7f" else f"\\x{ord(match[0]):02x}"
