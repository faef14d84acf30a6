"""This is where tests make resource policies: statements by the handful, and the queue whose policy they are."""

import json
from typing import Any, Final

from daypass.model.resource import Resource

QUEUE: Final = "arn:aws:sqs:eu-west-1:111122223333:orders"


def statement(principal: Any = "*", action: Any = "sqs:SendMessage", resource: Any = QUEUE, **more: Any) -> Any:
    """One Allow; `more` are other elements: `Condition={"StringEquals": {…}}`."""
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource} | more


def deny(condition: Any, **more: Any) -> Any:
    """One Deny of everyone and everything under this condition; `more` says otherwise."""
    return statement(action="*", resource="*", Effect="Deny", Condition=condition) | more


def document(*statements: Any) -> Any:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def queue(*statements: Any) -> Resource:
    """The policy of the queue `orders`, as text."""
    return Resource.of(
        "aws:sqs/queuePolicy:QueuePolicy", "orders", queueUrl="q", policy=json.dumps(document(*statements))
    )


def native(*statements: Any) -> Resource:
    """The same as an object, in which values may be unknown."""
    return Resource.of("aws-native:sqs:QueuePolicy", "orders", queues=["q"], policyDocument=document(*statements))
