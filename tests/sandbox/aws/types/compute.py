"""This is where workloads are: functions, tasks and machines, each of which runs as some role."""

import json
from typing import Any, Final

from tests.sandbox.aws import tags
from tests.sandbox.aws.archives import zipped
from tests.sandbox.aws.clients import account, client, region
from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import Refused


def _create_function(inputs: Props) -> Made:
    if "code" not in inputs and "imageUri" not in inputs and "s3Bucket" not in inputs:
        raise Refused("one of code, imageUri or s3Bucket must be specified")
    environment = {"Variables": (inputs.get("environment") or {}).get("variables") or {}}
    made = client("lambda").create_function(
        FunctionName=inputs["name"],
        Role=inputs["role"],
        Code=_code(inputs),
        Environment=environment,
        Timeout=inputs["timeout"],
        MemorySize=inputs["memorySize"],
        PackageType=inputs["packageType"],
        Tags=inputs.get("tagsAll") or {},
        **{key: inputs[name] for key, name in (("Runtime", "runtime"), ("Handler", "handler")) if name in inputs},
    )
    outputs = {"arn": made["FunctionArn"], "version": made["Version"], "lastModified": made["LastModified"]}
    invoke = f"arn:aws:apigateway:{region()}:lambda:path/2015-03-31/functions/{made['FunctionArn']}/invocations"
    return Made(inputs["name"], {**outputs, "invokeArn": invoke, "qualifiedArn": f"{made['FunctionArn']}:$LATEST"})


def _code(inputs: Props) -> Props:
    if "code" in inputs:
        return {"ZipFile": zipped(inputs["code"])}
    if "imageUri" in inputs:
        return {"ImageUri": inputs["imageUri"]}
    return {"S3Bucket": inputs["s3Bucket"], "S3Key": inputs.get("s3Key", "")}


def _update_function(name: str, old: Props, new: Props) -> Props:
    client("lambda").update_function_configuration(
        FunctionName=name,
        Role=new["role"],
        Environment={"Variables": (new.get("environment") or {}).get("variables") or {}},
        Timeout=new["timeout"],
        MemorySize=new["memorySize"],
    )
    if old.get("code") != new.get("code"):
        client("lambda").update_function_code(FunctionName=name, **_code(new))
    return {}


def _permit(inputs: Props) -> Made:
    sid = inputs.get("statementId") or f"terraform-{inputs['principal'].partition('.')[0]}"
    optional = {"SourceArn": inputs.get("sourceArn"), "SourceAccount": inputs.get("sourceAccount")}
    client("lambda").add_permission(
        FunctionName=inputs["function"],
        StatementId=sid,
        Action=inputs["action"],
        Principal=inputs["principal"],
        **{key: value for key, value in optional.items() if value},
    )
    return Made(sid, {"statementId": sid})


def _register_task(inputs: Props) -> Made:
    optional = {
        "taskRoleArn": inputs.get("taskRoleArn"),
        "executionRoleArn": inputs.get("executionRoleArn"),
        "networkMode": inputs.get("networkMode"),
        "cpu": inputs.get("cpu"),
        "memory": inputs.get("memory"),
        "requiresCompatibilities": inputs.get("requiresCompatibilities"),
    }
    definition = client("ecs").register_task_definition(
        family=inputs["family"],
        containerDefinitions=json.loads(inputs["containerDefinitions"]),
        tags=tags.as_list(inputs.get("tagsAll"), "key", "value"),
        **{key: value for key, value in optional.items() if value},
    )["taskDefinition"]
    arn = definition["taskDefinitionArn"]
    return Made(
        inputs["family"], {"arn": arn, "revision": definition["revision"], "arnWithoutRevision": arn.rpartition(":")[0]}
    )


def _create_cluster(inputs: Props) -> Made:
    arn = client("ecs").create_cluster(clusterName=inputs["name"])["cluster"]["clusterArn"]
    return Made(arn, {"arn": arn})


