"""Who has another's function called with what they say does as its role, though nobody let them invoke it."""

from typing import Any

import pytest
from tests.support.becoming import FUNCTION, allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MAPS, NOTIFIES, TARGETS = "lambda:CreateEventSourceMapping", "s3:PutBucketNotification", "events:PutTargets"
WALLETS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/wallets"
STREAM = f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}"
BUCKET = "arn:aws:s3:::uploads"
RULE = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/drill"
WRITES = allow("kinesis:PutRecord", f"{STREAM}/games")
PUTS = allow("s3:PutObject", f"{BUCKET}/*")
CREDITS = allow("dynamodb:UpdateItem", WALLETS)
POLLS = allow(["kinesis:GetRecords", "kinesis:GetShardIterator"], f"{STREAM}/*")
SIGNED = "import hmac\ndef handler(event, context):\n    hmac.compare_digest(event['mac'], 'x')\n"


def permission(service: str = "s3.amazonaws.com", **inputs: Any) -> Resource:
    return aws(
        "lambda/permission",
        "let",
        action="lambda:InvokeFunction",
        function="credit",
        principal=service,
        **inputs,
    )


def judged(
    *given: dict[str, Any],
    of: tuple[Resource, ...] = (),
    by: str = "games",
    tags: dict[str, str] | None = None,
    **code: Any,
) -> Answer:
    credit = role("credit"), may("credit", CREDITS, POLLS), function("credit", "credit", **code)
    return judge_stack(no_path_to_more_rights, role(by, tags=tags or {}), may(by, *given), *credit, *of)


def told(action: str) -> str:
    says = "role 'games' may have function 'credit' called with what it says, which acts as role 'credit'"
    return f"{says} and may dynamodb:UpdateItem on {WALLETS} ({action})"


@pytest.mark.parametrize(
    "maps", [allow(MAPS), allow("lambda:Create*Mapping", f"arn:aws:lambda:*:{ACCOUNT}:*")], ids=str
)
def test_a_mapping_feeds_a_function_whose_role_reads_what_they_write(maps: dict[str, Any]) -> None:
    assert told(MAPS) in only(judged(maps, WRITES))


def test_it_is_so_of_a_queue() -> None:
    polls = aws(
        "iam/rolePolicy", "more", role="credit", policy=may("x", allow("sqs:*", f"{QUEUE}:*")).inputs.raw["policy"]
    )
    assert told(MAPS) in only(judged(allow(MAPS), allow("sqs:SendMessage", f"{QUEUE}:games"), of=(polls,)))


def only_for(name: str) -> dict[str, Any]:
    wanted = {"lambda:FunctionArn": FUNCTION.replace(":fn", f":{name}")}
    return allow(MAPS, Condition={"ArnEquals": wanted})


@pytest.mark.parametrize(
    "given",
    [
        (allow(MAPS),),
        (WRITES,),
        (allow(MAPS), allow("kinesis:PutRecord", "arn:aws:kinesis:eu-west-1:444455556666:stream/games")),
        (only_for("games"), WRITES),
        (
            allow(MAPS),
            WRITES,
            deny(MAPS, Condition={"ArnEquals": {"lambda:FunctionArn": FUNCTION.replace(":fn", ":credit")}}),
        ),
        (allow(MAPS), WRITES, allow("lambda:InvokeFunction", FUNCTION.replace(":fn", ":credit"))),
    ],
    ids=["writes nothing", "maps nothing", "reads another", "its own alone", "all but this one", "may invoke it"],
)
def test_who_maps_it_to_nothing_of_theirs_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_what_is_mapped_already_comes_to_the_function_anyway() -> None:
    arn = FUNCTION.replace(":fn", ":credit")
    mapping = aws("lambda/eventSourceMapping", "m", eventSourceArn=f"{STREAM}/games", functionName=arn)
    assert passes(judged(allow(MAPS), WRITES, of=(mapping,)))


def test_a_function_that_holds_what_comes_to_a_signature_is_not_fed() -> None:
    code = {"assets": {"main.py": {"text": SIGNED}}}
    assert passes(judged(allow(MAPS), WRITES, code=code, handler="main.handler", runtime="python3.12"))


def test_what_is_called_like_the_function_and_what_deploys_feed_it() -> None:
    assert passes(judged(allow(MAPS), WRITES, by="credit-feeder"))
    assert passes(judged(allow(MAPS), WRITES, tags={"daypass:class": "pipeline"}))


@pytest.mark.parametrize(
    "asks", [{"sourceAccount": ACCOUNT}, {}, {"sourceArn": BUCKET}, {"sourceArn": "arn:aws:s3:::u*"}]
)
def test_a_notification_of_a_bucket_that_a_permission_lets_in_calls_the_function(asks: dict[str, str]) -> None:
    assert told(NOTIFIES) in only(judged(allow(NOTIFIES, BUCKET), PUTS, of=(permission(**asks),)))


@pytest.mark.parametrize(
    ("given", "let"),
    [
        ([allow(NOTIFIES, BUCKET), PUTS], permission(sourceArn="arn:aws:s3:::orders", sourceAccount=ACCOUNT)),
        ([allow(NOTIFIES, BUCKET), PUTS], permission("events.amazonaws.com")),
        ([allow(NOTIFIES, BUCKET), PUTS], permission(sourceAccount="444455556666")),
        ([allow(NOTIFIES, BUCKET)], permission()),
        ([allow("s3:GetBucketNotification", BUCKET), PUTS], permission()),
    ],
    ids=["another bucket", "another service", "another account", "writes nothing there", "only looks"],
)
def test_a_bucket_that_is_not_let_in_calls_nothing(given: list[dict[str, Any]], let: Resource) -> None:
    assert passes(judged(*given, of=(let,)))


def test_a_bucket_that_calls_it_already_is_wired_by_whoever_made_it_so() -> None:
    arn = FUNCTION.replace(":fn", ":credit")
    to = [{"lambdaFunctionArn": arn, "events": ["s3:ObjectCreated:*"]}]
    notification = aws("s3/bucketNotification", "n", bucket="uploads", lambdaFunctions=to)
    assert passes(judged(allow(NOTIFIES, BUCKET), PUTS, of=(permission(), notification)))


@pytest.mark.parametrize("on", [RULE, "*"])
def test_a_target_of_a_rule_that_is_let_in_has_whatever_input_they_write(on: str) -> None:
    assert told(TARGETS) in only(judged(allow(TARGETS, on), of=(permission("events.amazonaws.com", sourceArn=RULE),)))


def aimed_at(name: str) -> dict[str, Any]:
    wanted = {"events:TargetArn": FUNCTION.replace(":fn", f":{name}")}
    return allow(TARGETS, RULE, Condition={"ForAllValues:ArnEquals": wanted})


def test_a_rule_that_is_not_let_in_or_may_have_other_targets_alone_calls_nothing() -> None:
    let = permission("events.amazonaws.com", sourceArn=RULE)
    assert passes(judged(allow(TARGETS, RULE.replace("drill", "tick")), of=(let,)))
    assert passes(judged(aimed_at("games"), of=(let,)))
    assert told(TARGETS) in only(judged(aimed_at("credit"), of=(let,)))


def test_for_what_a_permission_is_may_not_be_known_yet() -> None:
    answer = judged(allow(NOTIFIES, BUCKET), PUTS, of=(permission(sourceArn=UNKNOWN),))
    assert not answer.problems
    assert unknowns(answer)
