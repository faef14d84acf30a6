"""This is where it is told what a state of a state machine reads that somebody has stored, and what that looks like.

What a version of it is read by stays as it was. Sources: API References of Amazon DynamoDB ("GetItem", "Query", "Scan",
"BatchGetItem"), Amazon S3 ("GetObject"), Systems Manager ("GetParameter", "GetParameters", "GetParametersByPath"), AWS
Secrets Manager ("GetSecretValue") and Amazon SQS ("ReceiveMessage"); Step Functions Developer Guide, "ItemReader
(Map)"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.commands.attributes import leading_key, looked_at, tested
from daypass.graph.becoming.steering.commands.calls import call_of
from daypass.graph.becoming.steering.commands.flows import definition_of, levels_of
from daypass.graph.becoming.steering.commands.shapes import Items, Shape
from daypass.graph.becoming.steering.commands.stores import ITEMS, Store
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn, secret_arn
from daypass.graph.leaves import maps, text_of, within
from daypass.model.resource import Resource, bare

_READER: Final = "ItemReader"
_READER_CONFIG: Final = "ReaderConfig"
_OF_LISTS: Final = "MANIFEST"
"""The kind of a list that tells of objects, and has nothing in it that somebody wrote."""

_THEIRS: Final = Word("", "whole", "$")
NUMBER: Final = "#"
"""The place of how many there are, or whether there is any, which whoever writes one more says."""

_COUNT: Final = Word("", "whole", NUMBER)

_EXPRESSION: Final = "{%"
_FORMAT: Final = re.compile(r"States\.Format\(\s*'(?P<form>[^']{1,300})'\s*,.{1,300}\)")
_JOINED: Final = re.compile(r"\{%(?P<inner>[^%]{1,500})%\}")
_QUOTED: Final = re.compile(r"\s*(?:'(?P<single>[^']{0,300})'|\"(?P<double>[^\"]{0,300})\")\s*")
_URL: Final = re.compile(r"https://[\w.-]{1,200}/(?P<account>\d{12})/(?P<name>[\w.-]{1,80})")


class Reading(NamedTuple):
    """What is read from a store, and how the result has it; `tested` and `looked_at` as `Past` has them."""

    store: Store
    shape: Shape
    tested: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()


def stores_of(machine: Resource) -> tuple[Store, ...]:
    """What a machine reads, each once."""
    states = (state for level in levels_of(definition_of(machine)) for state in level.states.values())
    found = (one.store for state in states for one in (*readings_of(state), *items_read(state)))
    return tuple(dict.fromkeys(found))


def readings_of(state: Mapping[str, Any]) -> Iterator[Reading]:
    """What a task reads."""
    call = call_of(state)
    read = _READS.get(call.name) if call else None
    if call and read:
        yield from _asked(read(call.given), call.given)


def items_read(state: Mapping[str, Any]) -> Iterator[Reading]:
    """What a map reads, item by item."""
    reader = next(maps(state.get(_READER)), {})
    config = next(maps(reader.get(_READER_CONFIG)), {})
    call = call_of({**reader, "Type": "Task"})
    if call and call.name == "s3:getObject" and text_of(config.get("InputType")) != _OF_LISTS:
        for one in _asked(_of_object(call.given), call.given):
            yield one._replace(shape=Items(_THEIRS))


def names_in(request: Mapping[str, Any]) -> Iterator[str]:
    """The paths and expressions by which a request says which it reads."""
    for one in within(request):
        if isinstance(one, Mapping):
            yield from (text_of(value) for key, value in one.items() if key.endswith(".$"))
        elif text_of(one).startswith(_EXPRESSION):
            yield text_of(one)


def _asked(readings: Iterator[Reading], request: Mapping[str, Any]) -> Iterator[Reading]:
    is_asked = any(True for _ in names_in(request))
    return (one._replace(store=one.store._replace(is_asked=is_asked)) for one in readings)


def _of_items(request: Mapping[str, Any]) -> Iterator[Reading]:
    if table := _table(_written(request, "TableName")):
        store = Store(ITEMS, table, leading_key(request))
        shape: Shape = {"Items": Items(_THEIRS), "Count": _COUNT, "ScannedCount": _COUNT}
        yield Reading(store, shape, tested(request), looked_at(request))


def _of_item(request: Mapping[str, Any]) -> Iterator[Reading]:
    if table := _table(_written(request, "TableName")):
        yield Reading(Store(ITEMS, table, leading_key(request)), {"Item": _THEIRS})


def _of_many_items(request: Mapping[str, Any]) -> Iterator[Reading]:
    for tables in maps(request.get("RequestItems")):
        for name in tables:
            if table := _table(name):
                yield Reading(Store(ITEMS, table), {"Responses": {name: Items(_THEIRS)}})


def _of_object(request: Mapping[str, Any]) -> Iterator[Reading]:
    bucket, key = _written(request, "Bucket"), _written(request, "Key") or PROBE
    is_fixed = any(name in request for name in ("VersionId", "VersionId.$"))
    if bucket and PROBE not in bucket and not is_fixed:
        yield Reading(Store("s3", f"arn:*:s3:::{bucket}/{key}"), {"Body": _THEIRS})


def _of_parameter(request: Mapping[str, Any]) -> Iterator[Reading]:
    if arn := parameter_arn(_written(request, "Name")):
        yield Reading(Store("ssm", arn), {"Parameter": {"Value": _THEIRS}})


def _of_parameters(request: Mapping[str, Any]) -> Iterator[Reading]:
    names = bare(request.get("Names"))
    for name in names if isinstance(names, list) else ():
        if arn := parameter_arn(_filled_in(text_of(name))):
            yield Reading(Store("ssm", arn), {"Parameters": Items({"Value": _THEIRS})})


def _of_parameters_below(request: Mapping[str, Any]) -> Iterator[Reading]:
    if arn := parameter_arn(_written(request, "Path")):
        yield Reading(Store("ssm", f"{arn.rstrip('/')}/*"), {"Parameters": Items({"Value": _THEIRS})})


def _of_secret(request: Mapping[str, Any]) -> Iterator[Reading]:
    name = _written(request, "SecretId")
    is_fixed = any(key.startswith("VersionId") for key in request)
    if name and not is_fixed and (arn := secret_arn(name)):
        yield Reading(Store("secretsmanager", arn), {"SecretString": _THEIRS})


def _of_messages(request: Mapping[str, Any]) -> Iterator[Reading]:
    if found := _URL.fullmatch(_written(request, "QueueUrl")):
        arn = f"arn:*:sqs:*:{found['account']}:{found['name']}"
        message: Shape = {"Body": _THEIRS, "MessageAttributes": _THEIRS}
        yield Reading(Store("sqs", arn), {"Messages": Items(message)})


_READS: Final[Mapping[str, Callable[[Mapping[str, Any]], Iterator[Reading]]]] = {
    "dynamodb:getItem": _of_item,
    "dynamodb:batchGetItem": _of_many_items,
    "dynamodb:query": _of_items,
    "dynamodb:scan": _of_items,
    "s3:getObject": _of_object,
    "ssm:getParameter": _of_parameter,
    "ssm:getParameters": _of_parameters,
    "ssm:getParametersByPath": _of_parameters_below,
    "secretsmanager:getSecretValue": _of_secret,
    "sqs:receiveMessage": _of_messages,
}


def _table(name: str) -> str:
    """The ARN of a table; "" where only some of its name is known."""
    if not name or PROBE in name:
        return ""
    return name if name.startswith("arn:") else f"arn:*:dynamodb:*:*:table/{name}"


def _written(request: Mapping[str, Any], key: str) -> str:
    """The text there; what is put into it from elsewhere is called as nothing is that somebody named."""
    return _filled_in(text_of(request.get(f"{key}.$")) or text_of(request.get(key)))


def _filled_in(text: str) -> str:
    if text.startswith("$"):
        return ""
    form, joined = _FORMAT.fullmatch(text.strip()), _JOINED.fullmatch(text.strip())
    if form:
        return form["form"].replace("{}", PROBE)
    if not joined:
        return "" if text.startswith(("States.", _EXPRESSION)) else text
    parts = [_QUOTED.fullmatch(part) for part in joined["inner"].split("&")]
    return "".join((part["single"] or part["double"] or "") if part else PROBE for part in parts) if any(parts) else ""
