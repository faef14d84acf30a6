"""This is where it is told which roles Vault hands out sessions of, as the stack says itself, and as whom it does.

Its secrets engine for AWS assumes a role (`credential_type` `assumed_role`, `role_arns`) for whoever may read it there;
who that is Vault decides. As what Vault itself runs is named by the engine (`role_arn`), or is whom alone the trust of
such a role names. Sources: HashiCorp Vault, "AWS secrets engine" ("STS AssumeRole"), and its API, "AWS secrets engine"
("Configure root IAM credentials", "Create/update role"); read 2026-12.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource
from daypass_policies.trusting.trust import known_admissions

_HANDED_OUT: Final = "vault:aws/secretBackendRole:SecretBackendRole"
_ENGINES: Final = ("vault:aws/secretBackend:SecretBackend",)
_ASSUMED: Final = "assumed_role"
_AT: Final = "aws"
"""Where an engine is mounted that says nothing else."""


class HandedOutByVault:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def is_meant(self, edge: Edge) -> bool:
        """Whether Vault takes this step, to hand out what is behind it."""
        role, engines = edge.target.resource, self._engines.get(edge.target.arn)
        if edge.how != "assume" or role is None or engines is None:
            return False
        runs_as = {self._runs_as.get(engine, "") for engine in engines}
        return edge.source.arn in runs_as or (runs_as == {""} and _lets_in_alone(role, edge.source.arn))

    @cached_property
    def _engines(self) -> Mapping[str, tuple[str, ...]]:
        """The ARN of a role → where the engines are mounted that hand it out."""
        each = (one for one in self._stack.of_type(_HANDED_OUT) if text_of(said(one, "credentialType")) == _ASSUMED)
        return grouped((arn, _mount(one, "backend")) for one in each for arn in texts_at(one.state, "roleArns[]").texts)

    @cached_property
    def _runs_as(self) -> Mapping[str, str]:
        """Where an engine is mounted → the role as which it assumes others, if it says so."""
        return {_mount(one, "path"): text_of(said(one, "roleArn")) for one in self._stack.of_type(*_ENGINES)}


def _mount(resource: Resource, key: str) -> str:
    return text_of(said(resource, key)).strip("/") or _AT


def _lets_in_alone(role: Resource, arn: str) -> bool:
    return [(one.kind, one.principal) for one in known_admissions(role)] == [("AWS", arn)]
