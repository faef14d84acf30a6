"""This is where WorkloadIdentity is: an owned, federated, short-lived role for one workload."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NotRequired, Optional, TypedDict

import pulumi
import pulumi_aws as aws

from daypass.iam.trust import trust_json
from daypass.model.grant import Grant
from daypass.model.identity import PATH, Identity
from daypass.model.identity_types import COMPONENT
from daypass.settings import find_settings
from daypass_components.arguments import checked, draft_of, recorded, refuse, refuse_outputs
from daypass_components.grant_policies import GrantPolicies
from daypass_components.told import told_of
from daypass_components.whereabouts import Whereabouts

# No `from __future__ import annotations` in this package: Pulumi makes its schema from the annotations themselves.


class WorkloadIdentityArgs(TypedDict):
    """What is said of a workload identity; all plain values, so that name, tags and trust are known in preview."""

    owner: str
    """The team that answers for it: a key of [owners] in the settings."""
    revoker: NotRequired[str]
    """The team that may cut it off; without it the owner."""
    workload_class: str
    """What kind of workload it is: pipeline, service, batch, agent, vendor or break-glass."""
    purpose: str
    """What it does, in one line of characters that AWS allows in a tag."""
    review_by: str
    """The day by which someone looks at it again, as 2027-05-31."""
    term: NotRequired[str]
    """How long a session lasts, as 1h; not for workloads whose sessions a service makes."""
    environment: NotRequired[str]
    """The environment it belongs to; without it the stack's name."""
    account: NotRequired[str]
    """The account it lives in, twelve digits; without it the provider's."""
    federation: dict[str, str]
    """How it proves itself: kind, and the fields of that kind."""
    grants: NotRequired[list[str]]
    """What it may do: ACTION[,ACTION] on RESOURCE[,RESOURCE], or the JSON of a [[grants]] table."""


class WorkloadIdentity(pulumi.ComponentResource):
    """An owned, federated, short-lived role for one workload."""

    role_arn: pulumi.Output[str]
    """The role to assume."""

    role_name: pulumi.Output[str]
    """The role's name: the identity's and the environment's, joined by a hyphen."""

    def __init__(
        self,
        name: str,
        args: WorkloadIdentityArgs,
        opts: Optional[pulumi.ResourceOptions] = None,  # noqa: UP045 - as every Pulumi component has it
    ) -> None:
        settings = find_settings(Path.cwd())
        with told_of("WorkloadIdentity", name):
            given = checked(args, WorkloadIdentityArgs)
            draft = draft_of(name, given)
            refuse(draft, settings, given.get("account"))  # before anything is registered
            super().__init__(COMPONENT, name, recorded(draft, given), opts)
            here = Whereabouts(
                pulumi.InvokeOptions(parent=self),
                self.get_provider("aws:iam/role:Role"),
                draft.environment,
                argument=given.get("account"),
                entry=settings.account_of(draft.environment),
            )
            identity = draft.identity(
                owners=settings.owners, terms=settings.terms, account=here.account(), partition=here.partition()
            )
            self._build(identity, settings.tags)

    def grant(
        self,
        *,
        actions: Sequence[str],
        resources: Sequence[pulumi.Input[str]],
        conditions: Mapping[str, Mapping[str, str | Sequence[str]]] | None = None,
        wildcard: str = "",
        name: str = "",
    ) -> aws.iam.RolePolicy:
        """Grant actions on resources; those may be Outputs, such as the ARN of a bucket in the same program.

        The other arguments are those of a `[[grants]]` table. Raises DeclarationError for what cannot be; for the value
        of an Output when it is known, in an update before its policy exists.
        """
        with told_of("WorkloadIdentity", self._name):
            table = {"actions": actions, "conditions": conditions or {}, "wildcard": wildcard, "name": name}
            refuse_outputs(table, "grant")
            if not isinstance(resources, str) and any(isinstance(resource, pulumi.Output) for resource in resources):
                return self._grants.add_later(table, resources)
            return self._grants.add(Grant.of({**table, "resources": resources}))

    def _build(self, identity: Identity, tag_keys: Mapping[str, str]) -> None:
        for warning in identity.federation.warnings("standard"):
            pulumi.log.warn(f"{identity.name}: {warning}", resource=self)
        role = aws.iam.Role(
            identity.name,
            name=identity.role_name,
            path=PATH,
            assume_role_policy=trust_json(identity),
            permissions_boundary=identity.boundary_arn,
            max_session_duration=identity.term.role_seconds,
            tags=identity.tags(tag_keys),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._grants = GrantPolicies(self, role, identity.name)
        for grant in identity.grants:
            self._grants.add(grant)
        self.role_arn, self.role_name = role.arn, role.name
        self.register_outputs({"roleArn": role.arn, "roleName": role.name})
