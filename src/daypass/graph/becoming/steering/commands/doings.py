"""This is where it is told what a state machine does as whoever sends its input says: a statement of theirs, or a role.

A call that executes the statement which the input holds does whatever its role may in that service; one that acts as
the role which the input names does what it calls as any that the machine may assume; one that gives a policy to whom
the input names gives it to them. Who writes what the machine reads says as much as who sends it. Sources: Step
Functions Developer Guide, "Using AWS SDK service integrations" and "Accessing resources in other AWS accounts in Step
Functions" (`Credentials`); Service Authorization Reference, "Amazon DynamoDB" (PartiQL), "Amazon RDS Data API", "Amazon
Redshift Data API" and "Amazon Neptune"; Amazon Redshift Database Developer Guide, "GRANT" and "ALTER GROUP"; read
2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts, Value
from daypass.graph.becoming.steering.apis.integrations import INVOKES
from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.credentials import role_said, role_word
from daypass.graph.becoming.steering.commands.feeds import PUTS, SENDS, STARTS, WAITS, Feeds
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.granting import Policy, policy_for
from daypass.graph.becoming.steering.commands.joined import joined
from daypass.graph.becoming.steering.commands.shapes import Shape
from daypass.graph.becoming.steering.commands.states import (
    GivenState,
    given_input_of,
    given_onward_of,
    given_stored_of,
)
from daypass.graph.becoming.steering.commands.stores import SAYS
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_PATHS: Final[Mapping[str, str]] = {
    STARTS: "states-x07",
    WAITS: "states-x08",
    SENDS: "sqs-x02",
    PUTS: "events-x05",
    INVOKES: "apigateway-x04",
}
DOING: Final = frozenset(_PATHS.values()) | SAYS
"""The paths on which somebody says by an input, or by what it reads, what a state machine does."""


class _Statement(NamedTuple):
    """Where a call has the statement that it executes, in a list perhaps `within`, and what it is allowed by."""

    key: str
    actions: tuple[str, ...]
    within: str = ""


_PARTIQL: Final = ("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete")
_OF_NEPTUNE: Final = ("neptune-db:WriteDataViaQuery", "neptune-db:DeleteDataViaQuery")
_STATEMENTS: Final[Mapping[str, _Statement]] = {
    "dynamodb:executeStatement": _Statement("Statement", _PARTIQL),
    "dynamodb:batchExecuteStatement": _Statement("Statements", _PARTIQL, "Statement"),
    "dynamodb:executeTransaction": _Statement("TransactStatements", _PARTIQL, "Statement"),
    "rdsdata:executeStatement": _Statement("Sql", ("rds-data:ExecuteStatement",)),
    "rdsdata:batchExecuteStatement": _Statement("Sql", ("rds-data:BatchExecuteStatement",)),
    "redshiftdata:executeStatement": _Statement("Sql", ("redshift-data:ExecuteStatement",)),
    "redshiftdata:batchExecuteStatement": _Statement("Sqls", ("redshift-data:BatchExecuteStatement",)),
    "neptunedata:executeGremlinQuery": _Statement("GremlinQuery", _OF_NEPTUNE),
    "neptunedata:executeOpenCypherQuery": _Statement("OpenCypherQuery", _OF_NEPTUNE),
}
"""A call → what it executes. What only reads, or writes where its own results lie (Athena), is none of these."""


class Doing(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.

    `actions` are those by which it executes a statement, () for a call that is fixed. `role` is the ARN of the role as
    which it acts in place of the machine's, "" for whichever the input names, None for the machine's own. `gives` is
    what it gives to whom the input names. `is_asked`: whoever starts it says what it reads.
    """

    path: str
    action: str
    arn: str
    brings: tuple[tuple[str, Value], ...]
    call: Call
    actions: tuple[str, ...]
    role: str | None
    gives: Policy | None = None
    is_asked: bool = False

    @property
    def facts(self) -> Facts:
        """What a request brings along that says so."""
        return Facts(dict(self.brings))


class Doings:
    """Those of the state machines of a stack. Each is read once, however many send it something."""

    def __init__(self, stack: Stack) -> None:
        self._feeds, self._found = stack.once(Feeds), dict[str, tuple[Doing, ...]]()

    def of(self, machine: Resource) -> tuple[Doing, ...]:
        """Those of one; nothing for what is no state machine."""
        if machine.urn not in self._found:
            self._found[machine.urn] = tuple(self._of(machine) if machine.type in MACHINES else ())
        return self._found[machine.urn]

    def _of(self, machine: Resource) -> Iterator[Doing]:
        for feed in self._feeds.of(machine):
            for said in _said_by_sender(machine, feed.shape):
                yield said.doing(_PATHS[feed.action], feed.action, feed.arn, feed.brings)
        for said in _said(given_stored_of(machine)):
            for one in said.given.written(*said.words):
                yield said.doing(one.ways.says, one.action, one.arn, one.brings)._replace(is_asked=one.is_asked)


class _Said(NamedTuple):
    """What a state does, and the `words` in which that is said."""

    given: GivenState
    call: Call
    words: tuple[Word, ...]
    actions: tuple[str, ...]
    role: str | None
    gives: Policy | None

    def doing(self, path: str, action: str, arn: str, brings: tuple[tuple[str, Value], ...]) -> Doing:
        """The same as somebody says it on a path."""
        return Doing(path, action, arn, brings, self.call, self.actions, self.role, self.gives)


def _said_by_sender(machine: Resource, shape: Shape) -> Iterator[_Said]:
    """What whoever sends something of this shape says, of whom something is given to also after a task.

    One that asks nobody and runs no code (it sends a message, or writes a record) leaves that to the sender.
    """
    at_once = [*_said(given_input_of(machine, shape))]
    yield from at_once
    for said in _said(given_onward_of(machine, shape)):
        if said.gives and all(said.given.state is not one.given.state for one in at_once):
            yield said


def _said(every: Iterator[GivenState]) -> Iterator[_Said]:
    for given in every:
        call = call_of(given.state) if given.calls else None
        if call is None:
            continue
        statement, whose, policy = _statement(given, call), role_word(given), policy_for(given, call)
        if not (statement or whose or policy):
            continue
        words = tuple(word for word in (statement, whose, policy.whom if policy else None) if word)
        actions = _STATEMENTS[call.name].actions if statement else ()
        yield _Said(given, call, words, actions, role_said(given), policy)


def _statement(given: GivenState, call: Call) -> Word | None:
    """A statement that it executes, and that the input holds as a whole, or that grants something to whom it names."""
    statement = _STATEMENTS.get(call.name)
    if statement is None:
        return None
    inside = statement.within
    words = [given.word_in(one, inside) for one in maps(given.request.get(statement.key))] if inside else []
    return next((word for word in (given.word(statement.key), *words) if _is_theirs(word, given)), None)


def _is_theirs(word: Word, given: GivenState) -> bool:
    """Whether a statement does what its sender likes: all of it is theirs, or to whom it grants."""
    return word.of_input == "whole" or (word.of_input == "part" and _grants(joined(word.text, given.view)))


def _grants(statement: str) -> bool:
    """Whether it gives rights, a role or a membership, to somebody whom the statement leaves open (`*`)."""
    found = _GRANT.match(statement)
    return found is not None and ANY in statement[found.end() :]


_GRANT: Final = re.compile(
    r"\s{0,80}(?:GRANT\b[^;]{1,2000}?\bTO\b|ALTER\s{1,8}GROUP\b[^;]{1,400}?\bADD\s{1,8}USER\b)", re.IGNORECASE
)
