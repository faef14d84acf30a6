"""This is where it is told which packages a script installs in whatever version is the newest, or without a lock.

A version that is there is nobody's to publish again, and what a lock or a digest holds stays what it was: `npm ci`,
`--frozen-lockfile`, `--immutable` and `--require-hashes` take nothing else, and nor does `pnpm install` in a build with
a lock. `npm install` and `yarn install` do without one, and take whatever is new that their project allows. `npx` runs
one package and hands it the words behind its name; without a version it runs what the project has, if it has it, and
nothing else with `--no-install`.
NuGet takes the oldest version that a project allows, and Maven and Gradle the one that it names, so that of their
builds nobody decides by a newer one. Sources: pip documentation, "pip install" and "Secure installs"; npm
documentation, "npm install", "npm ci", "npm update" and "npx"; Yarn documentation, "yarn install"; pnpm documentation,
"pnpm install"; Microsoft Learn, "NuGet package dependency resolution", "dotnet package add" and "dotnet tool install";
PyPA specifications, "Names and normalization"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from daypass.data.stand_ins import PROBE

_PIP: Final = r"(?:\bpip[\d.]{0,5}|\buv\s{1,8}pip)\s{1,8}install"
_NPM: Final = r"""(?:\bnpm\s{1,8}(?:install|i|add|exec|update|up|upgrade)|\bnpx
    |\bpnpm\s{1,8}(?:install|i|add|dlx|update|up)
    |\byarn\s{1,8}(?:install|add|dlx|upgrade))"""
_YARN: Final = r"""(?:^[ \t]{0,80}(?:-[ \t]{1,8})?["']?|[;&|(][ \t]{0,8})yarn(?=[ \t]{0,8}(?:--|$|[;&|)"']))"""
_NUGET: Final = r"""\bdotnet\s{1,8}(?:add(?:\s{1,8}[^\s;&|-][^\s;&|]{0,200})?\s{1,8}package|package\s{1,8}add
    |tool\s{1,8}(?:install|update))|\bnuget\s{1,8}install"""
_INSTALL: Final = re.compile(
    rf"""(?:(?P<pypi>{_PIP})|(?P<npm>{_NPM}|{_YARN})|(?P<nuget>{_NUGET}))(?![\w-])
    (?P<words>(?:[ \t]{{1,8}}[^\s;&|]{{1,200}}){{0,64}})""",
    re.VERBOSE | re.MULTILINE,
)
_VALUED: Final = re.compile(
    r"-(?:[rctdiefpw]|-(?:[a-z]{1,16}-)?(?:url|host|dir|target|prefix|root|file|registry|package|requirement|constraint"
    r"|workspace|filter|cwd|loglevel|omit|include|cache|userconfig|scope|only))"
)
"""Options that take the next word for their value; `-e .` is no package of a repository."""

_REDIRECTS: Final = re.compile(r"\d?[<>]{1,2}")

_HELD: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(r"--require-hashes"),
    "npm": re.compile(r"--(?:frozen-lockfile|immutable|package-lock-only|no|no-install|no-yes|offline)(?:=true)?"),
    "nuget": re.compile(r"--version(?:=.{1,98})?|-v|-Version"),
}
"""By which words a command takes nothing but what is written down, or installs nothing."""

_PACKAGES: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(
        r"(?P<name>[A-Za-z0-9](?:[\w.-]{0,98}[A-Za-z0-9])?)(?:\[[\w,.-]{0,98}\])?(?P<version>[=<>!~][^;]{0,98})?"
    ),
    "npm": re.compile(
        r"(?:@(?P<scope>[A-Za-z0-9][\w.-]{0,98})/)?(?P<name>[A-Za-z0-9][\w.-]{0,98})(?:@(?P<version>[^@/:]{1,98}))?"
    ),
    "nuget": re.compile(r"(?P<name>[A-Za-z0-9_][\w.-]{0,98})(?:@(?P<version>[\w.*+-]{1,98}))?"),
}
"""How a package is named, and its versions."""

_PINNED: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(r"={2,3}[\w.+!-]{1,98}"),
    "npm": re.compile(r"=?v?\d{1,8}\.\d{1,8}\.\d{1,8}[\w.+-]{0,64}"),
    "nuget": re.compile(r"[\w.+-]{1,98}"),
}
"""A version that stands for itself alone."""

_EXECUTES: Final = re.compile(r"npx|npm\s{1,8}exec|(?:pnpm|yarn)\s{1,8}dlx")
_LOCALLY: Final = re.compile(r"npx|npm\s{1,8}exec")
_LOCKED: Final = re.compile(r"\bnpm\s{1,8}(?:ci|clean-install)\b|--(?:frozen-lockfile|immutable)\b")
"""What runs a package, what runs that of the project first, and how a project is installed as it was written down."""

