"""Where a rule is quiet because another one speaks of the same cause, another one does, of the same risk."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ARN
from tests.support.rules import judge, judge_stack

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.keeping.made_here import KEYS
from daypass_policies.rules import catalog

CREDENTIAL = "long-lived-credential"
KEY_ID, HALF = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"


def made(type_: str, name: str, /, **inputs: Any) -> Resource:
    return Resource.of(type_, name, **inputs)


def of(resource: Resource, key: str, *sources: Resource) -> Resource:
    """The resource with a property that comes from these."""
    return replace(resource, property_dependencies={key: tuple(one.urn for one in sources)})


PASSWORD = made("random:index/randomPassword:RandomPassword", "master")
DATABASE = of(made("aws:rds/cluster:Cluster", "db", masterPassword=Secret(UNKNOWN)), "masterPassword", PASSWORD)
KEY = made("aws:iam/accessKey:AccessKey", "ci", user="ci")
KEPT = made("aws:secretsmanager/secretVersion:SecretVersion", "kept", secretId="kept", secretString=Secret(UNKNOWN))
PARAMETER = made("aws:ssm/parameter:Parameter", "kept", type="SecureString", value=Secret(UNKNOWN))
USER = made("aws:iam/user:User", "ci", name="ci")
RIGHTS = made("aws:iam/userPolicy:UserPolicy", "ci", user="ci", policy=document(allow("s3:GetObject")))
PRIVATE = made("tls:index/privateKey:PrivateKey", "tls")
LONG = of(made("tls:index/selfSignedCert:SelfSignedCert", "tls", validityPeriodHours=87600), "privateKeyPem", PRIVATE)
ENVIRONMENT = {"variables": {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": HALF}}
ITSELF = allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], f"{ARN}role/a")
BECOMES = allow("iam:CreateAccessKey", f"{ARN}user/ci")
TRAIL = made("aws:cloudtrail/trail:Trail", "audit", name="audit", s3BucketName="logs", isMultiRegionTrail=True)


@pytest.mark.parametrize(
    ("risk", "quiet", "stack"),
    [
        (
            CREDENTIAL,
            "stored-credential-is-rotated",
            (PASSWORD, DATABASE, of(KEPT, "secretString", PASSWORD)),
        ),
        (CREDENTIAL, "stored-credential-is-rotated", (PASSWORD, DATABASE, of(PARAMETER, "value", PASSWORD, DATABASE))),
        (CREDENTIAL, "stored-credential-is-rotated", (KEY, of(KEPT, "secretString", KEY))),
        (CREDENTIAL, "key-material-stays-out-of-state", (PASSWORD, DATABASE)),
        (CREDENTIAL, "key-material-stays-out-of-state", (PASSWORD, of(KEPT, "secretString", PASSWORD))),
        (CREDENTIAL, "rights-go-to-roles", (USER, RIGHTS)),
        ("secret-exposure", "", (made("aws:lambda/function:Function", "api", environment=ENVIRONMENT),)),
        (CREDENTIAL, "", (PRIVATE, LONG)),
        ("privilege-escalation", "no-path-to-more-rights", (role("a"), may("a", ITSELF, BECOMES), USER)),
        ("evidence-gap", "", (TRAIL, role("a"), may("a", allow(["s3:GetObject", "sns:Publish"])))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_somebody_tells(risk: str, quiet: str, stack: tuple[Resource, ...]) -> None:
    told = {rule.name for rule in catalog().values() if rule.risk == risk and _tells(rule, stack)}
    assert told
    assert quiet not in told


def _tells(rule: Any, stack: tuple[Resource, ...]) -> bool:
    if rule.stack:
        return bool(judge_stack(rule, *stack).problems)
    return any(judge(rule, resource).problems for resource in stack if resource.type in rule.applies_to)


@pytest.mark.parametrize("type_", sorted(KEYS))
def test_every_key_that_counts_as_told_is_told_where_it_is_made(type_: str) -> None:
    made_here = Resource.of(type_, "key")
    rules = [rule for rule in catalog().values() if rule.risk == CREDENTIAL and type_ in rule.applies_to]
    assert any(_tells(rule, (made_here,)) for rule in rules)
