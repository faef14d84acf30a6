"""The real engine deploys to the emulated AWS, changes it, finds drift, cleans up, and hears AWS's refusals."""

import json
from pathlib import Path

import pytest
from tests.sandbox.sandbox import Sandbox

HEAD = """
import json, pulumi, pulumi_aws as aws
SERVICE = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
READ = lambda resource, sid="Read": json.dumps({"Version": "2012-10-17", "Statement": [
    {"Sid": sid, "Effect": "Allow", "Action": "s3:GetObject", "Resource": resource}]})
AFTER = lambda done: pulumi.ResourceOptions(depends_on=done)
config = pulumi.Config()
"""

SERVICE_PROGRAM = """
bucket = aws.s3.Bucket("data")
role = aws.iam.Role("reader", assume_role_policy=SERVICE, tags={"team": config.get("team") or "one"},
                    max_session_duration=config.get_int("session"))
aws.iam.RolePolicy("read", role=role.name, policy=bucket.arn.apply(READ))
aws.iam.RolePolicyAttachment("audit", role=role.name, policy_arn="arn:aws:iam::aws:policy/SecurityAudit")
aws.lambda_.Function("job", role=role.arn, runtime="python3.12", handler="index.handler",
                     code=pulumi.AssetArchive({"index.py": pulumi.StringAsset("x = 1")}))
pulumi.export("role", role.name)
pulumi.export("account", aws.get_caller_identity().account_id)
"""

REFUSED_PROGRAM = """
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
    "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]})
aws.iam.Role("no-subject", assume_role_policy=TRUST)
aws.iam.Role("bad-tag", assume_role_policy=SERVICE, tags={"purpose": "this; that"})
aws.iam.Role("no-boundary", assume_role_policy=SERVICE, permissions_boundary="arn:aws:iam::111122223333:policy/none")
role = aws.iam.Role("full", assume_role_policy=SERVICE)
first = aws.iam.RolePolicy("first", role=role.name, policy=READ("*", "s" * 6000))
aws.iam.RolePolicy("second", role=role.name, policy=READ("*", "s" * 6000), opts=AFTER([first]))
aws.iam.Policy("long", policy=READ("*", "s" * 6200))
"""

INVALID = {
    'aws.iam.Role("r", assume_role_policy=SERVICE, max_session_duration=900)': "in the range (3600 - 43200), got 900",
    'aws.neptune.Cluster("c")': "'aws:neptune/cluster:Cluster' is not supported by the sandbox",
    "aws.ec2.get_ami()": "'aws:ec2/getAmi:getAmi' is not supported by the sandbox",
}


def project(sandbox: Sandbox, program: str) -> Path:
    """A project of this program with the stack `dev`."""
    made = sandbox.project({"Pulumi.yaml": "name: p\nruntime: python\n", "__main__.py": HEAD + program})
    sandbox.pulumi("stack", "init", "dev", project=made).expect(0)
    return made


def test_a_service_is_deployed_changed_refreshed_and_destroyed(sandbox: Sandbox) -> None:
    made = project(sandbox, SERVICE_PROGRAM)
    iam = sandbox.emulator.client("iam")
    sandbox.pulumi("up", "-f", project=made).expect(0)
    outputs = json.loads(sandbox.pulumi("stack", "output", "--json", project=made).expect(0).stdout)
    role = outputs["role"]
    assert outputs["account"] == "111122223333"
    assert role.startswith("reader-")
    assert len(role) == len("reader-") + 7
    assert len(iam.list_role_policies(RoleName=role)["PolicyNames"]) == 1
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"][0]["PolicyName"] == "SecurityAudit"
    assert iam.get_role(RoleName=role)["Role"]["MaxSessionDuration"] == 3600

    sandbox.pulumi("up", "-f", "-c", "team=two", "-c", "session=7200", project=made).expect(0)
    changed = iam.get_role(RoleName=role)["Role"]
    assert changed["MaxSessionDuration"] == 7200
    assert changed["Tags"] == [{"Key": "team", "Value": "two"}]

    iam.update_role(RoleName=role, MaxSessionDuration=3600)
    assert "1 updated" in sandbox.pulumi("refresh", "-f", project=made).expect(0).output
    sandbox.pulumi("destroy", "-f", "--remove", project=made).expect(0)
    assert iam.list_roles()["Roles"] == []


def test_what_aws_would_refuse_fails_the_update_in_aws_words(sandbox: Sandbox) -> None:
    run = sandbox.pulumi("up", "-f", "--continue-on-error", project=project(sandbox, REFUSED_PROGRAM)).expect(1)
    for words in (
        "token.actions.githubusercontent.com:sub must be evaluated",
        "ValidationError: tag 'purpose'",
        "policy/none does not exist or is not attachable",
        "Maximum policy size of 10240 bytes exceeded",
        "Cannot exceed quota for PolicySize: 6144",
    ):
        assert words in run.output
    roles = sandbox.emulator.client("iam").list_roles()["Roles"]
    assert [role["RoleName"].rpartition("-")[0] for role in roles] == ["full"]


@pytest.mark.parametrize("program", INVALID)
def test_what_the_provider_can_see_is_refused_in_preview_and_nothing_is_guessed(sandbox: Sandbox, program: str) -> None:
    assert INVALID[program] in sandbox.pulumi("preview", project=project(sandbox, program)).expect(1).output
