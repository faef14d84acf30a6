"""Whoever publishes sets the attributes that a filter asks for: who is not there for approvals forges them so."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.commands.published import published
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TOPIC, QUEUE = f"arn:aws:sns:{HERE}:refunds", f"arn:aws:sqs:{HERE}:orders"
SENDER = f"arn:aws:lambda:{HERE}:function:sender"
PUBLISHES = allow("sns:Publish", TOPIC)
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:psp-??????")
FED = aws("lambda/eventSourceMapping", "m", eventSourceArn=QUEUE, functionName=SENDER)
REVIEW = (role("review"), function("review", "review"), may("review", PUBLISHES))
APPROVED = {"decision": ["approved"]}


def subscribed(wanted: Any = APPROVED, to: Any = QUEUE, **inputs: Any) -> Resource:
    policy = json.dumps(wanted) if isinstance(wanted, dict) else wanted
    said = {"topic": TOPIC, "protocol": "sqs", "endpoint": to, "filterPolicy": policy, **inputs}
    return aws("sns/topicSubscription", "s", **said)


def judged(
    *given: dict[str, Any], by: Resource | None = None, others: tuple[Resource, ...] = REVIEW, called: str = "chat"
) -> Answer:
    runs = (function("sender", "sender"), role("sender"), may("sender", READS), FED, by or subscribed())
    writer = (role(called), function(called, called), may(called, *(given or (PUBLISHES,))))
    return judge_stack(no_path_to_more_rights, *writer, *runs, *others)


def told(*given: dict[str, Any], **others: Any) -> list[str]:
    return [text for text in messages(judged(*given, **others)) if "says that something was approved" in text]


def test_who_publishes_beside_who_reviews_sets_off_what_a_review_does() -> None:
    assert only(told()) == (
        "role 'chat' may publish the message that says that something was approved, by which subscription 's' starts "
        "function 'sender' as role 'sender', which may secretsmanager:GetSecretValue on arn:aws:secretsmanager:"
        f"{HERE}:secret:psp-?????? (sns:Publish), by policy.Statement[0] of 'chat-policy'"
    )


@pytest.mark.parametrize(
    "by",
    [
        subscribed(to=SENDER, protocol="lambda"),
        subscribed({"state": {"review": ["approved"]}}, filterPolicyScope="MessageBody"),
        native("sns:Subscription", "s", topicArn=TOPIC, protocol="sqs", endpoint=QUEUE, filterPolicy=APPROVED),
    ],
    ids=["a function", "in the body", "aws-native"],
)
def test_however_it_is_handed_on(by: Resource) -> None:
    assert only(told(by=by))


@pytest.mark.parametrize("wanted", [{"decision": ["open"]}, {"decision": ["rejected"]}, {"shop": ["de"]}, None])
def test_a_filter_that_asks_for_no_approval_is_quiet(wanted: Any) -> None:
    assert not told(by=subscribed(wanted))


def test_who_may_not_publish_reviews_itself_or_alone_publishes_is_quiet() -> None:
    assert not told(allow("sns:Publish", f"{TOPIC}-2"))
    assert not told(PUBLISHES, deny("sns:Publish", TOPIC))
    assert not told(called="approval-desk")
    assert not told(others=())
    assert not told(others=(role("intake"), function("intake", "intake"), may("intake", PUBLISHES)))


def test_who_has_what_is_started_anyway_is_quiet() -> None:
    assert not told(PUBLISHES, READS)


def test_a_filter_that_is_not_known_yet_is_undecided() -> None:
    answer = judged(by=subscribed(UNKNOWN))
    assert not [text for text in messages(answer) if "says that something was approved" in text]
    assert "filterPolicy" in unknowns(answer)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([])])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = aws("sns/topicSubscription", "s", topic=TOPIC, protocol=odd, endpoint=odd, filterPolicy=odd)
    assert all(one.arn == TOPIC for one in published(Stack((made,))))
