"""The reference evaluator answers AWS's own examples as AWS does."""

from typing import Any

import pytest
from tests.support.reference_evaluator import admits, evaluate
from tests.support.reference_language import condition_holds, context_of, resource_matches

ROLE = "arn:aws:iam::111122223333:role/examplerole"
SESSION = "arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname"
USER = "arn:aws:iam::111122223333:user/exampleuser"
FEDERATED = "arn:aws:sts::111122223333:federated-user/exampleuser"
BUCKET = "arn:aws:s3:::DOC-EXAMPLE-BUCKET"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
NOTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}


def allow(principal: Any, action: str = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def line(principal: str, resource: str = BUCKET, action: str = "s3:ListBucket", **fields: Any) -> dict[str, Any]:
    return {"id": "1", "action": action, "resource": resource, "principal": principal, **fields}


# Page "Policy evaluation logic", "Determining whether a request is allowed or denied within an account", step 3: the
# caller, whom the resource's policy names, and what is missing where identity, boundary and session allow nothing.
SAME_ACCOUNT = [
    (ROLE, ROLE, "permissionsBoundary"),
    (SESSION, ROLE, "permissionsBoundary"),
    (SESSION, SESSION, None),
    (USER, USER, None),
    (FEDERATED, FEDERATED, None),
    (FEDERATED, USER, "permissionsBoundary"),
    (SESSION, "*", None),
    (USER, "111122223333", "identityPolicies"),
    (SESSION, "arn:aws:iam::444455556666:root", "identityPolicies"),
]


@pytest.mark.parametrize(("caller", "named", "missing"), SAME_ACCOUNT)
def test_a_resource_policy_spares_whom_it_names_the_other_policies(
    caller: str, named: str, missing: str | None
) -> None:
    limits = {"permissionsBoundary": NOTHING, "sessionPolicies": [NOTHING], "identityPolicies": [NOTHING]}
    answer = evaluate(line(caller, resourcePolicy=allow({"AWS": named}), **limits))
    assert (answer["decision"], answer["missing"]) == ("implicitDeny" if missing else "allowed", missing)


@pytest.mark.parametrize("named", [SESSION, ROLE, "111122223333", "*"])
def test_across_accounts_both_sides_must_allow(named: str) -> None:
    """Page "Cross-account policy evaluation logic": the request is allowed only if both evaluations allow."""
    sides = {"resourcePolicy": allow({"AWS": named}), "resourceAccount": "444455556666"}
    assert evaluate(line(SESSION, identityPolicies=[ADMIN], **sides))["decision"] == "allowed"
    assert evaluate(line(SESSION, identityPolicies=[NOTHING], **sides))["missing"] == "identityPolicies"
    assert evaluate(line(SESSION, identityPolicies=[ADMIN], resourceAccount="444455556666"))["missing"] == (
        "resourcePolicy"
    )


def test_a_key_policy_must_let_the_policies_of_identities_count() -> None:
    """KMS guide, "Key policies": without permission from the key policy, IAM policies that allow have no effect."""
    asked = line(ROLE, KEY, "kms:Decrypt", identityPolicies=[ADMIN])
    assert evaluate(asked)["missing"] == "resourcePolicy"
    assert evaluate(asked | {"resourcePolicy": allow({"AWS": "111122223333"}, "kms:*")})["decision"] == "allowed"


def test_a_deny_of_all_but_some_always_hits_whoever_has_a_boundary() -> None:
    """Page "Permissions boundaries for IAM entities", the important note."""
    statement = {"Effect": "Deny", "NotPrincipal": {"AWS": [USER, "111122223333"]}, "Action": "*", "Resource": "*"}
    asked = line(USER, identityPolicies=[ADMIN], resourcePolicy={"Version": "2012-10-17", "Statement": statement})
    assert evaluate(asked)["decision"] == "allowed"
    assert evaluate(asked | {"permissionsBoundary": ADMIN})["decision"] == "explicitDeny"


def test_every_level_of_the_organisation_must_allow() -> None:
    asked = line(USER, identityPolicies=[ADMIN], serviceControlPolicies=[[ADMIN], [NOTHING], [ADMIN]])
    assert evaluate(asked)["missing"] == "serviceControlPolicies[1]"


# Page "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys".
CONDITIONS = [
    ("StringNotLike", "aws:absent", ["x"], {}, True),
    ("StringLike", "aws:absent", ["*"], {}, False),
    ("StringLikeIfExists", "ec2:InstanceType", ["t1.*", "t2.*", "m3.*"], {}, True),
    ("StringLikeIfExists", "ec2:InstanceType", ["t1.*"], {"ec2:InstanceType": "m5.large"}, False),
    ("Null", "aws:TokenIssueTime", ["true"], {}, True),
    ("ForAllValues:StringLike", "aws:TagKeys", ["key1*"], {"aws:TagKeys": ["key1", "key1:legal"]}, True),
    ("ForAllValues:StringLike", "aws:TagKeys", ["key1*"], {"aws:TagKeys": ["key1", "key2"]}, False),
    ("ForAllValues:StringLike", "aws:TagKeys", ["key1*"], {"aws:TagKeys": []}, True),
    ("ForAnyValue:StringLike", "aws:TagKeys", ["key1*"], {"AWS:tagkeys": ["key2", "key1"]}, True),
    ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["key1"], {}, False),
    ("StringLike", "k", ["arn:aws:s:*:1:f/*"], {"k": "arn:aws:s:us:9:store/abc:1:f/d"}, True),
    ("ArnLike", "k", ["arn:aws:s:*:1:f/*"], {"k": "arn:aws:s:us:9:store/abc:1:f/d"}, False),
    ("IpAddress", "aws:SourceIp", ["203.0.113.0/24"], {"aws:SourceIp": "203.0.113.9"}, True),
    ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], {"aws:SourceIp": "::1"}, False),
    ("NumericLessThanEquals", "s3:max-keys", ["10"], {"s3:max-keys": 10}, True),
    ("DateGreaterThan", "aws:TokenIssueTime", ["2020-01-01T00:00:01Z"], {"aws:TokenIssueTime": "2020-01-01"}, False),
    ("StringEquals", "k", ["${aws:userid, 'anonymous'}"], {"k": "anonymous"}, True),
    ("StringNotEquals", "k", ["${aws:userid}"], {"k": "x"}, True),
]


