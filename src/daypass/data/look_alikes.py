"""This is where it is told which hosts only look like that of a known issuer, so that a stranger may hold them.

Whoever holds a host publishes keys there and signs any subject. A host looks like another by one letter of its domain
(two, of a long one), by a letter of the ending, by hyphens in place of dots, or by what follows the whole name.
Source: MITRE ATT&CK T1583.001, "Acquire Infrastructure: Domains" (homoglyphs, typosquatting, other top-level domains);
read 2026-12.
"""

from functools import cache, lru_cache
from typing import Final

from daypass.data.table import read_table

_SHORTEST: Final = 6
"""Letters of a domain's name below which another one differs in a letter by chance (`scalr.io`, `modal.com`)."""
_LONG: Final = 12
_TWO: Final = 2
"""Letters that may differ in a long name (`rn` for `m`)."""
_MOST: Final = 253
"""Letters of a host's name. Source: RFC 1035, 2.3.4."""


@lru_cache(maxsize=256)
def looks_like(path: str) -> str:
    """The host of a known issuer that the one of this path only looks like, "" where it is none's."""
    host = path.lower().partition("/")[0].partition(":")[0].rstrip(".")
    domain = _domain(host)
    if len(host) > _MOST or domain in {_domain(one) for one in _hosts()}:
        return ""
    return next((known for known in _hosts() if _is_like(host, known) or _is_near(domain, _domain(known))), "")


@cache
def _hosts() -> tuple[str, ...]:
    """The hosts that the table of issuers names in full, in order."""
    hosts = (row["issuer"].lower().partition("/")[0] for row in read_table("issuers").rows)
    return tuple(sorted({host for host in hosts if "*" not in host}))


def _domain(host: str) -> str:
    """Its last two labels, which somebody has registered."""
    return ".".join(host.split(".")[-2:])


def _is_like(host: str, known: str) -> bool:
    """Whether it has all of the other's name, and goes on behind it, or writes its dots as hyphens."""
    return host.startswith(f"{known}.") or host.replace("-", ".") == known


def _is_near(domain: str, known: str) -> bool:
    name, _, ending = domain.partition(".")
    known_name, _, known_ending = known.partition(".")
    if len(known_name) < _SHORTEST:
        return False
    if ending != known_ending:
        return name == known_name and _distance(ending, known_ending) == 1
    most = _TWO if len(known_name) >= _LONG else 1
    return abs(len(name) - len(known_name)) <= most and _distance(name, known_name) <= most


def _distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out, changed, or swapped with the next one."""
    last: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, last, row = last, row, [place]
        for at, wanted in enumerate(other, 1):
            found = min(last[at] + 1, row[at - 1] + 1, last[at - 1] + (letter != wanted))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == wanted:
                found = min(found, before[at - 2] + 1)
            row.append(found)
    return row[-1]
