"""This is where it is told whether an identity may do anything at all, and whether it may change anything.

Those that read are the ones in AWS's own ReadOnlyAccess, and those whose names begin as theirs do.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.reading_verbs import READING
from daypass.iam.document import Document
from daypass.iam.glob import AnyOf
from daypass.model.resource import Undecided

_READING: Final = tuple(verb.lower() for verb in READING)


def does_anything(means: Means) -> Answer:
    """Whether it may do anything at all."""
    return best(_answers(means, reading=True))


def writes_anything(means: Means) -> Answer:
    """Whether it may do anything that does not only read."""
    return best(_answers(means, reading=False))


def is_reading(pattern: str) -> bool:
    """Whether all actions that fit the pattern only read, as far as their names tell."""
    return pattern.partition(":")[2].lower().startswith(_READING) or _read_only().matches(pattern.lower())


@cache
def _read_only() -> AnyOf:
    """A pattern with a wildcard in it fits as it is written where one that takes in as much stands there."""
    from daypass.data.managed_documents import managed_document  # noqa: PLC0415 - no pack should wait for it

    document = Document.parse(managed_document("ReadOnlyAccess") or {"Statement": []})
    return AnyOf.of(action.lower() for statement in document.statements for action in statement.actions)


def _answers(means: Means, *, reading: bool) -> Iterator[Answer]:
    """For each action that something lets it do, whether nothing else forbids it."""
    for held in means.everything:
        for pattern in _actions(held.line):
            if not pattern.lower().startswith(_BECOMING) and (reading or not is_reading(pattern)):
                for resource in held.line.patterns(means.caller.facts):
                    yield means.on(example(pattern), resource)
    if means.open:
        yield Answer(possible=True, unknown=means.open)


def _actions(line: Line) -> Iterator[str]:
    try:
        yield from line.statement.actions or ("*",)  # all but some, where it names those
    except Undecided:
        yield "*"


def example(pattern: str) -> str:
    """An action that fits the pattern and writes, if one can."""
    service, colon, name = pattern.partition(":")
    if not colon:
        return _ANY
    name = name.replace("*", _WRITES, 1).replace("*", "").replace("?", "x")
    return f"{service.replace('*', 'probe').replace('?', 'x')}:{name}"


_BECOMING: Final = "sts:"
"""The service of actions by which one becomes another, and does nothing by oneself."""

_WRITES: Final = "DeleteProbe"
_ANY: Final = f"probe:{_WRITES}"
"""Actions that nobody has, and that do not read."""
