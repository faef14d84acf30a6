"""This is where it is told which queues feed a worker of Celery that takes pickles, so that who sends there runs code.

The sender says of what kind the content of a message is, and the worker loads it as that if it takes the kind; of
itself it takes JSON alone. One that takes signed messages alone names the kind `auth`. Sources: Celery User Guide,
"Configuration and defaults" (`accept_content`, `task_default_queue`), "Security" ("Serializers") and "Using Amazon SQS"
(`sqs://`); Kombu, "Serialization" (`application/x-python-serialize`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.told import Setting, Told, told_of
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

_ACCEPTS: Final = re.compile(r"(?i)(?:^|_)accept_content$")
_BROKER: Final = re.compile(r"(?i)(?:^|_)broker(?:_(?:url|read_url))?$")
_QUEUE: Final = re.compile(r"(?i)(?:^|_)queues?(?:_name|_url)?$")
_PICKLES: Final = re.compile(r"(?i)\b(?:pickle|x-python-serialize)\b")
_OF_SQS: Final = re.compile(r"(?i)sqs:")
_OPTION: Final = re.compile(r"(?:^|\s)(?:-Q|--queues)[\s=]{1,4}(?P<names>[\w.,-]{1,500})")
_NAME: Final = re.compile(
    r"(?:https://[\w.-]{1,200}/(?P<account>\d{12})/|arn:[\w-]{1,20}:sqs:[\w-]{1,30}:(?P<owner>\d{12}):)?"
    r"(?P<name>[\w-]{1,80}(?:\.fifo)?)"
)


class TaskQueue(NamedTuple):
    """One by its ARN, in any region; `unknown` says what is not known yet of what the worker takes, or from where."""

    arn: str
    unknown: tuple[Untold, ...] = ()


def task_queues_of(workload: Resource) -> Iterator[TaskQueue]:
    """Those of a worker, each once."""
    yield from dict.fromkeys(one for told in told_of(workload) for one in _of(told, workload))


def _of(told: Told, workload: Resource) -> Iterator[TaskQueue]:
    accepts = _first(told, _ACCEPTS, _PICKLES)
    broker = _first(told, _BROKER, _OF_SQS)
    if accepts is None or broker is None:
        return
    unknown = tuple(Untold.of(workload, one.path) for one in (accepts, broker) if one.value is None)
    yield from (one._replace(unknown=(*unknown, *one.unknown)) for one in queues_in(told, workload))


def queues_in(told: Told, workload: Resource) -> Iterator[TaskQueue]:
    """Those that a group names, by a setting that is called so or by an option."""
    for setting in told.settings:
        if _QUEUE.search(setting.name):
            here = () if setting.value is not None else (Untold.of(workload, setting.path),)
            for arn in (ANY,) if setting.value is None else _named(setting.value):
                yield TaskQueue(f"arn:*:sqs:*:*:{ANY}" if arn == ANY else arn, here)
    for text in told.texts:
        yield from (TaskQueue(arn) for found in _OPTION.finditer(text) for arn in _named(found["names"]))


def _first(told: Told, called: re.Pattern[str], wanted: re.Pattern[str]) -> Setting | None:
    """The setting of such a name that says this, or may do so once it is known."""
    near = (one for one in told.settings if called.search(one.name))
    return next((one for one in near if one.value is None or wanted.search(one.value)), None)


def _named(value: str) -> Iterator[str]:
    """The ARNs of the queues that a list names."""
    for found in filter(None, map(_NAME.fullmatch, re.split(r"[\s,]+", value.strip()))):
        yield f"arn:*:sqs:*:{found['account'] or found['owner'] or ANY}:{found['name']}"
