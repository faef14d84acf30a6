"""This is where it is told what each key of KMS seals in a stack: queues, tables, buckets and the like.

To open what a key sealed is asked of whoever uses such a thing, and gives nothing that its service does not hand out:
the sealed data leaves it opened, and only by its own actions. Sources: AWS KMS Developer Guide, "Using AWS KMS
encryption with AWS services"; the `kms:Decrypt` that the guides of SQS ("Key management"), DynamoDB ("Encryption at
rest") and S3 ("Protecting data with SSE-KMS") ask of producers and readers; properties of pulumi-aws 7.51.1; read
2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.patterns import meets
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_KEY: Final = ":key/"
"""What stands before the id of a key in its ARN; a key that is named by an alias is not told here."""

_DEFAULT: Final = "applyServerSideEncryptionByDefault.kmsMasterKeyId"


class _Kind(NamedTuple):
    """Where a type names its key, and its own ARN where that is not known: a pattern, and the property put into it."""

    key: str
    arn: str
    name: str = "name"


_BUCKET: Final = "arn:*:s3:::{}"
_OF_BUCKETS: Final = _Kind(f"rules[].{_DEFAULT}", _BUCKET, "bucket")
_KINDS: Final[Mapping[str, _Kind]] = {
    "aws:sqs/queue:Queue": _Kind("kmsMasterKeyId", "arn:*:sqs:*:*:{}"),
    "aws:sns/topic:Topic": _Kind("kmsMasterKeyId", "arn:*:sns:*:*:{}"),
    "aws:kinesis/stream:Stream": _Kind("kmsKeyId", "arn:*:kinesis:*:*:stream/{}"),
    "aws:dynamodb/table:Table": _Kind("serverSideEncryption.kmsKeyArn", "arn:*:dynamodb:*:*:table/{}"),
    "aws:secretsmanager/secret:Secret": _Kind("kmsKeyId", "arn:*:secretsmanager:*:*:secret:{}-*"),
    "aws:ssm/parameter:Parameter": _Kind("keyId", "arn:*:ssm:*:*:parameter/{}"),
    "aws:s3/bucket:Bucket": _Kind(f"serverSideEncryptionConfiguration.rule.{_DEFAULT}", _BUCKET, "bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _OF_BUCKETS,
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": _OF_BUCKETS,
}


class SealedThings:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._by_key = grouped(pair for resource in stack.of_type(*_KINDS) for pair in _sealed(resource))

    def by(self, key: str) -> tuple[str, ...]:
        """The ARNs of what a key with this ARN seals, as far as they are known."""
        return self._by_key.get(_id(key), ())


def is_about(pattern: str, thing: str) -> bool:
    """Whether a pattern of resources takes in the thing, or what is in it."""
    return pattern != "*" and (meets(pattern, thing) != "no" or meets(pattern, f"{thing}/x") != "no")


def _id(key: str) -> str:
    return key.rpartition(_KEY)[2] if _KEY in key else ""


def _sealed(resource: Resource) -> Iterator[tuple[str, str]]:
    kind = _KINDS[resource.type]
    name = text_of(said(resource, kind.name))
    arn = text_of(said(resource, "arn"))
    thing = arn if Arn.parse(arn) else kind.arn.format(name.lstrip("/")) if name else ""
    for key in texts_at(resource.state, kind.key).texts if thing else ():
        if found := _id(key) or (key if ":" not in key and not key.startswith("alias/") else ""):
            yield found, thing
