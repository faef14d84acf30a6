"""This is where it is told which configurations of AppConfig a script fetches, and where it puts each.

It asks AWS itself, in a session, or the agent beside it, which is the extension of a function, too. Sources: AWS CLI
Command Reference, "appconfigdata start-configuration-session" and "get-latest-configuration", "appconfig
get-configuration"; AWS AppConfig User Guide, "Retrieving configuration data with AppConfig Agent"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.fetching.calls import Call, calls_of, spelled_out
from daypass.graph.becoming.steering.fetching.command import Command
from daypass.graph.becoming.steering.fetching.downloads import downloads_in, written_by
from daypass.graph.becoming.steering.fetching.emitting import assigned_to
from daypass.grouping import grouped

_STARTS: Final = "appconfigdata start-configuration-session"
_GETS: Final = "appconfigdata get-latest-configuration"
_GETS_AT_ONCE: Final = "appconfig get-configuration"
_ASKS: Final[Mapping[str, tuple[str, str, str]]] = {
    _STARTS: ("--application-identifier", "--environment-identifier", "--configuration-profile-identifier"),
    _GETS_AT_ONCE: ("--application", "--environment", "--configuration"),
}
"""Call → where it says what it asks for."""

_TOKEN: Final = "--configuration-token"  # noqa: S105 - an option
_PRINTED: Final = ("/dev/stdout", "/dev/fd/1")
_VARIABLE: Final = re.compile(r"\$\{?([A-Za-z_]\w{0,63})\}?")

_AGENT: Final = re.compile(
    r"(?:http://)?(?:(?:localhost|127\.0\.0\.1)(?::[^\s/]{1,80})?|[\w.-]{1,80}:2772)/applications/(?P<application>[^/?&]{1,128})"
    r"/environments/(?P<environment>[^/?&]{1,128})/configurations/(?P<profile>[^/?&]{1,128})(?:\?.{0,400})?"
)


class AskedConfiguration(NamedTuple):
    """A configuration, each by its id or its name: "" for one that the script does not spell out."""

    application: str
    environment: str
    profile: str


class Got(NamedTuple):
    """A command that gets one: `prints` what it has got, or writes it `into` files."""

    asked: AskedConfiguration
    command: Command
    prints: bool = True
    into: tuple[str, ...] = ()


def configurations_in(text: str) -> Iterator[Got]:
    """All that the script fetches."""
    calls = tuple(calls_of(text))
    sessions = grouped(
        (assigned_to(text, one.command), _asked(text, one, _ASKS[_STARTS])) for one in calls if one.called == _STARTS
    )
    for call in calls:
        if call.called == _GETS:
            for asked in dict.fromkeys(_of_session(call, sessions)):
                yield _got(asked, call)
        elif call.called == _GETS_AT_ONCE:
            yield _got(_asked(text, call, _ASKS[_GETS_AT_ONCE]), call)
    yield from _from_agent(text)


def _asked(text: str, call: Call, options: Sequence[str]) -> AskedConfiguration:
    return AskedConfiguration(*(spelled_out(text, next(iter(call.says(option)), "")) for option in options))


def _of_session(call: Call, sessions: Mapping[str, tuple[AskedConfiguration, ...]]) -> tuple[AskedConfiguration, ...]:
    """What was asked for when the token was got that it shows; anything of the script where that is not told."""
    variable = _VARIABLE.fullmatch(next(iter(call.says(_TOKEN)), ""))
    named = sessions.get(variable[1], ()) if variable else ()
    return named or tuple(asked for each in sessions.values() for asked in each)


def _got(asked: AskedConfiguration, call: Call) -> Got:
    """The first word that is no option is the file; what the call prints is about it."""
    prints = any(one in _PRINTED for one in call.rest)
    return Got(asked, call.command, prints, () if prints else call.rest[:1])


def _from_agent(text: str) -> Iterator[Got]:
    for command in downloads_in(text):
        for url in filter(None, map(_AGENT.fullmatch, command.words)):
            asked = AskedConfiguration(*(spelled_out(text, url[part]) for part in AskedConfiguration._fields))
            into = written_by(command, asked.profile)
            yield Got(asked, command, not into, (into,) if into else ())
