"""This is where tests of the components get a program run that declares some, in the embedded engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.support.programs import written

from daypass.engine.preview import Preview
from daypass.engine.program import run_program
from daypass.model.resource import Resource

ACCOUNT: Final = "111122223333"

_HEAD: Final = """\
import json
import pulumi
import pulumi_aws as aws
from daypass_components import *

ARGS = {
    "owner": "payments",
    "workload_class": "pipeline",
    "purpose": "Deploys the invoice service",
    "review_by": "2027-05-31",
    "term": "1h",
    "federation": github_actions(
        repository="acme/invoice", repository_id="1234", owner_id="99", environment="prod"
    ),
    "grants": ["s3:PutObject on arn:aws:s3:::invoice/*"],
}
"""

SETTINGS: Final = """\
schema = 1
[owners.payments]
contact = "payments@example.org"
[owners.security-oncall]
contact = "security@example.org"
[tags]
owner = "acme:owner"
term = "acme:term"
"""


def declared(
    folder: Path,
    body: str,
    *,
    stack: str = "dev",
    update: bool = False,
    account: str | None = ACCOUNT,
    settings: str = "",
    config: Mapping[str, str] | None = None,
) -> Preview:
    """Run a program of this body, which knows `ARGS` of an identity; `settings` is the text of its daypass.toml."""
    files = {"daypass_toml": settings} if settings else {}
    written(folder, _HEAD + body, **files)
    return run_program(
        folder, stack=stack, update=update, account=account, config={"aws:region": "eu-central-1"} | dict(config or {})
    )


def exported(preview: Preview, name: str) -> Any:
    """A stack output of a program that finished, as plain JSON."""
    assert preview.error is None, preview.error
    return preview.stack.root.outputs.raw[name]


def made(preview: Preview, type_: str) -> dict[str, Resource]:
    """The resources of a type, by name."""
    return {resource.name: resource for resource in preview.stack.of_type(type_)}


def the_role(preview: Preview) -> Resource:
    """The only role."""
    assert preview.error is None, preview.error
    (role,) = preview.stack.of_type("aws:iam/role:Role")
    return role
