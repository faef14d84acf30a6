"""This is where the options are that every judging command takes: what to judge by, and how to tell it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from daypass.report.render import FACES
from daypass.rule import PROFILES, SEVERITIES, Profile, Severity

F = TypeVar("F", bound=Callable[..., Any])

_FILE: Final = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for. None and "" mean that the policy configuration, or the default, decides."""

    format: str = "text"
    outputs: tuple[tuple[str, Path], ...] = ()
    policy_config: Path | None = None
    settings: Path | None = None
    exemptions: Path | None = None
    baseline: Path | None = None
    profile: Profile | None = None
    min_severity: Severity | None = None
    fail_on: Severity | None = None
    show_passed: bool = False
    strict: bool = False


class Output(click.ParamType[tuple[str, Path]]):
    """`NAME=FILE`: one of these faces of what is told, and the file it is written to."""

    name = "NAME=FILE"

    def __init__(self, faces: Iterable[str]) -> None:
        self._faces = tuple(faces)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """The face's name and the path; click's own failure where there is no such face or no file."""
        if isinstance(value, tuple):
            return cast("tuple[str, Path]", value)
        name, _, file = str(value).partition("=")
        if name not in self._faces:
            self.fail(f"{name!a} is no format; formats are {', '.join(self._faces)}. Write NAME=FILE.", param, ctx)
        if not file:
            self.fail(f"{value!a} names no file. Write {name}=FILE.", param, ctx)
        return name, Path(file)


_JUDGING: Final = (
    click.option("--policy-config", type=_FILE, metavar="FILE", help="Levels and options of rules, as for the packs."),
    click.option("--settings", type=_FILE, metavar="FILE", help="The organisation's daypass.toml."),
    click.option("--exemptions", type=_FILE, metavar="FILE", help="What is excused, by whom and until when."),
    click.option("--baseline", type=_FILE, metavar="FILE", help="Findings that are known and do not count."),
    click.option("--profile", type=click.Choice(PROFILES), help="How many rules speak; standard without it."),
    click.option("--strict", is_flag=True, help="Leave with status 3 where something is undecided."),
)
_TELLING: Final = (
    click.option("--format", type=click.Choice(list(FACES)), default="text", show_default=True, help="What to print."),
    click.option(
        "--output", "outputs", type=Output(FACES), multiple=True, help="Also write a format to a file; repeatable."
    ),
    click.option("--min-severity", type=click.Choice(SEVERITIES), help="Hide rows below; the exit status stays."),
    click.option("--fail-on", type=click.Choice(SEVERITIES), help="Leave with status 1 from this severity on."),
    click.option("--show-passed", is_flag=True, help="Show what was asked and passed, too."),
)


def judging_options(command: F) -> F:
    """Give a click command the options of judging and telling; it receives them as one argument `options: Options`."""
    return _gathered(command, (*_JUDGING, *_TELLING))


def bench_options(command: F) -> F:
    """The same with the options of judging alone."""
    return _gathered(command, _JUDGING)


def _gathered(command: F, wanted: Iterable[Callable[[Any], Any]]) -> F:
    @wraps(command)
    def gathered(**given: Any) -> Any:
        said = {name: given.pop(name) for name in Options.__dataclass_fields__ if name in given}
        return command(options=Options(**said), **given)

    made: Any = gathered
    for option in reversed(tuple(wanted)):
        made = option(made)
    return cast("F", made)
