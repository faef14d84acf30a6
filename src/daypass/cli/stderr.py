"""This is where daypass speaks on standard error: one sentence, with nothing in it that a terminal would obey."""

import os
import sys
import traceback
from pathlib import Path
from typing import Final

from daypass.report.render.plain import plain

DEBUG: Final = "DAYPASS_DEBUG"
"""The environment variable that makes an internal error show its traceback."""


def complain(sentence: str, usage: str = "") -> None:
    """Say what is wrong. The remedy is part of the sentence."""
    _write(f"{usage}\n" if usage else "", f"daypass: {plain(sentence)}\n")


def complain_of_bug(bug: BaseException) -> None:
    """Say where daypass broke, by type and place alone: the message of an exception may hold a value."""
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
    _write(
        f"daypass: internal error: {type(bug).__name__} at {place}. Nothing was judged.",
        f" Please report it; {DEBUG}=1 shows the whole traceback.\n",
    )
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(bug)


def _write(*parts: str) -> None:
    if sys.stderr is None:  # closed by whoever started us
        return
    sys.stderr.write("".join(parts).encode(sys.stderr.encoding or "ascii", "backslashreplace").decode())
