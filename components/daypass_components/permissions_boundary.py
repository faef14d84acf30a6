"""This is where PermissionsBoundary is: the most that any identity of an account can reach."""

import json
from typing import NotRequired, Optional, TypedDict

import pulumi
import pulumi_aws as aws

from daypass.iam.scope import boundary_document
from daypass.model.identity import BOUNDARY_NAME, PATH
from daypass_components.arguments import checked
from daypass_components.told import told_of


class PermissionsBoundaryArgs(TypedDict):
    """One boundary for each account; plain values."""

    workload_class: NotRequired[str]
    """The class of the account's workloads, for a tighter boundary; without it one that fits them all."""


class PermissionsBoundary(pulumi.ComponentResource):
    """The policy /daypass/daypass-boundary of an account, which every WorkloadIdentity names as its boundary."""

    arn: pulumi.Output[str]
    """The policy's ARN."""

    def __init__(
        self,
        name: str,
        args: PermissionsBoundaryArgs,
        opts: Optional[pulumi.ResourceOptions] = None,  # noqa: UP045 - as every Pulumi component has it
    ) -> None:
        with told_of("PermissionsBoundary", name):
            given = checked(args, PermissionsBoundaryArgs)
            document = boundary_document(given.get("workload_class", ""))
        super().__init__("daypass:index:PermissionsBoundary", name, given, opts)
        policy = aws.iam.Policy(
            name,
            name=BOUNDARY_NAME,
            path=PATH,
            policy=json.dumps(document, sort_keys=True, separators=(",", ":")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = policy.arn
        self.register_outputs({"arn": policy.arn})
