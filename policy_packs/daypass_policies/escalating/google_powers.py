"""This is where it is told by what a role of Google Cloud makes one stronger: which service it changes, and how.

A role counts by a table, or by how it is called. Permissions of custom roles are told in the same way; not those that
whoever merely uses a service has (`storage.objects.create`, `logging.logEntries.create`), as no role for that counts.
Source: Google Cloud, "IAM basic and predefined roles reference" (what roles called admin, editor, developer or writer
may change; what those called user, creator, enqueuer or invoker hold); read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.data.foreign_roles import foreign_roles
from daypass.data.google_powers import power_of

WIDE: Final = ("project", "folder", "organisation")
"""What a role is given on where it holds of all that is below, the widest last."""
GRAVE: Final = ("secret", "key", "key ring")
"""What a role may be grave on though it is one thing."""

_ROLE: Final = "roles/"
_CHANGING: Final = re.compile(r"roles/[\w.]+\.(?:\w*admin|\w*editor|developer|secretaccessor)", re.IGNORECASE)
_CHANGES: Final = re.compile(
    r"[\w.]+\.(?:create|update|delete|patch|add|set\w+|undelete|destroy|access|actAs|getAccessToken|signBlob|signJwt"
    r"|deploy)"
)
_HARMLESS: Final = re.compile(
    r"(?:roles/)?(?:logging|monitoring|cloudtrace|errorreporting|cloudprofiler|billing|serviceusage)\..*"
    r"|storage\.(?:objects|multipartUploads|folders)\..*|datastore\.entities\..*|spanner\.sessions\..*"
    r"|bigquery\.(?:jobs|readsessions)\.create|cloudtasks\.tasks\..*|workflows\.executions\..*",
    re.IGNORECASE,
)
_WHOLE: Final = ("admin", "owner")


class Power(NamedTuple):
    """What one may change: a service, "" for everything; the act, "" where it has no words; whether all of it."""

    service: str
    act: str
    is_whole: bool

    def covers(self, other: "Power") -> bool:
        """Whether who has this may do what the other one is for."""
        is_of = self.service in ("", other.service)
        return is_of and (self.is_whole or self.act == other.act)


def powers(held: Iterable[str], noun: str) -> frozenset[Power]:
    """What a role, or each of the permissions of a custom one, lets one change that is given it on such a thing."""
    return frozenset(power for one in held for power in _powers(one, noun))


def _powers(one: str, noun: str) -> Iterator[Power]:
    everything, known = foreign_roles("google").get(one), power_of(one)
    service, _, name = one.removeprefix(_ROLE).partition(".")
    is_whole = one.startswith(_ROLE) and name in _WHOLE
    if everything and everything.gives != "handing" and not everything.is_advice and noun in WIDE:
        yield Power("", "", is_whole=True)
    elif known:
        yield from (Power(service, known.act, is_whole),) if known.is_grave or noun in WIDE else ()
    elif noun in WIDE and not _HARMLESS.fullmatch(one):
        pattern = _CHANGING if one.startswith(_ROLE) else _CHANGES
        yield from (Power(service, "", is_whole),) if pattern.fullmatch(one) else ()
