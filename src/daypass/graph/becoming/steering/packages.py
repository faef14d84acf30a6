"""This is where it is told which packages of CodeArtifact a workload installs in whatever version is the newest.

Whoever publishes the next version of one decides what it runs, also in a repository from which that one draws. Where
the project says which these are, that is who may publish any. A repository that no script names, as the project does,
is one that the role of the workload may read by its name. `twine` is logged in to publish. A package that was
published there is held to that (`upstream` is BLOCK); who lifts this has it come from a public registry, where anybody
publishes a higher version. Sources: AWS
CodeArtifact User Guide, "Configure and use pip with CodeArtifact", "Configure and use npm with CodeArtifact", "Use
CodeArtifact with the dotnet CLI", "Working with upstream repositories", "Connect a CodeArtifact repository to a public
repository" and "Editing package origin controls"; its permissions reference for the ARN of a
package; AWS CLI Command Reference, "codeartifact login" (`--namespace`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.installs import ANY_PACKAGE, installed_in
from daypass.graph.becoming.steering.own_packages import is_own_package, names_another_registry
from daypass.graph.becoming.steering.package_groups import PackageGroups
from daypass.graph.becoming.steering.scripts import command_of, containers_of, script_texts_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import beginning, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource

_REPOSITORIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws:codeartifact/repository:Repository": ("repository", "domain", "upstreams[].repositoryName"),
    "aws-native:codeartifact:Repository": ("repositoryName", "domainName", "upstreams[]"),
}
"""Type → where it says its name, its domain, and the repositories from which it draws."""

_CONNECTED: Final[Mapping[str, str]] = {
    "aws:codeartifact/repository:Repository": "externalConnections.externalConnectionName",
    "aws-native:codeartifact:Repository": "externalConnections[]",
}
_REGISTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "npm": ("public:npmjs",),
    "pypi": ("public:pypi",),
    "nuget": ("public:nuget-org",),
}
"""Where a repository names the public registries from which it takes what it lacks, and those of each format."""

PUBLISHES: Final = "codeartifact-x01"
OPENS_PACKAGE: Final = "codeartifact-x02"
"""The paths on which somebody publishes the next version of a package, and lets it come from a public registry."""

_FORMATS: Final[Mapping[str, str]] = {"pip": "pypi", "npm": "npm", "dotnet": "nuget", "nuget": "nuget"}
"""The tool that is logged in → the format of what it installs then."""

_LOGIN: Final = re.compile(r"\baws\b[^\n;&|]{0,80}?\bcodeartifact\s{1,8}login\b(?P<options>[^\n;&|]{0,400})")
_OPTION: Final = re.compile(
    r"""--(?P<name>tool|domain|repository|namespace)[=\s]\s{0,8}["']?(?P<value>@?[\w.-]{1,100})"""
)
_URL: Final = re.compile(
    r"(?P<domain>[a-z0-9][a-z0-9-]{0,48}[a-z0-9])-[0-9]{12}\.d\.codeartifact\.[a-z0-9-]{1,32}\.amazonaws\.com"
    r"/(?P<format>pypi|npm|nuget)/(?P<repository>[\w.-]{2,100})/"
)
"""How a repository is named for a package manager: by a command, or by its endpoint."""

_SCOPED: Final = re.compile(
    r"""@(?P<scope>[\w.-]{1,98}):registry["'=\s]{1,8}["']?(?:https?:)?(?://)?(?:[^\s/@]{1,4000}@)?\Z"""
)
_BEFORE: Final = 400
"""What stands before the endpoint of a repository from which packages of one scope alone come, and how far."""


class Package(NamedTuple):
    """A package that is taken as it comes, by its ARN in any partition, region and account.

    `unknown`: whether it can be published. `path` is that on which somebody decides what its next version is. `reads`
    is the repository that the role of the workload must be let read by its name, where nothing else says that it does.
    """

    arn: str
    unknown: tuple[Untold, ...] = ()
    path: str = PUBLISHES
    reads: str = ""


class _Repository(NamedTuple):
    domain: str
    name: str


class _Named(NamedTuple):
    """A repository that a script names; `scope`: the one of which alone packages come from it, "" for all."""

    format: str
    repository: _Repository
    scope: str = ""


