"""This is where it is told who decides by what they send what a project of CodeBuild builds: it is taken from that.

Who sends it acts as the role of the project, and so does who writes what a state machine takes it from. Sources:
EventBridge User Guide, "Targets" (a CodeBuild project: what is handed over is the request); Step Functions Developer
Guide, "Manage AWS CodeBuild builds"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.branches import PROJECTS
from daypass.graph.becoming.steering.commands.requests import DECIDING, WITHIN, Project, decides, names_commit
from daypass.graph.becoming.steering.commands.rules import PUTS, Handed, handed
from daypass.graph.becoming.steering.commands.states import STARTS, GivenState, given_input, given_stored
from daypass.graph.becoming.steering.commands.stores import WAYS
from daypass.graph.becoming.steering.commands.versions import STARTS_BUILD
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource

_PROJECT: Final = re.compile(r"arn:[\w-]+:codebuild:[\w-]*:\d*:project/(?P<name>[\w-]+)")
_NAMING: Final[Mapping[str, str]] = {
    PUTS: "events-x03",
    STARTS: "states-x05",
    **{one.runs: one.names for one in WAYS.values()},
}
"""Path on which a request decides what is built → that on which it names one of the commits of a repository."""

_BY_INPUT: Final = ("fixed", "part", "whole")
NAMING: Final = frozenset(_NAMING.values())


class Order(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.

    `projects` are the names and the URNs of those that it may be for.
    """

    path: str
    arn: str
    projects: tuple[str, ...]
    request: Mapping[str, Word]
    brings: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Orders:
    """What is sent to the projects of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> Iterator[Order]:
        """Where it is said what this one builds; nothing for what is no project."""
        if workload.type not in PROJECTS:
            return
        source, others = (texts_at(workload.state, way).texts for way in ("source.type", "secondarySources[].type"))
        project = Project(next(iter(source), ""), others)
        near = (order for key in (workload.urn, _name(workload)) if key for order in self._by_project.get(key, ()))
        for order in near:
            if decides(order.request, project):
                yield order
            elif names_commit(order.request, project):
                yield order._replace(path=_NAMING[order.path])

    @cached_property
    def _by_project(self) -> Mapping[str, Sequence[Order]]:
        each = (*_by_events(self.stack), *_by_executions(self.stack), *_by_what_is_stored(self.stack))
        return grouped((key, order) for order in each for key in order.projects)


def _name(project: Resource) -> str:
    return text_of(said(project, "name"))


def _by_events(stack: Stack) -> Iterator[Order]:
    for each in handed(stack):
        arn = text_of(each.target.said("arn"))
        named = _PROJECT.fullmatch(arn)
        projects = (named["name"],) if named else () if arn else tuple(each.target.behind("arn"))
        if projects:
            yield Order(PUTS, each.arn, projects, _handed_over(each), each.brings)


def _handed_over(each: Handed) -> Mapping[str, Word]:
    """The request that is made of an event."""
    if each.whole:
        return {key: Word("", "whole") for key in DECIDING if each.is_open(f"{each.whole}.{key}")}
    if each.language is None:
        return {}
    words = {key: map(each.language.word, _texts(each.template, key)) for key in DECIDING}
    return {key: max(each_word, key=_most) for key, each_word in words.items()}


def _by_executions(stack: Stack) -> Iterator[Order]:
    for given in given_input(stack):
        if project := _project(given):
            yield Order(STARTS, given.arn, (project,), _asked_for(given))


def _by_what_is_stored(stack: Stack) -> Iterator[Order]:
    """Each for one thing that is said: who may write that need not be allowed to write the others."""
    for given in given_stored(stack):
        request = _asked_for(given) if _project(given) else {}
        fixed = {key: word for key, word in request.items() if word.of_input == "fixed"}
        for key, word in request.items() if len(fixed) < len(request) else ():
            asked = {**fixed, key: word}
            for one in given.written(word) if key not in fixed else ():
                yield Order(one.ways.runs, one.arn, (_project(given),), asked, one.brings)


def _project(given: GivenState) -> str:
    """The name of the project that a state builds; "" where it builds none."""
    name = text_of(given.request.get("ProjectName")).rpartition("/")[2]
    return name if STARTS_BUILD.fullmatch(given.calls) else ""


def _asked_for(given: GivenState) -> Mapping[str, Word]:
    """The request of a state, which has its keys begin with a capital letter."""
    return {key: max(_words(given, key), key=_most) for key in DECIDING}


def _words(given: GivenState, key: str) -> Iterator[Word]:
    yield given.word(_capital(key))
    for one in maps(given.request.get(_capital(key))) if key in WITHIN else ():
        yield given.word_in(one, _capital(WITHIN[key]))


def _texts(template: Mapping[str, Any], key: str) -> Iterator[str]:
    """What a template says there, or in each object of the list there."""
    yield text_of(template.get(key))
    yield from (text_of(one.get(WITHIN[key])) for one in maps(template.get(key)) if key in WITHIN)


def _capital(key: str) -> str:
    return f"{key[0].upper()}{key[1:]}"


def _most(word: Word) -> int:
    return _BY_INPUT.index(word.of_input)