_PACKAGE_OPTIONS: Final = ("-p", "--package")
_CALL: Final = re.compile(r"-c|--call(?:=.{0,200})?")

_RUNS: Final = re.compile(r"[-_.]+")
"""What stands for one hyphen in a name of PyPI."""

_FILES: Final = (".whl", ".gz", ".zip", ".tgz", ".txt")

ANY_PACKAGE: Final = f"/{PROBE}"
"""A package that nobody named: who may publish this one may publish whatever a project asks for."""

_OF_PROJECT: Final = re.compile(
    r"(?:.{0,80}\s)?(?:\bnpm\s{1,8}(?:install|i|update|up|upgrade)|pnpm\s{1,8}(?:update|up)|yarn(?:\s{1,8}(?:install|upgrade))?)",
    re.DOTALL,
)
_UNFROZEN: Final = "--no-frozen-lockfile"
_PNPM: Final = re.compile(r"pnpm\s{1,8}(?:install|i)")
_REQUIREMENTS: Final = re.compile(
    r"-r.{0,200}|--requirement(?:=.{1,200})?|-e|--editable(?:=.{1,200})?|\.{1,2}(?:/.{0,200})?"
)
_CONSTRAINED: Final = re.compile(r"-c.{0,200}|--constraint(?:=.{1,200})?|--no-deps|--no-index")


def installed_in(text: str, format_: str) -> Iterator[str]:
    """What a script installs so, as the end of an ARN: `NAMESPACE/NAME`; `ANY_PACKAGE` where its project says what."""
    is_locked = _LOCKED.search(text) is not None
    for command in _INSTALL.finditer(text):
        words, said = tuple(_words(command["words"])), (command[format_] or "").lstrip(" \t\"'-;&|(")
        if _EXECUTES.fullmatch(said):
            words = _executed(words)
            is_there = is_locked and _LOCALLY.fullmatch(said) is not None
            words = tuple(word for word in words if not (is_there and _has_no_version(word)))
        if said and not any(map(_HELD[format_].fullmatch, words)):
            yield from filter(None, (_newest(word, format_) for word in _plain(words)))
            if _is_of_project(said, words, format_):
                yield ANY_PACKAGE


def _executed(words: Sequence[str]) -> tuple[str, ...]:
    """What a command that runs packages says before the words that it hands on: each package, and its options."""
    options: list[str] = []
    packages: list[str] = []
    for before, word in pairwise(("", *words)):
        if before in _PACKAGE_OPTIONS:
            packages.append(word)
        elif word.startswith("--package="):
            packages.append(word.partition("=")[2])
        elif word.startswith("-") and word not in _PACKAGE_OPTIONS:
            options.append(word)
        elif word not in _PACKAGE_OPTIONS and not _VALUED.fullmatch(before):
            is_command = packages or any(map(_CALL.fullmatch, options))
            return (*packages, *options) if is_command else (word, *options)
    return (*packages, *options)


def _has_no_version(word: str) -> bool:
    package = _PACKAGES["npm"].fullmatch(word)
    return package is not None and not package["version"]


def _words(said: str) -> Iterator[str]:
    """The words of a command, without quotes, up to a comment, and without where its output goes."""
    before = ""
    for word in said.split():
        if word.startswith("#"):
            return
        if not (_REDIRECTS.match(word) or _REDIRECTS.fullmatch(before)):
            yield word.strip("\"',")
        before = word


def _plain(words: Sequence[str]) -> Iterator[str]:
    """The words that are no option, and no value of one."""
    yield from (word for before, word in pairwise(("", *words)) if not _VALUED.fullmatch(before))


def _newest(word: str, format_: str) -> str:
    """The package that a word names in no version of its own; "" for an option, a file, a place or a version."""
    package = _PACKAGES[format_].fullmatch(word)
    if package is None or word.endswith(_FILES) or _PINNED[format_].fullmatch(package["version"] or ""):
        return ""
    if format_ == "pypi":
        return "/" + _RUNS.sub("-", package["name"]).lower()
    if format_ == "nuget":
        return f"/{package['name'].lower()}"
    return f"{package['scope'] or ''}/{package['name']}"


def _is_of_project(command: str, words: Sequence[str], format_: str) -> bool:
    """Whether the files of the project say what is installed, and hold it to nothing by the command itself."""
    if format_ == "pypi":
        is_asked = any(_REQUIREMENTS.fullmatch(word) and not word.endswith(".whl") for word in words)
        return is_asked and not any(map(_CONSTRAINED.fullmatch, words))
    if format_ == "npm" and all(word.startswith("-") or word == "." for word in _plain(words)):
        return _UNFROZEN in words if _PNPM.fullmatch(command) else _OF_PROJECT.fullmatch(command) is not None
    return False
