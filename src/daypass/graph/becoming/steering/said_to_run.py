"""This is where it is told which queues feed what says of itself that it runs what stands in their messages.

Its settings say so (`MODE=execute-sql-from-message`, `RUN_COMMANDS=true`), its name, or a text of it or its role. These
are words and no code. Sources: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"; EventBridge User Guide,
"Amazon SQS as a source"; Amazon SQS API Reference, "SendMessage"; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from daypass.data.running_words import running_words
from daypass.graph.becoming.steering.commands.pipes import PIPES, queue_of
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.telling import SENDS, Tellings, keys_of
from daypass.graph.becoming.steering.task_queues import TaskQueue, queues_in
from daypass.graph.becoming.steering.told import Setting, told_of, variables_of
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.written_about import texts_about
from daypass.grouping import grouped
from daypass.model.resource import Resource
from daypass.words import singular

SAID_TO_RUN: Final = "sqs-x06"
"""The path on which somebody sends a message to what is said to run what stands in it."""

_NAMES: Final = ("name", "functionName", "family")
_KEYS: Final = ("description", "purpose", "daypass:purpose")
_MOST: Final = 2_000
_NEAR: Final = 2
"""Words between what something does and what is run."""

_BEFORE: Final = 2
_FAR: Final = 6
"""Words before what it does that take it back, and after what is run in which stands from where it is."""


class SaidToRun:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._tellings = stack, Tellings(stack)

    def of(self, workload: Resource) -> Iterator[TaskQueue]:
        """The queues of one that says so; nothing where it says nothing of what it runs, or that it does not."""
        if self._says_so(workload):
            yield from dict.fromkeys(self._queues(workload))

    def _says_so(self, workload: Resource) -> bool:
        if any(map(_is_set, _settings(workload))):
            return True
        texts = [text for key in _NAMES if (text := text_of(said(workload, key)))]
        for use in self._stack.once(Consumers).by_consumer.get(workload.urn, ()):
            role = self._stack.by_urn.get(use.role)
            texts += texts_about(role, _KEYS) if role is not None and use.own else ()
        return any(says_it_runs(text) for text in (*texts, *texts_about(workload, _KEYS)))

    def _queues(self, workload: Resource) -> Iterator[TaskQueue]:
        if workload.type in FUNCTIONS:
            yield from (TaskQueue(one.arn) for one in self._tellings.every(workload) if one.path == SENDS)
            names = [text for key in _NAMES if (text := text_of(said(workload, key)))]
            yield from (TaskQueue(arn) for key in (workload.urn, *names) for arn in self._by_pipes.get(key, ()))
            return
        for told in told_of(workload):
            yield from queues_in(told, workload)

    @cached_property
    def _by_pipes(self) -> Mapping[str, tuple[str, ...]]:
        """Name of a function, or its URN where that is not known → the queues of which pipes hand it the messages."""
        each = ((pipe, queue_of(pipe, self._stack)) for pipe in self._stack.of_type(*PIPES))
        return grouped((key, arn) for pipe, arn in each if arn for key in _called_by(pipe))


def says_it_runs(text: str, *, is_set: bool = False) -> bool:
    """Whether a text says that what stands in messages is run; `is_set`: it is that of a setting."""
    words, table = singular(text[:_MOST]), running_words()
    run = table["what"] | table["what-set"] if is_set else table["what"]
    for at in _doing(words):
        what = max((at + 1 + near for near, one in enumerate(words[at + 1 : at + 2 + _NEAR]) if one in run), default=0)
        after = words[what + 1 : what + 1 + _FAR] if what else []
        links = [place for place, one in enumerate(after) if one in table["link"]]
        if links and any(one in table["whence"] for one in after[links[0] :]):
            return True
    return False


def _doing(words: Sequence[str]) -> Iterator[int]:
    """Where a word says that something is run, and none before it that it is not."""
    table = running_words()
    for at, word in enumerate(words):
        if word in table["does"] and table["not"].isdisjoint(words[max(at - _BEFORE, 0) : at]):
            yield at


def _is_set(setting: Setting) -> bool:
    """Whether a setting says so by what it is and what it says, or is a switch for that: `RUN_SCRIPTS`."""
    if setting.value is None:
        return False
    name, table = singular(setting.name), running_words()
    run = table["what"] | table["what-set"]
    is_switch = any(bool(name[at + 1 :]) and run.issuperset(name[at + 1 :]) for at in _doing(name))
    is_on = setting.value.strip().lower() in table["on"]
    return (is_switch and is_on) or says_it_runs(f"{setting.name} {setting.value}", is_set=True)


def _settings(workload: Resource) -> Iterator[Setting]:
    yield from (one for told in told_of(workload) for one in told.settings)
    yield from variables_of(Leaf(workload.state.raw, workload.state.path))


def _called_by(pipe: Resource) -> Sequence[str]:
    return keys_of(text_of(said(pipe, "target")), pipe.property_dependencies.get("target", ()))
