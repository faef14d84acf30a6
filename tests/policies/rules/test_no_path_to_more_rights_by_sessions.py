"""Who drives a session of an interpreter or a browser of AgentCore has the role that runs in it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

AGENTS = "bedrock-agentcore.amazonaws.com"
HERE = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:"
ANY = f"{HERE}code-interpreter-custom/*"
LEDGER = f"{HERE}code-interpreter-custom/ledger-Ab12Cd34Ef"
CODE = ["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"]
PAGES = ["bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"]
READS = allow("s3:GetObject", "arn:aws:s3:::acme-ledger/*")


def interpreter(**inputs: Any) -> Resource:
    given = {"name": "ledger", "executionRoleArn": f"{ARN}role/ledger", "codeInterpreterArn": LEDGER, **inputs}
    return aws("bedrock/agentcoreCodeInterpreter", "ledger", **given)


def judged(*given: dict[str, Any], of: Resource | None = None, right: dict[str, Any] = READS, **tags: str) -> Answer:
    runs = role("ledger", AGENTS), may("ledger", right), of or interpreter()
    return judge_stack(no_path_to_more_rights, role("desk", AGENTS, **tags), may("desk", *given), *runs)


def test_an_agent_that_drives_any_interpreter_has_what_each_of_them_may() -> None:
    (message,) = messages(judged(allow(CODE, ANY)))
    assert message.startswith(
        "role 'desk' leads to role 'ledger', which may s3:GetObject on arn:aws:s3:::acme-ledger/*"
    )
    assert "may make code interpreter 'ledger' do something else (bedrock-002" in message


@pytest.mark.parametrize("pattern", ["*", f"{HERE}*", ANY, ANY.replace("eu-west-1", "*"), f"{HERE}code-*/led*"])
def test_every_pattern_that_takes_it_in_counts(pattern: str) -> None:
    assert "bedrock-002" in only(judged(allow(CODE, pattern)))


def test_any_browser_counts_alike() -> None:
    browser = native(
        "bedrockagentcore:BrowserCustom",
        "ledger",
        name="ledger",
        executionRoleArn=f"{ARN}role/ledger",
        browserArn=f"{HERE}browser-custom/ledger-Ab12Cd34Ef",
    )
    (message,) = messages(judged(allow(PAGES, f"{HERE}browser-custom/*"), of=browser))
    assert "may make AgentCore browser 'ledger' do something else (bedrock-007" in message
    assert passes(judged(allow(PAGES, f"{HERE}browser-custom/desk-Ab12Cd34Ef"), of=browser))


def test_one_that_is_not_made_yet_is_told_by_its_name() -> None:
    message = only(judged(allow(CODE, ANY), of=interpreter(codeInterpreterArn=None)))
    assert "leads to role 'ledger', which may s3:GetObject" in message
    message = only(judged(allow(CODE, f"{HERE}code-interpreter-custom/led*"), of=interpreter(codeInterpreterArn=None)))
    assert "leads to role 'ledger', which may s3:GetObject" in message
    other = allow(CODE, f"{HERE}code-interpreter-custom/desk-*")
    assert passes(judged(other, of=interpreter(codeInterpreterArn=None)))


@pytest.mark.parametrize(
    "given",
    [
        (allow(CODE, f"{HERE}code-interpreter-custom/desk-Zz11Yy22Xx"),),
        (allow(CODE, "arn:aws:bedrock-agentcore:eu-west-1:aws:code-interpreter/aws.codeinterpreter.v1"),),
        (allow(CODE, f"{HERE}code-interpreter/*"),),
        (allow(CODE[:1], ANY),),
        (allow(CODE, ANY), deny(CODE[1], LEDGER)),
        (allow(CODE, ANY), READS),
        (allow(CODE, LEDGER),),
    ],
    ids=["another", "AWS's own", "without roles", "half", "denied", "has it anyhow", "named for it"],
)
def test_its_own_interpreter_and_those_without_a_role_pass(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_the_one_that_it_was_given_counts_where_it_reads_secrets() -> None:
    led, _ = messages(judged(allow(CODE, LEDGER), right=allow("secretsmanager:GetSecretValue")))
    assert "role 'desk' leads to role 'ledger', which may secretsmanager:GetSecretValue" in led


OWN = allow("s3:GetObject", "arn:aws:s3:::acme-tickets/*")


def test_the_one_that_it_was_given_counts_where_it_reads_more_of_what_the_agent_reads_itself() -> None:
    message = only(judged(allow(CODE, LEDGER), OWN))
    assert message.startswith(
        "role 'desk' leads to role 'ledger', which may s3:GetObject on arn:aws:s3:::acme-ledger/*"
    )
    assert "bedrock-002" in message


@pytest.mark.parametrize(
    ("own", "right"),
    [
        ((), READS),
        ((allow("dynamodb:GetItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/tickets"),), READS),
        ((OWN,), allow("s3:GetObject", "arn:aws:s3:::acme-desk-forms/*")),
        ((OWN,), allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::codeinterpreterartifacts-111122223333/*")),
        ((OWN,), allow("s3:GetObject", "arn:aws:s3:::acme-tickets/*")),
        ((OWN,), allow("s3:GetObject", "arn:aws:s3:::acme-tickets/open/*")),
        ((OWN,), allow("logs:PutLogEvents")),
    ],
    ids=["reads nothing", "another kind", "its own", "where it keeps files", "the same", "a part", "logs"],
)
def test_what_it_was_meant_to_read_there_passes(own: tuple[dict[str, Any], ...], right: dict[str, Any]) -> None:
    assert passes(judged(allow(CODE, LEDGER), *own, right=right))


def test_one_that_is_called_like_the_agent_is_its_own() -> None:
    mine = f"{HERE}code-interpreter-custom/desk_tools-Ab12Cd34Ef"
    named = interpreter(name="desk_tools", codeInterpreterArn=mine)
    assert passes(judged(allow(CODE, mine), OWN, of=named))


def test_of_another_owners_interpreter_all_counts() -> None:
    runs = role("ledger", AGENTS, tags={"owner": "finance"}), may("ledger", READS), interpreter()
    desk = role("desk", AGENTS, tags={"owner": "support"}), may("desk", allow(CODE, LEDGER))
    assert "which may s3:GetObject on" in only(judge_stack(no_path_to_more_rights, *desk, *runs))


def test_a_workload_that_is_no_agents_was_given_what_the_role_reads() -> None:
    runs = role("ledger", AGENTS), may("ledger", READS), interpreter()
    desk = role("desk", "lambda.amazonaws.com"), may("desk", allow(CODE, LEDGER), OWN)
    assert passes(judge_stack(no_path_to_more_rights, *desk, *runs))


SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ledger-*")
TEAM = {"owner": "finance"}


def of_a_batch(*others: Resource, given: Any = None, by: Any = AGENTS, of: dict[str, str] = TEAM) -> Answer:
    runs = role("ledger", by, tags=TEAM), may("ledger", SECRET), interpreter()
    batch = role("report", "lambda.amazonaws.com", tags=of), may("report", given or allow(CODE, LEDGER))
    return judge_stack(no_path_to_more_rights, *batch, *runs, *others)


def test_the_interpreter_that_one_workload_alone_may_start_is_its_tool() -> None:
    assert passes(of_a_batch())
    admin = role("platform", "lambda.amazonaws.com"), may("platform", allow("*"))
    assert not any("role 'report'" in one for one in messages(of_a_batch(*admin)))
    half = role("other", "lambda.amazonaws.com"), may("other", allow(CODE[0], ANY), deny(CODE[1]))
    assert passes(of_a_batch(*half))


@pytest.mark.parametrize(
    "others",
    [
        (role("other", "lambda.amazonaws.com", tags=TEAM), may("other", allow(CODE, ANY))),
        (aws("lambda/function", "f", name="f", role=f"{ARN}role/ledger"),),
        (
            aws("lambda/function", "f", name="f", role=f"{ARN}role/report", arn=f"{HERE}f".replace("bedrock-", "")),
            aws(
                "bedrock/agentAgentActionGroup",
                "a",
                actionGroupExecutor={"lambda": f"{HERE}f".replace("bedrock-", "")},
            ),
        ),
    ],
    ids=["others start it too", "its role runs something else", "an agent's tool"],
)
def test_one_that_is_not_its_alone_counts(others: tuple[Resource, ...]) -> None:
    found = messages(of_a_batch(*others))
    assert any("role 'report' leads to role 'ledger', which may secretsmanager" in one for one in found)


@pytest.mark.parametrize(
    "odd",
    [
        {"given": allow(CODE, ANY)},
        {"given": allow(CODE, f"{HERE}code-interpreter-custom/ledger-*")},
        {"by": ["bedrock-agentcore.amazonaws.com", "lambda.amazonaws.com"]},
        {"of": {"owner": "support"}},
    ],
    ids=["any", "a pattern", "its role is let in by another service", "another owner's"],
)
def test_one_that_is_not_named_or_whose_role_is_for_more_counts(odd: dict[str, Any]) -> None:
    assert "role 'report' leads to role 'ledger'" in only(of_a_batch(**odd))


def test_what_is_not_known_of_what_the_role_reads_leaves_it_undecided() -> None:
    runs = role("ledger", AGENTS), aws("iam/rolePolicy", "ledger-policy", role="ledger", policy=UNKNOWN), interpreter()
    desk = role("desk", AGENTS), may("desk", allow(CODE, LEDGER), OWN)
    answer = judge_stack(no_path_to_more_rights, *desk, *runs)
    assert not answer.problems
    assert not passes(answer)


def test_an_interpreter_without_a_role_leads_nowhere() -> None:
    assert passes(judged(allow(CODE, ANY), of=interpreter(executionRoleArn=None)))


def test_who_was_given_a_cluster_of_emr_to_send_work_to_was_given_what_its_machines_may() -> None:
    """Steps are what a lake is there for; of another's, of one that a pattern takes in, and of secrets, it is not."""
    start = f"arn:aws:elasticmapreduce:eu-west-1:{ACCOUNT}:cluster/"

    def judged_with(right: dict[str, Any], cluster_arn: str, called: str = "lake") -> Answer:
        profile = aws("iam/instanceProfile", called, name=called, role=called)
        host = {"instanceProfile": called}
        cluster = aws("emr/cluster", called, name=called, arn=f"{start}j-1", ec2Attributes=host)
        sends = may("desk", allow("elasticmapreduce:AddJobFlowSteps", cluster_arn))
        runs = role(called, "ec2.amazonaws.com"), may(called, right), profile, cluster
        return judge_stack(no_path_to_more_rights, role("desk", "lambda.amazonaws.com"), sends, *runs)

    writes = allow("s3:PutObject", "arn:aws:s3:::acme-ledger/*")
    assert passes(judged_with(writes, f"{start}j-1"))
    assert "path emr-x01" in only(judged_with(writes, f"{start}*"))
    assert passes(judged_with(writes, f"{start}j-1", "desk-reports"))
    assert "leads to role 'licences', which may s3:PutObject" in only(judged_with(writes, f"{start}j-1", "licences"))
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ledger-*")
    assert "leads to role 'lake', which may secretsmanager:GetSecretValue" in only(judged_with(secret, f"{start}j-1"))