def _run_instance(inputs: Props) -> Made:
    optional: dict[str, Any] = {"UserData": inputs.get("userData")}
    profile = inputs.get("iamInstanceProfile")
    optional["IamInstanceProfile"] = {"Name": profile} if profile else None
    machine = client("ec2").run_instances(
        ImageId=inputs["ami"],
        InstanceType=inputs["instanceType"],
        MinCount=1,
        MaxCount=1,
        **{key: value for key, value in optional.items() if value},
    )["Instances"][0]
    id_ = machine["InstanceId"]
    arn = f"arn:aws:ec2:{region()}:{account()}:instance/{id_}"
    return Made(id_, {"arn": arn, "privateIp": machine.get("PrivateIpAddress", ""), "instanceState": "running"})


def _create_template(inputs: Props) -> Made:
    data = {
        "ImageId": inputs.get("imageId"),
        "InstanceType": inputs.get("instanceType"),
        "UserData": inputs.get("userData"),
    }
    template = client("ec2").create_launch_template(
        LaunchTemplateName=inputs["name"],
        LaunchTemplateData={key: value for key, value in data.items() if value},
    )["LaunchTemplate"]
    id_ = template["LaunchTemplateId"]
    arn = f"arn:aws:ec2:{region()}:{account()}:launch-template/{id_}"
    return Made(id_, {"arn": arn, "latestVersion": 1, "defaultVersion": 1})


TABLE: Final = (
    Kind(
        "aws:lambda/function:Function",
        create=_create_function,
        update=_update_function,
        delete=lambda name, _state: client("lambda").delete_function(FunctionName=name),
        required=("role",),
        replaces=("name", "packageType"),
        computed=("arn", "invokeArn", "qualifiedArn", "version", "lastModified"),
        changing=("version", "lastModified", "qualifiedArn"),
        defaults={"timeout": 3, "memorySize": 128, "packageType": "Zip", "publish": False},
        autoname=Autoname(longest=64),
        tagged=True,
    ),
    Kind(
        "aws:lambda/permission:Permission",
        create=_permit,
        delete=lambda id_, state: client("lambda").remove_permission(FunctionName=state["function"], StatementId=id_),
        required=("action", "function", "principal"),
        replaces=("action", "function", "principal", "sourceArn", "sourceAccount", "statementId"),
        computed=("statementId",),
    ),
    Kind(
        "aws:ecs/taskDefinition:TaskDefinition",
        create=_register_task,
        delete=lambda _id, state: client("ecs").deregister_task_definition(taskDefinition=state["arn"]),
        required=("family", "containerDefinitions"),
        replaces=("family", "containerDefinitions", "taskRoleArn", "executionRoleArn", "cpu", "memory", "networkMode"),
        computed=("arn", "arnWithoutRevision", "revision"),
        defaults={"skipDestroy": False, "trackLatest": False},
        tagged=True,
    ),
    Kind(
        "aws:ecs/cluster:Cluster",
        create=_create_cluster,
        delete=lambda arn, _state: client("ecs").delete_cluster(cluster=arn),
        replaces=("name",),
        computed=("arn",),
        autoname=Autoname(),
        tagged=True,
    ),
    Kind(
        "aws:ec2/instance:Instance",
        create=_run_instance,
        delete=lambda id_, _state: client("ec2").terminate_instances(InstanceIds=[id_]),
        required=("ami", "instanceType"),
        replaces=("ami", "instanceType", "userData"),
        computed=("arn", "privateIp", "publicIp", "instanceState"),
        defaults={"getPasswordData": False, "sourceDestCheck": True, "userDataReplaceOnChange": False},
        tagged=True,
    ),
    Kind(
        "aws:ec2/launchTemplate:LaunchTemplate",
        create=_create_template,
        delete=lambda id_, _state: client("ec2").delete_launch_template(LaunchTemplateId=id_),
        replaces=("name", "namePrefix"),
        computed=("arn", "latestVersion", "defaultVersion"),
        autoname=Autoname(longest=125),
        tagged=True,
    ),
)
