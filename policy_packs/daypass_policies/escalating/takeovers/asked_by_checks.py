"""This is where it is told which parameters say no more than what a smoke test asks, and what it should be answered.

A role that is called after such a test reads there where to ask (`/shop/health/url`). A parameter may be a secret,
and the right to read it does not say so. So both names have to say what it is: a hospital keeps health, too, and what
any other role reads there, or what is called after a credential, may be a secret. Words are habits and no facts: they
are believed of parameters alone. Source: Systems Manager User Guide, "Understanding parameter types"; read 2026-12.
"""

from typing import Final

from daypass.data.credential_names import LAST_SECRETS, PASSWORDS, SECRETS
from daypass.graph.becoming.nodes import Node
from daypass.words import singular

_READS: Final = "ssm:getparameter"
_PARAMETER: Final = ":parameter/"
_TESTS: Final = frozenset(
    ("smoke", "smoketest", "healthcheck", "probe", "prober", "canary", "canarie", "heartbeat", "synthetic")
)
"""Words, without an `s` at their end, by which roles are called that only look whether something answers."""

_ASKED: Final = frozenset(("health", *_TESTS))
"""Words by which the folders of what they ask are called."""

_CREDENTIALS: Final = frozenset(one.removesuffix("s") for one in PASSWORDS | SECRETS | LAST_SECRETS) | {"key"}


def is_what_a_check_asks(action: str, resource: str, role: Node) -> bool:
    """Whether such a role reads a parameter, or all of a folder, that is called after such a test."""
    if not action.lower().startswith(_READS) or _PARAMETER not in resource:
        return False
    path = singular(resource.partition(_PARAMETER)[2], "joined")
    is_asked = not _ASKED.isdisjoint(path) and _CREDENTIALS.isdisjoint(path)
    return is_asked and not _TESTS.isdisjoint(_words(role))


def _words(role: Node) -> tuple[str, ...]:
    return tuple(singular(role.arn.rpartition("/")[2] or role.name, "joined"))
