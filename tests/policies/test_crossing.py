"""Rules about strangers, other accounts and services: quiet about what is closed, loud about what is open."""

from typing import Final

import pytest
from tests.support.crossing import (
    DATA,
    EVERYONE,
    FILES,
    GOOD,
    OWNER,
    allow,
    arn,
    bucket,
    key,
    of,
    permission,
    queue,
    secret,
    service,
    topic,
    trust,
)
from tests.support.rules import asked

from daypass.answering import answer_resource, answer_stack
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Problem
from daypass_policies.rules.function_is_not_public import function_is_not_public
from daypass_policies.rules.organisation_trust_is_narrow import organisation_trust_is_narrow
from daypass_policies.rules.resource_policy_asks_source import resource_policy_asks_source
from daypass_policies.rules.resource_policy_is_not_public import resource_policy_is_not_public
from daypass_policies.rules.resource_policy_names_no_whole_account import resource_policy_names_no_whole_account
from daypass_policies.rules.service_trust_asks_source import service_trust_asks_source
from daypass_policies.rules.trust_is_not_public import trust_is_not_public
from daypass_policies.rules.trust_names_no_whole_account import trust_names_no_whole_account
from daypass_policies.rules.vendor_trust_asks_external_id import vendor_trust_asks_external_id

RULES: Final = (
    *(trust_is_not_public, trust_names_no_whole_account, vendor_trust_asks_external_id, service_trust_asks_source),
    *(resource_policy_is_not_public, resource_policy_names_no_whole_account, resource_policy_asks_source),
    *(function_is_not_public, organisation_trust_is_narrow),
)
BAD: Final[dict[str, tuple[str, Resource]]] = {
    "trust-everyone": ("public-trust", trust({"AWS": "*"})),
    "trust-everyone-with-an-id": ("public-trust", trust("*", StringEquals={"sts:ExternalId": "4f6d1c9b"})),
    "trust-account": ("cross-account-trust", trust({"AWS": "arn:aws:iam::444455556666:root"})),
    "trust-vendor": ("confused-deputy", trust({"AWS": "arn:aws:iam::464622532012:role/collector"})),
    "trust-vendor-weakly": (
        "confused-deputy",
        trust({"AWS": "arn:aws:iam::464622532012:root"}, StringLike={"sts:ExternalId": "*"}),
    ),
    "trust-scheduler": ("confused-deputy", trust(service("scheduler"))),
    "trust-bedrock": ("confused-deputy", trust(service("bedrock"))),
    "bucket-read": ("public-trust", bucket(allow(EVERYONE, "s3:GetObject", FILES))),
    "bucket-write": ("public-trust", bucket(allow({"AWS": "*"}, ["s3:PutObject"], FILES, StringEquals=OWNER))),
    "bucket-any-address": ("public-trust", bucket(allow("*", "s3:*", FILES, IpAddress={"aws:SourceIp": "0.0.0.0/0"}))),
    "bucket-by-referrer": (
        "public-trust",
        bucket(allow("*", "s3:GetObject", FILES, StringLike={"aws:Referer": "https://example.com/*"})),
    ),
    "bucket-account": ("cross-account-trust", bucket(allow({"AWS": "444455556666"}, "s3:*", [DATA, FILES]))),
    "bucket-of-any-trail": ("confused-deputy", bucket(allow(service("cloudtrail"), "s3:PutObject", FILES))),
    "bucket-of-any-distribution": ("confused-deputy", bucket(allow(service("cloudfront"), "s3:GetObject", FILES))),
    "key-everyone": ("public-trust", key(allow("*", "kms:Decrypt"))),
    "key-via-a-service": (
        "public-trust",
        key(allow({"AWS": "*"}, "kms:*", StringEquals={"kms:ViaService": "s3.eu-west-1.amazonaws.com"})),
    ),
    "key-account": ("cross-account-trust", key(allow({"AWS": "arn:aws:iam::444455556666:root"}, "kms:Decrypt"))),
    "topic-everyone": ("public-trust", topic(allow("*", ["sns:Publish", "sns:Subscribe"], arn("sns", "t")))),
    "topic-of-any-bucket": ("confused-deputy", topic(allow(service("s3"), "sns:Publish", arn("sns", "t")))),
    "queue-everyone": ("public-trust", queue(allow({"AWS": ["*"]}, "sqs:*", arn("sqs", "q")))),
    "queue-of-any-topic": ("confused-deputy", queue(allow(service("sns"), "sqs:SendMessage", arn("sqs", "q")))),
    "queue-not-principal": (
        "public-trust",
        queue(
            {"Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "Action": "sqs:*", "Resource": arn("sqs", "q")}
        ),
    ),
    "secret-everyone": ("public-trust", secret(allow("*", "secretsmanager:GetSecretValue"))),
    "secret-account": (
        "cross-account-trust",
        secret(allow({"AWS": "arn:aws:iam::444455556666:root"}, "secretsmanager:GetSecretValue")),
    ),
    "permission-everyone": ("public-trust", permission("*")),
    "permission-any-bucket": ("confused-deputy", permission("s3.amazonaws.com")),
    "permission-any-api": ("confused-deputy", permission("apigateway.amazonaws.com")),
    "permission-any-topic": ("confused-deputy", permission("sns.amazonaws.com", sourceArn="arn:aws:sns:*:*:*")),
    "permission-account": ("cross-account-trust", permission("444455556666")),
    "function-url": (
        "public-trust",
        Resource.of("aws:lambda/functionUrl:FunctionUrl", "it", authorizationType="NONE"),
    ),
    "repository-everyone": (
        "public-trust",
        of("aws:ecr/repositoryPolicy:RepositoryPolicy", "policy", allow("*", "ecr:*")),
    ),
    "search-everyone": (
        "public-trust",
        of("aws:opensearch/domain:Domain", "accessPolicies", allow({"AWS": "*"}, "es:*", arn("es", "domain/logs/*"))),
    ),
    "file-system-everyone": (
        "public-trust",
        of("aws:efs/fileSystemPolicy:FileSystemPolicy", "policy", allow({"AWS": "*"}, "elasticfilesystem:*")),
    ),
    "bus-everyone": (
        "public-trust",
        Resource.of("aws:cloudwatch/eventPermission:EventPermission", "it", principal="*"),
    ),
    "layer-everyone": (
        "public-trust",
        Resource.of("aws:lambda/layerVersionPermission:LayerVersionPermission", "it", principal="*"),
    ),
    "vault-everyone": (
        "public-trust",
        of("aws:backup/vaultPolicy:VaultPolicy", "policy", allow("*", "backup:CopyIntoBackupVault")),
    ),
}


def found(resource: Resource) -> dict[str, list[Problem]]:
    """Risk → problems, of what the rules of profile `standard` say."""
    told: dict[str, list[Problem]] = {}
    for rule in RULES:
        if rule.profile == "strict" or resource.type not in rule.applies_to:
            continue
        stack = Stack((resource,))
        answer = answer_stack(rule, stack, asked(rule)) if rule.stack else answer_resource(rule, resource, asked(rule))
        assert answer.error is None
        assert not answer.undecided
        if answer.problems:
            told.setdefault(rule.risk, []).extend(answer.problems)
    return told


@pytest.mark.parametrize("name", GOOD)
def test_what_careful_people_write_gets_no_finding(name: str) -> None:
    assert {risk: [problem.message for problem in all_] for risk, all_ in found(GOOD[name]).items()} == {}


@pytest.mark.parametrize("name", BAD)
def test_what_is_open_is_told_with_its_risk(name: str) -> None:
    risk, resource = BAD[name]
    assert risk in found(resource)
