"""WorkloadIdentity: what it makes of its arguments, and what it refuses before anything is registered."""

import json
from pathlib import Path

import pytest
from tests.support.components import ACCOUNT, SETTINGS, declared, exported, made, the_role

from daypass.model.resource import UNKNOWN

COMPONENT = "daypass:index:WorkloadIdentity"
GITHUB = "token.actions.githubusercontent.com"
BUILD = 'identity = WorkloadIdentity("invoice", ARGS)\npulumi.export("arn", identity.role_arn)\n'


def test_everything_about_the_role_is_known_in_preview(tmp_path: Path) -> None:
    role = the_role(declared(tmp_path, BUILD))
    assert role.inputs.unknown_paths() == []
    assert role.urn == f"urn:pulumi:dev::p::{COMPONENT}$aws:iam/role:Role::invoice"
    assert (role.inputs["name"], role.inputs["path"]) == ("invoice-dev", "/daypass/")
    assert role.inputs["permissionsBoundary"] == f"arn:aws:iam::{ACCOUNT}:policy/daypass/daypass-boundary"
    assert role.inputs["maxSessionDuration"] == 3600
    assert dict(role.inputs["tags"]) == {
        "daypass:owner": "payments",
        "daypass:contact": "payments",
        "daypass:purpose": "Deploys the invoice service",
        "daypass:environment": "dev",
        "daypass:class": "pipeline",
        "daypass:review-by": "2027-05-31",
        "daypass:term": "1h",
        "daypass:workload": "invoice",
    }
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}
    assert statement["Condition"]["StringEquals"][f"{GITHUB}:sub"] == [
        "repo:acme/invoice:environment:prod",
        "repo:acme@99/invoice@1234:environment:prod",
    ]


def test_the_component_records_its_inputs_in_snake_case_and_with_the_defaults_that_took_effect(tmp_path: Path) -> None:
    component = made(declared(tmp_path, BUILD), COMPONENT)["invoice"]
    assert component.inputs["owner"] == component.inputs["revoker"] == "payments"
    assert component.inputs["environment"] == "dev"
    assert set(component.inputs) == {
        *("owner", "revoker", "workload_class", "purpose", "review_by", "term", "environment", "federation", "grants"),
    }
    assert component.inputs["federation"]["kind"] == "github_actions"
    assert list(component.inputs["grants"]) == ["s3:PutObject on arn:aws:s3:::invoice/*"]


def test_outputs_are_unknown_in_preview_and_known_after(tmp_path: Path) -> None:
    assert exported(declared(tmp_path, BUILD), "arn") is UNKNOWN
    after = declared(tmp_path, BUILD, update=True)
    assert exported(after, "arn") == f"arn:aws:iam::{ACCOUNT}:role/daypass/invoice-dev"
    assert dict(made(after, COMPONENT)["invoice"].outputs) == {
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/daypass/invoice-dev",
        "roleName": "invoice-dev",
    }


def test_settings_say_the_contact_and_the_keys_of_the_tags(tmp_path: Path) -> None:
    tags = the_role(declared(tmp_path, BUILD, settings=SETTINGS)).inputs["tags"]
    assert (tags["acme:owner"], tags["acme:term"]) == ("payments", "1h")
    assert tags["daypass:contact"] == "payments@example.org"
    assert "daypass:owner" not in tags


def test_the_environment_can_be_said(tmp_path: Path) -> None:
    role = the_role(declared(tmp_path, 'WorkloadIdentity("invoice", ARGS | {"environment": "prod"})'))
    assert (role.inputs["name"], role.inputs["tags"]["daypass:environment"]) == ("invoice-prod", "prod")


def test_a_function_has_a_session_that_its_service_renews(tmp_path: Path) -> None:
    args = 'ARGS | {"term": None, "federation": aws_service(service="lambda"), "workload_class": "service"}'
    role = the_role(declared(tmp_path, f'WorkloadIdentity("invoice", {args})'))
    assert role.inputs["maxSessionDuration"] == 3600  # the shortest that a role can have
    assert role.inputs["tags"]["daypass:term"] == "service"


def test_a_name_without_ids_is_warned_of_and_deployed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_name = 'github_actions(repository="acme/invoice", environment="prod")'
    the_role(declared(tmp_path, f'WorkloadIdentity("invoice", ARGS | {{"federation": {by_name}}})'))
    told = capsys.readouterr().err
    assert "warning: invoice: 'acme/invoice' is trusted by name alone" in told
    assert "repository_id" in told