@pytest.mark.parametrize(("operator", "key", "wanted", "context", "holds"), CONDITIONS)
def test_an_operator_holds_as_documented(
    operator: str, key: str, wanted: list[str], context: dict[str, Any], *, holds: bool
) -> None:
    assert condition_holds(operator, key, wanted, context_of(context), "2012-10-17") is holds


# Page "IAM JSON policy elements: Resource": what the wildcards of one ARN cover.
@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("1/test/object.jpg", True),
        ("1/2/3/test/4/object.jpg", True),
        ("1///test///object.jpg", True),
        ("/test/object.jpg", True),
        ("1/test/", True),
        ("1-test/object.jpg", False),
        ("test/object.jpg", False),
        ("1/2/test.jpg", False),
    ],
)
def test_wildcards_of_a_resource_run_over_slashes(name: str, *, covered: bool) -> None:
    assert resource_matches(f"{BUCKET}/*/test/*", f"{BUCKET}/{name}", {}, "2012-10-17") is covered


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17"])
def test_variables_are_text_before_2012(version: str) -> None:
    context = context_of({"aws:username": "David"})
    pattern, resource = "arn:aws:s3:::mybucket/${aws:username}/*", "arn:aws:s3:::mybucket/David/x"
    assert resource_matches(pattern, resource, context, version) is (version == "2012-10-17")
    assert not resource_matches(pattern, resource, {}, "2012-10-17"), "a variable without a value matches no resource"


def test_a_claim_counts_only_where_sts_maps_it() -> None:
    """Page "IAM and AWS STS condition context keys": of GitHub's claims `event_name` is none."""
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    for claim, admitted in (("sub", True), ("repository", True), ("event_name", False)):
        condition = {"StringEquals": {f"token.actions.githubusercontent.com:{claim}": "x"}}
        statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
        trust = {"Version": "2012-10-17", "Statement": [statement | {"Condition": condition}]}
        asked = {"trustPolicy": trust, "action": "sts:AssumeRoleWithWebIdentity", "principal": provider}
        assert admits(asked | {"claims": {claim: "x"}})["admitted"] is admitted
