"""This is where a pack in the official policy SDK is, as its tutorial would have it written: COUNT trivial policies.

It runs in an environment of its own, which has `pulumi-policy` and the older protobuf that it needs.
"""

import os
from collections.abc import Callable
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ResourceValidationPolicy,
    StackValidationPolicy,
)

Report = Callable[..., None]


def role_has_owner(args: Any, report_violation: Report) -> None:
    """Look at the type, and of a role at one tag."""
    if args.resource_type == "aws:iam/role:Role" and not (args.props.get("tags") or {}).get("owner"):
        report_violation("the role has no owner")


def no_access_key(args: Any, report_violation: Report) -> None:
    """Look at the type of every resource of the stack."""
    for resource in args.resources:
        if resource.resource_type == "aws:iam/accessKey:AccessKey":
            report_violation("access keys never end", resource.urn)


COUNT = int(os.environ["COUNT"])
MANDATORY = EnforcementLevel.MANDATORY
PolicyPack(
    "trivial",
    [
        ResourceValidationPolicy(f"role-{number}", "A role has an owner", role_has_owner, MANDATORY)
        for number in range(COUNT)
    ]
    + [StackValidationPolicy(f"keys-{number}", "No access keys", no_access_key, MANDATORY) for number in range(COUNT)],
)
