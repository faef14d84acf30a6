"""Grants of an identity: one policy each, checked when their values are known, and never kept from being withdrawn."""

import json
from pathlib import Path
from typing import Any

from tests.support.components import declared, exported, made, the_role

from daypass.model.resource import Resource

POLICY = "aws:iam/rolePolicy:RolePolicy"
IDENTITY = 'identity = WorkloadIdentity("invoice", ARGS)\n'
BUCKET = 'bucket = aws.s3.Bucket("reports")\n'
TRY = """
def told(make):
    try:
        make()
    except Exception as error:  # whatever the program is refused with, the test reads
        return f"{type(error).__name__} {error}"
"""


def statement(policy: Resource) -> Any:
    (only,) = json.loads(policy.inputs["policy"])["Statement"]
    return only


def test_each_grant_is_a_policy_with_a_fixed_name(tmp_path: Path) -> None:
    body = (
        IDENTITY
        + 'identity.grant(actions=["sqs:SendMessage"], resources=["arn:aws:sqs:eu-central-1:111122223333:q"])\n'
    )
    policies = made(declared(tmp_path, body), POLICY)
    assert sorted(policies) == ["invoice-s3-put-object", "invoice-sqs-send-message"]
    for name, policy in policies.items():
        assert policy.inputs["name"] == name
        assert policy.inputs["role"] == "invoice-dev"
        assert policy.urn.startswith(
            "urn:pulumi:dev::p::daypass:index:WorkloadIdentity$aws:iam/rolePolicy:RolePolicy::"
        )
    assert statement(policies["invoice-s3-put-object"]) == {
        "Sid": "S3PutObject",
        "Effect": "Allow",
        "Action": ["s3:PutObject"],
        "Resource": ["arn:aws:s3:::invoice/*"],
    }


def test_conditions_wildcard_and_name_come_from_json_and_from_python_alike(tmp_path: Path) -> None:
    body = """
table = {"actions": ["s3:Get*"], "resources": ["arn:aws:s3:::a/*"], "wildcard": "reads all versions",
         "conditions": {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}}
identity = WorkloadIdentity("invoice", ARGS | {"grants": [json.dumps(table | {"name": "from-json"})]})
identity.grant(**table, name="from-python")
"""
    policies = made(declared(tmp_path, body), POLICY)
    assert sorted(policies) == ["invoice-from-json", "invoice-from-python"]
    one, two = (statement(policies[name]) for name in sorted(policies))
    assert one["Condition"] == {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}
    assert {**one, "Sid": ""} == {**two, "Sid": ""}


def test_a_grant_on_an_output_is_unknown_in_preview_and_known_in_the_update(tmp_path: Path) -> None:
    body = IDENTITY + BUCKET + 'identity.grant(actions=["s3:GetObject"], resources=[bucket.arn, "arn:aws:s3:::b/*"])\n'
    preview = declared(tmp_path, body)
    assert preview.error is None
    policy = made(preview, POLICY)["invoice-s3-get-object"]
    assert policy.inputs.unknown_paths() == ["policy"]
    assert policy.inputs["name"] == "invoice-s3-get-object"

    resources = statement(made(declared(tmp_path, body, update=True), POLICY)["invoice-s3-get-object"])["Resource"]
    assert resources[0].startswith("arn:aws:s3:::reports-")
    assert resources[1] == "arn:aws:s3:::b/*"


REFUSED_LATER = 'identity.grant(actions=["s3:GetObject"], resources=[bucket.arn.apply(lambda arn: "arn:aws:s3:::*")])\n'


def test_an_output_that_turns_out_too_wide_passes_the_preview_and_stops_the_update_before_its_policy(
    tmp_path: Path,
) -> None:
    body = IDENTITY + BUCKET + REFUSED_LATER
    assert declared(tmp_path, body).error is None
    update = declared(tmp_path, body, update=True)
    assert "DeclarationError" in str(update.error)
    assert "grant 's3-get-object': resources[0]" in str(update.error)
    assert "invoice-s3-get-object" not in made(update, POLICY)


