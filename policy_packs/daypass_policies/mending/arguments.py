"""This is where it is written which arguments a resource should have instead, as `Problem.mended` has it."""

import json
from typing import Any


def instead(argument: str, value: Any) -> str:
    """That the resource has this value there; None: that it has nothing there."""
    return json.dumps({argument: value})
