"""Who opens the notebook or the shell of a workload acts as its role, where the workload has one."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:claims/*")
FLINK = "kinesisanalytics.amazonaws.com"
HERE = f"arn:aws:kinesisanalytics:eu-west-1:{ACCOUNT}:application/"
GAMES = f"arn:aws:gamelift:eu-west-1:{ACCOUNT}:fleet/"
URL = "kinesisanalytics:CreateApplicationPresignedUrl"
SHARES = {"instanceRoleCredentialsProvider": "SHARED_CREDENTIAL_FILE"}


def judged(service: str, workload: Resource, *given: dict[str, Any]) -> Answer:
    """Of a role that may do this, beside a workload that runs as role `claims`, which reads a secret."""
    runs = role("claims", service), may("claims", READS), workload
    return judge_stack(no_path_to_more_rights, role("helper"), may("helper", *given), *runs)


def application(**inputs: Any) -> Resource:
    given = {"name": "claims", "arn": f"{HERE}claims", "serviceExecutionRole": f"{ARN}role/claims", **inputs}
    return aws("kinesisanalyticsv2/application", "claims", **given)


def fleet(**inputs: Any) -> Resource:
    return native("gamelift:Fleet", "arena", instanceRoleArn=f"{ARN}role/claims", fleetId="fleet-1a", **inputs)


STUDIOS = [
    application(runtimeEnvironment="ZEPPELIN-FLINK-3_0"),
    application(applicationMode="INTERACTIVE"),
    native(
        "kinesisanalyticsv2:Application",
        "claims",
        applicationName="claims",
        applicationMode="INTERACTIVE",
        serviceExecutionRole=f"{ARN}role/claims",
    ),
]


@pytest.mark.parametrize("studio", STUDIOS, ids=["by its runtime", "by its mode", "aws-native"])
@pytest.mark.parametrize("pattern", ["*", f"{HERE}*", f"{HERE}cl*", f"{HERE}claims"])
def test_who_opens_a_notebook_of_flink_has_what_its_role_reads(studio: Resource, pattern: str) -> None:
    (message,) = messages(judged(FLINK, studio, allow(URL, pattern)))
    assert message.startswith("role 'helper' leads to role 'claims', which may secretsmanager:GetSecretValue on ")
    assert f"(kinesisanalytics-x02: {URL})" in message


@pytest.mark.parametrize(
    ("workload", "given"),
    [
        (application(runtimeEnvironment="FLINK-1_20"), (allow(URL),)),
        (application(runtimeEnvironment="FLINK-1_20", applicationMode="STREAMING"), (allow(URL),)),
        (STUDIOS[0], (allow(URL, f"{HERE}weather"),)),
        (STUDIOS[0], (allow("kinesisanalytics:Describe*"),)),
        (STUDIOS[0], (allow(URL), deny(URL, f"{HERE}claims"))),
        (STUDIOS[0], (allow(URL), READS)),
    ],
    ids=["dashboard", "streaming", "another", "looks only", "denied", "has it anyhow"],
)
def test_a_dashboard_and_the_application_of_another_give_nothing(
    workload: Resource, given: tuple[dict[str, Any], ...]
) -> None:
    assert passes(judged(FLINK, workload, *given))


def test_an_application_of_which_the_kind_is_not_known_yet_is_undecided() -> None:
    answer = judged(FLINK, application(runtimeEnvironment=UNKNOWN), allow(URL, f"{HERE}*"))
    assert not answer.problems
    assert unknowns(answer) == ["runtimeEnvironment"]


@pytest.mark.parametrize("pattern", ["*", f"{GAMES}*", f"{GAMES}fleet-1a"])
def test_who_gets_onto_a_fleet_that_keeps_the_credentials_of_its_role_has_them(pattern: str) -> None:
    (message,) = messages(
        judged("gamelift.amazonaws.com", fleet(**SHARES), allow("gamelift:GetComputeAccess", pattern))
    )
    assert "may make GameLift fleet 'arena' do something else (gamelift-x03: gamelift:GetComputeAccess)" in message


def test_on_an_instance_of_an_old_server_anything_may_assume_the_role() -> None:
    old = aws("gamelift/fleet", "arena", instanceRoleArn=f"{ARN}role/claims", arn=f"{GAMES}fleet-1a")
    enters = allow("gamelift:GetInstanceAccess", f"{GAMES}*")
    assert "(gamelift-x04" in messages(judged("gamelift.amazonaws.com", old, enters))[0]
    assert passes(judged("gamelift.amazonaws.com", old, allow("gamelift:GetComputeAccess", f"{GAMES}*")))


@pytest.mark.parametrize(
    ("workload", "given"),
    [
        (fleet(), allow("gamelift:GetComputeAccess")),
        (fleet(**SHARES), allow("gamelift:GetComputeAccess", f"{GAMES}fleet-2b")),
        (fleet(**SHARES), allow("gamelift:GetComputeAuthToken")),
        (native("gamelift:Fleet", "arena", fleetId="fleet-1a"), allow("gamelift:GetComputeAccess")),
    ],
    ids=["kept by none", "another fleet", "token of a server", "no role"],
)
def test_a_fleet_without_credentials_for_its_visitors_gives_nothing(workload: Resource, given: dict[str, Any]) -> None:
    assert passes(judged("gamelift.amazonaws.com", workload, given))


def test_a_shell_of_a_micro_vm_is_let_in_through_its_connector_alone() -> None:
    image = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:microvm-image:claims"
    connector = "arn:aws:lambda:eu-west-1:aws:network-connector:aws-network-connector:SHELL_INGRESS"
    given = {"imageArn": image, "executionRoleArn": f"{ARN}role/claims"}
    shell = allow("lambda:CreateMicrovmShellAuthToken", f"{image[:-1]}*")
    reached = aws("lambdamicrovms/microvm", "claims", ingressNetworkConnectors=[connector], **given)
    assert "(lambda-x03" in messages(judged("lambda.amazonaws.com", reached, shell))[0]
    assert passes(judged("lambda.amazonaws.com", aws("lambdamicrovms/microvm", "claims", **given), shell))


@pytest.mark.parametrize(
    ("actions", "path"),
    [
        (["bedrock-agentcore:InvokeAgentRuntimeCommandShell"], "bedrock-x05"),
        (["codebuild:StartSandbox", "codebuild:StartSandboxConnection"], "codebuild-x04"),
    ],
)
def test_a_terminal_of_whatever_agent_or_build_there_is_is_a_path(actions: list[str], path: str) -> None:
    (message,) = messages(judge_stack(no_path_to_more_rights, role("helper"), may("helper", allow(actions))))
    assert f"path {path} " in message
    named = allow(actions, f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/claims")
    assert passes(judge_stack(no_path_to_more_rights, role("helper"), may("helper", named)))
