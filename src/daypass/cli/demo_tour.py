"""This is where a Tour is: it runs commands before a reader's eyes and stops where one does not do what it should."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from daypass.errors import DaypassError, UsageError
from daypass.report.day import VARIABLE, judged_day

REVIEWED_UNTIL: Final = date(2027, 1, 31)
"""The first review date in our stacks and examples. A tour taken later is judged as of it, instead of ending there."""

OUT: Final = "out"
"""The folder of the reports, in the checkout and ignored by git."""


def plain_table(*headings: str) -> Table:
    """An empty table that breaks long words instead of cutting them off."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def checkout(file: Path) -> Path:
    """The root of the checkout that `file` lies in. Raises UsageError in an installed package: it has no examples."""
    root = file.resolve().parents[3]
    if not all((root / part).exists() for part in ("examples", "stacks", "pyproject.toml")):
        raise UsageError(
            "the demo runs in a checkout, and this is an installed package",
            remedy="Clone the repository and run make demo there, or judge a program of yours with daypass check.",
        )
    return root


class Tour:
    """One telling of the demo. `root` is the checkout; all commands run there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.console = Console(highlight=False, soft_wrap=True)
        if not self.console.is_terminal:  # a log has no width of its own, and a table needs one
            self.console.width = 120
        # The reader's own settings would judge our examples by rules that are not theirs.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYPASS_")}
        self.day = {} if judged_day({}) <= REVIEWED_UNTIL else {VARIABLE: REVIEWED_UNTIL.isoformat()}
        self.environment |= self.day
        self._begun = time.monotonic()
        (root / OUT).mkdir(exist_ok=True)

    def heading(self, number: int, verb: str, sentence: str) -> None:
        """Begin a step."""
        self.console.print()
        self.console.rule(Text(f"{number}  {verb}", style="bold"), align="left")
        self.say(sentence)
        self.console.print()

    def say(self, sentence: str) -> None:
        """One sentence of ours."""
        self.console.print(Text(sentence))

    def show(self, what: RenderableType) -> None:
        """A table, with a line of air below."""
        self.console.print(what, soft_wrap=False)
        self.console.print()

    def command(self, *words: str) -> None:
        """Show what a reader would type."""
        self.console.print(Text(f"$ {shlex.join(words)}", style="bold"))

    def run(self, *words: str, expect: int, last: int | None = None) -> None:
        """Run `daypass WORDS` with its output on ours, or only its `last` lines, where a reader has seen the rest.

        Raises DaypassError where its exit status is another than expected.
        """
        self.command("daypass", *words)
        sys.stdout.flush()
        ran = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "daypass", *words],
            cwd=self.root,
            env=self.environment,
            check=False,
            stdout=subprocess.PIPE if last else None,
            text=True,
        )
        if last:
            self.say("\n".join(["…", *ran.stdout.splitlines()[-last:]]))
        self.say(f"exit status {ran.returncode}")
        self.insist(ran.returncode == expect, f"daypass {shlex.join(words)} ended with {ran.returncode}, not {expect}")

    def reports(self, name: str) -> tuple[str, ...]:
        """The options that leave JSON, SARIF and Markdown behind."""
        faces = {"json": "json", "sarif": "sarif", "markdown": "md"}
        return tuple(word for face, end in faces.items() for word in ("--output", f"{face}={OUT}/{name}.{end}"))

    def insist(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - the claim itself, as with assert
        """Stop the demo where it does not do what it claims."""
        if not holds:
            raise DaypassError(otherwise, place="daypass demo", remedy="Please report it with the output above.")

    @contextmanager
    def working(self, at: str) -> Iterator[None]:
        """Turn a wheel on a terminal while something takes longer; elsewhere stay silent."""
        with self.console.status(at):
            yield

    def farewell(self) -> None:
        """Say how long it took, what it left, and where to go from here."""
        self.console.print()
        self.console.rule()
        self.say(f"{time.monotonic() - self._begun:.0f} seconds. {OUT}/ holds all reports as JSON, SARIF and Markdown.")
        self.say(f"Look into {OUT}/leaky.md, then read on in README.md.")
