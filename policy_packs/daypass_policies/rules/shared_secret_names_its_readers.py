"""A secret of an organisation goes to the repositories that need it, and not to every one that there is or will be."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass.words import words_in
from daypass_policies.keeping.credentials import promises_secret
from daypass_policies.keeping.standing import text_at, word_at

_SECRETS: Final = (
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret",
    "github:index/codespacesOrganizationSecret:CodespacesOrganizationSecret",
    "github:index/dependabotOrganizationSecret:DependabotOrganizationSecret",
)
_ALL: Final = "all"
_NEARLY_ALL: Final = "private"
_ONLY_READ: Final = frozenset(("read", "readonly", "reader", "pull", "download", "ro"))
_MORE: Final = frozenset(("write", "writer", "admin", "push", "publish", "request", "requests", "deploy", "release"))
"""Words beside those by which it does more than read: `READ_WRITE_TOKEN`, `PULL_REQUEST_BOT_TOKEN`."""


@rule(
    "shared-secret-names-its-readers",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=_SECRETS,
    controls=("NHI9:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-4", "SOC2:CC6.1"),
    remedy="Set visibility to selected and name the repositories that use it, or give each a credential of its own.",
)
def shared_secret_names_its_readers(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A credential that every repository has is every repository's: whoever writes to one of them acts as all.

    Told are secrets of an organisation of GitHub (Actions, Codespaces, Dependabot) that all repositories see, the
    public ones among them, and of which the name promises a credential. Those that all private repositories see, whose
    name promises nothing, or says that they only read (`NPM_READ_TOKEN`), are told in profile `strict` alone.

    Source: GitHub Docs, "Using secrets in GitHub Actions" (access to organization secrets), with pulumi-github 6; read
    2026-12.

    Refused:
        signs:
          type: github:index/actionsOrganizationSecret:ActionsOrganizationSecret
          properties: {secretName: RELEASE_SIGNING_KEY, visibility: all}

    Mended:
        signs:
          type: github:index/actionsOrganizationSecret:ActionsOrganizationSecret
          properties: {secretName: RELEASE_SIGNING_KEY, visibility: selected, selectedRepositoryIds: [810200004]}
    """
    seen = "" if was_looked_up(resource) else word_at(resource, "visibility")
    if seen not in (_ALL, _NEARLY_ALL):
        return
    if ask.profile == "strict" or (seen == _ALL and _is_a_credential(text_at(resource, "secretName"))):
        which = "repository" if seen == _ALL else "private repository"
        yield Problem(f"secret {resource.name!r} is handed to every {which} of the organisation", at="visibility")


def _is_a_credential(name: str) -> bool:
    words = words_in(name)
    return promises_secret(name) and (_ONLY_READ.isdisjoint(words) or not _MORE.isdisjoint(words))
