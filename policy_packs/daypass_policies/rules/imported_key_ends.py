"""A key that somebody made elsewhere is not handed to a service to be taken for ever."""

from collections.abc import Iterator
from typing import Final

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import ends_too_late, is_given, limit_options, never_ends

_WITH_KEYS: Final = {"aws-native:transfer:User": "sshPublicKeys"}
"""Types that may have keys → the argument that holds them; the others of the table are nothing but a key."""


@rule(
    "imported-key-ends",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=types_of("import"),
    controls=("NHI7:2025", "NHI4:2025", "NIST-800-53:IA-5(2)", "NIST-800-53:SC-12"),
    remedy="Use what the message names; else give the key an end, and replace it before then.",
    options=limit_options("key", "certificate"),
)
def imported_key_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Nobody knows where the private half of an imported key lies, and the service that took it never asks again.

    SSH keys, deploy keys, signing keys and certificates are looked at. Where the type takes an end (a deploy key of
    GitLab, a certificate of Entra, a key of OS Login), that end is held to 90 days for a key and 200 for a certificate;
    the other types take none. A deploy key opens a repository to a machine, so it is refused; the rest is advisory.

    Refused:
        mirror:
          type: github:index/repositoryDeployKey:RepositoryDeployKey
          properties: {repository: invoice, title: mirror, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd0"}

    Mended:
        mirror:
          type: gitlab:index/deployKey:DeployKey
          properties:
            project: acme/invoice
            title: mirror
            key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd0
            expiresAt: "2027-01-31T00:00:00Z"
    """
    if credential_tokens()[resource.type].endings:
        yield from ends_too_late(resource, ask)
    elif resource.type not in _WITH_KEYS or is_given(resource, _WITH_KEYS[resource.type]):
        yield from never_ends(resource)