@dataclass(frozen=True)
class Packages:
    """The packages that a stack's workloads install, and where its repositories draw theirs from."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Package]:
        """Those that one of them installs."""
        texts = (*script_texts_of(workload), *map(command_of, containers_of(workload)))
        for text in texts:
            for named in dict.fromkeys(_named(text)):
                every = (_from(one, named) for one in installed_in(text, named.format))
                for package in dict.fromkeys(filter(None, every)):
                    yield from self._decided(named.repository, f"{named.format}/{package}")
        if self._here:
            yield from self._of_unnamed(texts, f"{workload.name} {text_of(said(workload, 'name'))}")

    def _of_unnamed(self, texts: Sequence[str], called: str) -> Iterator[Package]:
        """Those of the repositories of the stack, for the package managers to which nobody names one."""
        told = {named.format for text in texts for named in _named(text)}
        own = [text for text in texts if not names_another_registry(text)]
        for format_ in (one for one in _REGISTRIES if one not in told):
            for package in dict.fromkeys(one for text in own for one in installed_in(text, format_)):
                for repository, arn in self._here.items():
                    if is_own_package(package, repository.domain, called):
                        for one in self._decided(repository, f"{format_}/{package}"):
                            yield one._replace(reads=arn)

    @cached_property
    def _here(self) -> Mapping[_Repository, str]:
        """The repositories of the stack, and the ARN of each, in any partition, region and account if not known."""
        called = ((self._called(one), text_of(said(one, "arn"))) for one in self.stack.of_type(*_REPOSITORIES))
        return {
            one: arn or f"arn:*:codeartifact:*:*:repository/{one.domain}/{one.name}" for one, arn in called if all(one)
        }

    def _decided(self, repository: _Repository, package: str) -> Iterator[Package]:
        """A package by each path on which somebody decides what comes from this repository."""
        yield from self._published(repository, package)
        yield from self._opened(repository, package)

    def _published(self, repository: _Repository, package: str) -> Iterator[Package]:
        """A package where it may be published and then comes into this repository."""
        for one in self._drawn_from(repository):
            found = self._groups.into(one.domain, one.name, package)
            if found.is_open:
                yield Package(_arn(one, package), found.unknown)

    def _opened(self, repository: _Repository, package: str) -> Iterator[Package]:
        """The same package where it may come from a public registry, into this repository or one before it."""
        for one in self._drawn_from(repository):
            for connected in self._drawn_from(one):
                for unknown in self._connections.get((connected, package.partition("/")[0]), ()):
                    found = self._groups.into(connected.domain, connected.name, package, by="externalUpstream")
                    if found.is_open:
                        yield Package(_arn(one, package), (*unknown, *found.unknown), OPENS_PACKAGE)

    @cached_property
    def _connections(self) -> Mapping[tuple[_Repository, str], tuple[tuple[Untold, ...], ...]]:
        """Repository and format → what is not known of its connection to a public registry; none where it has none."""
        return grouped(
            ((self._called(one), format_), unknown)
            for one in self.stack.of_type(*_CONNECTED)
            for format_, registries in _REGISTRIES.items()
            for unknown in _connection(one, registries)
        )

    @cached_property
    def _groups(self) -> PackageGroups:
        return PackageGroups(self.stack)

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
            (self._called(one), upstream)
            for one in self.stack.of_type(*_REPOSITORIES)
            for upstream in self._upstream_of(one)
        )

    def _upstream_of(self, one: Resource) -> Iterator[_Repository]:
        """By name, else as that on which the property depends."""
        drawn, domain = _REPOSITORIES[one.type][-1], self._called(one).domain
        found = texts_at(one.state, drawn)
        yield from (_Repository(domain, name) for name in found.texts)
        behind = one.property_dependencies.get(beginning(drawn), ()) if found.unknown else ()
        for other in (self.stack.by_urn.get(urn) for urn in behind):
            if other and other.type in _REPOSITORIES:
                yield self._called(other)

    def _called(self, one: Resource) -> _Repository:
        name, domain, _ = _REPOSITORIES[one.type]
        return _Repository(text_of(said(one, domain)), text_of(said(one, name)))


def _connection(one: Resource, registries: tuple[str, ...]) -> Iterator[tuple[Untold, ...]]:
    """What is not known of its connection to one of these; nothing where it has none."""
    found = texts_at(one.state, _CONNECTED[one.type])
    if not set(registries).isdisjoint(found.texts):
        yield ()
    elif found.unknown:
        yield tuple(Untold.of(one, path) for path in found.unknown)


def _arn(repository: _Repository, package: str) -> str:
    return f"arn:*:codeartifact:*:*:package/{repository.domain}/{repository.name}/{package}"


def _from(package: str, named: _Named) -> str:
    """The package as it comes from this repository; "" for one that comes from elsewhere."""
    if not named.scope or package.startswith(f"{named.scope}/"):
        return package
    return f"{named.scope}{package}" if package == ANY_PACKAGE else ""


def _named(text: str) -> Iterator[_Named]:
    """Each repository that a script names for its package managers."""
    for login in _LOGIN.finditer(text):
        options = {one["name"]: one["value"] for one in _OPTION.finditer(login["options"])}
        format_ = _FORMATS.get(options.get("tool", ""))
        if format_ and "domain" in options and "repository" in options:
            scope = options.get("namespace", "").removeprefix("@") if format_ == "npm" else ""
            yield _Named(format_, _Repository(options["domain"], options["repository"]), scope)
    for url in _URL.finditer(text):
        scoped = _SCOPED.search(text[max(0, url.start() - _BEFORE) : url.start()])
        scope = scoped["scope"] if scoped else ""
        yield _Named(url["format"], _Repository(url["domain"], url["repository"]), scope)
