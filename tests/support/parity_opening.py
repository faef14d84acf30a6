"""This is where the part of the pool is that is shared with everyone, or open to guests and to any certificate."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

Pool = dict[str, tuple[str, dict[str, Any]]]

_POOL: Final = "aws:cognito/identityPool:IdentityPool"
_SNAPSHOT: Final = "aws:rds/snapshot:Snapshot"

_ANCHORED: Final = {
    "Effect": "Allow",
    "Principal": {"Service": "rolesanywhere.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/4f6d1c9b"}},
}

OPENING: Final[Pool] = {
    "image-for-all": ("aws:ec2/amiLaunchPermission:AmiLaunchPermission", {"imageId": "ami-1", "group": "all"}),
    "snapshot-for-all": (_SNAPSHOT, {"sharedAccounts": ["444455556666", UNKNOWN, "all"]}),
    "snapshot-secret": (_SNAPSHOT, {"sharedAccounts": secret(["all"])}),
    "document-for-all": ("aws:ssm/document:Document", {"permissions": {"type": "Share", "account_ids": "All"}}),
    "guests": (_POOL, {"allowUnauthenticatedIdentities": True, "allowClassicFlow": UNKNOWN}),
    "anchored": (
        "aws:iam/role:Role",
        {"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": [_ANCHORED]})},
    ),
    "document-unknown": ("aws:ssm/document:Document", {"permissions": UNKNOWN}),
}
