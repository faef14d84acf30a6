"""This is where data is kept: buckets, tables, parameters, secrets, keys, logs."""

from typing import Any, Final

from tests.sandbox.aws import tags
from tests.sandbox.aws.archives import content
from tests.sandbox.aws.clients import account, client, region
from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import json_problems
from tests.sandbox.aws.values import ASSET, SIGNATURE


def _create_bucket(inputs: Props) -> Made:
    name = inputs["bucket"]
    place = {} if region() == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region()}}
    client("s3").create_bucket(Bucket=name, **place)
    if inputs.get("tagsAll"):
        client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags.as_list(inputs["tagsAll"])})
    domain = f"{name}.s3.amazonaws.com"
    return Made(name, {"arn": f"arn:aws:s3:::{name}", "bucketDomainName": domain, "bucketRegionalDomainName": domain})


def _delete_bucket(name: str, state: Props) -> None:
    if state.get("forceDestroy"):
        for item in client("s3").list_objects_v2(Bucket=name).get("Contents", []):
            client("s3").delete_object(Bucket=name, Key=item["Key"])
    client("s3").delete_bucket(Bucket=name)


def _put_bucket_policy(inputs: Props) -> Made:
    client("s3").put_bucket_policy(Bucket=inputs["bucket"], Policy=inputs["policy"])
    return Made(inputs["bucket"])


def _block_public_access(inputs: Props) -> Made:
    names = ("blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets")
    blocks = {name[0].upper() + name[1:]: inputs.get(name, False) for name in names}
    client("s3").put_public_access_block(Bucket=inputs["bucket"], PublicAccessBlockConfiguration=blocks)
    return Made(inputs["bucket"])


def _set_versioning(inputs: Props) -> Made:
    status = inputs["versioningConfiguration"]["status"]
    if status in ("Enabled", "Suspended"):
        client("s3").put_bucket_versioning(Bucket=inputs["bucket"], VersioningConfiguration={"Status": status})
    return Made(inputs["bucket"])


def _put_object(inputs: Props) -> Made:
    source = inputs.get("source") or {}
    body = content(source) if source.get(SIGNATURE) == ASSET else inputs.get("content", "").encode()
    made = client("s3").put_object(Bucket=inputs["bucket"], Key=inputs["key"], Body=body)
    return Made(f"{inputs['bucket']}/{inputs['key']}", {"etag": made["ETag"].strip('"')})


def _put_parameter(inputs: Props) -> Made:
    client("ssm").put_parameter(
        Name=inputs["name"],
        Value=_parameter_value(inputs),
        Type=inputs["type"],
        Tags=tags.as_list(inputs.get("tagsAll")),
    )
    arn = f"arn:aws:ssm:{region()}:{account()}:parameter/{inputs['name'].removeprefix('/')}"
    return Made(inputs["name"], {"arn": arn, "version": 1})


def _parameter_value(inputs: Props) -> str:
    value: str = inputs.get("value") or inputs.get("insecureValue") or ""
    return value


def _update_parameter(name: str, _old: Props, new: Props) -> Props:
    made = client("ssm").put_parameter(Name=name, Value=_parameter_value(new), Type=new["type"], Overwrite=True)
    return {"version": made["Version"]}


def _create_secret(inputs: Props) -> Made:
    optional = {"Description": inputs["description"]} if inputs.get("description") else {}
    arn = client("secretsmanager").create_secret(
        Name=inputs["name"], Tags=tags.as_list(inputs.get("tagsAll")), **optional
    )["ARN"]
    if inputs.get("policy"):
        client("secretsmanager").put_resource_policy(SecretId=arn, ResourcePolicy=inputs["policy"])
    return Made(arn, {"arn": arn})


def _put_secret_version(inputs: Props) -> Made:
    made = client("secretsmanager").put_secret_value(
        SecretId=inputs["secretId"], SecretString=inputs.get("secretString", "")
    )
    return Made(f"{inputs['secretId']}|{made['VersionId']}", {"arn": made["ARN"], "versionId": made["VersionId"]})


def _create_key(inputs: Props) -> Made:
    optional: dict[str, Any] = {"Policy": inputs.get("policy"), "Description": inputs.get("description")}
    key = client("kms").create_key(
        KeyUsage=inputs["keyUsage"],
        KeySpec=inputs["customerMasterKeySpec"],
        Tags=tags.as_list(inputs.get("tagsAll"), "TagKey", "TagValue"),
        **{name: value for name, value in optional.items() if value},
    )["KeyMetadata"]
    policy = inputs.get("policy") or client("kms").get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"]
    return Made(key["KeyId"], {"arn": key["Arn"], "keyId": key["KeyId"], "policy": policy})


def _update_key(id_: str, _old: Props, new: Props) -> Props:
    if new.get("policy"):
        client("kms").put_key_policy(KeyId=id_, PolicyName="default", Policy=new["policy"])
    return {}


def _create_alias(inputs: Props) -> Made:
    client("kms").create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
    return Made(inputs["name"], {"arn": f"arn:aws:kms:{region()}:{account()}:{inputs['name']}"})


