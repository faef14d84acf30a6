"""This is where a test counts how much work a call is: in lines of our code, which no busy machine makes more."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

OURS = "/daypass/"


def work_of(call: Callable[[], object]) -> int:
    """How many lines of the library run until the call ends, however it ends."""
    lines = 0

    def on_line(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return on_line if OURS in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        call()
    finally:
        sys.settrace(before)
    return lines
