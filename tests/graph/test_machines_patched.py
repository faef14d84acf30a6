"""Whoever says from where machines install their patches decides what those run as root."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import aws, depending, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
BASELINE = f"arn:aws:ssm:{HERE}:patchbaseline/pb-0123"
CHANGES = allow("ssm:UpdatePatchBaseline", BASELINE)
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:pumps")
BY_TAG = [{"key": "tag:PatchGroup", "values": ["pumps"]}]


def association(**inputs: Any) -> Resource:
    said = {"name": "AWS-RunPatchBaseline", "targets": BY_TAG, "parameters": {"Operation": "Install"}}
    return aws("ssm/association", "nightly", **{**said, **inputs})


def baseline(**inputs: Any) -> Resource:
    said = {"id": "pb-0123", "arn": BASELINE, "operatingSystem": "AMAZON_LINUX_2023"}
    return aws("ssm/patchBaseline", "b", **{**said, **inputs})


def group(**inputs: Any) -> Resource:
    return aws("ssm/patchGroup", "g", **{"baselineId": "pb-0123", "patchGroup": "pumps", **inputs})


def judged(
    *given: dict[str, Any],
    made: tuple[Resource, ...] = (),
    by: str = "indexer",
    tag: str = "PatchGroup",
    called: Any = "pumps",
) -> Answer:
    profile = aws("iam/instanceProfile", "pumps", name="pumps", role="pumps")
    host = aws("ec2/instance", "i", id="i-1", iamInstanceProfile="pumps", tags={tag: called})
    runs = role("pumps", "ec2.amazonaws.com"), may("pumps", READS), profile, host
    patched = made or (association(), baseline(), group())
    return judge_stack(no_path_to_more_rights, role(by), may(by, *(given or (CHANGES,))), *runs, *patched)


def test_who_changes_the_baseline_acts_as_the_role_of_the_machines() -> None:
    message = only(judged())
    assert "role 'indexer' leads to role 'pumps', which may secretsmanager:GetSecretValue" in message
    assert "may make instance 'i' do something else (ssm-x26: ssm:UpdatePatchBaseline)" in message


@pytest.mark.parametrize(
    "made",
    [
        (association(parameters={"Operation": ["Install"]}), baseline(), group()),
        (association(name="AWS-RunPatchBaselineWithHooks"), baseline(), group()),
        (association(targets=[{"key": "InstanceIds", "values": ["i-1"]}]), baseline(), group()),
        (association(targets=None, instanceId="i-1"), baseline(), group()),
        (native("ssm:Association", "n", **association().inputs.raw), baseline(), group()),
    ],
    ids=["a list", "with hooks", "by id", "one instance", "native"],
)
def test_patches_are_installed_in_several_ways(made: tuple[Resource, ...]) -> None:
    assert only(judged(made=made))


def test_the_tag_of_the_group_may_be_written_with_a_space() -> None:
    by_id = association(targets=[{"key": "InstanceIds", "values": ["i-1"]}])
    assert only(judged(made=(by_id, baseline(), group()), tag="Patch Group"))


@pytest.mark.parametrize(
    "made",
    [
        (association(parameters={"Operation": "Scan"}), baseline(), group()),
        (association(parameters=None), baseline(), group()),
        (association(name="AWS-UpdateSSMAgent"), baseline(), group()),
        (association(targets=[{"key": "tag:PatchGroup", "values": ["web"]}]), baseline(), group()),
        (association(), baseline(operatingSystem="WINDOWS"), group()),
        (association(), baseline(operatingSystem=None), group()),
        (association(), baseline(), group(patchGroup="web")),
        (association(), baseline(), group(baselineId="pb-9999")),
        (association(), baseline()),
        (baseline(), group()),
    ],
    ids=[
        *("looks only", "says nothing", "another document", "other machines", "Windows", "Windows by default"),
        *("another group", "another baseline", "no group", "nothing installs"),
    ],
)
def test_what_installs_nothing_by_it_on_this_machine_is_quiet(made: tuple[Resource, ...]) -> None:
    assert not messages(judged(made=made))


@pytest.mark.parametrize(
    "given",
    [
        (allow("ssm:GetPatchBaseline", BASELINE),),
        (allow("ssm:UpdatePatchBaseline", f"{BASELINE}4"),),
        (CHANGES, deny("ssm:UpdatePatchBaseline")),
        (CHANGES, READS),
    ],
    ids=["sees it", "another one", "denied", "reads it anyhow"],
)
def test_who_may_not_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert not messages(judged(*given))


def test_who_looks_after_patches_passes() -> None:
    assert not messages(judged(by="fleet-patcher"))


def test_a_baseline_that_is_not_made_yet_is_known_by_what_names_it() -> None:
    made = baseline(id=None, arn=None)
    named = replace(group(baselineId=UNKNOWN), property_dependencies={"baselineId": (made.urn,)})
    assert only(judged(allow("ssm:UpdatePatchBaseline"), made=(association(), made, named)))


def test_parameters_that_are_not_known_yet_leave_it_undecided() -> None:
    found = judged(made=(association(parameters=UNKNOWN), baseline(), group()))
    assert not found.problems
    assert unknowns(found) == ["parameters"]


@pytest.mark.parametrize(
    ("made", "path"),
    [
        ((association(), baseline(operatingSystem=UNKNOWN), group()), "operatingSystem"),
        ((association(), baseline(), group(patchGroup=UNKNOWN)), "patchGroup"),
        ((association(), baseline(), group(baselineId=UNKNOWN)), "baselineId"),
        ((association(name=UNKNOWN), baseline(), group()), "name"),
        ((association(targets=None, instanceId=UNKNOWN), baseline(), group()), "instanceId"),
    ],
    ids=["for which system", "which group", "which baseline", "which document", "which machine"],
)
def test_what_is_not_known_of_how_machines_are_patched_leaves_it_undecided(
    made: tuple[Resource, ...], path: str
) -> None:
    found = judged(made=made)
    assert not found.problems
    assert unknowns(found) == [path]


def test_a_machine_and_a_document_of_the_stack_are_known_by_what_names_them() -> None:
    host = aws("ec2/instance", "i")
    of_it = depending(association(targets=None), instanceId=host)
    assert only(judged(made=(of_it, baseline(), group())))
    own = aws("ssm/document", "own", documentType="Command")
    assert not unknowns(judged(made=(own, depending(association(), name=own), baseline(), group())))


def test_a_tag_that_is_kept_secret_tells_the_group_as_well() -> None:
    assert only(judged(called=Secret("pumps")))
