"""This is where tests get declarations from: the text of one, a folder of them, and what fills them in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from daypass.errors import DeclarationError
from daypass.model.declaration import read_identities
from daypass.model.identity import Identity
from daypass.model.owner import Owner
from daypass.model.substitution import Substitutions
from daypass.model.term import LIMITS

OWNERS: Final[Mapping[str, Owner]] = {
    "payments": Owner("payments", "payments@example.org", "payments-oncall@example.org"),
    "security-oncall": Owner("security-oncall", "security@example.org", "ciso@example.org"),
}

INVOICE: Final = """\
schema = 1
name = "invoice-deploy"
class = "pipeline"
purpose = "Deploys the invoice service from its main branch"
environments = ["dev", "prod"]
review_by = 2027-05-31
term = "1h"
[owner]
team = "payments"
revoker = "security-oncall"
[federation]
kind = "github_actions"
repository = "acme/invoice"
repository_id = "123456789"
owner_id = "987654"
environment = "${environment}"
[[grants]]
actions = ["s3:PutObject"]
resources = ["arn:${partition}:s3:::invoice-${environment}/*"]
conditions = { StringEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" } }
[override.prod]
term = "1h"
"""
"""The file of the documentation, word for word."""


def folder_of(folder: Path, **files: str) -> Path:
    """A folder `identities` with these files, `-` written as `_` in their names."""
    made = folder / "identities"
    made.mkdir(exist_ok=True)
    for name, text in files.items():
        (made / f"{name.replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return made


def substitutions(environment: str = "dev", config: Mapping[str, str] = {}) -> Substitutions:
    """An account in Frankfurt, and what is configured there."""
    facts: dict[str, Callable[[], str]] = {
        "environment": lambda: environment,
        "account": lambda: "111122223333",
        "region": lambda: "eu-central-1",
        "partition": lambda: "aws",
    }

    def configured(key: str) -> str:
        if key not in config:
            raise DeclarationError("is not configured", remedy=f"Run `pulumi config set {key} …`.")
        return config[key]

    return Substitutions(facts, configured)


def identities(
    folder: Path,
    environment: str = "dev",
    owners: Mapping[str, Owner] = OWNERS,
    config: Mapping[str, str] = {},
) -> tuple[Identity, ...]:
    """What the folder declares for an environment."""
    return read_identities(
        folder,
        environment=environment,
        owners=owners,
        terms=LIMITS,
        substitutions=substitutions(environment, config),
    )
