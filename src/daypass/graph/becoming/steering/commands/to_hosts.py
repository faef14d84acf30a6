"""This is where it is told which state machines have hosts run a command that stands in their input.

So it is with one that they read, and that somebody has stored. The role of the state machine must be allowed to send
that document to the host: where the input names the host too, it may be any that the role may command. Sources: Systems
Manager API Reference, "SendCommand" and "Target"; Step Functions Developer Guide, "Using AWS SDK service integrations";
Service Authorization Reference, "AWS Systems Manager" (a command is asked about on the document and on the instance);
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.data.escalation_documents import code_documents
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.apis.integrations import INVOKES
from daypass.graph.becoming.steering.commands.calls import call_of
from daypass.graph.becoming.steering.commands.credentials import role_named
from daypass.graph.becoming.steering.commands.expressions import json_path_words, jsonata_words
from daypass.graph.becoming.steering.commands.feeds import PUTS, SENDS, STARTS, WAITS, Feeds
from daypass.graph.becoming.steering.commands.flows import MACHINES, hidden_part
from daypass.graph.becoming.steering.commands.shapes import inside, word_of
from daypass.graph.becoming.steering.commands.states import GivenState, given_onward_of, given_stored_of
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.becoming.steering.machines.commanding import Commanding
from daypass.graph.becoming.steering.machines.picked import EVERY, Machines, Picking, with_id
from daypass.graph.becoming.steering.machines.targeted import texts_in, wanted_by
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import maps, text_of, within
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_PATHS: Final[Mapping[str, str]] = {
    STARTS: "states-x12",
    WAITS: "states-x13",
    SENDS: "sqs-x04",
    PUTS: "events-x07",
    INVOKES: "apigateway-x07",
}
COMMANDING: Final = frozenset(_PATHS.values())
"""The paths on which somebody says by an input what a state machine has a host run."""

_COMMANDS_HOST: Final = "ssm:sendCommand"
_DOCUMENT: Final = "DocumentName"
_PARAMETERS: Final = "Parameters"
_IDS: Final = "InstanceIds"
_TARGETS: Final = "Targets"
_EXPRESSION: Final = "{%"

_COMMANDS: Final = "commands"
_SHELLS: Final = ("AWS-RunShellScript", "AWS-RunPowerShellScript")
"""Documents of which nothing but this parameter says what is run; others have several that do."""

_PLAIN: Final = ("workingDirectory", "executionTimeout")
"""Parameters of these documents of which nothing is run."""

_SHARED: Final = f"arn:*:ssm:*:*:document/{PROBE}"
"""A document that nobody named, of whatever account: others share theirs with all."""

_ANY_HOST: Final = (frozenset((EVERY,)),)


class ToHost(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.

    `unknown` says what may keep the role of the state machine from sending it.
    """

    path: str
    arn: str
    brings: tuple[tuple[str, Value], ...]
    unknown: tuple[Untold, ...] = ()


class _Sent(NamedTuple):
    """The same as somebody says it; `role` is the URN of the role that sends it, or its ARN, "" for an unknown one.

    `is_written`: the definition says with which document, and to which hosts.
    """

    to: ToHost
    documents: tuple[str, ...]
    role: str
    is_written: bool


class _Command(NamedTuple):
    """A state that sends one: with which `documents`, to which hosts, and in which words that is said."""

    documents: tuple[str, ...]
    wanted: tuple[frozenset[str], ...]
    words: tuple[Word, ...]
    role: str
    unknown: tuple[Untold, ...]

    def sent(self, to: ToHost) -> _Sent:
        """The same as somebody says it."""
        is_written = self.wanted != _ANY_HOST and _SHARED not in self.documents
        return _Sent(to._replace(unknown=self.unknown), self.documents, self.role, is_written)


