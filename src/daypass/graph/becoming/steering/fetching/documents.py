"""This is where the documents are that a script writes word for word, but for its variables, and into which files.

Source: GNU Bash Reference Manual, "Here Documents"; read 2026-12.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.fetching.command import unquoted

_BEGINS: Final = re.compile(r"<<-?[ \t]{0,8}(?P<tag>[A-Za-z_]\w{0,63})\b[^\n]{0,400}\n")
"""What is in quotes is written with its variables as they are: as a script, which evaluates them itself."""

_MOST: Final = 64
_INTO: Final = re.compile(r"""(?<![0-9&])>>?[ \t]{0,8}(?P<to>[^\s"'`;&|<>()]{1,400}|"[^"\n]{1,400}")""")
_TEE: Final = re.compile(r"""\btee(?:[ \t]{1,8}-\w{1,8}){0,4}[ \t]{1,8}(?P<to>[^\s`;&|<>()]{1,400})""")


class Document(NamedTuple):
    """`start` and `end` are where its lines stand, and `into` the file that gets them; "" for none."""

    start: int
    end: int
    into: str


@lru_cache(maxsize=64)
def documents_in(text: str) -> tuple[Document, ...]:
    """Those of a script."""
    return tuple(_each(text))


def _each(text: str) -> Iterator[Document]:
    for begun in islice(_BEGINS.finditer(text), _MOST):
        over = re.compile(rf"^[ \t]{{0,40}}{begun['tag']}[ \t]{{0,8}}$", re.MULTILINE).search(text, begun.end())
        if over:
            line = text[text.rfind("\n", 0, begun.start()) + 1 : begun.end()]
            into = _INTO.search(line) or _TEE.search(line)
            yield Document(begun.end(), over.start(), unquoted(into["to"]) if into else "")
