"""The packs judge in the real engine: before creation, in every operation, as executable and as folder alike."""

from pathlib import Path

import pytest
from tests.engine_real.judged import (
    ACCOUNTS,
    ACCOUNTS_FOLDER,
    BOTH,
    WORKLOADS,
    WORKLOADS_FOLDER,
    analyze,
    export_stack,
    new_project,
    operate,
    write_config,
)
from tests.sandbox.sandbox import Sandbox

KEY_OF_A_USER = """
import pulumi, pulumi_aws as aws
user = aws.iam.User("robot")
aws.iam.AccessKey("key", user=user.name)
"""
KEY = "urn:pulumi:dev::p::aws:iam/accessKey:AccessKey::key"
GOOD = """
import pulumi_aws as aws
queue = aws.sqs.Queue("orders")
"""


@pytest.mark.parametrize("pack", [WORKLOADS, WORKLOADS_FOLDER], ids=["executable", "folder"])
def test_a_mandatory_violation_fails_the_preview_and_everything_else_is_still_judged(
    sandbox: Sandbox, pack: Path
) -> None:
    judged = operate(sandbox, ["preview"], new_project(sandbox, KEY_OF_A_USER), packs=[pack])
    judged.run.expect(1)
    assert ("no-long-lived-key", KEY, "fail") in judged.keys
    assert {"no-iam-user", "identity-has-owner"} <= {row.rule for row in judged.rows}
    assert judged.summary["result"] == "failed"
    assert any("workload_identity" in name for name in judged.summary["PolicyPacks"])


@pytest.mark.parametrize("pack", [WORKLOADS, WORKLOADS_FOLDER], ids=["executable", "folder"])
def test_what_a_pack_refuses_is_never_made(sandbox: Sandbox, pack: Path) -> None:
    """The emulated account, asked by plain boto3, has the user that was allowed and not the key that was refused."""
    config = write_config(sandbox, {"all": "advisory", "no-long-lived-key": "mandatory"})
    project = new_project(sandbox, KEY_OF_A_USER)
    operate(sandbox, ["up", "-f"], project, packs=[pack], config=config).run.expect(1)
    iam = sandbox.emulator.client("iam")
    users = [user["UserName"] for user in iam.list_users()["Users"]]
    assert [name.rpartition("-")[0] for name in users] == ["robot"]
    assert iam.list_access_keys(UserName=users[0])["AccessKeyMetadata"] == []

    # Without the rule the same program makes the key: it was the rule that stopped it.
    relaxed = write_config(sandbox, {"all": "advisory"})
    judged = operate(sandbox, ["up", "-f"], project, packs=[pack], config=relaxed)
    judged.run.expect(0)
    assert [(row.status, row.level) for row in judged.of("no-long-lived-key")] == [("fail", "advisory")]
    assert len(iam.list_access_keys(UserName=users[0])["AccessKeyMetadata"]) == 1


def test_a_good_program_goes_all_the_way_with_both_packs(sandbox: Sandbox) -> None:
    project = new_project(sandbox, GOOD)
    operate(sandbox, ["preview"], project, packs=BOTH).run.expect(0)
    judged = operate(sandbox, ["up"], project, packs=BOTH)
    judged.run.expect(0)
    assert judged.rows == ()
    assert len(judged.summary["PolicyPacks"]) == 2
    analyze(sandbox, export_stack(sandbox, project)).run.expect(0)
    sandbox.pulumi("destroy", "-f", "--remove", project=project).expect(0)
    assert sandbox.emulator.client("sqs").list_queues().get("QueueUrls", []) == []


@pytest.mark.parametrize("packs", [BOTH, (WORKLOADS_FOLDER, ACCOUNTS_FOLDER)], ids=["executables", "folders"])
def test_an_export_is_judged_without_program_provider_or_stack(sandbox: Sandbox, packs: tuple[Path, ...]) -> None:
    """`policy analyze` never says which stack it is about; the packs do without."""
    project = new_project(sandbox, KEY_OF_A_USER)
    sandbox.pulumi("up", "-f", project=project).expect(0)
    judged = analyze(sandbox, export_stack(sandbox, project), packs=packs)
    judged.run.expect(1)
    assert ("no-long-lived-key", KEY, "fail") in judged.keys
    relaxed = write_config(sandbox, {"all": "advisory"})
    analyze(sandbox, export_stack(sandbox, project), packs=packs, config=relaxed).run.expect(0)


def test_each_pack_knows_its_name_and_rules_stay_in_their_pack(sandbox: Sandbox) -> None:
    judged = operate(sandbox, ["preview"], new_project(sandbox, KEY_OF_A_USER), packs=[ACCOUNTS])
    judged.run.expect(0)
    assert judged.rows == ()
    assert any(name.startswith("account_baseline") for name in judged.summary["PolicyPacks"])


def test_a_pack_that_is_not_there_fails_and_an_empty_one_does_not(sandbox: Sandbox) -> None:
    """Why examples name the executable by path: the engine takes an empty `--policy-pack` for none, and succeeds."""
    project = new_project(sandbox, KEY_OF_A_USER)
    missing = sandbox.pulumi("preview", "--policy-pack", sandbox.folder / "no-such-pack", project=project)
    assert missing.status != 0
    empty = sandbox.pulumi("preview", "--policy-pack", "", project=project).expect(0)
    assert "Policies" not in empty.output
    never = sandbox.pulumi("preview", "--policy-pack", "/no-daypass-pack-named-typo", project=project)
    assert never.status != 0
