"""This is where it is told whether somebody may make a role of their own, which may do as they like.

A new role trusts whom its maker likes, so that what holds it back is its permissions boundary, or who writes it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from daypass.graph.becoming.anything.attachable import attaches_whatever
from daypass.graph.becoming.anything.boundless import NEW_ROLE, Boundaries
from daypass.graph.becoming.anything.unnamed import UNBOUND, may_to, may_unnamed, written_examples
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


def remakes(means: Means, boundaries: Boundaries, entry: str) -> Answer:
    """Whether it may become one that it names and that nobody shows, by this action, and write whatever that may do.

    So whoever looks after another stack's user has a user of their own. A boundary that a condition asks for counts.
    """
    noun, names = ("role", boundaries.roles) if entry in ENTERS_ROLE else ("user", boundaries.users)
    writing = WRITES_ROLE if noun == "role" else _WRITES_USER
    if not means.may(entry):
        return NO
    return best(
        joined(may_to(means, entry, arn, UNBOUND), _writes(means, action, arn, UNBOUND)).under(*doubt)
        for action in writing
        if means.may(action)
        for arn, doubt in names.unmade(means, action)
    )


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
