"""This is where `daypass pack` is: where the folder of an installed policy pack lies."""

import re
from pathlib import Path
from typing import Final

import click

import daypass
from daypass.errors import UsageError
from daypass.rule import PACKS

_HOME: Final = Path(daypass.__file__).parent

PLACES: Final = (_HOME / "packs", _HOME.parents[1] / "policy_packs")
"""Where pack folders lie in a wheel, and in a checkout."""


@click.group()
def pack() -> None:
    """Say where an installed policy pack lies."""


# Nothing on the command line may leave standard output empty: the engine takes an empty --policy-pack for no pack.
@pack.command(context_settings={"ignore_unknown_options": True})
@click.argument("name", nargs=-1)
def path(name: tuple[str, ...]) -> None:
    """Print the folder of the pack NAME, to be given to `--policy-pack`."""
    wanted = " ".join(name)
    for place in PLACES:
        if wanted in PACKS and (place / wanted / "PulumiPolicy.yaml").is_file():
            click.echo(str(place / wanted))
            return
    # A path that cannot exist, whatever was asked for: `x/../../etc` would be one that does.
    click.echo(f"/no-daypass-pack-named-{re.sub(r'[^A-Za-z0-9_.-]|[.]{2,}', '-', wanted)}")
    raise UsageError(f"there is no pack named {wanted!a}", remedy=f"Packs are {' and '.join(PACKS)}.")
