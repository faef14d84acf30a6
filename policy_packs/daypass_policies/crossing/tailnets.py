"""This is where it is told which machines a policy of a tailnet lets reach which, by what their tags are called.

Sources: Tailscale, "Syntax reference for the tailnet policy file" (`acls` with `src` and `dst`, formerly `users` and
`ports`, whose action is `accept`; `ssh`; `tagOwners`; `hosts`; `ipsets`) and "Grants syntax"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass_policies.crossing.environments import of_name

_TARGET: Final = re.compile(r"(?P<kind>tag|ipset|svc|host):(?P<name>[^:]+)(?::.*)?")
_NOUNS: Final = {"tag": "tag", "ipset": "set of addresses", "svc": "service", "host": "host"}
_ALL: Final = ("*", "autogroup:tagged")
_ACCEPTS: Final = ("accept", "check")


class Machines(NamedTuple):
    """Those of one tag, or what else names some: `noun` says what, `environment` is "" where nothing tells it."""

    noun: str
    name: str

    @property
    def environment(self) -> str:
        """That which its name tells."""
        return of_name(self.name)


class Reach(NamedTuple):
    """Who reaches whom, or may make itself one of them; `at` is the section that says so."""

    source: Machines
    target: Machines
    how: str
    at: str


def reaches(policy: Mapping[str, Any]) -> Iterator[Reach]:
    """What a policy lets machines reach, as far as both sides are called after an environment; people are left out."""
    names = _Names(policy)
    for section in ("acls", "grants", "ssh"):
        for one in _maps(policy.get(section)):
            if section == "grants" or one.get("action") in _ACCEPTS:
                sources = [*names.of(one, "src", "users")]
                targets = [*names.of(one, "dst", "ports")]
                yield from (Reach(source, target, "reaches", section) for source in sources for target in targets)
    owners = policy.get("tagOwners")
    for tag, owned_by in owners.items() if isinstance(owners, dict) else ():
        for target in names.called(tag):
            yield from (
                Reach(source, target, "may call itself", "tagOwners")
                for text in _texts(owned_by)
                for source in names.called(text)
            )


class _Names:
    """What selectors name. Only what tells an environment comes out, so that few are compared with few."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        hosts, owners = policy.get("hosts"), policy.get("tagOwners")
        self._hosts = frozenset(hosts) if isinstance(hosts, dict) else frozenset[str]()
        tags = [found for tag in owners for found in self.called(tag)] if isinstance(owners, dict) else []
        self._first = [*{one.environment: one for one in reversed(tags)}.values()]

    def of(self, one: Mapping[str, Any], *keys: str) -> Iterator[Machines]:
        """Those under any of these keys; of all that carry a tag one for each environment."""
        for text in (text for key in keys for text in _texts(one.get(key))):
            is_all = text in _ALL or text.startswith(tuple(f"{every}:" for every in _ALL))
            yield from self._first if is_all else self.called(text)

    def called(self, text: str) -> Iterator[Machines]:
        alias = text.split(":", maxsplit=1)[0]
        found = _TARGET.fullmatch(f"host:{alias}" if alias in self._hosts else text)
        if found and (found["kind"] != "host" or alias in self._hosts) and of_name(found["name"]):
            yield Machines(_NOUNS[found["kind"]], found["name"])


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _texts(value: Any) -> Iterator[str]:
    return (one for one in value if isinstance(one, str)) if isinstance(value, list) else iter(())