@pytest.mark.parametrize("setting_up", ["serviceRole", "autoscalingRole"])
def test_steps_of_emr_run_as_the_role_of_its_hosts_and_not_as_those_that_set_it_up(setting_up: str) -> None:
    cluster_arn = f"arn:aws:elasticmapreduce:eu-west-1:{ACCOUNT}:cluster/j-1"
    steps = role("desk", "lambda.amazonaws.com"), may("desk", allow("elasticmapreduce:AddJobFlowSteps", cluster_arn))
    profile = aws("iam/instanceProfile", "hosts", name="hosts", role="hosts")
    starts = role("starter", "elasticmapreduce.amazonaws.com"), role("hosts", "ec2.amazonaws.com"), profile
    roles = {"ec2Attributes": {"instanceProfile": "hosts"}, setting_up: f"{ARN}role/starter"}
    cluster = aws("emr/cluster", "licences", name="licences", arn=cluster_arn, **roles)

    def judged_where(strong: str) -> Answer:
        rights = may(strong, allow("ec2:TerminateInstances", "*"))
        return judge_stack(no_path_to_more_rights, *steps, *starts, rights, cluster)

    assert passes(judged_where("starter"))
    assert "leads to role 'hosts', which may ec2:TerminateInstances" in only(judged_where("hosts"))


def test_what_app_runner_runs_has_its_instance_role_and_not_the_one_that_fetches_the_image() -> None:
    service_arn = f"arn:aws:apprunner:eu-west-1:{ACCOUNT}:service/licences/1"
    deploys = role("desk", "lambda.amazonaws.com"), may("desk", allow("apprunner:UpdateService", service_arn))
    roles = role("fetcher", "build.apprunner.amazonaws.com"), role("runner", "tasks.apprunner.amazonaws.com")
    source = {"authenticationConfiguration": {"accessRoleArn": f"{ARN}role/fetcher"}}
    own = {"instanceRoleArn": f"{ARN}role/runner"}
    service = aws(
        "apprunner/service",
        "licences",
        serviceName="licences",
        arn=service_arn,
        sourceConfiguration=source,
        instanceConfiguration=own,
    )

    def judged_where(strong: str) -> Answer:
        rights = may(strong, allow("ec2:TerminateInstances", "*"))
        return judge_stack(no_path_to_more_rights, *deploys, *roles, rights, service)

    assert passes(judged_where("fetcher"))
    assert "leads to role 'runner', which may ec2:TerminateInstances" in only(judged_where("runner"))
