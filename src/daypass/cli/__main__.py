"""This is where the command line is wired: the table of commands, and what becomes of whatever goes wrong in one.

Each command is loaded when it is called, so that `daypass --help` and the completion of a shell stay fast.
"""

import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from daypass.cli.exits import INTERNAL, INTERRUPTED, OK, WRONG
from daypass.cli.stderr import complain, complain_of_bug
from daypass.errors import DaypassError

COMMANDS: Final = {
    "scan": "Judge stack exports, checkpoints or folders of them.",
    "check": "Run a Pulumi program as a preview and judge what it registers.",
    "events": "Read the engine's own record of a policy run.",
    "inventory": "List every identity, and the share of them that is governed.",
    "rules": "List the rules.",
    "explain": "Explain a rule, or one finding in depth.",
    "baseline": "Accept today's findings, so that only new ones count.",
    "exemptions": "Turn exemptions into the engine's own exceptions.",
    "policy": "Ask the policy language itself: evaluate, admits, reach, compare.",
    "schema": "Print the JSON Schema of a file that people write.",
    "pack": "Say where an installed policy pack lies.",
    "data": "Say how old each table of facts is.",
    "demo": "See the main job done, in a checkout.",
}
"""Every command with its line of help. The command `NAME` is the function `NAME` in `daypass/cli/NAME.py`."""


COMPLETES: Final = "_DAYPASS_COMPLETE"
"""The environment variable in which a shell asks click to complete a word, instead of running a command."""


class Commands(click.Group):
    """A group that imports the module of a command when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command, or None where the table has none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"daypass.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, naming the nearest command where there is none of that name."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            close = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Commands are {', '.join(COMMANDS)}."
            raise click.UsageError(f"there is no command {name!a}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The list of commands in `--help`, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="daypass", prog_name="daypass", message="%(prog)s %(version)s")
def daypass() -> None:
    """Owned, federated, short-lived identities for machines: judged before they are created.

    Exit status: 0 nothing that counts, 1 findings, 2 wrong use or unreadable input, 3 undecided (with --strict),
    70 internal error.
    """


def main() -> None:
    """Run the command line of this process and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit status. Whatever it raises becomes one sentence on standard error, never a verdict."""
    try:
        status = daypass.main(list(arguments), prog_name="daypass", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        _tell(error)
        return WRONG
    except DaypassError as error:
        complain(str(error))
        return WRONG
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output left. Python would complain once more while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    except BaseException as bug:  # a crash is not a verdict, and neither is a module that leaves by `sys.exit(0)`
        if os.environ.get(COMPLETES):  # click leaves by itself when it has completed a word for a shell
            raise
        complain_of_bug(bug)
        return INTERNAL
    return status if isinstance(status, int) else OK


def _tell(error: click.ClickException) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = getattr(error, "ctx", None)
    usage = f"{context.get_usage()}\nTry '{context.command_path} --help' for help." if context else ""
    complain(error.format_message(), usage)


if __name__ == "__main__":
    main()
