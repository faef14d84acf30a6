"""This is where it is told which packages of CodeArtifact a workload installs in whatever version is the newest.

Whoever publishes the next version of one decides what it runs, also in a repository from which that one draws. A
version that is there is nobody's to publish again. Sources: AWS CodeArtifact User Guide, "Configure and use pip with
CodeArtifact", "Configure and use npm with CodeArtifact" and "Working with upstream repositories"; its permissions
reference for the ARN of a package; pip documentation, "pip install"; npm documentation, "npm install"; PyPA
specifications, "Names and normalization"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.scripts import script_texts_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource

_REPOSITORIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws:codeartifact/repository:Repository": ("repository", "domain", "upstreams[].repositoryName"),
    "aws-native:codeartifact:Repository": ("repositoryName", "domainName", "upstreams[]"),
}
"""Type → where it says its name, its domain, and the repositories from which it draws."""

_FORMATS: Final[Mapping[str, str]] = {"pip": "pypi", "npm": "npm"}
"""The tool that is logged in → the format of what it installs then."""

_LOGIN: Final = re.compile(r"\baws\b[^\n;&|]{0,80}?\bcodeartifact\s{1,8}login\b(?P<options>[^\n;&|]{0,400})")
_OPTION: Final = re.compile(r"""--(?P<name>tool|domain|repository)[=\s]\s{0,8}["']?(?P<value>[\w.-]{1,100})""")
_URL: Final = re.compile(
    r"(?P<domain>[a-z0-9][a-z0-9-]{0,48}[a-z0-9])-[0-9]{12}\.d\.codeartifact\.[a-z0-9-]{1,32}\.amazonaws\.com"
    r"/(?P<format>pypi|npm)/(?P<repository>[\w.-]{2,100})/"
)
"""How a repository is named for a package manager: by a command, or by its endpoint."""

_PIP: Final = r"(?:\bpip[\d.]{0,5}|\buv\s{1,8}pip)\s{1,8}install"
_NPM: Final = r"(?:\bnpm\s{1,8}(?:install|i|add|exec)|\bnpx|\b(?:yarn|pnpm)\s{1,8}(?:add|dlx))"
_INSTALL: Final = re.compile(
    rf"(?:(?P<pypi>{_PIP})|(?P<npm>{_NPM}))(?P<words>(?:[ \t]{{1,8}}[^\s;&|]{{1,200}}){{1,64}})"
)
_VALUED: Final = re.compile(
    r"-(?:[rctdiefp]|-(?:[a-z]{1,16}-)?(?:url|host|dir|target|prefix|root|file|registry|package))"
)
"""Options that take the next word for their value; `-e .` is no package of a repository."""

_HASHED: Final = "--require-hashes"
_PACKAGES: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(
        r"(?P<name>[A-Za-z0-9](?:[\w.-]{0,98}[A-Za-z0-9])?)(?:\[[\w,.-]{0,98}\])?(?P<version>[=<>!~][^;]{0,98})?"
    ),
    "npm": re.compile(
        r"(?:@(?P<scope>[A-Za-z0-9][\w.-]{0,98})/)?(?P<name>[A-Za-z0-9][\w.-]{0,98})(?:@(?P<version>[^@/:]{1,98}))?"
    ),
}
"""How a package is named, and its versions."""

_PINNED: Final[Mapping[str, re.Pattern[str]]] = {
    "pypi": re.compile(r"={2,3}[\w.+!-]{1,98}"),
    "npm": re.compile(r"=?v?\d{1,8}\.\d{1,8}\.\d{1,8}[\w.+-]{0,64}"),
}
"""A version that stands for itself alone."""

_RUNS: Final = re.compile(r"[-_.]+")
"""What stands for one hyphen in a name of PyPI."""

_FILES: Final = (".whl", ".gz", ".zip", ".tgz", ".txt")


class _Repository(NamedTuple):
    domain: str
    name: str


@dataclass(frozen=True)
class Packages:
    """The packages that a stack's workloads install, and where its repositories draw theirs from."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[str]:
        """The ARN of each package, in any partition, region and account."""
        for text in script_texts_of(workload):
            for format_, repository in dict.fromkeys(_named(text)):
                for package in dict.fromkeys(_installed(text, format_)):
                    for one in self._drawn_from(repository):
                        yield f"arn:*:codeartifact:*:*:package/{one.domain}/{one.name}/{format_}/{package}"

    def _drawn_from(self, repository: _Repository) -> Mapping[_Repository, None]:
        """This one, and each from which it draws, however far."""
        found, left = {repository: None}, [repository]
        while left:
            new = [one for one in self._upstream.get(left.pop(), ()) if one not in found]
            found |= dict.fromkeys(new)
            left += new
        return found

    @cached_property
    def _upstream(self) -> Mapping[_Repository, tuple[_Repository, ...]]:
        return grouped(
            (_Repository(domain, text_of(said(one, name))), _Repository(domain, upstream))
            for one in self.stack.of_type(*_REPOSITORIES)
            for name, of_domain, drawn in (_REPOSITORIES[one.type],)
            for domain in (text_of(said(one, of_domain)),)
            for upstream in texts_at(one.state, drawn).texts
        )


def _named(text: str) -> Iterator[tuple[str, _Repository]]:
    """The format and name of each repository that a script names for its package managers."""
    for login in _LOGIN.finditer(text):
        options = {one["name"]: one["value"] for one in _OPTION.finditer(login["options"])}
        format_ = _FORMATS.get(options.get("tool", ""))
        if format_ and "domain" in options and "repository" in options:
            yield format_, _Repository(options["domain"], options["repository"])
    for url in _URL.finditer(text):
        yield url["format"], _Repository(url["domain"], url["repository"])


def _installed(text: str, format_: str) -> Iterator[str]:
    """What a script installs in a version that it does not say, as the end of an ARN: `NAMESPACE/NAME`."""
    for command in _INSTALL.finditer(text):
        words = [word.strip("\"',") for word in command["words"].split()]
        if command[format_] and _HASHED not in words:
            is_value = (False, *(_VALUED.fullmatch(word) is not None for word in words))
            named = (word for word, is_its in zip(words, is_value, strict=False) if not is_its)
            yield from filter(None, (_newest(word, format_) for word in named))


def _newest(word: str, format_: str) -> str:
    """The package that a word names in no version of its own; "" for an option, a file, a place or a version."""
    package = _PACKAGES[format_].fullmatch(word)
    if package is None or word.endswith(_FILES) or _PINNED[format_].fullmatch(package["version"] or ""):
        return ""
    if format_ == "pypi":
        return "/" + _RUNS.sub("-", package["name"]).lower()
    return f"{package['scope'] or ''}/{package['name']}"