def test_a_value_that_may_be_a_secret_is_not_said_when_it_is_refused(tmp_path: Path, capfd: Any) -> None:
    canary = "hunter2-canary"
    body = IDENTITY + f'identity.grant(actions=["s3:GetObject"], resources=[pulumi.Output.secret("{canary}")])\n'
    refused = declared(tmp_path, body)
    assert "resources[0]" in str(refused.error)
    assert canary not in str(refused.error)
    assert canary not in "".join(capfd.readouterr())


def test_what_is_known_of_a_grant_is_refused_at_once(tmp_path: Path) -> None:
    cases = {
        "a wildcard action": 'actions=["s3:*"], resources=[bucket.arn]',
        "a wildcard beside an output": 'actions=["s3:GetObject"], resources=[bucket.arn, "*"]',
        "a key twice": 'actions=["s3:PutObject"], resources=[bucket.arn]',
        "an unknown operator": 'actions=["s3:GetObject"], resources=[bucket.arn], conditions={"Same": {"a": "b"}}',
        "an output as condition": 'actions=["s3:GetObject"], resources=[bucket.arn], conditions={"Null": bucket.arn}',
        "an output as action": 'actions=[bucket.arn], resources=["arn:aws:s3:::a"]',
        "no resource": 'actions=["s3:GetObject"], resources=[]',
        "a text for a list": 'actions=["s3:GetObject"], resources="arn:aws:s3:::a"',
        "no name": 'actions=["s3:GetObject"], resources=[bucket.arn], name="Not A Name"',
    }
    body = IDENTITY + BUCKET + TRY + "refused = {}\n"
    body += "".join(f"refused[{name!r}] = told(lambda: identity.grant({call}))\n" for name, call in cases.items())
    preview = declared(tmp_path, body + 'pulumi.export("refused", refused)\n')
    refused = exported(preview, "refused")
    assert [name for name in cases if not str(refused[name]).startswith("DeclarationError __main__.py:")] == []
    assert list(made(preview, POLICY)) == ["invoice-s3-put-object"]


def test_the_policy_of_the_revoker_is_nobodys_to_declare(tmp_path: Path) -> None:
    body = (
        TRY
        + """
grant = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::a"], "name": "revoked"}
args = ARGS | {"grants": [json.dumps(grant)]}
pulumi.export("declared", told(lambda: WorkloadIdentity("daypass", args)))
identity = WorkloadIdentity("daypass", ARGS)
pulumi.export("granted", told(lambda: identity.grant(**grant)))
"""
    )
    preview = declared(tmp_path, body)
    for name in ("declared", "granted"):
        assert "'daypass-revoked', which belongs to the revoker" in exported(preview, name)


def test_rights_are_never_protected_and_role_and_component_are_as_their_options_say(tmp_path: Path) -> None:
    protected = "opts=pulumi.ResourceOptions(protect=True, retain_on_delete=True)"
    body = f'identity = WorkloadIdentity("invoice", ARGS, {protected})\n' + BUCKET
    body += 'identity.grant(actions=["s3:GetObject"], resources=[bucket.arn])\n'
    preview = declared(tmp_path, body)
    assert made(preview, "daypass:index:WorkloadIdentity")["invoice"].protect
    assert the_role(preview).protect
    assert [policy.protect for policy in made(preview, POLICY).values()] == [False, False]


def test_nothing_is_attached_exclusively(tmp_path: Path) -> None:
    """An exclusive attachment would take away the policy by which the revoker cuts a role off."""
    preview = declared(tmp_path, IDENTITY)
    role = the_role(preview)
    assert {"managedPolicyArns", "inlinePolicies"} & set(role.inputs) == set()
    types = {resource.type for resource in preview.stack.resources if resource.type.startswith("aws:")}
    assert types == {"aws:iam/role:Role", POLICY}
