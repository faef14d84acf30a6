"""Our own stack of an account: the issuers that it trusts, and the boundary that identities name."""

from tests.support.tree import ROOT

from daypass.engine.program import run_program
from daypass.settings import load_settings

ACCOUNT = load_settings(ROOT / "daypass.toml").account_of("prod")


def test_it_makes_what_the_identities_name() -> None:
    baseline = run_program(ROOT / "stacks" / "account_baseline", stack="prod", account=ACCOUNT, update=True)
    assert baseline.error is None, baseline.error
    outputs = baseline.stack.root.outputs
    identities = run_program(ROOT, stack="prod", account=ACCOUNT)
    roles = {role.name: role for role in identities.stack.of_type("aws:iam/role:Role")}
    assert {role.inputs["permissionsBoundary"] for role in roles.values()} == {outputs["boundary"]}
    assert outputs["github"] in roles["invoice-deploy"].inputs["assumeRolePolicy"]
