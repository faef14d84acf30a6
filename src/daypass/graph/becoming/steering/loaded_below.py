"""This is where it is told whether a program is told to load code from a directory: by what its setting is called.

Plugins, extensions, modules, hooks and scripts are code by their name, whatever program takes them. Of other settings a
switch beside them may say that the program runs what it finds. Where it is told to check signatures or digests it loads
nobody else's. Sources: Airflow, "Configuration Reference" (`dags_folder`, `plugins_folder`); Grafana, "Configuration"
(`plugins`, `allow_loading_unsigned_plugins`); vLLM, "Engine Arguments" (`--trust-remote-code`); read 2026-12.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.becoming.steering.told import Setting
from daypass.words import words_in

_CODE: Final = frozenset(
    (
        *("plugin", "plugins", "addon", "addons", "extension", "extensions", "module", "modules", "code", "dags"),
        *("hook", "hooks", "script", "scripts"),
    )
)
"""Words for what is run."""

_DATA: Final = frozenset(
    (
        *("out", "output", "outputs", "log", "logs", "cache", "data", "state", "config", "conf", "settings", "tmp"),
        *("temp", "report", "reports", "dest", "destination", "save", "write", "dump", "backup", "upload", "error"),
        *("exclude", "ignore", "skip", "disable", "coverage"),
    )
)
"""Words by which a setting means what such code reads or writes, or what is left out."""

_LETS: Final = frozenset(("allow", "enable", "run", "load", "exec", "execute", "trust", "with"))
_CHECKS: Final = frozenset(
    ("verify", "verified", "signed", "signature", "signatures", "checksum", "checksums", "digest", "digests", "sha256")
)
_NOT: Final = frozenset(("no", "not", "skip", "disable", "unsigned", "ignore", "insecure", "unverified"))
_OFF: Final = frozenset(("false", "no", "off", "0", "none", "never", "disabled"))

_OPTION: Final = re.compile(
    r"""(?<!\S)["']?--(?P<name>[A-Za-z][\w.-]{0,64})(?:(?:=|[ \t]{1,8})["']?(?!-)(?P<value>[^\s;&|"']{1,400}))?"""
)
_PARTS: Final = re.compile(r"&&|\|\||[;\n|]")
"""What stands between one command and the next."""

_FILE: Final = re.compile(r"\.(?:csv|tsv|json|ya?ml|xml|txt|toml|ini|log|pdf|png|jpe?g|pem|crt)\Z")


def loads_by_option(text: str, directory: str) -> bool:
    """Whether one of the commands there is given the directory, or what is below it, by an option for code."""
    plain = directory.rstrip("/")
    each = (one for one in _PARTS.split(text) if plain in one) if plain else ()
    return any(_loads([(found["name"], found["value"]) for found in _OPTION.finditer(one)], plain) for one in each)


def is_called_after_code(directory: str, settings: Sequence[Setting]) -> bool:
    """Whether a place where something is mounted is called after code, and nothing says that this is checked."""
    words = set(words_in(directory.rstrip("/").rpartition("/")[2]))
    return bool(words & _CODE) and not words & _DATA and not any(_is_check(one.name, one.value) for one in settings)


def loads_by_setting(settings: Sequence[Setting], directory: str) -> Iterator[bool | str]:
    """Whether one of the variables of a process names it so; the path of one of code that is not known yet."""
    if any(_is_check(one.name, one.value) for one in settings):
        return
    for one in settings:
        if _is_of_code(one.name):
            yield one.path if one.value is None else _is_below(one.value, directory.rstrip("/"))


def _loads(options: Sequence[tuple[str, str | None]], directory: str) -> bool:
    if any(_is_check(*one) for one in options):
        return False
    lets_run = any(_lets(*one) for one in options)
    return any(
        _is_below(value, directory) and (_is_of_code(name) or (lets_run and _DATA.isdisjoint(words_in(name))))
        for name, value in options
    )


def _is_of_code(name: str) -> bool:
    words = words_in(name)
    return not _CODE.isdisjoint(words) and _DATA.isdisjoint(words)


def _lets(name: str, value: str | None) -> bool:
    """Whether it is a switch that lets code run: `--allow-scripts`."""
    words = words_in(name)
    is_on = (value or "").lower() not in _OFF
    return is_on and not _LETS.isdisjoint(words) and not _CODE.isdisjoint(words) and _NOT.isdisjoint(words)


def _is_check(name: str, value: str | None) -> bool:
    words = words_in(name, "joined")
    return not _CHECKS.isdisjoint(words) and _NOT.isdisjoint(words) and (value or "").lower() not in _OFF


def _is_below(value: str | None, directory: str) -> bool:
    return any(
        (one == directory or one.startswith(f"{directory}/")) and not _FILE.search(one)
        for one in re.split(r"[:,]", value or "")
    )
