"""This is where the options of `daypass policy` are: which policies have a say, and what is asked of them."""

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar, cast

import click

from daypass.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskedOptions:
    """What a person asks, each option by its name; None or () where it was not given.

    `files` are policy documents, or with `role` the exports in which the role is. Each of `scp` and `rcp` is a level,
    with commas between its documents.
    """

    files: tuple[str, ...] = ()
    role: str | None = None
    boundary: str | None = None
    session_policy: tuple[str, ...] = ()
    resource_policy: str | None = None
    scp: tuple[str, ...] = ()
    rcp: tuple[str, ...] = ()
    action: str | None = None
    resource: str | None = None
    resource_account: str | None = None
    principal: str | None = None
    context: Pairs = ()
    claim: Pairs = ()
    format: str | None = None

    def lines(self, needed: str) -> str:
        """The path of the lines that are to be answered, where no person asks: nothing says what is `needed` for that.

        Raises `UsageError` where several are named, or an option is given that is of use to people alone.
        """
        given = [name for name in self.__dataclass_fields__ if name != "files" and getattr(self, name)]
        if given:
            fact = f"--{given[0].replace('_', '-')} says nothing about lines of JSON"
            raise UsageError(fact, remedy=f"To ask about one thing, give {needed} too.")
        if len(self.files) > 1:
            raise UsageError("one file of lines is answered at a time", remedy="Join them: cat FILE... | daypass …")
        return self.files[0] if self.files else "-"

    def words(self, *names: str) -> Iterator[str]:
        """The options of these names as they would be typed again, each word quoted for a shell."""
        for name in names:
            value = getattr(self, name)
            for one in value if isinstance(value, tuple) else [value]:
                if one is not None:
                    yield f"--{name.replace('_', '-')} {shlex.quote(one)}"


class Pair(click.ParamType[tuple[str, str]]):
    """`KEY=VALUE`; the first `=` ends the key."""

    name = "KEY=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Key and value; click's own failure where there is no key."""
        if isinstance(value, tuple):
            return cast("tuple[str, str]", value)
        key, equals, text = str(value).partition("=")
        if not equals or not key:
            # What is there may be the value whose key was forgotten, so it is not said again.
            self.fail(f"needs a key before a value. Write {self.name}.", param, ctx)
        return key, text


def by_key(pairs: Pairs) -> dict[str, Any]:
    """Key → its values, in the order in which they were given."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


_ROLE: Final = click.option("--role", metavar="NAME|ARN|URN", help="FILE is a stack export; ask about this role of it.")
_FORMAT: Final = click.option("--format", type=click.Choice(("text", "json")), help="What to print; text without it.")
_ACTION: Final = click.option("--action", metavar="ACTION", help="Ask about this action, as in s3:GetObject.")
_PRINCIPAL: Final = click.option("--principal", metavar="ARN", help="Who asks: an ARN, an account, or a service.")
_CONTEXT: Final = click.option(
    "--context", type=Pair(), multiple=True, help="A condition key of the request; again for one more value."
)
_LEVEL: Final = "FILE[,FILE]..."
_POLICIES: Final = (
    click.option("--boundary", metavar="FILE", help="The permissions boundary; in place of the role's own."),
    click.option("--session-policy", multiple=True, metavar="FILE", help="A session policy; repeatable."),
    click.option("--resource-policy", metavar="FILE", help="The policy of the resource itself."),
    click.option("--scp", multiple=True, metavar=_LEVEL, help="The SCPs of a level; again for the next, root first."),
    click.option("--rcp", multiple=True, metavar=_LEVEL, help="The RCPs of a level; again for the next, root first."),
)

EVALUATE: Final = (
    _ACTION,
    click.option("--resource", metavar="ARN", help="On this resource; * without it."),
    click.option("--resource-account", metavar="ID", help="Who owns the resource, where its ARN does not say it."),
    _PRINCIPAL,
    _CONTEXT,
    _ROLE,
    *_POLICIES,
    _FORMAT,
)
ADMITS: Final = (
    _PRINCIPAL,
    click.option("--action", metavar="ACTION", help="How it asks; without it the way that fits the principal."),
    click.option("--claim", type=Pair(), multiple=True, metavar="NAME=VALUE", help="A claim of its token; repeatable."),
    _CONTEXT,
    _ROLE,
    _FORMAT,
)
REACH: Final = (
    _ACTION,
    click.option("--resource", metavar="PATTERN", help="On what fits this pattern; * without it."),
    click.option("--principal", metavar="ARN", help="Asked by this one; whoever may have the policies without it."),
    _ROLE,
    *_POLICIES,
    _FORMAT,
)
COMPARE: Final = (_FORMAT,)
"""The options of each question."""


def asking(options: Iterable[Callable[[Any], Any]]) -> Callable[[F], F]:
    """Give a click command FILE... and these options; it receives them as one argument `asked: Asked`."""

    def decorate(command: F) -> F:
        @wraps(command)
        def gathered(**given: Any) -> Any:
            return command(asked=AskedOptions(**given))

        made: Any = gathered
        for option in reversed(tuple(options)):
            made = option(made)
        return cast("F", click.argument("files", nargs=-1, metavar="[FILE]...")(made))

    return decorate