# Each is tried in one program; what is said must name the line, the component, the field and a remedy.
REFUSED = {
    "no owner": ('{k: v for k, v in ARGS.items() if k != "owner"}', ["owner", "missing"]),
    "an unknown argument": ('ARGS | {"ownr": "x"}', ["ownr", "'owner'"]),
    "a stranger": ('ARGS | {"owner": "paymnts"}', ["owner", "'paymnts'", "'payments'"]),
    "a strange revoker": ('ARGS | {"revoker": "nobody-known"}', ["revoker", "'nobody-known'"]),
    "an owner that is an Output": ('ARGS | {"owner": pulumi.Output.from_input("x")}', ["owner", "an Output"]),
    "an owner that is a number": ('ARGS | {"owner": 1}', ["owner", "1", "text"]),
    "a grant that is an Output": (
        'ARGS | {"grants": [pulumi.Output.from_input("x")]}',
        ["grants[0]", "identity.grant"],
    ),
    "grants that are one text": ('ARGS | {"grants": "s3:GetObject on arn:aws:s3:::a"}', ["grants", "list"]),
    "a grant that says nothing": ('ARGS | {"grants": ["s3:GetObject"]}', ["grants[0]", "ACTION on RESOURCE"]),
    "a wildcard without a reason": ('ARGS | {"grants": ["s3:* on arn:aws:s3:::a"]}', ["grants[0].actions", "wildcard"]),
    "two grants of one key": ('ARGS | {"grants": ARGS["grants"] * 2}', ["grants", "'s3-put-object'", "name"]),
    "an operator that AWS has not": (
        """ARGS | {"grants": [json.dumps({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::a"],
        "conditions": {"StringSame": {"aws:SourceVpc": "vpc-1"}}})]}""",
        ["'s3-get-object'", "operator"],
    ),
    "more than AWS takes": (
        'ARGS | {"grants": ["s3:GetObject on " + ",".join(f"arn:aws:s3:::bucket-{n}" for n in range(500))]}',
        ["grants", "10,240"],
    ),
    "a date that never comes": ('ARGS | {"review_by": "soon"}', ["review_by", "'soon'", "2027-05-31"]),
    "a date without hyphens": ('ARGS | {"review_by": "20270531"}', ["review_by", "'20270531'"]),
    "an unknown class": ('ARGS | {"workload_class": "pipelin"}', ["workload_class", "'pipelin'", "'pipeline'"]),
    "a term above the class": ('ARGS | {"term": "2h"}', ["term", "'2h'", "1h"]),
    "no term": ('ARGS | {"term": None}', ["term", "missing"]),
    "a term that nothing enforces": ('ARGS | {"federation": aws_service(service="lambda")}', ["term", "1h"]),
    "no kind": ('ARGS | {"federation": {}}', ["federation.kind"]),
    "a federation that is a text": ('ARGS | {"federation": "github"}', ["federation", "'github'"]),
    "a field without a name": ('ARGS | {"federation": {1: "x"}}', ["federation", "{1: 'x'}"]),
    "a whole organisation": ('ARGS | {"federation": ARGS["federation"] | {"repository": "acme/*"}}', ["'acme/*'"]),
    "an account of three digits": ('ARGS | {"account": "123"}', ["account", "'123'"]),
    "a purpose that no tag holds": ('ARGS | {"purpose": "Deploys (most) things"}', ["purpose", "'('"]),
    "arguments that are a list": ("[ARGS]", ["args", "list"]),
}


def test_what_cannot_be_is_refused_while_the_program_is_written(tmp_path: Path) -> None:
    cases = "".join(f"    {name!r}: lambda: {args},\n" for name, (args, _) in REFUSED.items())
    body = f"""
told = {{}}
for name, args in {{
{cases}}}.items():
    try:
        WorkloadIdentity("invoice", args())
    except Exception as error:  # whatever the program is refused with, the test reads
        told[name] = f"{{type(error).__name__}} {{error}}"
pulumi.export("told", told)
"""
    preview = declared(tmp_path, body, settings=SETTINGS)
    told = exported(preview, "told")
    line = next(n for n, text in enumerate((tmp_path / "__main__.py").read_text().splitlines(), 1) if "args())" in text)
    start = f"DeclarationError __main__.py:{line}: WorkloadIdentity 'invoice': "
    assert [name for name in REFUSED if not told.get(name, "").startswith(start)] == []
    assert {name: told[name] for name, (_, words) in REFUSED.items() if any(w not in told[name] for w in words)} == {}
    assert [resource.type for resource in preview.stack.resources] == ["pulumi:pulumi:Stack"]


@pytest.mark.parametrize("name", ["Invoice", "i", "a" * 41])
def test_a_name_that_no_role_could_have_is_refused(name: str, tmp_path: Path) -> None:
    preview = declared(tmp_path, f"WorkloadIdentity({name!r}, ARGS)")
    assert f"name: {name!r} does not fit" in str(preview.error)


def test_a_program_that_is_refused_says_its_own_line(tmp_path: Path) -> None:
    preview = declared(tmp_path, 'x = 1\nWorkloadIdentity("invoice", ARGS | {"owner": "todo"})\n')
    line = (tmp_path / "__main__.py").read_text().splitlines().index("x = 1") + 2
    assert f"__main__.py:{line}: WorkloadIdentity 'invoice': owner: 'todo' names nobody" in str(preview.error)
