"""This is where it is told which rules of EventBridge run a task with a command that stands in an event.

Events of AWS services nobody else puts on a bus. Sources: EventBridge User Guide, "Input transformation", and API
Reference, "PutEvents"; Amazon ECS Developer Guide, "Using EventBridge Scheduler and events to run tasks"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.commands.command import Command, definitions_of
from daypass.graph.becoming.steering.commands.filters import limits, only_text, parsed
from daypass.graph.becoming.steering.commands.words import Language, Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

_RULES: Final = ("aws:cloudwatch/eventRule:EventRule", "aws-native:events:Rule")
_TARGETS: Final = "aws:cloudwatch/eventTarget:EventTarget"
_PUTS: Final = "events-x02"
_UNQUOTED: Final = re.compile(r"(?<=[\[:,])(\s{0,8})(<[\w.-]{1,64}>)(?=\s{0,8}[,\]}])")
_DETAIL: Final = "$.detail"
_OF_AWS: Final = "aws."
_DEFAULT: Final = "default"


class _Target(NamedTuple):
    """What runs a task, and the task definitions behind it where those are not known yet."""

    said: Mapping[str, Any]
    task: Mapping[str, Any]
    behind: tuple[str, ...]


def by_events(stack: Stack) -> Iterator[Command]:
    """The commands of all rules."""
    targets: dict[str, list[_Target]] = {}
    for one in stack.of_type(_TARGETS):
        names = (_place(one, text_of(said(one, "rule"))), *one.property_dependencies.get("rule", ()))
        task = next(maps(said(one, "ecsTarget")), {})
        target = _Target(one.state.raw, task, one.property_dependencies.get("ecsTarget", ()))
        for name in dict.fromkeys(filter(None, names)):
            targets.setdefault(name, []).append(target)
    for rule in stack.of_type(*_RULES):
        if not _takes_events(rule):
            continue
        own = (
            _Target(one, next(maps(one.get("ecsParameters")), {}), rule.property_dependencies.get("targets", ()))
            for one in maps(said(rule, "targets"))
        )
        near = [one for key in (rule.urn, _place(rule, text_of(said(rule, "name")))) for one in targets.get(key, ())]
        for target in (*{id(one): one for one in near}.values(), *own):
            if target.task:
                yield from _commands(rule, target)


def _place(by: Resource, rule: str) -> str:
    """The rule by its bus and its name, which other buses may have too."""
    bus = _bus(by).rpartition("/")[2]
    return f"{bus}/{rule}" if rule and bus != ANY else ""


def _bus(by: Resource) -> str:
    """Its name or ARN; the default one for who names none, and `*` where it is not known."""
    written = said(by, "eventBusName")
    return text_of(written) or (_DEFAULT if is_empty(written) else ANY)


def _takes_events(rule: Resource) -> bool:
    """Whether it takes events that somebody can put there."""
    pattern = parsed(said(rule, "eventPattern"))
    is_off = text_of(said(rule, "state")).startswith("DISABLED") or said(rule, "isEnabled") is False
    if not isinstance(pattern, Mapping) or is_off:
        return False
    wanted = bare(pattern.get("source"))
    sources = wanted if isinstance(wanted, list) else []
    return not sources or not all(text_of(one).startswith(_OF_AWS) for one in sources)


def _commands(rule: Resource, target: _Target) -> Iterator[Command]:
    pattern = said(rule, "eventPattern")
    keys = {"events:source": only_text(pattern, "source"), "events:detail-type": only_text(pattern, "detail-type")}
    brings = tuple((key, value) for key, value in keys.items() if value)
    bus = _bus(rule)
    arn = bus if bus.startswith("arn:") else f"arn:*:events:*:*:event-bus/{bus}"
    definitions = definitions_of(text_of(target.task.get("taskDefinitionArn")), target.behind)
    for container, words in _overrides(target, pattern):
        yield Command(_PUTS, arn, definitions, container, words, brings)


def _overrides(target: _Target, pattern: Any) -> Iterator[tuple[str, tuple[Word, ...]]]:
    transformer = next(maps(target.said.get("inputTransformer")), {})
    paths = bare(transformer.get("inputPaths", transformer.get("inputPathsMap")))
    named = {key: text_of(path) for key, path in paths.items()} if isinstance(paths, Mapping) else {}
    open_ = [key for key, path in named.items() if _is_open(path, pattern)]
    text = text_of(transformer.get("inputTemplate"))
    if not open_ or not text:
        return
    each = "|".join(map(re.escape, open_))
    language = Language(re.compile(f"<(?:{each})>"), re.compile(f"<(?:{each})>"))
    template = parsed(text) or parsed(_UNQUOTED.sub(r'\1"\2"', text))
    for one in maps(template.get("containerOverrides")) if isinstance(template, Mapping) else ():
        yield text_of(one.get("name")), language.words(one.get("command"))


def _is_open(path: str, pattern: Any) -> bool:
    """Whether whoever puts the event says what is there."""
    is_detail = path == _DETAIL or path.startswith(f"{_DETAIL}.")
    return is_detail and not limits(pattern, path.removeprefix("$."))
