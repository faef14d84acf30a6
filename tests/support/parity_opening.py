"""This is where the part of the pool is that is shared with everyone, or open to guests."""

from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

Pool = dict[str, tuple[str, dict[str, Any]]]

_POOL: Final = "aws:cognito/identityPool:IdentityPool"
_SNAPSHOT: Final = "aws:rds/snapshot:Snapshot"

OPENING: Final[Pool] = {
    "image-for-all": ("aws:ec2/amiLaunchPermission:AmiLaunchPermission", {"imageId": "ami-1", "group": "all"}),
    "snapshot-for-all": (_SNAPSHOT, {"sharedAccounts": ["444455556666", UNKNOWN, "all"]}),
    "snapshot-secret": (_SNAPSHOT, {"sharedAccounts": secret(["all"])}),
    "document-for-all": ("aws:ssm/document:Document", {"permissions": {"type": "Share", "account_ids": "All"}}),
    "guests": (_POOL, {"allowUnauthenticatedIdentities": True, "allowClassicFlow": UNKNOWN}),
    "document-unknown": ("aws:ssm/document:Document", {"permissions": UNKNOWN}),
}
