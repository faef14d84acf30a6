"""An agent, a vendor or a pipeline that makes something stronger act without a check is told so."""

from typing import Any

import pytest
from tests.support.becoming import (
    FUNCTION,
    LAMBDA,
    OTHER,
    allow,
    every_edge,
    from_github,
    function,
    graph,
    lets_in,
    may,
    role,
)
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

A, B = f"{ARN}role/a", f"{ARN}role/b"
ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
GITHUB = lets_in(
    {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"},
    "sts:AssumeRoleWithWebIdentity",
    Condition={"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:environment:prod"}},
)
RUNTIME = f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:runtime/x-1"
WRITES = allow("s3:PutObject", "arn:aws:s3:::b/*")


def of_class(name: str, called: str, *trust: Any, **inputs: Any) -> Resource:
    return role(called, *trust, tags={"daypass:class": name}, **inputs)


def judged(*resources: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, *resources)


@pytest.mark.parametrize("name", ["agent", "vendor", "pipeline"])
def test_becoming_an_administrator_is_refused(name: str) -> None:
    (problem,) = judged(of_class(name, "a"), role("b", A, **ADMINISTRATOR)).problems
    assert problem.message.startswith(f"role 'a' of class {name} leads to role 'b', which may do everything, without")
    assert not problem.advisory


def test_others_are_another_rules_business() -> None:
    assert passes(judged(of_class("service", "a"), role("b", A, **ADMINISTRATOR)))
    assert passes(judged(role("a"), role("b", A, **ADMINISTRATOR)))


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"sts:SourceIdentity": "maria"}},
        {"StringLike": {"aws:PrincipalTag/daypass:approver": "?*"}},
        {"StringLike": {"aws:RequestTag/daypass:approver": "?*@example.org"}},
        {"Null": {"aws:PrincipalTag/daypass:approver": "false"}},
    ],
    ids=str,
)
def test_a_check_at_the_step_passes_on_either_side(condition: dict[str, Any]) -> None:
    assert passes(judged(of_class("agent", "a"), role("b", lets_in(A, Condition=condition), **ADMINISTRATOR)))
    root = f"arn:aws:iam::{ACCOUNT}:root"
    mine = may("a", allow("sts:AssumeRole", B, Condition=condition))
    assert passes(judged(of_class("agent", "a"), mine, role("b", root, **ADMINISTRATOR)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEqualsIfExists": {"sts:SourceIdentity": "maria"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"sts:ExternalId": "x"}},
        {"StringNotEquals": {"sts:SourceIdentity": "x"}},
    ],
    ids=str,
)
def test_what_asks_for_nothing_is_no_check(condition: dict[str, Any]) -> None:
    message = only(judged(of_class("agent", "a"), role("b", lets_in(A, Condition=condition), **ADMINISTRATOR)))
    assert "leads to role 'b'" in message


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("agent", "service", True),
        ("agent", "pipeline", True),
        ("agent", "agent", False),
        ("vendor", "service", True),
        ("pipeline", "break-glass", True),
        ("pipeline", "service", False),
        ("pipeline", "pipeline", False),
    ],
)
def test_a_class_that_is_trusted_more_is_advisory(low: str, high: str, found: bool) -> None:  # noqa: FBT001 - a column of the table
    answer = judged(of_class(low, "a"), of_class(high, "b", A), may("b", WRITES))
    assert [problem.advisory for problem in answer.problems] == ([True] if found else [])


def test_a_role_of_a_higher_class_that_only_reads_passes() -> None:
    reads = may("b", allow("s3:GetObject", "arn:aws:s3:::b/*"))
    assert passes(judged(of_class("agent", "a"), of_class("service", "b", A), reads))


def test_making_something_run_as_an_administrator_is_refused() -> None:
    invokes = may("a", allow("lambda:InvokeFunction", FUNCTION))
    strong = role("b", LAMBDA, **ADMINISTRATOR)
    (message,) = messages(judged(of_class("agent", "a"), invokes, strong, function("fn", "b")))
    assert "role 'a' may make function 'fn' run (lambda:InvokeFunction)" in message
    assert passes(judged(of_class("agent", "a"), invokes, role("b"), may("b", WRITES), function("fn", "b")))
    assert passes(judged(of_class("agent", "a"), strong, function("fn", "b")))


THEIRS = f"arn:aws:lambda:eu-west-1:{OTHER}:function:fn"


def elsewhere(arn: str = THEIRS) -> tuple[Resource, Resource]:
    """A function of another account that has the same name, and the administrator as whom it runs."""
    strong = role("b", LAMBDA, account=OTHER, **ADMINISTRATOR)
    return strong, function("fn", "b", arn=arn, role=f"arn:aws:iam::{OTHER}:role/b")


