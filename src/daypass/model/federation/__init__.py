"""This is where the kinds of federation are, one a file; `KINDS` finds them, so a new file is a new kind."""

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Final

from daypass.errors import DeclarationError
from daypass.model.federation.aws_principal import aws_principal
from daypass.model.federation.aws_service import aws_service
from daypass.model.federation.eks_pod_identity import eks_pod_identity
from daypass.model.federation.github_actions import github_actions
from daypass.model.form import quoted, require_text
from daypass.model.issuers import known_issuer
from daypass.model.kind import Federation, Issuer, Kind
from daypass.model.written import nearest

__all__ = [
    "KINDS",
    "Federation",
    "aws_principal",
    "aws_service",
    "eks_pod_identity",
    "federation",
    "github_actions",
    "issuer_at",
]


class _Kinds(Mapping[str, Kind]):
    """The kinds of every folder of this package. Looks again when a folder was added to its path."""

    def __getitem__(self, name: str) -> Kind:
        return _kinds(tuple(__path__))[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_kinds(tuple(__path__)))

    def __len__(self) -> int:
        return len(_kinds(tuple(__path__)))


@cache
def _kinds(path: tuple[str, ...]) -> dict[str, Kind]:
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(path))
    kinds: list[Kind] = [module.KIND for module in modules]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.name)}


KINDS: Final[Mapping[str, Kind]] = _Kinds()
"""Every kind by its name, in order of name."""


def federation(*, kind: str, **fields: str) -> Federation:
    """The federation of that kind with these fields. Raises `DeclarationError` with field and value."""
    require_text(kind, "federation.kind")
    if kind not in KINDS:
        raise DeclarationError(
            f"{quoted(kind)} is no kind of federation", place="federation.kind", remedy=nearest(kind, KINDS)
        )
    return KINDS[kind].federation(fields)


def issuer_at(path: str) -> Issuer:
    """The issuer at this path (`gitlab.com`): as a kind of ours reads it, else as the tables of issuers do."""
    read = (kind.issuer for kind in KINDS.values() if kind.issuer and kind.issuer.is_at(path))
    return next(read, None) or known_issuer(path)
