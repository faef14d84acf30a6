"""This is where it is told which runbooks run, as a role that they say, what whoever starts them words.

A parameter that is put into a command, or into the text of a script, and may be any text, is a command of its own. What
a script is handed beside its text is data, and whatever is looked at before by code, a branch or somebody who approves
is not the starter's to say. Sources: Systems Manager User Guide, "Systems Manager Automation actions reference"
(`aws:runCommand`, `aws:executeScript`, `aws:executeAwsApi`, `aws:approve`), "Running an automation by using IAM service
roles" (`assumeRole` in a runbook: the starter needs none of its rights) and "Setting up identity based policies
examples" (whoever starts one is let do so on `document/NAME` or `automation-definition/NAME:VERSION`); EventBridge User
Guide, "Input transformation"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.escalation_documents import code_documents
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.documents.contents import content_of, may_be_runbook, name_of
from daypass.graph.becoming.steering.documents.steps import leaves_open, without_machines
from daypass.graph.becoming.steering.documents.words import is_held_to_words
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.becoming.steering.machines.picked import EVERY, with_id
from daypass.graph.becoming.steering.machines.targeted import texts_in, wanted_by
from daypass.graph.leaves import maps, text_of, within
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_PLACEHOLDER: Final = re.compile(r"\{\{\s{0,8}([\w.-]{1,200})\s{0,8}\}\}")
_RUNS_COMMAND: Final = "aws:runCommand"
_RUNS_SCRIPT: Final = "aws:executeScript"
_CALLS: Final = "aws:executeAwsApi"
_APPROVES: Final = "aws:approve"
_LOOKS: Final = ("aws:branch", "aws:invokeLambdaFunction", "aws:assertAwsResourceProperty", _RUNS_SCRIPT)
"""Steps that may look at a parameter before the next ones, and end the run."""

_SCRIPT: Final = "Script"
_DOCUMENT: Final = "DocumentName"
_PARAMETERS: Final = "Parameters"
_IDS: Final = "InstanceIds"
_TARGETS: Final = "Targets"
_SHELLS: Final = ("AWS-RunShellScript", "AWS-RunPowerShellScript")
_COMMANDS: Final = "commands"
_PLAIN: Final = ("workingDirectory", "executionTimeout")
"""Of these documents what says what is run, and parameters of others of which nothing is."""

SHARED: Final = f"arn:*:ssm:*:*:document/{PROBE}"
"""A document that nobody named, of whatever account: others share theirs with all."""

_ANY_HOST: Final = (frozenset((EVERY,)),)


class Worded(NamedTuple):
    """What a step runs in words for which `names` stand, the parameters of which any is enough to say it.

    `documents` are the ARNs of those with which hosts are sent it, and `wanted` the marks of these hosts; neither is
    there for what a script does as the role of the runbook itself.
    """

    names: frozenset[str]
    documents: tuple[str, ...] = ()
    wanted: tuple[frozenset[str], ...] = ()


ANYTHING: Final = (Worded(frozenset()), Worded(frozenset(), ("arn:*:ssm:*:*:document/*",), _ANY_HOST))
"""What a runbook may run of which it is not known what it says: a script of its own, or a document on hosts."""


class WordedRunbook(NamedTuple):
    """A runbook that says its own `role`, as it is written, and what it runs in words of others.

    `role` is "" where it is not known. `unknown` is why it is not known what the runbook runs, and by which parameters.
    """

    document: Resource
    role: str
    each: tuple[Worded, ...]
    unknown: tuple[Untold, ...] = ()


class WordedRunbooks:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._open: dict[str, bool] = {}

    def __iter__(self) -> Iterator[WordedRunbook]:
        for document in self._stack.of_type(*DOCUMENTS):
            content = content_of(document)
            if content is not None:
                yield from self._read(document, content)
            elif may_be_runbook(document):
                yield WordedRunbook(document, "", ANYTHING, (Untold.of(document, "content"),))

    def _read(self, document: Resource, content: Mapping[str, Any]) -> Iterator[WordedRunbook]:
        written = bare(content.get("assumeRole"))
        role = text_of(written)
        if _PLACEHOLDER.search(role) or not (role or written is UNKNOWN):
            return
        if each := tuple(self._worded(content)):
            yield WordedRunbook(document, role, each)
        elif not _is_whole(content):
            yield WordedRunbook(document, role, ANYTHING, (Untold.of(document, "content"),))

    def _worded(self, content: Mapping[str, Any]) -> Iterator[Worded]:
        parameters = next(maps(content.get("parameters")), {})
        open_ = {name for name, one in parameters.items() if is_held_to_words(one) is False}
        for step in maps(content.get("mainSteps")):
            action, inputs = text_of(step.get("action")), next(maps(step.get("inputs")), {})
            if action == _APPROVES:
                return
            if action == _RUNS_SCRIPT and (names := _named(inputs.get(_SCRIPT), open_)):
                yield Worded(names)
            elif action == _RUNS_COMMAND or (action == _CALLS and _sends(inputs)):
                yield from self._commands(inputs, open_, parameters)
            if action in _LOOKS:
                open_ -= _named({key: one for key, one in inputs.items() if key != _SCRIPT}, open_)

    def _commands(self, inputs: Mapping[str, Any], open_: set[str], parameters: Mapping[str, Any]) -> Iterator[Worded]:
        documents, names = self._chosen(inputs, open_)
        wanted = _wanted(inputs, parameters)
        if documents and names and wanted:
            yield Worded(names, documents, wanted)

    def _chosen(self, inputs: Mapping[str, Any], open_: set[str]) -> tuple[tuple[str, ...], frozenset[str]]:
        """The documents with which something is run that is worded, by their ARNs, and by which parameters."""
        named, given = text_of(inputs.get(_DOCUMENT)), inputs.get(_PARAMETERS)
        if chosen := _named(named, open_):
            theirs = code_documents() if _named(given, open_) else ()
            return (SHARED, *map(_published, theirs)), chosen
        name = named.rpartition("/")[2]
        if name in code_documents():
            return (_published(name),), _named(_run(given, name), open_)
        if self._is_open(name):
            return (named if named.startswith("arn:") else f"arn:*:ssm:*:*:document/{name}",), _named(given, open_)
        return (), frozenset()

    def _is_open(self, name: str) -> bool:
        """Whether a document of the stack leaves it to its sender what it runs."""
        if not self._open:
            self._open = {name_of(one): bool(leaves_open(one)) for one in self._stack.of_type(*DOCUMENTS)}
        return self._open.get(name, False)


def _is_whole(content: Mapping[str, Any]) -> bool:
    """Whether it is known what is run, and what may be said for the parameters; not on which hosts."""
    told = within([content.get("parameters"), without_machines(content.get("mainSteps"))])
    return not any(one is UNKNOWN for one in told)


def _named(value: Any, open_: set[str]) -> frozenset[str]:
    """The open parameters for which it has a place, at any depth."""
    texts = map(text_of, within(value))
    return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text) if name in open_)


def _run(given: Any, document: str) -> Any:
    """What of the parameters of a document is run; all that is handed over as a whole."""
    plain = bare(given)
    if not isinstance(plain, Mapping):
        return plain
    if document in _SHELLS:
        return plain.get(_COMMANDS)
    return {key: one for key, one in plain.items() if key not in _PLAIN}


def _sends(inputs: Mapping[str, Any]) -> bool:
    """Whether a call of AWS sends a command."""
    service, call = (text_of(inputs.get(key)).replace("_", "").lower() for key in ("Service", "Api"))
    return (service, call) == ("ssm", "sendcommand")


def _published(name: str) -> str:
    return f"arn:*:ssm:*::document/{name}"


def _wanted(inputs: Mapping[str, Any], parameters: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """The marks of the hosts that it is for; of any, where the starter or another step says that."""
    ids, targets = bare(inputs.get(_IDS)), inputs.get(_TARGETS)
    every = [*(ids if isinstance(ids, list) else [ids])]
    if named := [one for text in map(text_of, every) for one in _each(text, parameters)]:
        return _ANY_HOST if any(map(_PLACEHOLDER.search, named)) else (frozenset(map(with_id, named)),)
    told = [*within(ids), *within(targets)]
    if any(one is UNKNOWN or _PLACEHOLDER.search(text_of(one)) for one in told):
        return _ANY_HOST
    return wanted_by([{"key": one.get("Key"), "values": one.get("Values")} for one in maps(targets)])


def _each(text: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands for a text: the values of a parameter where these are written down, else itself."""
    found = _PLACEHOLDER.fullmatch(text)
    parameter = next(maps(parameters.get(found[1])), {}) if found else {}
    return tuple(texts_in(parameter.get("allowedValues"))) or ((text,) if text else ())