class ToHosts:
    """What the state machines of a stack send to its hosts."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines
        self._commanding = Commanding(stack, machines)

    def of(self, host: Resource) -> Iterator[ToHost]:
        """Where it is said what this one runs; nothing for what is no host."""
        found: dict[ToHost, None] = {}
        for sent in self._picking.of(host):
            answer = self._may_be_sent(sent, host)
            if answer.possible:
                found[sent.to._replace(unknown=(*sent.to.unknown, *answer.unknown))] = None
        yield from found

    @cached_property
    def _picking(self) -> Picking[_Sent]:
        each = (one for machine in self._stack.of_type(*MACHINES) for one in self._sent_by(machine))
        return Picking(self._machines, each)

    def _sent_by(self, machine: Resource) -> Iterator[tuple[_Sent, tuple[frozenset[str], ...]]]:
        for feed in self._stack.once(Feeds).of(machine):
            for given in given_onward_of(machine, feed.shape):
                for one in self._commands(machine, given):
                    yield one.sent(ToHost(_PATHS[feed.action], feed.arn, feed.brings)), one.wanted
        for given in given_stored_of(machine):
            for one in self._commands(machine, given):
                words = [word for word in one.words if word.at]
                for way in given.written(*words) if words else ():
                    if not way.is_asked:
                        yield one.sent(ToHost(way.ways.runs, way.arn, way.brings)), one.wanted

    def _commands(self, machine: Resource, given: GivenState) -> Iterator[_Command]:
        call = call_of(given.state) if given.calls else None
        if call is None or call.name != _COMMANDS_HOST:
            return
        role = self._role(machine, given)
        documents, words = _chosen(given)
        if role is not None and documents:
            hidden = hidden_part(machine) if UNKNOWN in map(bare, _said_of_hosts(given.request)) else ""
            unknown = (Untold.of(machine, hidden),) if hidden else ()
            yield _Command(documents, _wanted(given), words, role, unknown)

    def _role(self, machine: Resource, given: GivenState) -> str | None:
        """As which role it sends it; None where the input may name that, which is told where somebody does."""
        consumers = self._stack.once(Consumers)
        if given.is_of_another_role:
            named = role_named(given.state)
            return consumers.role_of(machine, named) if named else None
        return next((use.role for use in consumers.by_consumer.get(machine.urn, ()) if use.role), "")

    def _may_be_sent(self, sent: _Sent, host: Resource) -> Answer:
        """Whether the role may send one of these documents to the host."""
        if not self._commanding.knows(sent.role):
            of_role = Untold.of("the role of a state machine", "what it may do")
            return Answer(possible=True, unknown=() if sent.is_written else (of_role,))
        return self._commanding.sends(sent.role, sent.documents, host)


def _chosen(given: GivenState) -> tuple[tuple[str, ...], tuple[Word, ...]]:
    """The documents with which somebody says what is run, by their ARNs, and in which words; none where nobody does."""
    named, document = given.word(_DOCUMENT), text_of(given.request.get(_DOCUMENT))
    if named.of_input == "whole":
        words = tuple(word for word in _said(given, ()) if word.of_input != "fixed")
        theirs = _published(*code_documents()) if words else ()
        return (_SHARED, *theirs), (named, *words)
    name = document.rpartition("/")[2]
    if name not in code_documents():
        return (), ()
    words = tuple(word for word in _said(given, _only(name)) if word.of_input != "fixed")
    return (_published(name), words) if words else ((), ())


def _only(document: str) -> tuple[str, ...]:
    """The parameters of a document that say what is run; () for all of them."""
    return (_COMMANDS,) if document in _SHELLS else ()


def _published(*names: str) -> tuple[str, ...]:
    return tuple(f"arn:*:ssm:*::document/{name}" for name in names)


def _said(given: GivenState, only: tuple[str, ...]) -> Iterator[Word]:
    """What is handed to a document, as far as something of it is run."""
    shape = given.view.shape_under(given.request, _PARAMETERS) if _is_written(given) else None
    yield given.word(_PARAMETERS) if shape is None else word_of(shape)
    yield from (given.view.says(inside(shape, key)) for key in (only or (_COMMANDS,)) if shape is not None)
    for holder in maps(given.request.get(_PARAMETERS)):
        keys = dict.fromkeys(key.removesuffix(".$") for key in holder)
        for key in keys if not only else (key for key in keys if key in only):
            yield from _words(holder, key, given) if key not in _PLAIN else ()


def _words(holder: Mapping[str, Any], key: str, given: GivenState) -> tuple[Word, ...]:
    word = given.view.word
    if given.is_jsonata:
        return jsonata_words(holder.get(key), word)
    return json_path_words(holder.get(f"{key}.$"), word)


def _is_written(given: GivenState) -> bool:
    """Whether its request is written down, and is not the input itself."""
    return bool(given.request)


def _wanted(given: GivenState) -> tuple[frozenset[str], ...]:
    """The marks of the hosts that it is for; of any, where these are told only when it runs."""
    request = given.request
    if not request or any(map(_is_told_later, _said_of_hosts(request))):
        return _ANY_HOST
    ids = frozenset(map(with_id, texts_in(request.get(_IDS))))
    targets = [{"key": one.get("Key"), "values": one.get("Values")} for one in maps(request.get(_TARGETS))]
    return (ids,) if ids else wanted_by(targets)


def _said_of_hosts(request: Mapping[str, Any]) -> Iterator[Any]:
    """All that is written of them, and the keys of that."""
    for key in (_IDS, _TARGETS):
        yield from (name for name in request if name == f"{key}.$")
        yield from within(request.get(key))
        yield from (name for one in maps(request.get(key)) for name in one)


def _is_told_later(value: Any) -> bool:
    plain = bare(value)
    return plain is UNKNOWN or text_of(plain).startswith(_EXPRESSION) or text_of(plain).endswith(".$")
