"""This is where it is told which variables that a workload runs it is given before from where values are kept.

A shell of its own runs them, or the runtime by itself, whatever it runs (`JAVA_TOOL_OPTIONS`, `NODE_OPTIONS`). Whoever
writes the parameter or the secret writes the command; nobody writes a version anew that is named by its id. Sources:
AWS CodeBuild User Guide, "Build specification reference" (`env/parameter-store`, `env/secrets-manager`) and API
Reference, "EnvironmentVariable"; Amazon ECS Developer Guide, "Pass Systems Manager parameters through Amazon ECS
environment variables" and "Pass Secrets Manager secrets through Amazon ECS environment variables"; AWS Batch API
Reference, "Secret"; AWS App Runner API Reference, "ImageConfiguration" and "CodeConfigurationValues"
(`RuntimeEnvironmentSecrets`); read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.code_variables import brings_code
from daypass.graph.becoming.steering.branches import PROJECTS
from daypass.graph.becoming.steering.fetching.emitting import Holder
from daypass.graph.becoming.steering.fetching.running import holds_code
from daypass.graph.becoming.steering.scripts import command_of, containers_of, script_texts_of
from daypass.graph.becoming.steering.told import told_of
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import Resource

_OF_BUILDS: Final = steps("environment.environmentVariables[]")
_OF_CONTAINERS: Final = steps("secrets[]")
_SERVICES: Final = ("aws:apprunner/service:Service", "aws-native:apprunner:Service")
_OF_SERVICES: Final = ".runtimeEnvironmentSecrets"
_PARAMETER, _SECRET = "PARAMETER_STORE", "SECRETS_MANAGER"
_SECTIONS: Final[Mapping[str, str]] = {"parameter-store": _PARAMETER, "secrets-manager": _SECRET}
_LISTED: Final = re.compile(
    r"^(?P<margin> {0,40})(?P<section>parameter-store|secrets-manager):[ \t]{0,8}\n"
    r"(?P<lines>(?:(?P=margin) {1,40}\S[^\n]{0,600}\n){1,100})",
    re.MULTILINE,
)
_ENTRY: Final = re.compile(
    r"""^ {1,80}["']?(?P<name>[A-Za-z_]\w{0,200})["']?:\s{1,8}["']?(?P<value>[\w./:+=@-]{1,1100})""", re.MULTILINE
)
"""How a build specification lists them, as YAML."""

_ARN_OF_SECRET: Final = re.compile(
    r"(?P<whole>(?:arn:(?:[^:]{0,64}:){5})?[^:]{1,519})(?::[^:]{0,300})?(?::[^:]{0,300})?(?::(?P<version>[^:]{0,64}))?"
)
"""Behind it stand the key in its JSON, the stage and the id of a version."""

_SECRETS_MANAGER: Final = ":secretsmanager:"
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,200}")


class _Variable(NamedTuple):
    """One by its name, and what it is given, of which kind, by name or ARN."""

    name: str
    value: str
    kind: str


def run_variables_of(workload: Resource) -> Iterator[str]:
    """The names, or ARNs, of the parameters."""
    yield from (one.value for one in _run_of(workload) if one.kind == _PARAMETER)


def run_secrets_of(workload: Resource) -> Iterator[str]:
    """The same of the secrets, without the part of one that is taken."""
    named = (_ARN_OF_SECRET.fullmatch(one.value) for one in _run_of(workload) if one.kind == _SECRET)
    yield from (found["whole"] for found in named if found and not found["version"])


def _run_of(workload: Resource) -> Iterator[_Variable]:
    """Those that a script of the workload, or its runtime, runs, each once."""
    if workload.type in PROJECTS:
        texts = tuple(script_texts_of(workload))
        yield from _run((*_of_project(workload), *_of_specifications(texts)), texts)
    for container in containers_of(workload):
        yield from _run(_of_container(container), (command_of(container),))
    yield from _run(_of_service(workload), ())


def _run(variables: Iterable[_Variable], texts: Iterable[str]) -> Iterator[_Variable]:
    texts = tuple(texts)
    is_run = (one for one in variables if brings_code(one.name) or any(_is_run(one.name, text) for text in texts))
    yield from dict.fromkeys(is_run)


def _is_run(name: str, text: str) -> bool:
    """Whether a shell is given what the variable holds as what it runs: by name, or as all of a command."""
    return _NAME.fullmatch(name) is not None and name in text and holds_code(text, (Holder("variable", name, 0),))


def _of_project(build: Resource) -> Iterator[_Variable]:
    for one in walk(Leaf(build.state.raw, build.state.path), _OF_BUILDS, loose=True):
        yield _Variable(_text(one, "name"), _text(one, "value"), _text(one, "type"))


def _of_specifications(texts: Iterable[str]) -> Iterator[_Variable]:
    for text in texts:
        for block in _LISTED.finditer(text):
            kind = _SECTIONS[block["section"]]
            yield from (_Variable(one["name"], one["value"], kind) for one in _ENTRY.finditer(block["lines"]))


def _of_container(container: Leaf) -> Iterator[_Variable]:
    for one in walk(container, _OF_CONTAINERS, loose=True):
        yield _kept(_text(one, "name"), _text(one, "valueFrom"))


def _of_service(service: Resource) -> Iterator[_Variable]:
    for group in told_of(service) if service.type in _SERVICES else ():
        yield from (_kept(one.name, one.value or "") for one in group.settings if _OF_SERVICES in one.path)


def _kept(name: str, value: str) -> _Variable:
    return _Variable(name, value, _SECRET if _SECRETS_MANAGER in value else _PARAMETER)


def _text(holder: Leaf, key: str) -> str:
    return next((text for leaf in walk(holder, steps(key), loose=True) if (text := text_of(leaf.value))), "")
