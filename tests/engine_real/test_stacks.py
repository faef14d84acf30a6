"""Our own stacks and components go up and down in the real engine, and what exists then is what was declared."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from tests.engine_real.judged import BOTH, new_project, operate, write_config
from tests.engine_real.sources import identities_project
from tests.sandbox.engine import ROOT
from tests.sandbox.sandbox import Sandbox

SETTINGS: Final = {"DAYPASS_SETTINGS": str(ROOT / "daypass.toml"), "DAYPASS_TODAY": "2026-11-25"}


def deploy(sandbox: Sandbox, project: Path) -> Any:
    """Preview and update with both packs at their own levels."""
    block = {"enforcementLevel": "mandatory", "settings": SETTINGS["DAYPASS_SETTINGS"]}
    config = write_config(sandbox, {"daypass-settings": block})
    return operate(sandbox, ["up"], project, packs=BOTH, config=config, environment=SETTINGS)


def roles(sandbox: Sandbox) -> list[dict[str, Any]]:
    """What is below /daypass/ now."""
    found: list[dict[str, Any]] = sandbox.emulator.client("iam").list_roles(PathPrefix="/daypass/")["Roles"]
    return found


def test_an_account_is_prepared_and_gets_an_identity_for_each_file(sandbox: Sandbox) -> None:
    baseline = new_project(sandbox, ROOT / "stacks" / "account_baseline", "baseline")
    deploy(sandbox, baseline).run.expect(0)
    iam = sandbox.emulator.client("iam")
    assert [one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    boundary = iam.get_policy(PolicyArn="arn:aws:iam::111122223333:policy/daypass/daypass-boundary")["Policy"]

    identities = identities_project(sandbox)
    sandbox.pulumi("stack", "init", "dev", project=identities).expect(0)
    judged = deploy(sandbox, identities)
    judged.run.expect(0)
    assert judged.keys == set()

    files = (ROOT / "stacks" / "workload_identities" / "identities").glob("*.toml")
    declared = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    expected = {f"{one['name']}-dev" for one in declared if "dev" in one["environments"]}
    assert {role["RoleName"] for role in roles(sandbox)} == expected
    for role in roles(sandbox):
        whole = iam.get_role(RoleName=role["RoleName"])["Role"]
        tags = {tag["Key"]: tag["Value"] for tag in whole["Tags"]}
        assert whole["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary["Arn"]
        assert tags["daypass:owner"]
        assert whole["MaxSessionDuration"] <= 4 * 3600

    sandbox.pulumi("destroy", "-f", project=identities, environment=SETTINGS).expect(0)
    assert roles(sandbox) == []
    sandbox.pulumi("destroy", "-f", project=baseline, environment=SETTINGS).expect(0)
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_nothing_is_replaced_by_a_second_update(sandbox: Sandbox) -> None:
    project = new_project(sandbox, ROOT / "examples" / "mended")
    deploy(sandbox, project).run.expect(0)
    before = {role["RoleId"] for role in roles(sandbox)}
    assert before
    again = sandbox.pulumi("up", "-f", "--expect-no-changes", project=project, environment=SETTINGS)
    again.expect(0)
    assert {role["RoleId"] for role in roles(sandbox)} == before


GRANT: Final = """
import pulumi, pulumi_aws as aws
from daypass_components import PermissionsBoundary, WorkloadIdentity, aws_service
boundary = PermissionsBoundary("boundary", {{}})
parameter = aws.ssm.Parameter("where", type="String", value="{value}")
job = WorkloadIdentity("job", {{"owner": "payments", "revoker": "security-oncall", "workload_class": "service",
    "purpose": "Reads invoices", "review_by": "2027-05-31", "account": "111122223333",
    "federation": aws_service(service="lambda"), "grants": []}}, opts=pulumi.ResourceOptions(depends_on=[boundary]))
job.grant(actions=["s3:GetObject"], resources=[parameter.id.apply(lambda _: "{value}")])
"""


def test_a_grant_on_an_output_is_undecided_in_preview_and_judged_in_the_update(sandbox: Sandbox) -> None:
    """A resource that turns out to be everything is refused before its policy exists."""
    narrow = new_project(sandbox, GRANT.format(value="arn:aws:s3:::invoices/*"), "narrow")
    preview = operate(sandbox, ["preview"], narrow, packs=BOTH, environment=SETTINGS)
    preview.run.expect(0)
    assert [row.status for row in preview.of("no-admin-access")] == ["undecided"]
    deploy(sandbox, narrow).run.expect(0)
    sandbox.pulumi("destroy", "-f", "--remove", project=narrow, environment=SETTINGS).expect(0)

    wide = new_project(sandbox, GRANT.format(value="*"), "wide")
    operate(sandbox, ["preview"], wide, packs=BOTH, environment=SETTINGS).run.expect(0)
    run = sandbox.pulumi("up", "-f", project=wide, environment=SETTINGS)
    assert run.status != 0
    assert "wildcard" in run.output
    iam = sandbox.emulator.client("iam")
    assert [
        name for role in roles(sandbox) for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    ] == []


def test_components_serve_every_language_by_their_schema(sandbox: Sandbox) -> None:
    schema = json.loads(
        sandbox.pulumi("package", "get-schema", ROOT / "components", project=sandbox.folder).expect(0).stdout
    )
    tokens = {f"daypass:index:{name}" for name in ("WorkloadIdentity", "OidcProvider", "PermissionsBoundary")}
    assert set(schema["resources"]) == tokens
    inputs = schema["resources"]["daypass:index:WorkloadIdentity"]["inputProperties"]
    assert {"owner", "revoker", "federation", "grants"} <= set(inputs)
