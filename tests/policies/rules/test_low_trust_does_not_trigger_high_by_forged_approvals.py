"""An agent, or a pull request, does not put the event that says that something was approved."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.graph.becoming.steering.commands.wanted import events_wanted, said_in_detail
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval, says_approved
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
BUS, RELEASE = f"arn:aws:events:{HERE}:event-bus/release", f"arn:aws:lambda:{HERE}:function:release"
PATTERN: dict[str, Any] = {"source": ["acme.board"], "detail-type": ["ReleaseApproved"]}
PUTS = allow("events:PutEvents", BUS)
WRITES = allow("s3:PutObject", "arn:aws:s3:::acme-live/*")
AGENT = role("notes", "bedrock-agentcore.amazonaws.com")


def puts(**asked: Any) -> dict[str, Any]:
    return {**PUTS, "Condition": asked}


def rule(pattern: Any = None, **inputs: Any) -> Resource:
    said = {"name": "approved", "eventBusName": "release", "eventPattern": json.dumps(pattern or PATTERN)}
    return aws("cloudwatch/eventRule", "approved", **{**said, **inputs})


def target(arn: Any = RELEASE, **inputs: Any) -> Resource:
    return aws("cloudwatch/eventTarget", "t", rule="approved", eventBusName="release", arn=arn, **inputs)


RUNS = function("release", "releaser"), role("releaser"), may("releaser", WRITES)


def judged(
    *given: Any, by: Resource = AGENT, on: Resource | None = None, starts: tuple[Any, ...] | None = None
) -> Answer:
    stack = by, may("notes", *(given or (PUTS,))), on or rule(), *(starts or (target(), *RUNS))
    return judge_stack(low_trust_does_not_trigger_high, *stack)


def test_an_agent_that_puts_the_approval_is_told() -> None:
    found = judged()
    assert only(found) == (
        "role 'notes', as which an agent acts, may put the event (events:PutEvents) that says that something was "
        "approved, and by which event rule 'approved' starts function 'release'; that acts as role 'releaser', which "
        "may s3:PutObject on arn:aws:s3:::acme-live/*, as it may not itself, by policy.Statement[0] of 'notes-policy'"
    )
    (problem,) = found.problems
    assert problem.advisory


def test_a_target_starts_what_it_was_asked_to_start_whatever_its_own_arn_is() -> None:
    made = with_outputs(target(), arn=f"arn:aws:events:{HERE}:rule/release/approved", rule="approved")
    assert "starts function 'release'" in only(judged(starts=(made, *RUNS)))


@pytest.mark.parametrize("trust", [from_github("repo:acme/shop:pull_request")])
def test_so_is_what_a_pull_request_enters(trust: Any) -> None:
    assert "which every pull request enters, may put" in only(judged(by=role("notes", trust)))


def test_so_is_a_build_that_a_pull_request_starts() -> None:
    project = aws("codebuild/project", "checks", name="checks", serviceRole=f"{ARN}role/notes")
    filters = [{"filters": [{"type": "EVENT", "pattern": "PULL_REQUEST_CREATED"}]}]
    hook = aws("codebuild/webhook", "w", projectName="checks", filterGroups=filters)
    build, starts = role("notes", "codebuild.amazonaws.com"), (target(), *RUNS, project)
    assert "as which build 'checks' runs for pull requests, may put" in only(judged(by=build, starts=(*starts, hook)))
    assert passes(judged(by=build, starts=starts))


@pytest.mark.parametrize("trust", ["lambda.amazonaws.com", from_github("repo:acme/shop:environment:prod")])
def test_who_is_no_agent_and_was_looked_at_passes(trust: Any) -> None:
    assert passes(judged(by=role("notes", trust)))


@pytest.mark.parametrize(
    "given",
    [
        puts(StringEquals={"events:source": "acme.board"}),
        puts(**{"ForAllValues:StringLike": {"events:source": "acme.*"}, "Null": {"events:source": "false"}}),
        puts(**{"ForAllValues:StringEquals": {"events:source": ["acme.notes", "acme.board"]}}),
        puts(StringLike={"events:detail-type": "Release*"}),
        allow("events:*", "*"),
    ],
)
def test_a_condition_that_lets_it_bring_such_an_event_holds_nothing(given: dict[str, Any]) -> None:
    assert only(judged(given))


@pytest.mark.parametrize(
    "given",
    [
        [puts(StringEquals={"events:source": "acme.notes"})],
        [puts(**{"ForAllValues:StringEquals": {"events:source": "acme.notes"}, "Null": {"events:source": "false"}})],
        [puts(StringEquals={"events:detail-type": "ReleaseNotesWritten"})],
        [puts(StringLike={"events:source": "acme.notes*"})],
        [allow("events:PutEvents", f"{BUS}-2")],
        [PUTS, deny("events:PutEvents", "*", Condition={"StringEquals": {"events:source": "acme.board"}})],
        [PUTS, deny("events:PutEvents", "*", Condition={"StringLike": {"events:detail-type": "*Approved"}})],
        [PUTS, WRITES],
        [allow("*", "*")],
    ],
    ids=["source", "sources", "type", "like", "bus", "denied source", "denied type", "has it anyhow", "everything"],
)
def test_who_may_not_bring_it_or_gains_nothing_passes(given: list[Any]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    ("pattern", "is_told"),
    [
        ({"source": ["acme.board"], "detail-type": [{"suffix": "Approved"}]}, True),
        ({"source": [{"prefix": "acme."}], "detail-type": ["deploy.authorised"]}, True),
        ({"detail-type": ["ReleaseRejected", "ReleaseApproved"]}, True),
        ({"source": ["acme.board"], "detail": {"change": {"status": ["APPROVED"]}}}, True),
        ({"source": ["acme.board"], "detail": {"approved": [True]}}, True),
        ({"source": ["acme.board"], "detail": {"$or": [{"decision": ["approve"]}, {"decision": ["go"]}]}}, True),
        ({"source": ["acme.board"], "detail": {"approvedBy": [{"exists": True}]}}, True),
        ({"source": ["acme.board"], "detail-type": ["ReleaseSignedOff"], "account": [ACCOUNT]}, True),
        ({"source": ["acme.board"], "detail-type": ["ReleaseSignedOff"], "account": ["444455556666"]}, False),
        ({"source": ["aws.codepipeline"], "detail-type": ["ReleaseApproved"]}, False),
        ({"source": [{"prefix": "aws."}], "detail-type": ["ReleaseApproved"]}, False),
        ({"source": ["acme.board"], "detail-type": ["ReleaseApproved"], "id": ["7"]}, False),
        ({"source": ["acme.board"], "detail-type": ["ApprovalRequested"]}, False),
        ({"source": ["acme.board"], "detail-type": ["ReleaseRejected"]}, False),
        ({"source": ["acme.board"], "detail-type": ["OrderPaid"]}, False),
        ({"source": ["acme.board"], "detail": {"approved": [False]}}, False),
        ({"source": ["acme.board"], "detail": {"status": [{"anything-but": ["APPROVED"]}]}}, False),
    ],
)
def test_what_is_an_approval_the_pattern_says(pattern: dict[str, Any], *, is_told: bool) -> None:
    found = judged(on=rule(pattern))
    assert bool(found.problems) is is_told
    assert is_told or passes(found)


def test_of_several_sources_one_that_it_may_bring_is_enough() -> None:
    both = rule({**PATTERN, "source": ["acme.board", "acme.desk"]})
    assert only(judged(puts(StringEquals={"events:source": "acme.desk"}), on=both))
    assert passes(judged(puts(StringEquals={"events:source": "acme.notes"}), on=both))


# What is started

STATES = "states.amazonaws.com"
COPY = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:copyObject", "Parameters": {"Bucket": "acme-live"}}
ASK = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "Copy"}
MACHINE = f"arn:aws:states:{HERE}:stateMachine:promote"


def machine(definition: Any, to: Any = MACHINE) -> tuple[Resource, ...]:
    text = definition if definition is UNKNOWN else json.dumps(definition)
    made = aws("sfn/stateMachine", "m", name="promote", arn=MACHINE, roleArn=f"{ARN}role/flow", definition=text)
    return target(to), made, role("flow", STATES), may("flow", WRITES)


def test_a_state_machine_counts_by_what_it_does_before_it_asks_somebody_else() -> None:
    plain = {"StartAt": "Copy", "States": {"Copy": {**COPY, "End": True}}}
    assert "starts state machine 'm'; that acts as role 'flow'" in only(judged(starts=machine(plain)))
    asks = {"StartAt": "Ask", "States": {"Ask": ASK, "Copy": {**COPY, "End": True}}}
    assert passes(judged(starts=machine(asks)))
    assert passes(judged(starts=machine({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})))


def test_a_task_and_a_build_and_a_pipeline_are_started_too() -> None:
    runs, given = f"{ARN}role/releaser", (role("releaser"), may("releaser", WRITES))
    task = aws("ecs/taskDefinition", "t", family="release", taskRoleArn=runs, arn="")
    of_task = {"ecsTarget": {"taskDefinitionArn": f"arn:aws:ecs:{HERE}:task-definition/release:3"}}
    cluster = target(f"arn:aws:ecs:{HERE}:cluster/main", **of_task)
    assert "starts task 't'" in only(judged(starts=(cluster, task, *given)))
    build = aws("codebuild/project", "b", name="release", serviceRole=runs)
    assert "starts build 'b'" in only(
        judged(starts=(target(f"arn:aws:codebuild:{HERE}:project/release"), build, *given))
    )
    deploy, look = (
        {"category": "Deploy", "provider": "S3"},
        {"category": "Approval", "provider": "Manual", "name": "Look"},
    )

    def pipeline(*actions: dict[str, Any]) -> Resource:
        stages = [{"name": f"s{at}", "actions": [one]} for at, one in enumerate(actions)]
        return aws("codepipeline/pipeline", "p", name="release", roleArn=runs, stages=stages)

    to = target(f"arn:aws:codepipeline:{HERE}:release")
    assert "starts pipeline 'p'" in only(judged(starts=(to, pipeline(deploy), *given)))
    assert passes(judged(starts=(to, pipeline(look, deploy), *given)))


def test_what_only_logs_or_is_not_there_passes() -> None:
    logs = may("releaser", allow("logs:PutLogEvents"), allow("dynamodb:GetItem"))
    assert passes(judged(starts=(target(), function("release", "releaser"), role("releaser"), logs)))
    assert passes(judged(starts=(target(f"{RELEASE}-2"), *RUNS)))
    assert passes(judged(on=rule(state="DISABLED")))


def test_what_is_behind_a_target_that_is_not_known_yet_is_started() -> None:
    by = Resource.of(
        "aws:cloudwatch/eventTarget:EventTarget", "t", rule="approved", eventBusName="release", arn=UNKNOWN
    )
    depends = Resource(by.urn, by.type, by.name, inputs=by.inputs, property_dependencies={"arn": (RUNS[0].urn,)})
    assert "starts function 'release'" in only(judged(starts=(depends, *RUNS)))


def test_a_rule_of_aws_native_holds_its_targets() -> None:
    made = native(
        "events:Rule", "approved", name="r", eventBusName="release", eventPattern=PATTERN, targets=[{"arn": RELEASE}]
    )
    assert "by which event rule 'approved' starts function 'release'" in only(judged(on=made, starts=RUNS))


# What is not known


def test_rights_that_are_not_known_yet_are_undecided() -> None:
    late = aws("iam/rolePolicy", "late", role="notes", policy=UNKNOWN)
    found = judged(allow("logs:*"), starts=(target(), *RUNS, late))
    assert not found.problems
    assert unknowns(found) == ["policy"]
    found = judged(starts=(target(), *RUNS[:2], aws("iam/rolePolicy", "late", role="releaser", policy=UNKNOWN)))
    assert not found.problems
    assert unknowns(found) == ["policy"]


def test_a_pattern_or_a_definition_that_is_not_known_yet_leaves_it_open() -> None:
    found = judged(on=rule(eventPattern=UNKNOWN))
    assert not found.problems
    assert unknowns(found) == ["eventPattern"]
    assert passes(judged(allow("logs:*"), on=rule(eventPattern=UNKNOWN)))
    found = judged(starts=machine(UNKNOWN))
    assert not found.problems
    assert unknowns(found) == ["definition"]


def test_a_role_whose_class_is_not_known_may_be_an_agents() -> None:
    found = judged(by=role("notes", tags={"daypass:class": UNKNOWN}))
    assert not found.problems
    assert unknowns(found) == ["tags.daypass:class"]


# Words


@pytest.mark.parametrize(
    "text", ["ReleaseApproved", "CHANGE_APPROVED", "ChangeRequestApproved", "sign-off.given", "Approval"]
)
def test_an_approval_is_known_by_its_words(text: str) -> None:
    assert says_approved(text)


@pytest.mark.parametrize(
    "text", ["approval-pending", "NotApproved", "UnapprovedChange", "ApprovalRejected", "OrderPaid"]
)
def test_what_is_none_yet_or_none_at_all_is_not_taken_for_one(text: str) -> None:
    assert not says_approved(text)


def test_that_somebody_is_asked_is_known_by_words_too() -> None:
    assert all(map(asks_for_approval, ("AskManager approves", "HumanReview", "sign-off", "approval-desk")))
    assert not any(map(asks_for_approval, ("Convert", "jobs", "nightly-report", "signed-url")))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"a": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    for pattern in (odd, *({**PATTERN, key: odd} for key in ("source", "detail-type", "account", "detail"))):
        assert list(events_wanted(pattern, ACCOUNT)) is not None
        assert list(said_in_detail(pattern)) is not None
        assert judged(on=rule(eventPattern=pattern)) is not None
    assert list(said_in_detail({"detail": {"status": odd, "$or": odd, "a": {"prefix": odd}}})) is not None
    assert judged(starts=(target(odd, ecsTarget=odd, batchTarget=odd), *RUNS)) is not None
