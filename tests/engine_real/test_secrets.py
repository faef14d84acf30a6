"""No value of a secret leaves our packs, whether the program marked it or not, whatever goes wrong."""

import json
from typing import Final

import pytest
from tests.engine_real.judged import BOTH, analyze, export_stack, new_project, operate, write_config
from tests.sandbox.sandbox import Sandbox

MARKED: Final = "CANARY-marked-4f1c9e"
IN_DOCUMENT: Final = "CANARY-document-77aa02"
PLAIN: Final = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARY0001"
"""Looks like an AWS secret key, as an unmarked one in an environment does; it is made up."""

PROGRAM: Final = f"""
import json, pulumi, pulumi_aws as aws
secret = pulumi.Config().require_secret("token")
SERVICE = {{"Version": "2012-10-17", "Statement": [
    {{"Effect": "Allow", "Principal": {{"Service": "lambda.amazonaws.com"}}, "Action": "sts:AssumeRole"}}]}}
role = aws.iam.Role("job", assume_role_policy=json.dumps(SERVICE), tags={{"daypass:owner": secret}})
aws.iam.Role("odd", assume_role_policy=pulumi.Output.secret("{{not json {IN_DOCUMENT}"))
aws.iam.RolePolicy("read", role=role.name, policy=secret.apply(lambda text: json.dumps(
    {{"Version": "2012-10-17", "Statement": [{{"Sid": "x", "Effect": "Allow", "Action": "*", "Resource": "*",
     "Condition": {{"StringEquals": {{"aws:PrincipalTag/t": text}}}}}}]}})))
aws.lambda_.Function("job", role=role.arn, runtime="python3.12", handler="index.handler",
    code=pulumi.AssetArchive({{"index.py": pulumi.StringAsset("x = 1")}}),
    environment={{"variables": {{"AWS_SECRET_ACCESS_KEY": "{PLAIN}", "TOKEN": secret}}}})
aws.ec2.Instance("box", ami="ami-12c6146b", instance_type="t3.micro",
    user_data="export AWS_SECRET_ACCESS_KEY={PLAIN}")
"""


def test_planted_canaries_never_come_out_of_a_pack(sandbox: Sandbox) -> None:
    project = new_project(sandbox, PROGRAM)
    sandbox.pulumi("config", "set", "--secret", "token", MARKED, project=project).expect(0)
    config = write_config(sandbox, {"all": "mandatory"})
    judged = operate(sandbox, ["preview"], project, packs=BOTH, config=config)
    judged.run.expect(1)
    assert {"no-plain-credential", "identity-has-owner", "no-admin-access"} <= {row.rule for row in judged.rows}
    for canary in (MARKED, IN_DOCUMENT, PLAIN):
        assert canary not in judged.run.output
        assert not any(canary in row.message for row in judged.rows)


@pytest.mark.parametrize("shown", [(), ("--show-secrets",)], ids=["encrypted", "in clear text"])
def test_nor_when_an_export_is_analysed(sandbox: Sandbox, shown: tuple[str, ...]) -> None:
    project = new_project(
        sandbox,
        PROGRAM.replace('aws.iam.Role("odd"', 'dict(name="odd"').replace(
            "assume_role_policy=pulumi.Output.secret", "policy=str"
        ),
    )
    sandbox.pulumi("config", "set", "--secret", "token", MARKED, project=project).expect(0)
    sandbox.pulumi("up", "-f", project=project).expect(0)
    export = export_stack(sandbox, project)
    if shown:
        sandbox.pulumi("stack", "export", *shown, "--file", export, project=project).expect(0)
        assert MARKED in export.read_text(encoding="utf-8")
    judged = analyze(sandbox, export)
    judged.run.expect(1)
    assert judged.of("no-plain-credential")
    # The engine's own record of the analysis has policies alone, so the whole of it is ours.
    for canary in (MARKED, PLAIN):
        assert canary not in json.dumps([row.message for row in judged.rows])
        assert canary not in judged.run.output
