"""This is where it is told which lists of what an agent may use it may write itself, by what they are called.

A program that runs an agent may read from a table, a parameter or an object which tools that agent may use. AWS knows
nothing of such lists, so that their names have to say it: `allowed-tools`, `tool-policy`, `command_allowlist`. Source:
OWASP Top 10 for Agentic Applications 2026, ASI02 "Tool Misuse and Exploitation" (what an agent may call is held outside
of it); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.iam.arn import Arn
from daypass.iam.glob import filled
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass.words import singular
from daypass_policies.rights import allows, may, mentions
from daypass_policies.settle import collect

_ITEMS: Final = (
    *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
    *("dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"),
)
_WRITES: Final[Mapping[str, tuple[str, ...]]] = {
    "dynamodb": _ITEMS,
    "s3": ("s3:PutObject", "s3:DeleteObject"),
    "ssm": ("ssm:PutParameter", "ssm:DeleteParameter"),
}
"""Service → the actions by which something is put on a list that it keeps, or taken off one."""

_EVERY: Final = tuple(action for actions in _WRITES.values() for action in actions)

_USED: Final = frozenset(("tool", "toolset", "command", "function"))
_LET: Final = frozenset(
    (
        *("allow", "allowed", "allowlist", "permitted", "permission", "approved", "enabled", "whitelist"),
        *("deny", "denied", "denylist", "blocked", "blocklist", "policy", "policie"),
    )
)
"""Words, in the singular, by which a list says that it holds what may be used."""


def written_lists(policies: Policies) -> Iterator[str]:
    """The actions by which such a list is written, each once. Raises `Undecided` where an unknown decides."""
    writing = [one for one in allows(policies) if any(mentions(one, action) for action in _EVERY)]
    named, unknown = collect(_lists(one) for one in writing)
    able, undecided = collect(_by(policies, arn) for arn in dict.fromkeys(named))
    yield from dict.fromkeys(able)
    if left := undecided or unknown:
        raise left


def _lists(statement: Statement) -> Iterator[str]:
    yield from filter(_is_list, statement.resources)


def _by(policies: Policies, arn: str) -> Iterator[str]:
    yield from (action for action in _WRITES.get(_service(arn), ()) if may(policies, action, filled(arn, PROBE)))


def _service(text: str) -> str:
    return arn.service if (arn := Arn.parse(text)) else ""


def _is_list(text: str) -> bool:
    arn = Arn.parse(text)
    words = {*singular(arn.resource)} if arn and arn.service in _WRITES else set()
    return not words.isdisjoint(_USED) and not words.isdisjoint(_LET)
