"""A workload of role `b` that runs code from a file system of EFS, and what role `a` may do there."""

import json
from typing import Any

from tests.support.becoming import allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
EFS = f"arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}"
SHARE = f"{EFS}:file-system/fs-1"
LIBS = f"{EFS}:access-point/fsap-1"
SYSTEM = aws("efs/fileSystem", "share", arn=SHARE, id="fs-1")
POINT = aws("efs/accessPoint", "libs", arn=LIBS, id="fsap-1", fileSystemId="fs-1")
WRITES = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
MOUNT = {"arn": LIBS, "localMountPath": "/mnt/libs"}
IMPORTS = {"variables": {"PYTHONPATH": "/mnt/libs/site-packages"}}
FUNCTION = function("fn", "b", fileSystemConfig=MOUNT, environment=IMPORTS)
VOLUME = {"name": "app", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}
RUNS = {"mountPoints": [{"sourceVolume": "app", "containerPath": "/srv/app"}], "command": ["node", "/srv/app/main.js"]}


def through(point: str) -> dict[str, Any]:
    return {"Condition": {"StringEquals": {"elasticfilesystem:AccessPointArn": point}}}


def task(*volumes: Any, **container: Any) -> Resource:
    containers = json.dumps([{"name": "log"}, {"name": "api", **(container or RUNS)}])
    return aws(
        "ecs/taskDefinition",
        "t",
        taskRoleArn=f"{ARN}role/b",
        volumes=list(volumes or (VOLUME,)),
        containerDefinitions=containers,
    )


def judged(*made: Resource, given: tuple[dict[str, Any], ...] = (allow(WRITES, SHARE),)) -> Answer:
    strong = role("b", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), strong, *made)


def is_told(answer: Answer) -> bool:
    return any(text.startswith("role 'a' may act as role 'b'") for text in messages(answer))
