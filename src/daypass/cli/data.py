"""This is where `daypass data` is: which facts daypass brings along, from where, and how old they are."""

import json
import os
import pkgutil
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Final, NamedTuple

import click

import daypass.data
from daypass.cli.output import print_out
from daypass.cli.stderr import complain
from daypass.data.table import all_tables
from daypass.report.day import judged_day

OLD: Final = 180
"""Days after which the world may have moved on: an AWS service more, an issuer that signs otherwise."""


class FactTable(NamedTuple):
    """One table of facts as it was on a day."""

    name: str
    as_of: date
    source: str

    def is_old(self, today: date) -> bool:
        """Whether it is older than facts should be."""
        return (today - self.as_of).days > OLD


@click.command()
@click.option("--age", "_age", is_flag=True, help="How old each table is, which is what this command says anyway.")
@click.option("--format", "face", type=click.Choice(("text", "json")), default="text", show_default=True)
def data(_age: bool, face: str) -> int:  # noqa: FBT001 - click passes a flag so
    """List the tables of facts with their age and source; warn of those that are older than 180 days."""
    today = judged_day(os.environ)
    found = sorted(_facts())
    print_out(_json(found, today) if face == "json" else _text(found, today))
    old = [one.name for one in found if one.is_old(today)]
    if old:
        complain(f"older than {OLD} days: {', '.join(old)}. Install a newer daypass; nothing is fetched at run time.")
    return 0


def _facts() -> Iterator[FactTable]:
    """The tables, and the modules that hold facts as Python and say their day themselves."""
    yield from (FactTable(table.name, table.as_of, table.source) for table in all_tables())
    for found in pkgutil.iter_modules(daypass.data.__path__):
        module = import_module(f"{daypass.data.__name__}.{found.name}")
        if hasattr(module, "AS_OF"):
            yield FactTable(found.name, module.AS_OF, module.SOURCE)


def _json(found: list[FactTable], today: date) -> str:
    rows = [
        {
            "name": one.name,
            "as_of": one.as_of.isoformat(),
            "age_days": (today - one.as_of).days,
            "old": one.is_old(today),
            "source": one.source,
        }
        for one in found
    ]
    return json.dumps({"schema_version": 1, "tables": rows}, indent=2) + "\n"


def _text(found: list[FactTable], today: date) -> str:
    width = max(len(one.name) for one in found)
    rows = (
        f"{one.name.ljust(width)}  {one.as_of}  {(today - one.as_of).days:>5} days  {one.source}\n" for one in found
    )
    return "".join(rows)
