"""This is where the part of the pool is that is about evidence, revocation, and secrets that anyone may read."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN

TRAIL: Final = "aws:cloudtrail/trail:Trail"
BUCKET: Final = "aws:s3/bucket:Bucket"
KEY: Final = "aws:kms/key:Key"
KEY_ARN: Final = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"

WIDE: Final = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": [f"arn:aws:s3:::{'b' * 60}"] * 20}
LIFTS: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["iam:DeleteRolePolicy", "iam:DeleteRolePermissionsBoundary"],
                "Resource": "arn:aws:iam::111122223333:role/parity-lifts",
            }
        ],
    }
)

EVIDENCE: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "trail": (TRAIL, {"s3BucketName": "parity-logs", "kmsKeyId": KEY_ARN, "enableLogging": UNKNOWN}),
    "trail-off": (TRAIL, {"s3BucketName": UNKNOWN, "isMultiRegionTrail": UNKNOWN, "enableLogging": False}),
    "trail-bucket": (BUCKET, {"bucket": "parity-logs", "forceDestroy": True}),
    "trail-key": (KEY, {"arn": KEY_ARN, "deletionWindowInDays": 7}),
    "passwords": ("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", {"minimumPasswordLength": 20}),
    "full-user": (
        "aws-native:iam:User",
        {
            "userName": "parity-full",
            "policies": [{"policyName": "wide", "policyDocument": {"Version": "2012-10-17", "Statement": [WIDE]}}],
        },
    ),
    "only-these": ("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", {"roleName": "x", "policyNames": ["y"]}),
    "lifts": (
        "aws:iam/role:Role",
        {
            "name": "parity-lifts",
            "assumeRolePolicy": UNKNOWN,
            "inlinePolicies": [{"name": "lift", "policy": LIFTS}],
        },
    ),
    "alias": ("aws:iam/accountAlias:AccountAlias", {"accountAlias": "acme-prod"}),
}
