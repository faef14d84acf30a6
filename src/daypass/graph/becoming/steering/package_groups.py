"""This is where it is told into which repositories of a domain of CodeArtifact packages may come, and how.

A package is of the group with the narrowest pattern, which may take what it says from the next wider one. Sources: AWS
CodeArtifact User Guide, "Package group origin controls" and "Package group definition syntax and matching behavior";
AWS CloudFormation, "AWS::CodeArtifact::PackageGroup RestrictionType"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.machines.targeted import texts_in
from daypass.graph.leaves import maps, said, text_of, within
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_GROUPS: Final = ("aws-native:codeartifact:PackageGroup",)
_CONTROLS: Final = "originConfiguration"
_INHERITS: Final = ("", "INHERIT")
_BLOCKS: Final = "BLOCK"
_SOME: Final = "ALLOW_SPECIFIC_REPOSITORIES"


class Publishing(NamedTuple):
    """Whether a package may come so, and what is not known of it."""

    is_open: bool
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class PackageGroups:
    """The groups of packages of a stack."""

    stack: Stack

    def into(self, domain: str, repository: str, package: str, by: str = "publish") -> Publishing:
        """Whether a package, as `FORMAT/NAMESPACE/NAME`, may come into a repository of the domain: published there.

        Else `by` another setting, such as from a registry outside (`externalUpstream`).
        """
        near = [one for one in self._each if text_of(said(one, "domainName")) == domain and _takes(one, f"/{package}")]
        for group in sorted(near, key=lambda one: len(_pattern(one)), reverse=True):
            setting = next(_restrictions(group, by), None)
            if setting is UNKNOWN:
                return Publishing(is_open=True, unknown=(Untold.of(group, _CONTROLS),))
            mode = text_of(setting.get("restrictionMode")) if setting else ""
            if mode not in _INHERITS:
                names = tuple(texts_in(setting.get("repositories"))) if setting else ()
                return Publishing(mode != _BLOCKS and (mode != _SOME or repository in names))
        return Publishing(is_open=True)

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(self.stack.of_type(*_GROUPS))


def _restrictions(group: Resource, by: str) -> Iterator[Any]:
    """What a group says of one way for packages to come; UNKNOWN where that is not known yet."""
    controls = bare(said(group, _CONTROLS))
    if controls is UNKNOWN:
        yield UNKNOWN
    for one in maps(controls):
        every = bare(one.get("restrictions"))
        if every is UNKNOWN:
            yield UNKNOWN
        for each in maps(every):
            setting = bare(each.get(by))
            is_unknown = any(one is UNKNOWN for one in within(setting))
            yield UNKNOWN if is_unknown else next(maps(setting), None)


def _pattern(group: Resource) -> str:
    return text_of(said(group, "pattern"))


def _takes(group: Resource, path: str) -> bool:
    """Whether the pattern of a group takes in this path: to the letter, or all that begins so."""
    pattern = _pattern(group)
    if pattern.endswith("$"):
        return path == pattern[:-1]
    return pattern.endswith(("*", "~")) and path.startswith(pattern[:-1])
