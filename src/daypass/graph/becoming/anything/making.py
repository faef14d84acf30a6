"""This is where it is told whether somebody may make a role of their own, which may do as they like.

A new role trusts whom its maker likes, so that what holds it back is its permissions boundary, or who writes it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from daypass.graph.becoming.anything.attachable import attaches_whatever
from daypass.graph.becoming.anything.boundless import NEW_ROLE, Boundaries
from daypass.graph.becoming.anything.unnamed import UNBOUND, may_unnamed, written_examples
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.untold import Untold

WRITES_ROLE: Final = ("iam:PutRolePolicy", "iam:AttachRolePolicy")
_WRITES_USER: Final = ("iam:PutUserPolicy", "iam:AttachUserPolicy")
ENTERS_ROLE: Final = ("iam:UpdateAssumeRolePolicy",)
ENTERS_USER: Final = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")
_ANY_BOUNDARY: Final = replace(UNBOUND, absent=frozenset())
"""What a role brings along of which nobody says which boundary it has."""


def makes_role(means: Means, boundaries: Boundaries) -> Answer:
    """Whether it may make a role and write whatever that may do, so that no boundary counts."""
    found = best(
        boundaries.hold_nothing(means, arn, partial(_makes_and_writes, means, action, arn)).under(*doubt)
        for action, arn, doubt in _ways(means, boundaries)
    )
    return best((found, _beyond(means, boundaries)))


class Remade(NamedTuple):
    """An identity that the stack does not have, by its ARN, and the action that writes what it may do."""

    arn: str
    action: str
    answer: Answer


def remakes(means: Means, boundaries: Boundaries, entry: str) -> Iterator[Remade]:
    """Those that it names, and may become by this action, and write whatever they may do.

    So whoever looks after another stack's user has a user of their own. A boundary that a condition asks for counts.
    """
    names = boundaries.roles if entry in ENTERS_ROLE else boundaries.users
    for action in _writing(means, entry):
        for arn, doubt in names.unmade_by_both(means, action, entry):
            yield Remade(arn, action, _remade(means, entry, action, arn).under(*doubt))


def remakes_by_pattern(means: Means, entry: str) -> Iterator[Remade]:
    """The same of whichever of a pattern of names there is; what changes trusts by one is told by itself."""
    for action in _writing(means, entry) if entry in ENTERS_USER else ():
        for _, arn in written_examples(means, action, "user"):
            yield Remade(arn, action, _remade(means, entry, action, arn))


def _writing(means: Means, entry: str) -> Iterator[str]:
    writing = WRITES_ROLE if entry in ENTERS_ROLE else _WRITES_USER
    return (action for action in writing if means.may(entry) and means.may(action))


def _remade(means: Means, entry: str, action: str, arn: str) -> Answer:
    entered = may_unnamed(means, entry, arn, UNBOUND)
    return joined(entered, _writes(means, action, arn, UNBOUND)) if entered.possible else NO


def makes_bounded_role(means: Means, boundaries: Boundaries) -> Answer:
    """The same of a role that a boundary may hold back."""
    found = best(
        _makes_and_writes(means, action, arn, _ANY_BOUNDARY).under(*doubt)
        for action, arn, doubt in _ways(means, boundaries)
    )
    return best((found, _beyond(means, boundaries)))


def _beyond(means: Means, boundaries: Boundaries) -> Answer:
    return boundaries.roles.beyond(means, filter(means.may, WRITES_ROLE)) if means.may(NEW_ROLE) else NO


def _ways(means: Means, boundaries: Boundaries) -> Iterator[tuple[str, str, tuple[Untold, ...]]]:
    """What writes a new role, each with the ARNs of roles that do not exist: one for each pattern, and those named."""
    for action in WRITES_ROLE if means.may(NEW_ROLE) else ():
        if means.may(action):
            patterns = dict.fromkeys(arn for _, arn in written_examples(means, action, "role"))
            yield from ((action, arn, ()) for arn in patterns)
            yield from ((action, arn, doubt) for arn, doubt in boundaries.roles.unmade(means, action))


def _makes_and_writes(means: Means, action: str, arn: str, boundary: Facts) -> Answer:
    made = may_unnamed(means, NEW_ROLE, arn, boundary)
    return joined(made, _writes(means, action, arn, boundary)) if made.possible else NO


def _writes(means: Means, action: str, arn: str, boundary: Facts) -> Answer:
    if not action.startswith("iam:Attach"):
        return may_unnamed(means, action, arn, boundary)

    def attaches(policy: Facts) -> Answer:
        return may_unnamed(means, action, arn, replace(policy, absent=frozenset()).and_(boundary))

    return attaches_whatever(means, action, attaches)
