"""This is where `mapRoles` of the ConfigMap `aws-auth` is read: which IAM roles are in which groups of a cluster.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap"; read 2026-11. It is YAML, of which this
reads what is written there: a list of maps, one key a line, or JSON, which is YAML too.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_ENTRY: Final = re.compile(r"(?m)^[ \t]*-[ \t]+(?=[\"']?(?:rolearn|username|groups)[\"']?[ \t]*:)")
_ROLE: Final = re.compile(r"(?m)^[ \t]*[\"']?rolearn[\"']?[ \t]*:[ \t]*[\"']?(?P<arn>[^\s\"',]+)")
_GROUPS: Final = re.compile(r"(?m)^[ \t]*[\"']?groups[\"']?[ \t]*:(?P<inline>[^\n]*)(?P<lines>(?:\n[ \t]*-[^\n]*)*)")
_WORD: Final = re.compile(r"[^\s\"'\[\],]+")


class Mapped(NamedTuple):
    """An IAM role and the groups that it is in."""

    role: str
    groups: tuple[str, ...]


def mapped_roles(text: str) -> Iterator[Mapped]:
    """Each role of the text that names one; nothing where it is no such list."""
    if text.lstrip().startswith("["):
        yield from _of_json(text)
        return
    for entry in _ENTRY.split(text)[1:]:
        role, groups = _ROLE.search(entry), _GROUPS.search(entry)
        if role and groups:
            listed = [line.strip().removeprefix("-") for line in groups["lines"].splitlines()]
            words = [word for part in (groups["inline"], *listed) for word in _WORD.findall(part.partition(" #")[0])]
            yield Mapped(role["arn"], tuple(words))


def _of_json(text: str) -> Iterator[Mapped]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    for entry in found if isinstance(found, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("rolearn"), str) and isinstance(entry.get("groups"), list):
            yield Mapped(entry["rolearn"], tuple(group for group in entry["groups"] if isinstance(group, str)))
