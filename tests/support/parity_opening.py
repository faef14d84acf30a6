"""This is where the part of the pool is that is shared with everyone, or open to guests, users and any certificate."""

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

_PROVIDER: Final = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Parity001"
_BY_LEVEL: Final = {
    "claim": "custom:level",
    "matchType": "Equals",
    "value": "chief",
    "roleArn": "arn:aws:iam::111122223333:role/chief",
}
_MAPPED: Final = {
    "identityProvider": f"{_PROVIDER}:5abc",
    "type": "Rules",
    "ambiguousRoleResolution": "Deny",
    "mappingRules": [_BY_LEVEL],
}
_STORE: Final = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/20cf"
_ACL: Final = "kafka:index/acl:Acl"
_ATTACHED: Final = "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment"
_CLIENT: Final = "aws:cognito/userPoolClient:UserPoolClient"

_FRONT: Final = "arn:aws:iam::111122223333:role/parity-front"
_ENTERED: Final = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
_STARTS: Final = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": "*"}
_INTEGRATION: Final = {
    "apiId": "parity",
    "integrationType": "AWS_PROXY",
    "integrationSubtype": "StepFunctions-StartExecution",
    "credentialsArn": _FRONT,
}


def _reads_club(name: str, what: str) -> tuple[str, dict[str, Any]]:
    reads = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::club/{what}"}
    return "aws:iam/role:Role", {
        "name": name,
        "arn": f"arn:aws:iam::111122223333:role/{name}",
        "assumeRolePolicy": '{"Version": "2012-10-17", "Statement": []}',
        "inlinePolicies": [{"name": "reads", "policy": json.dumps({"Version": "2012-10-17", "Statement": [reads]})}],
    }


OPENING: Final[Pool] = {
    "tables-of-all": (
        "postgresql:index/grant:Grant",
        {"database": "a", "role": secret("public"), "objectType": "table", "privileges": ["SELECT", "DELETE"]},
    ),
    "tables-unknown": (
        "postgresql:index/grant:Grant",
        {"database": "a", "role": UNKNOWN, "objectType": "table", "privileges": ["SELECT"]},
    ),
    "anchor": (
        "aws:rolesanywhere/trustAnchor:TrustAnchor",
        {"enabled": True, "source": {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": UNKNOWN}}},
    ),
    "trust-store": ("aws:lb/trustStore:TrustStore", {"name": "partners", "arn": _STORE}),
    "checks-clients": (
        "aws:lb/listener:Listener",
        {"protocol": "HTTPS", "mutualAuthentication": {"mode": "verify", "trustStoreArn": _STORE}},
    ),
    "checks-clients-unknown": ("aws:lb/listener:Listener", {"mutualAuthentication": {"mode": UNKNOWN}}),
    "front": (
        "aws:iam/role:Role",
        {"name": "parity-front", "arn": _FRONT, "assumeRolePolicy": json.dumps({"Statement": [_ENTERED]})},
    ),
    "front-starts": (
        "aws:iam/rolePolicy:RolePolicy",
        {"role": "parity-front", "policy": json.dumps({"Version": "2012-10-17", "Statement": [_STARTS]})},
    ),
    "route-named": (
        "aws:apigatewayv2/integration:Integration",
        {**_INTEGRATION, "integrationId": "i1", "requestParameters": {"StateMachineArn": "$request.body.machine"}},
    ),
    "route-unknown": (
        "aws:apigatewayv2/integration:Integration",
        {**_INTEGRATION, "integrationId": "i2", "requestParameters": UNKNOWN},
    ),
    "route-open": ("aws:apigatewayv2/route:Route", {"apiId": "parity", "target": "integrations/i1"}),
    "route-open-too": ("aws:apigatewayv2/route:Route", {"apiId": "parity", "target": "integrations/i2"}),
    "image-for-all": ("aws:ec2/amiLaunchPermission:AmiLaunchPermission", {"imageId": "ami-1", "group": "all"}),
    "snapshot-for-all": (_SNAPSHOT, {"sharedAccounts": ["444455556666", UNKNOWN, "all"]}),
    "snapshot-secret": (_SNAPSHOT, {"sharedAccounts": secret(["all"])}),
    "document-for-all": ("aws:ssm/document:Document", {"permissions": {"type": "Share", "account_ids": "All"}}),
    "guests": (_POOL, {"allowUnauthenticatedIdentities": True, "allowClassicFlow": UNKNOWN}),
    "club": (
        _POOL,
        {"identityPoolName": "club", "identityPoolId": "eu-west-1:club", "allowUnauthenticatedIdentities": True},
    ),
    "club-roles": (
        "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
        {
            "identityPoolId": "eu-west-1:club",
            "roles": {
                "authenticated": "arn:aws:iam::111122223333:role/club-member",
                "unauthenticated": "arn:aws:iam::111122223333:role/club-guest",
            },
        },
    ),
    "club-member": _reads_club("club-member", "members/${cognito-identity.amazonaws.com:sub}/*"),
    "club-guest": _reads_club("club-guest", "*"),
    "chosen": (
        "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
        {"identityPoolId": "eu-west-1:0f0f", "roles": {}, "roleMappings": [_MAPPED]},
    ),
    "choosing": (_CLIENT, {"userPoolId": "eu-west-1_Parity001", "writeAttributes": ["email", "custom:level"]}),
    "choosing-unknown": (_CLIENT, {"userPoolId": "eu-west-1_Parity001", "writeAttributes": UNKNOWN}),
    "anchored": (
        "aws:iam/role:Role",
        {"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": [_ANCHORED]})},
    ),
    "kafka-everybody": (_ACL, {"aclPrincipal": "User:*", "aclPermissionType": "Allow", "aclOperation": "Write"}),
    "kafka-secret": (_ACL, {"aclPrincipal": secret("User:ANONYMOUS"), "aclPermissionType": "Allow"}),
    "kafka-unknown": (_ACL, {"aclPrincipal": UNKNOWN, "aclPermissionType": "Allow"}),
    "consul-anonymous": (_ATTACHED, {"tokenId": "00000000-0000-0000-0000-000000000002", "policy": "acl"}),
    "consul-anonymous-unknown": (_ATTACHED, {"tokenId": UNKNOWN, "policy": "acl"}),
    "nomad-anonymous": (
        "nomad:index/aclPolicy:AclPolicy",
        {"name": "anonymous", "rulesHcl": secret('namespace "*" { policy = "write" }')},
    ),
    "nomad-anonymous-unread": ("nomad:index/aclPolicy:AclPolicy", {"name": "anonymous", "rulesHcl": UNKNOWN}),
    "document-unknown": ("aws:ssm/document:Document", {"permissions": UNKNOWN}),
}
