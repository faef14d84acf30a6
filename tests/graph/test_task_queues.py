"""Whoever sends to the queue of a worker that takes pickles runs what they like as its role."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.task_queues import task_queues_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
QUEUE = f"arn:aws:sqs:{HERE}:geo"
SENDS = allow("sqs:SendMessage", QUEUE)
RECEIVES = allow("sqs:ReceiveMessage", QUEUE)
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:maps-??????")
PLAIN = {"CELERY_BROKER_URL": "sqs://", "CELERY_TASK_DEFAULT_QUEUE": "geo", "CELERY_ACCEPT_CONTENT": "json,pickle"}


def worker(*words: str, **said: Any) -> Resource:
    environment = [{"name": key, "value": value} for key, value in {**PLAIN, **said}.items()]
    container = {"name": "app", "image": "app", "environment": environment, "command": list(words)}
    return aws("ecs/taskDefinition", "worker", taskRoleArn=f"{ARN}role/worker", containerDefinitions=[container])


def judged(made: Resource, *given: dict[str, Any], own: tuple[dict[str, Any], ...] = (READS, RECEIVES)) -> Answer:
    runs = (role("worker", "ecs-tasks.amazonaws.com"), may("worker", *own), made)
    return judge_stack(no_path_to_more_rights, role("ingest"), may("ingest", *(given or (SENDS,))), *runs)


def told(made: Resource, *given: dict[str, Any], **others: Any) -> list[str]:
    return [text for text in messages(judged(made, *given, **others)) if text.startswith("role 'ingest'")]


@pytest.mark.parametrize(
    "made",
    [
        worker(),
        worker(CELERY_ACCEPT_CONTENT='["application/x-python-serialize"]'),
        worker("celery", "-A", "app", "worker", "-Q", "fast,geo", CELERY_TASK_DEFAULT_QUEUE="fast"),
        worker(CELERY_TASK_DEFAULT_QUEUE=f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/geo"),
        worker(CELERY_TASK_DEFAULT_QUEUE=QUEUE),
    ],
)
def test_who_sends_to_a_worker_that_takes_pickles_acts_as_it(made: Resource) -> None:
    assert "(sqs-x05: sqs:SendMessage)" in only(told(made))
    assert not told(made, allow("sqs:SendMessage", f"{QUEUE}-2"))
    assert not told(made, SENDS, deny("sqs:SendMessage", QUEUE))


@pytest.mark.parametrize(
    "made",
    [
        worker(CELERY_ACCEPT_CONTENT="json"),
        worker(CELERY_ACCEPT_CONTENT="auth"),
        worker(CELERY_ACCEPT_CONTENT="", CELERY_TASK_SERIALIZER="pickle"),
        worker(CELERY_BROKER_URL="redis://cache:6379/0"),
        worker(CELERY_TASK_DEFAULT_QUEUE="other"),
    ],
)
def test_a_worker_that_takes_json_or_works_for_another_queue_is_quiet(made: Resource) -> None:
    assert not told(made)


def test_who_only_sends_with_the_same_settings_is_no_worker() -> None:
    assert not told(worker(), own=(READS, SENDS))


@pytest.mark.parametrize("key", ["CELERY_ACCEPT_CONTENT", "CELERY_BROKER_URL", "CELERY_TASK_DEFAULT_QUEUE"])
def test_settings_that_are_not_known_yet_leave_it_undecided(key: str) -> None:
    answer = judged(worker(**{key: UNKNOWN}))
    assert not messages(answer)
    assert len(unknowns(answer)) == 1


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), ",,;", "-Q"])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = worker(CELERY_ACCEPT_CONTENT=odd, CELERY_TASK_DEFAULT_QUEUE=odd)
    assert all(one.arn for one in task_queues_of(made))
    assert all(one.arn for one in task_queues_of(worker("-Q", str(odd))))