@pytest.mark.parametrize("pattern", ["*", "arn:aws:lambda:*:*:function:fn", FUNCTION])
def test_a_function_of_another_account_is_not_reached_by_its_name(pattern: str) -> None:
    invokes = may("a", allow("lambda:InvokeFunction", pattern))
    assert passes(judged(of_class("agent", "a"), invokes, *elsewhere()))


def test_a_function_of_an_account_that_is_named_or_not_known_may_be_reached() -> None:
    named, any_ = may("a", allow("lambda:InvokeFunction", THEIRS)), may("a", allow("lambda:InvokeFunction"))
    message = only(judged(of_class("agent", "a"), named, *elsewhere()))
    assert "may make function 'fn' run (lambda:InvokeFunction)" in message
    message = only(judged(of_class("agent", "a"), any_, *elsewhere(arn="")))
    assert "may make function 'fn' run (lambda:InvokeFunction)" in message


def test_code_of_another_account_is_not_changed_by_its_name() -> None:
    changes = may("a", allow("lambda:UpdateFunctionCode"))
    found = graph(role("a"), changes, *elsewhere())
    assert not [edge for edge in every_edge(found) if edge.how == "code" and edge.source.name == "a"]
    here = graph(role("a"), changes, role("b", LAMBDA), function("fn", "b"))
    assert [edge.target.name for edge in every_edge(here) if edge.how == "code"] == ["fn"]


@pytest.mark.parametrize(
    ("action", "resource", "workload"),
    [
        (
            "states:StartExecution",
            "arn:aws:states:*:*:stateMachine:x",
            aws("sfn/stateMachine", "x", name="x", roleArn=B),
        ),
        ("glue:StartJobRun", "arn:aws:glue:*:*:job/x", aws("glue/job", "x", name="x", roleArn=B)),
        (
            "sagemaker:StartPipelineExecution",
            "arn:aws:sagemaker:*:*:pipeline/x",
            aws("sagemaker/pipeline", "x", name="x", roleArn=B),
        ),
        (
            "bedrock-agentcore:InvokeAgentRuntime",
            RUNTIME,
            aws("bedrock/agentcoreAgentRuntime", "x", agentRuntimeArn=RUNTIME, roleArn=B),
        ),
        (
            "codepipeline:StartPipelineExecution",
            "arn:aws:codepipeline:*:*:x",
            aws("codepipeline/pipeline", "x", name="x", roleArn=B),
        ),
    ],
)
def test_state_machines_jobs_and_pipelines_run_too(action: str, resource: str, workload: Resource) -> None:
    strong = role("b", "states.amazonaws.com", **ADMINISTRATOR)
    message = only(judged(of_class("agent", "a"), may("a", allow(action, resource)), strong, workload))
    assert f"'x' run ({action})" in message


@pytest.mark.parametrize(
    ("enters", "said"),
    [
        ("bedrock.amazonaws.com", "role 'a', which an agent enters, leads to role 'b'"),
        ("bedrock-agentcore.amazonaws.com", "role 'a', which an agent enters, leads to role 'b'"),
        ("codebuild.amazonaws.com", "role 'a', which a pipeline enters, leads to role 'b'"),
        (GITHUB, "role 'a', which a pipeline enters, leads to role 'b'"),
    ],
    ids=str,
)
def test_who_enters_tells_the_class_where_no_tag_does(enters: Any, said: str) -> None:
    invokes = may("a", allow("lambda:InvokeFunction", FUNCTION))
    strong = (role("b", LAMBDA, **ADMINISTRATOR), function("fn", "b"))
    (message,) = messages(judged(role("a", enters), invokes, *strong))
    assert message.startswith(said)
    assert passes(judged(of_class("service", "a", enters), invokes, *strong))
    assert passes(judged(role("a", enters), role("b", LAMBDA), function("fn", "b"), invokes))
    assert passes(judged(role("a", "ecs-tasks.amazonaws.com"), invokes, *strong))


@pytest.mark.parametrize("tags", [UNKNOWN, {"daypass:class": UNKNOWN}])
def test_a_class_that_is_not_known_yet_may_be_of_low_trust(tags: Any) -> None:
    invokes = may("a", allow("lambda:InvokeFunction", FUNCTION))
    strong = (role("b", LAMBDA, **ADMINISTRATOR), function("fn", "b"))
    (left,) = judged(role("a", tags=tags), invokes, *strong).undecided
    assert (left.on.name, left.paths[0].partition(".")[0]) == ("a", "tags")
    assert passes(judged(role("a", tags=tags), may("a", WRITES), *strong))


