"""This is where the engine's names are made: the URN of a resource, the name of a default provider, a reference."""

import re
from typing import Final, NamedTuple

from daypass.model.urn import Urn

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "pulumi:providers:"

_SEMVER: Final = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?")
_OUTSIDE_A_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]")


class Reference(NamedTuple):
    """`URN::ID` of a provider, as the SDK writes it."""

    urn: str
    id: str

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Split at the last `::`; an empty text is the reference to nothing."""
        urn, _, identifier = text.rpartition("::")
        return cls(urn, identifier)


def make_urn(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource: the type carries the chain of its parents' types, without the stack's own."""
    above = Urn.parse(parent).type if parent else ""
    chain = f"{above}${type_}" if above and above != STACK_TYPE else type_
    return f"urn:pulumi:{stack}::{project}::{chain}::{name}"


def default_name(version: str, url: str) -> str:
    """The name of a package's default provider: `default_7_51_1` (`ProviderRequest.DefaultName` of the engine).

    Raises `ValueError` for a version that is none.
    """
    name = "default"
    if version:
        match = _SEMVER.fullmatch(version)
        if match is None:
            raise ValueError(f"{version!r} is not a version")
        extra = [part for group in match.groups()[3:] if group for part in group.split(".")]
        name += "".join(f"_{part}" for part in (*match.groups()[:3], *extra))
    return f"{name}_{_as_name(url.removesuffix('/'))}" if url else name


def package_of(type_: str) -> str:
    """The package of a type or function token: `aws` of `aws:iam/role:Role`, also of `pulumi:providers:aws`."""
    return type_.removeprefix(PROVIDERS).partition(":")[0]


def _as_name(url: str) -> str:
    """A URL as the engine makes a name of it: each part between slashes keeps letters, digits, `_`, `.` and `-`."""
    return "/".join(_OUTSIDE_A_NAME.sub("_", part) for part in url.split("/") if part) or "_"
