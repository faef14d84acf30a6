"""This is where it is told on what kind of thing somebody is asked who does what a path needs beside the workload.

Whoever makes a thing on the way gives it a name, so that any name will do; but it must be allowed on that kind. Of the
settings of Systems Manager one alone holds a role, as which the agents work on all instances that have none of their
own for it. Sources: Service Authorization Reference, "Amazon EC2 Image Builder" and "AWS CodeDeploy"; read 2026-11; AWS
Systems Manager User Guide, "Managing EC2 instances automatically with Default Host Management Configuration"; read
2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.callers import ANY, Caller, in_partition_of

ASKED_ON: Final[Mapping[str, str]] = {
    "imagebuilder:CreateComponent": "arn:*:imagebuilder:*:ACCOUNT:component/*",
    "imagebuilder:CreateImageRecipe": "arn:*:imagebuilder:*:ACCOUNT:image-recipe/*",
    "codedeploy:RegisterApplicationRevision": "arn:*:codedeploy:*:ACCOUNT:application:*",
    "codedeploy:GetDeploymentConfig": "arn:*:codedeploy:*:ACCOUNT:deploymentconfig:*",
    "ssm:UpdateServiceSetting": (
        "arn:*:ssm:*:ACCOUNT:servicesetting/ssm/managed-instance/default-ec2-instance-management-role"
    ),
}
"""Action → the ARN of whatever is of that kind; of other actions anything counts."""


def thing_of_kind(action: str, caller: Caller) -> str:
    """The ARN of whatever is of that kind where the caller is; "" where anything counts."""
    return in_partition_of(ASKED_ON.get(action, "").replace("ACCOUNT", caller.account or ANY), caller)