def test_an_agent_is_made_run_by_the_right_of_its_own_service_and_name() -> None:
    runtime = aws("bedrock/agentcoreAgentRuntime", "x", agentRuntimeArn=RUNTIME, roleArn=B)
    agent = aws("bedrock/agentAgent", "x", agentArn=f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent/A", roleArn=B)
    strong = role("b", "bedrock.amazonaws.com", **ADMINISTRATOR)
    for action, resource, made in (
        ("bedrock-agentcore:InvokeAgentRuntime", RUNTIME.replace("x-1", "y-2"), runtime),
        ("bedrock:InvokeAgent", "*", runtime),
        ("bedrock-agentcore:InvokeAgentRuntime", "*", agent),
    ):
        assert passes(judged(of_class("agent", "a"), may("a", allow(action, resource)), strong, made))


def test_what_is_not_known_is_undecided() -> None:
    later = aws("iam/role", "b", name="b", arn=B, assumeRolePolicy=UNKNOWN, **ADMINISTRATOR)
    assumes = may("a", allow("sts:AssumeRole", B))
    assert unknowns(judged(of_class("agent", "a"), assumes, later)) == ["assumeRolePolicy"]
    assert unknowns(judged(of_class("agent", "a"), later)) == ["assumeRolePolicy"]
    assert passes(judged(role("a"), later))
    unclear = role("b", f"{ARN}role/a", managedPolicyArns=UNKNOWN)
    assert unknowns(judged(of_class("agent", "a"), unclear)) == ["managedPolicyArns"]


PULL_REQUEST = from_github("repo:acme/app:pull_request")


def test_a_pull_request_that_takes_what_reviewed_code_may_is_advisory() -> None:
    (problem,) = judged(role("a", PULL_REQUEST), role("b", A), may("b", WRITES)).problems
    said = "role 'a', which every pull request enters, leads to role 'b', which may s3:PutObject on arn:aws:s3:::b/*"
    assert problem.message.startswith(f"{said}, as it may not itself, without a check: ")
    assert problem.advisory


def test_a_pull_request_is_followed_over_several_steps() -> None:
    answer = judged(role("a", PULL_REQUEST), role("b", A), role("c", B), may("c", WRITES))
    assert "leads to role 'c'" in messages(answer)[0]


@pytest.mark.parametrize("is_started", [True, False])
def test_a_pull_request_that_starts_what_runs_takes_its_rights_as_one_that_rewrites_it(*, is_started: bool) -> None:
    runs = role("b", "codebuild.amazonaws.com"), may("b", WRITES)
    arn = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/p"
    project = aws("codebuild/project", "p", name="p", arn=arn, serviceRole=B)
    does = may("a", allow("codebuild:StartBuild" if is_started else "codebuild:UpdateProject", arn))
    started = judged(role("a", PULL_REQUEST), does, *runs, project)
    rewritten = judge_stack(no_path_to_more_rights, role("a", PULL_REQUEST), does, *runs, project)
    assert "'a', which every pull request enters, leads to role 'b', which may s3:PutObject" in only(rewritten)
    if is_started:
        assert only(started) == only(rewritten)
    else:
        assert passes(started)
    assert passes(judge_stack(no_path_to_more_rights, role("a", GITHUB), does, *runs, project))


def test_what_a_pull_request_takes_by_a_path_is_told_whatever_else_it_may_become() -> None:
    runs = role("b", "codebuild.amazonaws.com"), may("b", WRITES)
    arn = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/p"
    project = aws("codebuild/project", "p", name="p", arn=arn, serviceRole=B)
    checked = lets_in(A, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    starts = may("a", allow("codebuild:UpdateProject", arn), allow("sts:AssumeRole", f"{ARN}role/boss"))
    stack = (role("a", PULL_REQUEST), starts, *runs, project, role("boss", checked, **ADMINISTRATOR))
    assert "which every pull request enters, leads to role 'b'" in only(judge_stack(no_path_to_more_rights, *stack))


def test_a_pull_request_that_only_reads_more_or_meets_a_check_passes() -> None:
    reads = may("b", allow("s3:GetObject", "arn:aws:s3:::cache/*"))
    assert passes(judged(role("a", PULL_REQUEST), role("b", A), reads))
    checked = lets_in(A, Condition={"StringLike": {"aws:RequestTag/daypass:approver": "?*"}})
    assert passes(judged(role("a", PULL_REQUEST), role("b", checked), may("b", WRITES)))
    refused = {**lets_in(A), "Effect": "Deny"}
    assert passes(judged(role("a", PULL_REQUEST), role("b", A, refused), may("b", WRITES)))
    assert passes(judged(role("a", PULL_REQUEST), may("a", WRITES), role("b", A), may("b", WRITES)))


def test_a_pull_request_of_which_worse_is_said_is_told_once() -> None:
    low = role("a", PULL_REQUEST, tags={"daypass:class": "pipeline"})
    (message,) = messages(judged(low, role("b", A, **ADMINISTRATOR)))
    assert "which may do everything" in message


def of_subject(subject: str) -> dict[str, Any]:
    """Whoever GitHub says that for."""
    asked = {"StringLike": {"token.actions.githubusercontent.com:sub": subject}}
    return lets_in(PULL_REQUEST["Principal"], "sts:AssumeRoleWithWebIdentity", Condition=asked)


@pytest.mark.parametrize("subject", ["repo:acme/app:*", "repo:acme/app:ref:refs/heads/*"])
def test_a_branch_of_anybody_takes_what_reviewed_code_may(subject: str) -> None:
    (problem,) = judged(role("a", of_subject(subject)), role("b", A), may("b", WRITES)).problems
    assert problem.message.startswith("role 'a', which every branch enters, leads to role 'b', which may s3:PutObject ")
    assert problem.advisory


@pytest.mark.parametrize("subject", ["repo:acme/app:ref:refs/heads/main", "repo:acme/app:environment:prod"])
def test_one_branch_or_environment_is_reviewed(subject: str) -> None:
    assert passes(judged(role("a", of_subject(subject)), role("b", A), may("b", WRITES)))


def test_an_unreviewed_holder_that_names_the_role_that_it_passes_takes_secrets_alone() -> None:
    tests = allow("states:TestState"), allow("iam:PassRole", B)
    passed = role("b", "states.amazonaws.com")
    secret = allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-??????")
    holder = role("a", PULL_REQUEST), may("a", *tests)
    assert passes(judge_stack(no_path_to_more_rights, *holder, passed, may("b", WRITES)))
    message = only(judge_stack(no_path_to_more_rights, *holder, passed, may("b", secret)))
    assert "which every pull request enters, leads to role 'b', which may secretsmanager:GetSecretValue" in message
    assert passes(judged(*holder, passed, may("b", secret)))


@pytest.mark.parametrize(
    ("signed_in", "is_told"),
    [("unauthenticated", True), ("unauth*", True), ("*", True), ("authenticated", False), ("auth*", False)],
)
def test_a_guest_of_an_identity_pool_is_followed_too(signed_in: str, *, is_told: bool) -> None:
    pool = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": signed_in}}
    guests = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity", Condition=pool)
    answer = judged(role("a", guests), role("b", A), role("c", B), may("c", WRITES))
    assert ["every guest enters" in message for message in messages(answer)] == [True] * is_told


def test_a_boundary_elsewhere_makes_no_reader_change_anything() -> None:
    agent = role("agent", tags={"daypass:class": "agent"}), may("agent", allow("sts:AssumeRole", f"{ARN}role/reader"))
    fenced = {"permissionsBoundary": f"{ARN}policy/elsewhere", "tags": {"daypass:class": "service"}}
    reader = role("reader", f"{ARN}role/agent", **fenced)
    assert passes(judged(*agent, reader, may("reader", allow("cloudwatch:GetMetricData"))))
    assert "leads to role 'reader'" in only(judged(*agent, reader, may("reader", allow("sqs:SendMessage"))))


@pytest.mark.parametrize(
    ("called", "reads", "is_told"),
    [("*", "psp-??????", True), ("*", "", False), ("voucher", "psp-??????", False), ("shop-*", "psp-??????", False)],
)
def test_what_a_guest_makes_run_by_a_pattern_reads_no_secret_of_others(
    called: str, reads: str, *, is_told: bool
) -> None:
    signed = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"}}
    guests = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity", Condition=signed)
    calls_it = allow("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{called}")
    has = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{reads}")
    runs = (
        role("issuer", "lambda.amazonaws.com"),
        function("voucher", "issuer"),
        may("issuer", *([has] if reads else [])),
    )
    found = messages(judged(role("shop-guest", guests), may("shop-guest", calls_it), *runs))
    assert ["may make function 'voucher' run (lambda:InvokeFunction)" in one for one in found] == [True] * is_told


def entered_by_branches(many: int) -> list[Resource]:
    """So many roles, each of which any branch enters and assumes three others, and all of them over some steps."""
    anyone, stack = lets_in(f"arn:aws:iam::{ACCOUNT}:root"), list[Resource]()
    for at in range(many):
        further = [f"{ARN}role/r{(at * 7 + step) % many}" for step in range(3)]
        stack += [
            role(f"r{at}", of_subject("repo:acme/app:*"), anyone),
            may(f"r{at}", allow("sts:AssumeRole", further)),
        ]
    return stack


def work(many: int) -> int:
    stack = entered_by_branches(many)
    return calls(lambda: judged(*stack))


def test_many_roles_that_any_branch_enters_cost_in_proportion() -> None:
    assert passes(judged(*entered_by_branches(20)))
    assert work(200) < 2.2 * work(100)  # to look at all from each costs four times as much; at a hundred it may
