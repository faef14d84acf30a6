"""This is where the part of the pool is that is about evidence, revocation, and secrets that anyone may read."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

TRAIL: Final = "aws:cloudtrail/trail:Trail"
BUCKET: Final = "aws:s3/bucket:Bucket"
KEY: Final = "aws:kms/key:Key"
ARCHIVE: Final = "aws:accessanalyzer/archiveRule:ArchiveRule"

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

ENDED: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "iam:DeleteRolePolicy",
                "Resource": "*",
                "Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}},
            }
        ],
    }
)

GROUP: Final = "arn:aws:logs:eu-west-1:111122223333:log-group:parity-audit:*"

STOPS: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["cloudtrail:StopLogging", "ec2:DeleteFlowLogs"], "Resource": "*"}],
    }
)

REWRITES: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["kms:PutKeyPolicy", "s3:PutBucketPolicy"], "Resource": "*"}],
    }
)

FREEZES: Final = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Deny",
        "Action": ["iam:Put*", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"],
        "Resource": "arn:aws:iam::*:role/parity/*",
    },
}

EVIDENCE: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "pki-role": (
        "vault:pkiSecret/secretBackendRole:SecretBackendRole",
        {"backend": "parity-pki", "maxTtl": "2592000", "noStore": True},
    ),
    "pki-role-unknown": (
        "vault:pkiSecret/secretBackendRole:SecretBackendRole",
        {"backend": "parity-pki", "noStore": UNKNOWN},
    ),
    "ca-pool": (
        "gcp:certificateauthority/caPool:CaPool",
        {
            "name": "parity",
            "publishingOptions": {"publishCrl": False},
            "issuancePolicy": {"baselineValues": {"keyUsage": {"extendedKeyUsage": {"clientAuth": True}}}},
        },
    ),
    "cluster-certificate": (
        "gcp:container/cluster:Cluster",
        {"masterAuth": {"clientCertificateConfig": {"issueClientCertificate": True}}},
    ),
    "audit-off": ("mongodbatlas:index/auditing:Auditing", {"projectId": "p", "enabled": False}),
    "audit-unknown": ("mongodbatlas:index/auditing:Auditing", {"projectId": "q", "enabled": UNKNOWN}),
    "audit-off-flag": (
        "gcp:sql/databaseInstance:DatabaseInstance",
        {"settings": {"databaseFlags": [{"name": "cloudsql.enable_pgaudit", "value": "off"}]}},
    ),
    "audit-left-out": (
        "azure-native:monitor:DiagnosticSetting",
        {"resourceUri": "/subscriptions/0", "logs": [{"category": "AuditEvent", "enabled": False}]},
    ),
    "template": (
        "aws:cloudformation/stack:Stack",
        {"templateBody": json.dumps({"Resources": {"Parity": {"Type": "AWS::IAM::Role"}}})},
    ),
    "archive-rule": (ARCHIVE, {"analyzerName": "all", "filters": [{"criteria": "isPublic", "eqs": ["true"]}]}),
    "archive-rule-unknown": (ARCHIVE, {"analyzerName": "all", "filters": [UNKNOWN]}),
    "protected-grant": ("aws:iam/rolePolicy:RolePolicy", {"role": "parity-held", "name": "p", "policy": STOPS}),
    "rights-ended": ("aws:iam/role:Role", {"name": "parity-ended", "inlinePolicies": [{"name": "w", "policy": ENDED}]}),
    "trail": (
        TRAIL,
        {"s3BucketName": "parity-logs", "kmsKeyId": UNKNOWN, "enableLogging": UNKNOWN, "cloudWatchLogsGroupArn": GROUP},
    ),
    "rewrites": ("aws:iam/rolePolicy:RolePolicy", {"role": "parity-rewrites", "name": "rw", "policy": REWRITES}),
    "stops": ("aws:iam/rolePolicy:RolePolicy", {"role": "parity-stops", "name": "stops", "policy": STOPS}),
    "trail-off": (TRAIL, {"s3BucketName": UNKNOWN, "isMultiRegionTrail": UNKNOWN, "enableLogging": False}),
    "trail-bucket": (BUCKET, {"bucket": "parity-logs", "forceDestroy": True}),
    "trail-key": (KEY, {"deletionWindowInDays": 7}),
    "answer-kept": ("aws:apigateway/authorizer:Authorizer", {"restApi": "a", "authorizerResultTtlInSeconds": 3600}),
    "answer-unknown": (
        "aws:apigateway/authorizer:Authorizer",
        {"restApi": "b", "authorizerResultTtlInSeconds": UNKNOWN},
    ),
    "revocations-off": ("aws-native:rolesanywhere:Crl", {"name": "x", "crlData": "x", "enabled": False}),
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
    "thrown-away": (
        "gcp:logging/projectExclusion:ProjectExclusion",
        {"name": "noise", "filter": secret('log_id("cloudaudit.googleapis.com/data_access")')},
    ),
    "told": ("pulumi:pulumi:Stack", {"databasePassword": "correct-horse-42", "bucket": "invoices"}),
    "made": ("random:index/randomPassword:RandomPassword", {"length": 14, "result": "k7-Xq29vLm-4w"}),
    "kept-plain": (
        "aws:ssm/parameter:Parameter",
        {"type": "String", "name": "/prod/db/one", "value": "k7-Xq29vLm-4w"},
    ),
    "unmarked": ("gcp:sql/user:User", {"instance": "orders", "password": "hunter22"}),
    "trail-group": ("aws:cloudwatch/logGroup:LogGroup", {"name": "parity-audit", "retentionInDays": 7}),
    "store": (
        "aws:cloudtrail/eventDataStore:EventDataStore",
        {"terminationProtectionEnabled": False, "suspend": UNKNOWN},
    ),
    "cluster": ("aws:eks/cluster:Cluster", {"name": "parity", "enabledClusterLogTypes": ["api", "audit"]}),
    "cluster-logs-unknown": (
        "aws-native:eks:Cluster",
        {"logging": {"clusterLogging": {"enabledTypes": [{"type": "audit"}, {"type": UNKNOWN}]}}},
    ),
    "frozen": ("aws:organizations/policy:Policy", {"name": "parity-frozen", "content": json.dumps(FREEZES)}),
    "frozen-native": (
        "aws-native:organizations:Policy",
        {"name": "parity-frozen", "type": "SERVICE_CONTROL_POLICY", "content": FREEZES},
    ),
    "frozen-unknown": ("aws:organizations/policy:Policy", {"name": "parity-frozen", "content": UNKNOWN}),
    "vault-raw": ("vault:index/audit:Audit", {"type": "file", "options": {"log_raw": "true"}}),
    "vault-raw-unknown": ("vault:index/audit:Audit", {"type": "file", "options": {"log_raw": UNKNOWN}}),
    "vault-login": (
        "vault:database/secretBackendRole:SecretBackendRole",
        {"backend": "database", "name": "orders", "revocationStatements": ["SELECT 1;"]},
    ),
    "vault-login-unknown": (
        "vault:database/secretBackendRole:SecretBackendRole",
        {"backend": "database", "name": "bills", "revocationStatements": [secret("SELECT 1;"), UNKNOWN]},
    ),
    "vault-keys": (
        "vault:index/mount:Mount",
        {"type": "kv", "auditNonHmacRequestKeys": ["password", secret("token")], "auditNonHmacResponseKeys": UNKNOWN},
    ),
    "alias": ("aws:iam/accountAlias:AccountAlias", {"accountAlias": "acme-prod"}),
}
