"""This is where it is told from which parameters a workload fills variables that its shell then runs.

Whoever writes the parameter writes the command. Sources: AWS CodeBuild User Guide, "Build specification reference"
(`env/parameter-store`) and API Reference, "EnvironmentVariable"; Amazon ECS Developer Guide, "Pass Systems Manager
parameters through Amazon ECS environment variables"; GNU Bash Reference Manual, "Invoking Bash" and "Bourne Shell
Builtins"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.scripts import script_texts_of
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import Resource, bare

_BUILDS: Final = ("aws:codebuild/project:Project", "aws-native:codebuild:Project")
_OF_BUILDS: Final = steps("environment.environmentVariables[]")
_PARAMETER: Final = "PARAMETER_STORE"
_TASKS: Final = ("aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition")
_SECRETS_MANAGER: Final = ":secretsmanager:"
_MOST: Final = 20_000
"""Characters of a container's command that are looked through; ECS takes a task definition of 64 KB."""

_LISTED: Final = re.compile(
    r"^(?P<margin> {0,40})parameter-store:[ \t]{0,8}\n(?P<lines>(?:(?P=margin) {1,40}\S[^\n]{0,600}\n){1,100})",
    re.MULTILINE,
)
_ENTRY: Final = re.compile(
    r"""^ {1,80}["']?(?P<name>[A-Za-z_]\w{0,200})["']?:\s{1,8}["']?(?P<parameter>[\w./:-]{1,1100})""", re.MULTILINE
)
"""How a build specification lists them, as YAML."""

_SHELL: Final = r"(?<![\w./-])(?:/usr)?(?:/bin/)?(?:ba|da|z|k|a)?sh"
_QUOTE: Final = r"""\\?["']?"""


class _Variable(NamedTuple):
    """One by its name, and the parameter by name or ARN."""

    name: str
    parameter: str


def run_variables_of(workload: Resource) -> Iterator[str]:
    """The names, or ARNs, of the parameters."""
    if workload.type in _BUILDS:
        texts = tuple(script_texts_of(workload))
        yield from _run((*_of_project(workload), *_of_specifications(texts)), texts)
    elif workload.type in _TASKS:
        for container in maps(parsed(said(workload, "containerDefinitions"))):
            yield from _run(_of_container(container), (_command(container)[:_MOST],))


def _run(variables: Iterable[_Variable], texts: Iterable[str]) -> Iterator[str]:
    texts = tuple(texts)
    yield from dict.fromkeys(one.parameter for one in variables if any(_is_run(one.name, text) for text in texts))


def _of_project(build: Resource) -> Iterator[_Variable]:
    for found in walk(Leaf(build.state.raw, build.state.path), _OF_BUILDS, loose=True):
        for one in maps(found.value):
            if text_of(one.get("type")) == _PARAMETER:
                yield _Variable(text_of(one.get("name")), text_of(one.get("value")))


def _of_specifications(texts: Iterable[str]) -> Iterator[_Variable]:
    for text in texts:
        for block in _LISTED.finditer(text):
            yield from (_Variable(one["name"], one["parameter"]) for one in _ENTRY.finditer(block["lines"]))


def _of_container(container: Mapping[str, Any]) -> Iterator[_Variable]:
    for one in maps(container.get("secrets")):
        parameter = text_of(one.get("valueFrom"))
        if parameter and _SECRETS_MANAGER not in parameter:
            yield _Variable(text_of(one.get("name")), parameter)


def _command(container: Mapping[str, Any]) -> str:
    """What it runs, as one text."""
    parts = (bare(container.get(key)) for key in ("entryPoint", "command"))
    return " ".join(text_of(word) for part in parts if isinstance(part, list) for word in part)


def _is_run(name: str, text: str) -> bool:
    """Whether a shell is given what the variable holds as what it runs: by name, or as all of a command."""
    if not _NAME.fullmatch(name) or name not in text:
        return False
    variable = rf"\$\{{?{name}(?!\w)(?::-[^}}\n]{{0,80}})?\}}?{_QUOTE}"
    given = rf"(?:\beval|{_SHELL}(?:\s{{1,8}}-\w{{1,16}}){{0,4}}\s{{1,8}}-\w{{0,4}}c)\s{{1,8}}{_QUOTE}{variable}"
    piped = rf"\b(?:echo|printf)\b[^\n|;&]{{0,40}}?{variable}\s{{0,8}}\|\s{{0,8}}(?:sudo\s{{1,8}})?{_SHELL}\b"
    sourced = rf"(?:\bsource|\s\.)\s{{1,8}}<\(\s{{0,8}}(?:echo|printf)\b[^\n|;&]{{0,40}}?{variable}"
    alone = rf"^\s{{0,80}}(?:-\s{{1,8}})?{_QUOTE}{variable}\s{{0,8}}$"
    return re.search(rf"(?:{given}|{piped}|{sourced}|{alone})", text, re.MULTILINE) is not None


_NAME: Final = re.compile(r"[A-Za-z_]\w{0,200}")
