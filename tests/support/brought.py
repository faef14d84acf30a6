"""This is where a distribution is that brings rules along, as one that pip installed."""

from pathlib import Path
from textwrap import dedent
from typing import Final

HEAD: Final = '''
from daypass.rule import rule

FACTS = dict(risk="lifecycle", severity="low", confidence="low", level="advisory", applies_to=("a:b:C",),
             controls=("NHI1:2025",), remedy="Mend it.")

def judge(resource, ask):
    """It has a reason."""
    yield from ()
'''


def brought(folder: Path, value: str, code: str = "") -> dict[str, str]:
    """An environment in which a distribution names `value` as its rules, beside a module `theirs`."""
    about = folder / "theirs-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[daypass.rules]\ntheirs = {value}\n")
    (folder / "theirs.py").write_text(HEAD + dedent(code))
    return {"PYTHONPATH": str(folder)}
