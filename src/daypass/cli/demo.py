"""This is where `daypass demo` is: the main job in five steps, done by the commands that a reader would type."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from daypass.cli.demo_agreement import agrees
from daypass.cli.demo_deployment import deploys
from daypass.cli.demo_identities import ENVIRONMENT, REGION, identity_table
from daypass.cli.demo_tour import Tour, checkout

LEAKY, MENDED = "examples/leaky", "examples/mended"


def declares(tour: Tour) -> None:
    """Each identity is one file: who answers for it, how it proves itself, what it opens, and for how long."""
    tour.show(identity_table(tour.root))
    tour.run("check", "--stack", ENVIRONMENT, "-c", f"aws:region={REGION}", *tour.reports("identities"), expect=0)


def refuses(tour: Tour) -> None:
    """An invoice service as teams really write it. Nothing is installed or called; the program runs as a preview."""
    tour.run("check", LEAKY, *tour.reports("leaky"), expect=1)


def mends(tour: Tour) -> None:
    """The same service, built with the components."""
    tour.run("check", MENDED, *tour.reports("mended"), expect=0)


STEPS: Final[tuple[Callable[[Tour], None], ...]] = (declares, refuses, mends, agrees, deploys)


@click.command()
def demo() -> None:
    """Declare, refuse, mend, agree, deploy: the main job, in a checkout. Leaves reports in out/."""
    tour = Tour(checkout(Path(__file__)))
    for number, step in enumerate(STEPS, 1):
        tour.heading(number, step.__name__, step.__doc__ or "")
        step(tour)
    tour.farewell()
