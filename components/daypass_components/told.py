"""This is where a refusal learns which line of the program it speaks of."""

import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from daypass.errors import DaypassError

_HERE: Final = Path(__file__).parent
_NOT_THE_PROGRAM: Final = ("contextlib.py",)


@contextmanager
def told_of(component: str, name: str) -> Iterator[None]:
    """Put `main.py:12: WorkloadIdentity 'invoice'` before whatever is refused inside."""
    try:
        yield
    except DaypassError as refused:
        said = refused.at(f"{component} {name!r}")
        raise (said.at(line) if (line := _line_of_program()) else said) from None


def _line_of_program() -> str:
    """The innermost line outside this package: the one that made the component; "" where a plugin host did."""
    for frame, line in traceback.walk_stack(inspect.currentframe()):
        file = Path(frame.f_code.co_filename)
        if _HERE in file.parents or file.name in _NOT_THE_PROGRAM:
            continue
        if "site-packages" in file.parts:
            return ""
        return f"{_shown(file)}:{line}"
    return ""


def _shown(file: Path) -> str:
    working = Path.cwd()
    return str(file.relative_to(working) if working in file.parents else file.name)
