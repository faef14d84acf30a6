"""Whoever asks a state machine for something does not answer themselves what it waits for, nor does an agent."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:payout"
APPROVALS, URL = f"arn:aws:sqs:{HERE}:approvals", f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/approvals"
LEDGER = f"arn:aws:dynamodb:{HERE}:table/ledger"
ANSWERS, STARTS = allow("states:SendTaskSuccess"), allow("states:StartExecution", MACHINE)
READS, BOOKS = allow("sqs:ReceiveMessage", APPROVALS), allow("dynamodb:UpdateItem", LEDGER)
ALL = (ANSWERS, STARTS, READS)


def task(call: str, to: str = "", **state: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{call}{to}", **state}


def asks(call: str = "sqs:sendMessage", **given: Any) -> dict[str, Any]:
    token = {"MessageBody": {"token.$": "$$.Task.Token"}}
    return task(call, ".waitForTaskToken", Parameters={**token, **(given or {"QueueUrl": URL})}, Next="Book")


BOOK = task("dynamodb:updateItem", Parameters={"TableName": "ledger"}, End=True)
SAY = task("sns:publish", Parameters={"TopicArn": f"arn:aws:sns:{HERE}:done"}, End=True)


def defined(first: Any = None, then: Any = None, **more: Any) -> str:
    states = {"Ask": first or asks(), "Book": then or BOOK, **more}
    return json.dumps({"StartAt": "Ask", "States": states})


def machine(definition: Any = None, *rights: dict[str, Any], **inputs: Any) -> tuple[Resource, ...]:
    given = {"name": "payout", "arn": MACHINE, "roleArn": f"{ARN}role/flow", "definition": definition or defined()}
    made = aws("sfn/stateMachine", "payout", **{**given, **inputs})
    return (
        made,
        role("flow", "states.amazonaws.com"),
        may("flow", BOOKS, allow(["sqs:SendMessage", "sns:Publish"]), *rights),
    )


QUEUE = aws("sqs/queue", "approvals", name="approvals", arn=APPROVALS, url=URL)


def judged(*given: dict[str, Any], by: Resource | None = None, of: Any = None, more: tuple[Any, ...] = ()) -> Answer:
    stack = by or role("site"), may("site", *given), *(of or machine()), QUEUE, *more
    return judge_stack(low_trust_does_not_trigger_high, *stack)


AGENT = role("site", "bedrock-agentcore.amazonaws.com")


def test_who_starts_it_reads_the_token_and_answers_has_it_do_what_they_may_not() -> None:
    found = judged(*ALL)
    assert only(found) == (
        "role 'site' may start state machine 'payout' and answer itself (states:SendTaskSuccess) what that waits for "
        "at 'Ask', with the token from queue 'approvals' (sqs:ReceiveMessage); the machine then acts as role 'flow', "
        f"which may dynamodb:UpdateItem on {LEDGER}, as it may not itself, by policy.Statement[0] of 'site-policy'"
    )
    (problem,) = found.problems
    assert problem.advisory
    assert problem.severity == "medium"


def test_an_agent_that_answers_is_told_though_others_start_it() -> None:
    message = only(judged(ANSWERS, READS, by=AGENT))
    assert message.startswith("role 'site', as which an agent acts, may answer (states:SendTaskSuccess) what state ")


@pytest.mark.parametrize("trust", ["codebuild.amazonaws.com", from_github("repo:acme/pay:pull_request")])
def test_so_is_a_build_and_what_a_pull_request_enters(trust: Any) -> None:
    build = aws("codebuild/project", "tests", name="tests", serviceRole=f"{ARN}role/site")
    assert "may answer (states:SendTaskSuccess) what" in only(
        judged(ANSWERS, READS, by=role("site", trust), more=(build,))
    )


@pytest.mark.parametrize(
    "given",
    [
        (ANSWERS, READS),
        (ANSWERS, STARTS),
        (READS, STARTS),
        (allow("states:SendTaskFailure"), READS, STARTS),
        (*ALL, deny("states:SendTaskSuccess")),
        (*ALL, deny("sqs:ReceiveMessage", f"{APPROVALS}")),
        (*ALL, BOOKS),
        (ANSWERS, STARTS, allow("sqs:ReceiveMessage", f"{APPROVALS}-done")),
        (ANSWERS, READS, allow("states:StartExecution", f"{MACHINE}-2")),
        (STARTS, READS, allow("states:SendTaskSuccess", f"{MACHINE}-2")),
        (STARTS, READS, allow("*", "*")),
    ],
    ids=[
        *("is there to answer", "has no token", "does not answer", "says no", "may not answer", "may not read"),
        *("may do it itself", "another queue", "starts another", "answers another", "may do everything"),
    ],
)
def test_who_lacks_one_of_these_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("given", [(READS, ANSWERS, STARTS), (READS, allow("states:*", MACHINE))])
def test_the_right_to_answer_may_name_the_machine(given: tuple[dict[str, Any], ...]) -> None:
    assert "answer itself" in only(judged(*given))


@pytest.mark.parametrize(
    "then",
    [
        {"Type": "Succeed"},
        {"Type": "Pass", "End": True},
        SAY,
        task("dynamodb:updateItem", Parameters={"TableName": "requests"}, End=True),
        task("dynamodb:getItem", Parameters={"TableName": "ledger"}, End=True),
        task("dynamodb:updateItem", Credentials={"RoleArn": f"{ARN}role/elsewhere"}, End=True),
    ],
)
def test_where_nothing_comes_of_the_answer_it_passes(then: dict[str, Any]) -> None:
    assert passes(judged(*ALL, of=machine(defined(then=then))))


def test_what_was_done_before_it_waits_or_when_it_is_refused_is_not_by_the_answer() -> None:
    refused = {**asks(), "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Undo"}]}
    undo = task("dynamodb:updateItem", Parameters={"TableName": "ledger"}, End=True)
    assert passes(judged(*ALL, of=machine(defined(refused, {"Type": "Succeed"}, Undo=undo))))
    first = {"StartAt": "Book", "States": {"Book": {**BOOK, "End": False, "Next": "Ask"}, "Ask": asks(), "Done": SAY}}
    first["States"]["Ask"] = {**asks(), "Next": "Done"}
    assert passes(judged(*ALL, of=machine(json.dumps(first))))


def test_behind_a_choice_and_inside_maps_and_branches_it_is_told() -> None:
    choice = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.yes", "BooleanEquals": True, "Next": "Do"}],
        "Default": "No",
    }
    no = {"Type": "Fail"}
    assert only(judged(*ALL, of=machine(defined(then=choice, Do=BOOK, No=no))))
    inner = {"StartAt": "In", "States": {"In": {**asks(), "Next": "Out"}, "Out": {"Type": "Pass", "End": True}}}
    for holder in ({"Type": "Parallel", "Branches": [inner]}, {"Type": "Map", "ItemProcessor": inner}):
        assert only(judged(*ALL, of=machine(defined({**holder, "Next": "Book"}))))


def test_circles_and_depth_come_to_an_end() -> None:
    again = {"Type": "Choice", "Choices": [{"Variable": "$.yes", "Next": "Do"}], "Default": "Ask"}
    assert only(judged(*ALL, of=machine(defined(then=again, Do=BOOK))))
    inner: dict[str, Any] = {"StartAt": "In", "States": {"In": {**asks(), "Next": "", "End": True}}}
    for _ in range(60):
        inner = {"StartAt": "In", "States": {"In": {"Type": "Parallel", "Branches": [inner], "End": True}}}
    assert only(judged(*ALL, of=machine(defined({"Type": "Map", "Iterator": inner, "Next": "Book"}))))


def test_of_several_approvals_all_must_be_its_to_give() -> None:
    other = asks(QueueUrl=URL.replace("approvals", "security-approvals"))
    two = defined({**asks(), "Next": "Second"}, Second=other)
    assert passes(judged(*ALL, of=machine(two)))
    assert only(judged(*ALL, allow("sqs:ReceiveMessage", f"arn:aws:sqs:{HERE}:security-*"), of=machine(two)))
    branches = [{"StartAt": "In", "States": {"In": {**one, "Next": "", "End": True}}} for one in (asks(), other)]
    beside = defined({"Type": "Parallel", "Branches": branches, "Next": "Book"})
    assert passes(judged(*ALL, of=machine(beside)))


WORK = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/jobs"


def test_who_does_the_work_that_a_machine_waits_for_agrees_to_nothing() -> None:
    """Nothing there speaks of an approval, and nobody else may answer."""
    given = ANSWERS, STARTS, allow("sqs:ReceiveMessage", f"arn:aws:sqs:{HERE}:jobs")
    states = {"Convert": {**asks(QueueUrl=WORK), "Next": "Save"}, "Save": BOOK}
    work = machine(json.dumps({"StartAt": "Convert", "States": states}))
    assert passes(judged(*given, of=work))
    assert passes(judged(*given, by=AGENT, of=work))
    desk = role("desk"), may("desk", *given)
    assert len(messages(judged(*given, of=work, more=desk))) == 2


def test_who_sends_the_message_or_the_event_by_which_it_starts_asks_for_it_too() -> None:
    asked = f"arn:aws:sqs:{HERE}:requests"
    pipe = aws("pipes/pipe", "p", source=asked, target=MACHINE)
    assert "may start state machine" in only(judged(ANSWERS, READS, allow("sqs:SendMessage", asked), more=(pipe,)))
    assert passes(judged(ANSWERS, READS, allow("sqs:SendMessage", asked)))
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="pay", eventPattern='{"source": ["pay"]}')
    to = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName="pay", arn=MACHINE, input="{}")
    puts = allow("events:PutEvents", f"arn:aws:events:{HERE}:event-bus/pay")
    assert "may start state machine" in only(judged(ANSWERS, READS, puts, more=(rule, to)))
    held = {**puts, "Condition": {"StringEquals": {"events:source": "site"}}}
    assert passes(judged(ANSWERS, READS, held, more=(rule, to)))


# Where the token goes


def test_an_activity_gives_it_to_whoever_asks_for_its_tasks() -> None:
    activity = f"arn:aws:states:{HERE}:activity:approve"
    waits = machine(defined({"Type": "Task", "Resource": activity, "Next": "Book"}))
    message = only(judged(ANSWERS, STARTS, allow("states:GetActivityTask", activity), of=waits))
    assert "with the token from activity 'approve' (states:GetActivityTask)" in message
    named = allow("states:SendTask*", activity), STARTS, allow("states:GetActivityTask", activity)
    assert only(judged(*named, of=waits))
    assert passes(judged(ANSWERS, STARTS, READS, allow("states:GetActivityTask", f"{activity}-2"), of=waits))


def test_a_topic_gives_it_to_the_queues_that_subscribe_and_to_whoever_may() -> None:
    topic = f"arn:aws:sns:{HERE}:to-approve"
    waits = machine(defined(asks("sns:publish", TopicArn=topic)))
    into = aws("sns/topicSubscription", "s", topic=topic, protocol="sqs", endpoint=APPROVALS)
    assert "with the token from queue 'approvals'" in only(judged(*ALL, of=waits, more=(into,)))
    assert passes(judged(*ALL, of=waits))
    assert "(sns:Subscribe)" in only(judged(ANSWERS, STARTS, allow("sns:Subscribe", topic), of=waits))


def test_a_bus_gives_it_to_the_queues_of_its_rules() -> None:
    entry = {"Source": "pay", "DetailType": "Asked", "EventBusName": "pay", "Detail": {"t.$": "$$.Task.Token"}}
    waits = machine(defined(asks("events:putEvents", Entries=[entry])))
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="pay", eventPattern='{"source": ["pay"]}')
    into = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName="pay", arn=APPROVALS)
    assert "with the token from queue 'approvals'" in only(judged(*ALL, of=waits, more=(rule, into)))
    assert passes(judged(*ALL, of=waits, more=(rule,)))


def test_a_function_or_a_task_that_is_given_it_has_it() -> None:
    waits = machine(defined(asks("lambda:invoke", FunctionName="mail-approver")))
    found = judged(ANSWERS, STARTS, of=waits, more=(function("mail-approver", "site"),))
    assert "with the token as the function that is given it" in only(found)
    assert passes(judged(ANSWERS, STARTS, of=waits, more=(function("another", "site"),)))


def test_who_sees_the_history_sees_the_token() -> None:
    history = f"arn:aws:states:{HERE}:execution:payout:*"
    sees = ANSWERS, STARTS, allow("states:GetExecutionHistory", history)
    assert "with the token from the history of its executions" in only(judged(*sees))
    key = f"arn:aws:kms:{HERE}:key/11111111-2222-3333-4444-555555555555"
    sealed = machine(encryptionConfiguration={"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": key})
    assert not judged(*sees, of=sealed).problems
    assert only(judged(*sees, allow("kms:Decrypt", key), of=sealed))


def test_the_policy_and_the_key_of_the_queue_have_a_say() -> None:
    def policy(**said: Any) -> Resource:
        statement = {"Action": "sqs:ReceiveMessage", "Resource": APPROVALS, **said}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return aws("sqs/queuePolicy", "p", queueUrl=URL, policy=document)

    lets = policy(Effect="Allow", Principal={"AWS": f"{ARN}role/site"})
    assert only(judged(ANSWERS, STARTS, more=(lets,)))
    only_desk = {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/desk"}}
    assert passes(judged(*ALL, more=(policy(Effect="Deny", Principal="*", Condition=only_desk),)))
    key = aws("kms/key", "k", arn=f"arn:aws:kms:{HERE}:key/11111111-2222-3333-4444-555555555555")
    sealed = aws(
        "sqs/queue", "approvals", name="approvals", arn=APPROVALS, url=URL, kmsMasterKeyId=key.inputs.raw["arn"]
    )
    stack = role("site"), may("site", *ALL), *machine(), sealed, key
    assert passes(judge_stack(low_trust_does_not_trigger_high, *stack))


# What comes of it


def test_what_is_started_counts_by_what_it_does() -> None:
    invoke = task("lambda:invoke", Parameters={"FunctionName": "release"}, End=True)
    runs = function("release", "releaser"), role("releaser")
    invokes = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:release")
    made = machine(defined(then=invoke), invokes)
    assert passes(judged(*ALL, of=made, more=runs))
    message = only(judged(*ALL, of=made, more=(*runs, may("releaser", BOOKS))))
    assert "the machine then acts as role 'releaser', which may dynamodb:UpdateItem" in message
    assert passes(judged(*ALL, invokes, of=made, more=(*runs, may("releaser", BOOKS))))
    assert "which may lambda:InvokeFunction" in only(judged(*ALL, of=made))


def test_the_role_that_a_task_names_is_the_one_that_counts() -> None:
    as_other = {**BOOK, "Credentials": {"RoleArn": f"{ARN}role/books"}}
    books = role("books", f"{ARN}role/flow"), may("books", BOOKS)
    assert "acts as role 'books'" in only(judged(*ALL, of=machine(defined(then=as_other)), more=books))


def test_people_may_do_both() -> None:
    user = aws("iam/user", "ann", name="ann", arn=f"{ARN}user/ann")
    right = json.dumps({"Version": "2012-10-17", "Statement": list(ALL)})
    given = aws("iam/userPolicy", "p", user="ann", policy=right)
    assert not [text for text in messages(judged(more=(user, given))) if "answer" in text]


# What is not known


@pytest.mark.parametrize(
    "late", [UNKNOWN, {"Version": "2012-10-17", "Statement": [allow("sqs:ReceiveMessage", UNKNOWN)]}]
)
def test_rights_that_are_not_known_yet_are_undecided(late: Any) -> None:
    more = aws("iam/rolePolicy", "late", role="site", policy=late)
    found = judged(ANSWERS, STARTS, more=(more,))
    assert not found.problems
    assert unknowns(found)


def test_a_definition_that_is_not_known_yet_leaves_it_open() -> None:
    found = judged(*ALL, of=machine(UNKNOWN))
    assert not found.problems
    assert unknowns(found) == ["definition"]
    assert passes(judged(READS, STARTS, of=machine(UNKNOWN)))
    part = {"StartAt": "Ask", "States": {"Ask": UNKNOWN, "Book": BOOK}}
    assert unknowns(judged(*ALL, of=machine(part))) == ["definition"]


def test_a_role_whose_class_is_not_known_may_be_an_agents() -> None:
    found = judged(ANSWERS, READS, by=role("site", tags={"daypass:class": UNKNOWN}))
    assert not found.problems
    assert "tags.daypass:class" in unknowns(found)


def test_no_name_of_a_state_is_told_whose_definition_is_secret() -> None:
    message = only(judged(*ALL, of=machine(Secret(defined()))))
    assert "'Ask'" not in message


def test_values_are_put_into_the_text_of_a_definition() -> None:
    text = defined(asks(QueueUrl="${Queue}"))
    given = {"definitionString": text, "definitionSubstitutions": {"Queue": URL}, "stateMachineName": "payout"}
    made = native("stepfunctions:StateMachine", "payout", arn=MACHINE, roleArn=f"{ARN}role/flow", **given)
    assert only(judged(*ALL, of=(made, *machine()[1:])))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"a": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    shapes = [
        odd,
        {"StartAt": "Ask", "States": odd},
        {"StartAt": odd, "States": {"Ask": odd}},
        *(
            {"StartAt": "Ask", "States": {"Ask": {**asks(), key: odd}, "Book": BOOK}}
            for key in (*asks(), "Catch", "End")
        ),
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Parallel", "Branches": odd}}},
        {"StartAt": "Ask", "States": {"Ask": {**asks("events:putEvents", Entries=odd)}}},
    ]
    for shape in shapes:
        assert judged(*ALL, of=machine(shape or UNKNOWN)) is not None
    into = aws("sns/topicSubscription", "s", topic=odd, protocol="sqs", endpoint=odd)
    policy = aws("sqs/queuePolicy", "p", queueUrl=odd, policy=odd)
    assert judged(*ALL, more=(into, policy)) is not None
