"""This is where a document is read as a story: the files it shows are written, its commands are run, in one folder.

A fenced block says by its first line what happens to it:

- `console`: lines after `$ ` (and `> `) are run by bash; the expected output follows, `...` in it is anything;
- any language and a path (`toml identities/a.toml`): written to that path of the story's folder;
- `text` and `mermaid`: pictures for people.

Any other block is an example that nobody checks, and an error.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_PICTURES = ("text", "mermaid")
_PRELUDE = 'make() { command make --old-file=setup "$@"; }\n'  # the environment that runs the test is set up already


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a document, with the line it begins on."""

    language: str
    path: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a `console` block and the output that a reader is shown."""

    text: str
    expected: str


def blocks(document: Path) -> list[Block]:
    """Every fenced block that is not a picture. Raises ValueError where a block says nothing about its check."""
    text = document.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, _, path = match["info"].strip().partition(" ")
        line = text.count("\n", 0, match.start()) + 1
        if language in _PICTURES:
            continue
        if language != "console" and not path:
            raise ValueError(
                f"{document.name}:{line}: a {language} block without a path is an example that nobody checks"
            )
        found.append(Block(language, path, match["body"], line))
    return found


def commands(block: Block) -> Iterator[Command]:
    """The commands of a `console` block. One goes on after a backslash, and in lines that begin with `> `."""
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        first, *rest = part.split("\n")
        text = [first]
        while rest and (text[-1].endswith("\\") or rest[0].startswith("> ")):
            text.append(rest.pop(0).removeprefix("> "))
        yield Command("\n".join(text), "\n".join(rest).strip("\n"))


def run(command: Command, folder: Path, environment: dict[str, str]) -> None:
    """Run one command as a reader would, and compare. Raises AssertionError that shows both outputs."""
    ran = subprocess.run(
        ["bash", "-c", _PRELUDE + command.text],
        cwd=folder,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    shown = "\n".join(line.rstrip() for line in ran.stdout.strip("\n").splitlines())
    told = f"$ {command.text}\n{shown}\n--- exit status {ran.returncode}; the document says\n{command.expected}"
    assert ran.returncode == 0, told
    assert not command.expected or _pattern(command.expected).fullmatch(shown + "\n"), told


def _pattern(expected: str) -> re.Pattern[str]:
    """`...` alone on a line stands for any lines, inside a line for any characters of it."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"\n"
        for line in expected.splitlines()
    ]
    return re.compile("".join(parts))
