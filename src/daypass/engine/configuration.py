"""This is where a program's configuration is: the project's defaults, Pulumi.STACK.yaml, and flags over both."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from daypass.engine.go_json import go_json
from daypass.engine.project import Project
from daypass.engine.yaml_file import entries, read_mapping, text, value
from daypass.errors import UnreadableError, UsageError
from daypass.state.values import BLINDED, UNKNOWN_TEXT

_SECURE: Final = "secure"


@dataclass(frozen=True)
class Configuration:
    """Full key (`project:name`) → text, as a program sees it: an object is its JSON.

    `secrets` are the keys of secrets. `unreadable` are the encrypted ones that nobody here can decrypt: key → the same
    value as JSON with Pulumi's text for an unknown in place of what is encrypted. `files` were read.
    """

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_configuration(project: Project, stack: str, flags: Mapping[str, str]) -> Configuration:
    """The configuration of one stack. `flags` are those of the command line and win. Raises `UnreadableError`."""
    made = _Made(project)
    for extension in ("yaml", "yml"):
        path = project.stacks / f"Pulumi.{stack}.{extension}"
        if path.is_file():
            made.add_stack_file(path)
            break
    for key, said in flags.items():
        made.set(key, said)
    made.add_project(project.config)
    return made.configuration()


def parse_flags(pairs: Iterable[str]) -> dict[str, str]:
    """`KEY=VALUE` as on Pulumi's own command line. Raises `UsageError`."""
    flags = {}
    for pair in pairs:
        key, equals, said = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"{key!r} has no value", place="--config", remedy="Write `-c KEY=VALUE`.")
        flags[key] = said
    return flags


class _Made:
    """A configuration while it is put together."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.values: dict[str, str] = {}
        self.secrets: set[str] = set()
        self.unreadable: dict[str, str] = {}
        self.notes: list[str] = []

    def configuration(self) -> Configuration:
        return Configuration(dict(self.values), frozenset(self.secrets), dict(self.unreadable), tuple(self.notes))

    def set(self, key: str, said: str) -> None:
        full = full_key(key, self.project.name)
        self.values[full] = said
        self.secrets.discard(full)
        self.unreadable.pop(full, None)

    def add_stack_file(self, path: Path) -> None:
        said = read_mapping(path)
        if "environment" in said:
            self.notes.append(f"{path.name} imports environments of Pulumi ESC, which are not opened here")
        config = said.get("config")
        if config is None or text(config) == "":
            return
        for key, node in entries(config, f"{path}: config").items():
            self._add_value(full_key(key, self.project.name), node, f"{path}: config.{key}")

    def _add_value(self, key: str, node: yaml.Node, place: str) -> None:
        written = text(node)
        if written is not None:
            self.values[key] = written
            return
        tree = value(node, place)
        shown, hidden = _blind(tree, BLINDED), _blind(tree, UNKNOWN_TEXT)
        if shown == tree:
            self.values[key] = go_json(tree, sort_keys=True)
            return
        self.secrets.add(key)
        self.values[key] = shown if isinstance(shown, str) else go_json(shown, sort_keys=True)
        self.unreadable[key] = json.dumps(hidden)

    def add_project(self, config: Mapping[str, yaml.Node]) -> None:
        """What the project says counts where the stack says nothing; what neither says is an error, as for Pulumi."""
        for key, node in config.items():
            full, place = full_key(key, self.project.name), f"{self.project.file}: config.{key}"
            if full in self.values:
                continue
            written = text(node)
            if written is not None:
                self.values[full] = written
                continue
            declared = entries(node, place)
            given = declared.get("value", declared.get("default"))
            if given is None:
                raise UnreadableError(
                    "has no value for the stack, and no default",
                    place=place,
                    remedy=f"Give one with `-c {key}=VALUE`.",
                )
            self._add_value(full, given, place)
            if "secret" in declared and text(declared["secret"]) == "true":
                self.secrets.add(full)


def full_key(key: str, project: str) -> str:
    """`name` is `project:name`; `ns:config:name` is how `ns:name` was written once."""
    namespace, colon, name = key.partition(":")
    if not colon:
        return f"{project}:{key}"
    return f"{namespace}:{name.removeprefix('config:')}"


def _blind(tree: Any, instead: str) -> Any:
    """The same tree with `instead` in place of each `{"secure": ciphertext}`."""
    if isinstance(tree, dict):
        if set(tree) == {_SECURE} and isinstance(tree[_SECURE], str):
            return instead
        return {key: _blind(item, instead) for key, item in tree.items()}
    if isinstance(tree, list):
        return [_blind(item, instead) for item in tree]
    return tree
