"""Who reaches by a pattern the queue of what says that it runs what stands in messages sends orders to it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.running_words import TELLS, running_words
from daypass.graph.becoming.steering.said_to_run import says_it_runs
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
QUEUES = f"arn:aws:sqs:{HERE}"
FIXES = f"{QUEUES}:shop-fixes"
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:ledger-??????")
RECEIVES = allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], FIXES)
BY_QUEUE = aws(
    "lambda/eventSourceMapping", "m", eventSourceArn=FIXES, functionName=f"arn:aws:lambda:{HERE}:function:fixer"
)
BY_PIPE = aws("pipes/pipe", "p", name="p", source=FIXES, target=f"arn:aws:lambda:{HERE}:function:fixer")
SAYS = {"MODE": "execute-sql-from-message"}


def function(variables: dict[str, Any] | None = None, **others: Any) -> Resource:
    said = {"environment": {"variables": SAYS if variables is None else variables}}
    return aws("lambda/function", "fixer", name="fixer", role=f"{ARN}role/ledger-fixer", **said, **others)


def judged(
    *made: Resource,
    to: tuple[str, ...] = (f"{QUEUES}:shop-*",),
    by: str = "reviews",
    about: str = "",
    rights: tuple[dict[str, Any], ...] = (READS, RECEIVES),
    further: tuple[dict[str, Any], ...] = (),
    **others: Any,
) -> Answer:
    fixer = role("ledger-fixer", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", description=about)
    sends = may(by, allow("sqs:SendMessage", list(to)), *further)
    runs = made or (function(), BY_QUEUE)
    return judge_stack(no_path_to_more_rights, role(by, **others), sends, fixer, may("ledger-fixer", *rights), *runs)


def test_who_sends_to_all_queues_has_run_what_it_likes() -> None:
    (problem,) = judged().problems
    assert problem.message.startswith("role 'reviews' leads to role 'ledger-fixer', which may secretsmanager:")
    assert "may say what function 'fixer' does (sqs-x06: sqs:SendMessage)" in problem.message
    assert (problem.severity, problem.confidence, problem.advisory) == ("medium", "medium", True)


@pytest.mark.parametrize(
    "variables",
    [
        {"RUN_COMMANDS": "true"},
        {"EXECUTE_SQL": "1"},
        {"ALLOW_RUN_SHELL_COMMANDS": "yes"},
        {"RUN_SQL_FROM": "message"},
        {"ACTION": "runScriptsFromQueue"},
        {"HANDLER_MODE": "exec_commands_in_body"},
    ],
    ids=str,
)
def test_however_its_settings_say_so(variables: dict[str, str]) -> None:
    assert "(sqs-x06: " in only(judged(function(variables), BY_QUEUE))


@pytest.mark.parametrize(
    "variables",
    [
        *(
            {"RUN_COMMANDS": "false"},
            {"DRY_RUN_SQL": "true"},
            {"RUN_SQL_MIGRATIONS": "true"},
            {"RUN_INIT_SCRIPTS": "1"},
        ),
        *({"DO_NOT_RUN_COMMANDS": "true"}, {"MODE": "execute-orders-from-message"}, {"EXECUTE_SQL": "select 1"}),
        *({"SQL_QUEUE": "shop-fixes"}, {"MODE": UNKNOWN}, {}),
    ],
    ids=str,
)
def test_what_says_something_else_says_nothing_of_that(variables: dict[str, Any]) -> None:
    assert passes(judged(function(variables), BY_QUEUE))


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Runs SQL from messages of the approver", True),
        ("Executes the shell commands sent in the body of a message", True),
        ("Runs each script that it takes from the queue", True),
        ("Runs approved corrections on the ledger", False),
        ("Executes commands from the queue of orders", False),
        ("Runs SQL reports and puts them in a bucket; a message in the queue says when", False),
        ("Never runs SQL from messages", False),
        ("Refuses to run scripts from the queue", False),
        ("", False),
    ],
)
def test_texts_say_so_too(text: str, *, is_said: bool) -> None:
    assert says_it_runs(text) is is_said
    silent = function({}), BY_QUEUE
    assert bool(judged(*silent, about=text).problems) is is_said
    assert bool(judged(function({}, description=text), BY_QUEUE).problems) is is_said


@pytest.mark.parametrize(
    "others",
    [
        {"to": (FIXES,)},
        {"to": (f"{QUEUES}:shop-*", FIXES)},
        {"to": (f"{QUEUES}:shop-reviews",)},
        {"by": "fix-approver", "to": (FIXES,)},
        {"by": "ledger-desk"},
        {"further": (deny("sqs:SendMessage", FIXES),)},
        {"further": (READS,)},
        {"tags": {"daypass:class": "pipeline"}},
        {"rights": (RECEIVES,)},
    ],
    ids=str,
)
def test_who_was_given_the_queue_or_gets_nothing_by_it_passes(others: dict[str, Any]) -> None:
    assert passes(judged(**others))


def test_a_queue_whose_policy_lets_in_one_alone_refuses_all_others() -> None:
    approver = {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/fix-approver"}}
    text = {**deny("sqs:SendMessage", FIXES, Condition=approver), "Principal": "*"}
    held = aws("sqs/queuePolicy", "q", queueUrl="shop-fixes", policy={"Version": "2012-10-17", "Statement": [text]})
    assert passes(judged(function(), BY_QUEUE, held))
    queue = aws("sqs/queue", "q", name="shop-fixes", policy={"Version": "2012-10-17", "Statement": [text]})
    assert passes(judged(function(), BY_QUEUE, queue))
    others: Any = (
        {**text, "Resource": f"{QUEUES}:shop-reviews"},
        {**text, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/reviews"}}},
        {**text, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {**text, "Principal": {"AWS": f"{ARN}role/desk"}},
    )
    for other in others:
        free = aws("sqs/queue", "q", name="shop-fixes", policy={"Version": "2012-10-17", "Statement": [other]})
        assert "(sqs-x06: " in only(judged(function(), BY_QUEUE, free))


def test_what_a_pipe_hands_on_is_fed_by_its_queue_too() -> None:
    assert "(sqs-x06: " in only(judged(function(), BY_PIPE))
    off = native(
        "pipes:Pipe", "p", source=FIXES, target=f"arn:aws:lambda:{HERE}:function:fixer", desiredState="STOPPED"
    )
    assert passes(judged(function(), off))
    assert passes(judged(function()))


def test_code_that_stands_in_the_stack_says_what_it_does_itself() -> None:
    text = "def handler(event, context):\n    print(event)"
    assert passes(judged(function(handler="i.handler", code={"assets": {"i.py": {"text": text}}}), BY_QUEUE))


def poller(**said: Any) -> Resource:
    environment = [{"name": key, "value": value} for key, value in {**SAYS, **said}.items()]
    container = {"name": "app", "image": "app", "environment": environment}
    return aws("ecs/taskDefinition", "fixer", taskRoleArn=f"{ARN}role/ledger-fixer", containerDefinitions=[container])


@pytest.mark.parametrize("queue", ["shop-fixes", FIXES, f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/shop-fixes"])
def test_what_polls_names_its_queue_in_a_setting_and_must_be_let_take_from_it(queue: str) -> None:
    made = poller(QUEUE_URL=queue)
    assert "(sqs-x06: " in only(judged(made))
    assert passes(judged(made, rights=(READS,)))
    assert passes(judged(poller(OTHER=queue)))


def test_a_queue_of_no_known_name_is_undecided() -> None:
    assert unknowns(judged(poller(QUEUE_URL=UNKNOWN)))


def test_words_of_each_kind_are_there() -> None:
    assert running_words().keys() == {*TELLS}
