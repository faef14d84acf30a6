"""This is where it is told who moves an account to where a role lets in every account.

A trust may believe whoever comes from an organisational unit (`aws:PrincipalOrgPaths`), and names none of its accounts.
Whoever moves accounts decides which these are: one in which somebody else may do everything, too. Sources: IAM User
Guide, "AWS global condition context keys" (`aws:PrincipalOrgPaths`); Service Authorization Reference, "AWS
Organizations" (`MoveAccount` is asked about the account and both parents); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.nodes import Node
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_by
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, gained

_MOVES: Final = "organizations:MoveAccount"
_PATHS: Final = "aws:principalorgpaths"
_OF_ALL: Final = frozenset((_PATHS, "aws:principalorgid"))
"""What every account below the unit has, whichever it is."""

_UNIT: Final = "ou-"
_PLACING: Final = frozenset(("account", "vending", "factory", "landing", "organization", "organisation", "enrollment"))
"""Words by which those are called, in the singular, who are there to put accounts where they belong."""


class _Believed(NamedTuple):
    """A unit (`ORGANISATION/UNIT`), and a role that lets in every account below it."""

    unit: str
    role: Node


def moves_accounts(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The units into which a workload moves accounts, where a role believes these and has what it was not given."""
    if has_by_itself(actor, _MOVES) and not is_called_by(actor, _PLACING):
        for one in rising.reach.stack.once(_believed, rising):
            answer = may(actor, _MOVES, _arn(one.unit, actor))
            if answer.possible and gained(actor, one.role, rising, WEIGHTS):
                yield Opened(
                    _MOVES, f"move an account to where {one.role} lets in every account", answer, as_another=True
                )


def _believed(stack: Stack, rising: Rising) -> tuple[_Believed, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    del stack
    trusts = sorted(rising.reach.trusts.by_urn.values(), key=lambda one: one.node.key)
    each = ((unit, trust.node) for trust in trusts for line in trust.allows for unit in _units(line))
    return tuple(dict.fromkeys(_Believed(unit, node) for unit, node in each))


def _units(line: Line) -> Iterator[str]:
    """The units all accounts below which a statement lets in, whoever they are."""
    try:
        is_open = line.is_allow and EVERYONE in (line.statement.principals or {}).get("AWS", ())
        conditions = line.statement.conditions if is_open else ()
        if any(one.key.lower() not in _OF_ALL or one.test.negated for one in conditions):
            return
        paths = [text for one in conditions if one.key.lower() == _PATHS for text in one.values]
    except Undecided:
        return
    for path in paths:
        parts = [part for part in path.split("/") if part and not has_wildcard(part)]
        if len(parts) > 1 and parts[-1].startswith(_UNIT):
            yield f"{parts[0]}/{parts[-1]}"


def _arn(unit: str, actor: Actor) -> str:
    """The ARN of a unit, which has the account that manages the organisation: that of whoever moves accounts there."""
    arn = Arn.parse(actor.node.arn) if actor.node else None
    return f"arn:{arn.partition if arn else ANY}:organizations::{(arn.account if arn else '') or ANY}:ou/{unit}"
