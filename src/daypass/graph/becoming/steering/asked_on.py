"""This is where it is told on what kind of thing somebody is asked who does what a path needs beside the workload.

Whoever makes a thing on the way gives it a name, so that any name will do; but it must be allowed on that kind. Source:
Service Authorization Reference, "Amazon EC2 Image Builder" and "AWS CodeDeploy"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

ASKED_ON: Final[Mapping[str, str]] = {
    "imagebuilder:CreateComponent": "arn:*:imagebuilder:*:ACCOUNT:component/*",
    "imagebuilder:CreateImageRecipe": "arn:*:imagebuilder:*:ACCOUNT:image-recipe/*",
    "codedeploy:RegisterApplicationRevision": "arn:*:codedeploy:*:ACCOUNT:application:*",
    "codedeploy:GetDeploymentConfig": "arn:*:codedeploy:*:ACCOUNT:deploymentconfig:*",
}
"""Action → the ARN of whatever is of that kind; of other actions anything counts."""
