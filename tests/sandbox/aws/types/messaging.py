"""This is where messages and events are: queues, topics, rules, and who may use them."""

import json
from typing import Any, Final

from tests.sandbox.aws import tags
from tests.sandbox.aws.clients import client
from tests.sandbox.aws.kind import Autoname, Kind, Made, Props
from tests.sandbox.aws.refusals import json_problems


def _create_queue(inputs: Props) -> Made:
    attributes = {"Policy": inputs["policy"]} if inputs.get("policy") else {}
    url = client("sqs").create_queue(QueueName=inputs["name"], Attributes=attributes, tags=inputs.get("tagsAll") or {})[
        "QueueUrl"
    ]
    arn = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return Made(url, {"arn": arn, "url": url})


def _set_queue_policy(inputs: Props) -> Made:
    client("sqs").set_queue_attributes(QueueUrl=inputs["queueUrl"], Attributes={"Policy": inputs["policy"]})
    return Made(inputs["queueUrl"])


def _unset_queue_policy(url: str, _state: Props) -> None:
    client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


def _create_topic(inputs: Props) -> Made:
    attributes = {"Policy": inputs["policy"]} if inputs.get("policy") else {}
    arn = client("sns").create_topic(
        Name=inputs["name"], Attributes=attributes, Tags=tags.as_list(inputs.get("tagsAll"))
    )["TopicArn"]
    return Made(arn, {"arn": arn})


def _set_topic_policy(inputs: Props) -> Made:
    client("sns").set_topic_attributes(TopicArn=inputs["arn"], AttributeName="Policy", AttributeValue=inputs["policy"])
    return Made(inputs["arn"])


def _subscribe(inputs: Props) -> Made:
    arn = client("sns").subscribe(
        TopicArn=inputs["topic"], Protocol=inputs["protocol"], Endpoint=inputs["endpoint"], ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    return Made(arn, {"arn": arn})


def _put_rule(inputs: Props) -> Made:
    optional: dict[str, Any] = {
        "ScheduleExpression": inputs.get("scheduleExpression"),
        "EventPattern": inputs.get("eventPattern"),
    }
    arn = client("events").put_rule(Name=inputs["name"], **{key: value for key, value in optional.items() if value})[
        "RuleArn"
    ]
    return Made(inputs["name"], {"arn": arn})


def _create_state_machine(inputs: Props) -> Made:
    json.loads(inputs["definition"])
    arn = client("stepfunctions").create_state_machine(
        name=inputs["name"], definition=inputs["definition"], roleArn=inputs["roleArn"]
    )["stateMachineArn"]
    return Made(arn, {"arn": arn, "status": "ACTIVE"})


TABLE: Final = (
    Kind(
        "aws:sqs/queue:Queue",
        create=_create_queue,
        delete=lambda url, _state: client("sqs").delete_queue(QueueUrl=url),
        replaces=("name", "namePrefix"),
        computed=("arn", "url"),
        defaults={"visibilityTimeoutSeconds": 30, "messageRetentionSeconds": 345_600, "fifoQueue": False},
        autoname=Autoname(longest=80),
        tagged=True,
    ),
    Kind(
        "aws:sqs/queuePolicy:QueuePolicy",
        create=_set_queue_policy,
        update=lambda _id, _old, new: _set_queue_policy(new).outputs,
        delete=_unset_queue_policy,
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("queueUrl", "policy"),
        replaces=("queueUrl",),
    ),
    Kind(
        "aws:sns/topic:Topic",
        create=_create_topic,
        delete=lambda arn, _state: client("sns").delete_topic(TopicArn=arn),
        replaces=("name", "namePrefix"),
        computed=("arn", "owner", "policy"),
        defaults={"fifoTopic": False, "contentBasedDeduplication": False},
        autoname=Autoname(longest=256),
        tagged=True,
    ),
    Kind(
        "aws:sns/topicPolicy:TopicPolicy",
        create=_set_topic_policy,
        update=lambda _id, _old, new: _set_topic_policy(new).outputs,
        delete=lambda _id, _state: None,  # AWS has no call that takes a topic's policy away; it goes with the topic
        check=lambda inputs: json_problems(inputs, "policy"),
        required=("arn", "policy"),
        replaces=("arn",),
        computed=("owner",),
    ),
    Kind(
        "aws:sns/topicSubscription:TopicSubscription",
        create=_subscribe,
        delete=lambda arn, _state: client("sns").unsubscribe(SubscriptionArn=arn),
        required=("topic", "protocol", "endpoint"),
        replaces=("topic", "protocol", "endpoint"),
        computed=("arn", "ownerId"),
    ),
    Kind(
        "aws:cloudwatch/eventRule:EventRule",
        create=_put_rule,
        delete=lambda name, _state: client("events").delete_rule(Name=name),
        replaces=("name", "namePrefix"),
        computed=("arn",),
        defaults={"eventBusName": "default", "forceDestroy": False},
        autoname=Autoname(longest=64),
        tagged=True,
    ),
    Kind(
        "aws:sfn/stateMachine:StateMachine",
        create=_create_state_machine,
        delete=lambda arn, _state: client("stepfunctions").delete_state_machine(stateMachineArn=arn),
        required=("definition", "roleArn"),
        replaces=("name", "namePrefix"),
        computed=("arn", "status", "creationDate"),
        defaults={"type": "STANDARD", "publish": False},
        autoname=Autoname(longest=80),
        tagged=True,
    ),
)
