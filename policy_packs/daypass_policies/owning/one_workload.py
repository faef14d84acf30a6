"""This is where it is told whether a role's workload tag can be right about all who enter the role.

Every governed role has a workload tag, so that it says by itself only what the role is for: that others are part of it
has to show in what they are called.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask
from daypass_policies.owning.ownership import read_fact

_OF_MANY: Final = frozenset(
    (
        *("api", "app", "apps", "application", "backend", "bot", "ci", "cd", "client", "cron", "deploy", "deployer"),
        *("deployment", "frontend", "function", "infra", "infrastructure", "job", "lib", "main", "pipeline"),
        *("pipelines", "release", "repo", "role", "sa", "server", "service", "services", "stack"),
        *("svc", "task", "terraform", "pulumi", "tool", "tools", "ui", "web", "worker", "workload"),
        *("dev", "development", "test", "qa", "stage", "staging", "live", "prod", "production", "blue", "green"),
        *("the", "and", "of", "for"),
    )
)
"""Words that name a kind of thing, or where it runs, and not whose it is."""


def are_one_workload(role: Resource, ask: Ask, called: Iterable[str]) -> bool:
    """Whether the role's workload tag says that all of these are one, and their names do not speak against it.

    They do not where all have the same last name (a repository and its fork, an account in two namespaces), or share a
    word with the tag (`shop-web` and `shop-api` of `shop`). Raises `Undecided` where the tag is not known and decides.
    """
    names = list(called)
    shared = frozenset.intersection(*(frozenset(words_of(name)) for name in names)) if names else frozenset()
    are_alike = len({name.rpartition("/")[2] for name in names}) <= 1
    if not shared and not are_alike:
        return False  # whatever the tag says
    tag = read_fact(role, ask, "workload") or ""
    return bool(tag) and (are_alike or not shared.isdisjoint(words_of(tag)))


def words_of(name: str) -> Iterator[str]:
    """The words of a name that say whose a thing is, and not of which kind it is or where it runs."""
    for word in re.findall(r"[a-z0-9]+", name.lower()):
        if word not in _OF_MANY and not _NUMBER.fullmatch(word):
            yield word.removesuffix("s")


_NUMBER: Final = re.compile(r"[a-z]?[0-9]*")
"""Numbers and versions, and letters that stand alone."""