def _create_table(inputs: Props) -> Made:
    keys = [{"AttributeName": inputs["hashKey"], "KeyType": "HASH"}]
    if inputs.get("rangeKey"):
        keys.append({"AttributeName": inputs["rangeKey"], "KeyType": "RANGE"})
    attributes = [{"AttributeName": one["name"], "AttributeType": one["type"]} for one in inputs["attributes"]]
    table = client("dynamodb").create_table(
        TableName=inputs["name"],
        KeySchema=keys,
        AttributeDefinitions=attributes,
        BillingMode="PAY_PER_REQUEST",
        Tags=tags.as_list(inputs.get("tagsAll")),
    )["TableDescription"]
    return Made(inputs["name"], {"arn": table["TableArn"]})


def _create_log_group(inputs: Props) -> Made:
    client("logs").create_log_group(logGroupName=inputs["name"], tags=inputs.get("tagsAll") or {})
    arn = f"arn:aws:logs:{region()}:{account()}:log-group:{inputs['name']}"
    return Made(inputs["name"], {"arn": arn})


def _bucket(token: str) -> Kind:
    return Kind(
        token,
        create=_create_bucket,
        delete=_delete_bucket,
        replaces=("bucket", "bucketPrefix"),
        computed=("arn", "bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"),
        defaults={"forceDestroy": False},
        autoname=Autoname("bucket", longest=56, lower=True),
        tagged=True,
    )


TABLE: Final = (
    _bucket("aws:s3/bucket:Bucket"),
    _bucket("aws:s3/bucketV2:BucketV2"),
    Kind(
        "aws:s3/bucketPolicy:BucketPolicy",
        create=_put_bucket_policy,
        update=lambda _id, _old, new: _put_bucket_policy(new).outputs,
        delete=lambda bucket, _state: client("s3").delete_bucket_policy(Bucket=bucket),
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("bucket", "policy"),
        replaces=("bucket",),
    ),
    Kind(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        create=_block_public_access,
        update=lambda _id, _old, new: _block_public_access(new).outputs,
        delete=lambda bucket, _state: client("s3").delete_public_access_block(Bucket=bucket),
        required=("bucket",),
        replaces=("bucket",),
    ),
    Kind(
        "aws:s3/bucketVersioning:BucketVersioning",
        create=_set_versioning,
        update=lambda _id, _old, new: _set_versioning(new).outputs,
        delete=lambda _id, _state: None,  # versioning cannot be taken back; it goes with its bucket
        required=("bucket", "versioningConfiguration"),
        replaces=("bucket",),
    ),
    Kind(
        "aws:s3/bucketObjectv2:BucketObjectv2",
        create=_put_object,
        update=lambda _id, _old, new: _put_object(new).outputs,
        delete=lambda _id, state: client("s3").delete_object(Bucket=state["bucket"], Key=state["key"]),
        required=("bucket", "key"),
        replaces=("bucket", "key"),
        computed=("etag",),
        changing=("etag",),
        tagged=True,
    ),
    Kind(
        "aws:ssm/parameter:Parameter",
        create=_put_parameter,
        update=_update_parameter,
        delete=lambda name, _state: client("ssm").delete_parameter(Name=name),
        required=("type",),
        replaces=("name",),
        computed=("arn", "version"),
        changing=("version",),
        autoname=Autoname(),
        tagged=True,
    ),
    Kind(
        "aws:secretsmanager/secret:Secret",
        create=_create_secret,
        delete=lambda arn, _state: client("secretsmanager").delete_secret(
            SecretId=arn, ForceDeleteWithoutRecovery=True
        ),
        replaces=("name", "namePrefix"),
        computed=("arn",),
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
        autoname=Autoname(),
        tagged=True,
    ),
    Kind(
        "aws:secretsmanager/secretVersion:SecretVersion",
        create=_put_secret_version,
        delete=lambda _id, _state: None,  # a version goes with its secret
        required=("secretId",),
        replaces=("secretId", "secretString", "secretBinary"),
        computed=("arn", "versionId"),
    ),
    Kind(
        "aws:kms/key:Key",
        create=_create_key,
        update=_update_key,
        delete=lambda id_, _state: client("kms").schedule_key_deletion(KeyId=id_, PendingWindowInDays=7),
        computed=("arn", "keyId", "policy"),
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        tagged=True,
    ),
    Kind(
        "aws:kms/alias:Alias",
        create=_create_alias,
        delete=lambda name, _state: client("kms").delete_alias(AliasName=name),
        required=("targetKeyId",),
        replaces=("name",),
        computed=("arn", "targetKeyArn"),
        autoname=Autoname(prefix="alias/"),
    ),
    Kind(
        "aws:dynamodb/table:Table",
        create=_create_table,
        delete=lambda name, _state: client("dynamodb").delete_table(TableName=name),
        required=("attributes", "hashKey"),
        replaces=("name", "hashKey", "rangeKey"),
        computed=("arn", "streamArn"),
        defaults={"billingMode": "PROVISIONED"},
        autoname=Autoname(),
        tagged=True,
    ),
    Kind(
        "aws:cloudwatch/logGroup:LogGroup",
        create=_create_log_group,
        delete=lambda name, _state: client("logs").delete_log_group(logGroupName=name),
        replaces=("name", "namePrefix"),
        computed=("arn",),
        defaults={"skipDestroy": False, "retentionInDays": 0},
        autoname=Autoname(),
        tagged=True,
    ),
)
