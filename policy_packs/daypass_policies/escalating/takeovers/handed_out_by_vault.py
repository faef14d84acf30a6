"""This is where it is told which roles Vault hands out sessions of, as the stack says itself, and as whom it does.

Its secrets engine for AWS assumes a role (`credential_type` `assumed_role`, `role_arns`) for whoever may read it there;
who that is Vault decides. As what Vault itself runs is named by the engine (`role_arn`), or is whom alone the trust of
such a role names. What is not known, or engines at one mount say differently, shows nobody to be Vault's; nor is it who
acts on the words of others, as an agent, another company or a pipeline does. Sources: HashiCorp Vault, "AWS secrets
engine" ("STS AssumeRole"), and its API, "AWS secrets engine" ("Configure root IAM credentials", "Create/update role");
read 2026-12.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Partial, Resource
from daypass_policies.escalating.low_trust.trust_classes import LOW_TRUST, entering_class
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import is_deployer, is_vendors
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

    def is_meant(self, edge: Edge, rising: Rising) -> bool:
        """Whether Vault takes this step, to hand out what is behind it."""
        role, runs_as = edge.target.resource, self._handed_out_as.get(edge.target.arn)
        if edge.how != "assume" or role is None or runs_as is None or _acts_for_others(edge.source, rising):
            return False
        return edge.source.arn in runs_as or (runs_as == {""} and _lets_in_alone(role, edge.source.arn))

    @cached_property
    def _handed_out_as(self) -> Mapping[str, frozenset[str | None]]:
        """The ARN of a role → as which roles the engines assume it that hand it out, as of `_runs_as`."""
        each = [one for one in self._stack.of_type(_HANDED_OUT) if text_of(said(one, "credentialType")) == _ASSUMED]
        found = grouped(
            (arn, self._runs_as(_known(one, "backend", _AT)))
            for one in each
            for arn in texts_at(one.state, "roleArns[]").texts
        )
        return {arn: frozenset(runs_as) for arn, runs_as in found.items()}

    def _runs_as(self, mount: str | None) -> str | None:
        """The role as which the engine at a mount assumes others, "" where it does not say; None: that is not known.

        An engine of which nobody knows where it is may be at any.
        """
        if mount is None:
            return None
        here, anywhere = self._engines.get(mount, ("",)), self._engines.get(None, ())
        return here[0] if {*here, *anywhere} == {here[0]} else None

    @cached_property
    def _engines(self) -> Mapping[str | None, tuple[str | None, ...]]:
        """Where engines are mounted → as which roles they assume others, each once; None for what is not known."""
        each = ((_known(one, "path", _AT), _known(one, "roleArn", "")) for one in self._stack.of_type(*_ENGINES))
        # Two that differ show nobody to be Vault's, so there is no need of more.
        return {mount: tuple(dict.fromkeys(roles))[:2] for mount, roles in grouped(each).items()}


def _known(resource: Resource, key: str, default: str) -> str | None:
    """What it says there, `default` where it says nothing; None where that is not known, or no text."""
    written = said(resource, key)
    if is_empty(written):
        return None if isinstance(resource.inputs.raw, Partial) else default
    return text_of(written).strip("/") or None


def _acts_for_others(node: Node, rising: Rising) -> bool:
    """Whether it acts on the words of others, whatever its class says, or nobody knows who acts as it."""
    actor = rising.actors.by_urn.get(node.key)
    if actor is None or node.workload_class in LOW_TRUST or entering_class(actor.resource) in LOW_TRUST:
        return True
    return is_deployer(actor) or is_vendors(actor, rising)


def _lets_in_alone(role: Resource, arn: str) -> bool:
    return [(one.kind, one.principal) for one in known_admissions(role)] == [("AWS", arn)]
