"""This is where `mapRoles` of the ConfigMap `aws-auth` is read: which IAM roles are in which groups of a cluster.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap"; read 2026-11. It is YAML, of which this
reads what is written there: a list of maps, one key a line, or JSON, which is YAML too. What is written in another
way is not understood, and `names_more_roles` says so.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_ENTRY: Final = re.compile(r"(?m)^[ \t]*-\s+(?=[\"']?(?:rolearn|username|groups)[\"']?[ \t]*:)")
_ROLE: Final = re.compile(r"(?m)^[ \t]*[\"']?rolearn[\"']?[ \t]*:[ \t]*[\"']?(?P<arn>[^\s\"',]+)")
_GROUPS: Final = re.compile(r"(?m)^[ \t]*[\"']?groups[\"']?[ \t]*:(?P<inline>[^\n]*)(?P<lines>(?:\n[ \t]*-[^\n]*)*)")
_NAMED: Final = re.compile(r"\brolearn[\"']?[ \t]*:", re.IGNORECASE)
_COMMENT: Final = re.compile(r"(?m)(?:^|[ \t])#.*$")
_WORD: Final = re.compile(r"[^\s\"'\[\],]+")


class Mapped(NamedTuple):
    """An IAM role and the groups that it is in, if any."""

    role: str
    groups: tuple[str, ...]


def mapped_roles(text: str) -> Iterator[Mapped]:
    """Each role of the text that names one; nothing where it is no such list."""
    if text.lstrip().startswith("["):
        yield from _of_json(text)
        return
    for entry in _ENTRY.split(text)[1:]:
        role, groups = _ROLE.search(entry), _GROUPS.search(entry)
        if role:
            yield Mapped(role["arn"], tuple(_listed(groups)) if groups else ())


def names_more_roles(text: str) -> bool:
    """Whether the text names a role that `mapped_roles` does not find in it."""
    return len(_NAMED.findall(_COMMENT.sub("", text))) > sum(1 for _ in mapped_roles(text))


def _listed(groups: re.Match[str]) -> Iterator[str]:
    listed = (line.strip().removeprefix("-") for line in groups["lines"].splitlines())
    for part in (groups["inline"], *listed):
        yield from _WORD.findall(part.partition(" #")[0])


def _of_json(text: str) -> Iterator[Mapped]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    for entry in found if isinstance(found, list) else ():
        groups = entry.get("groups") or [] if isinstance(entry, dict) else None
        if isinstance(groups, list) and isinstance(entry.get("rolearn"), str):
            yield Mapped(entry["rolearn"], tuple(group for group in groups if isinstance(group, str)))
