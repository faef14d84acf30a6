"""This is where it is told whether something that one policy allows is taken back by a Deny or by the boundary."""

from functools import cached_property
from itertools import islice
from typing import Final

from daypass.graph.permissions import Permissions
from daypass.iam.context import MalformedRequest
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

_MOST_QUESTIONS: Final = 40
"""Of one identity: a policy decides how many there are, and each may take a while. What is beyond counts as allowed."""
_ANY: Final = "*"


class StillAllowed:
    """What all policies of an identity leave of something that one of them allows.

    Only what no request can do, in whatever context, is taken back: a Deny that has conditions leaves a way.
    """

    def __init__(self, permissions: Permissions) -> None:
        self._permissions = permissions
        self._asked = 0

    def any_of(self, statement: Statement, resource: str) -> bool:
        """Whether anything that the statement allows there is left. Raises `Undecided` where an unknown could decide.

        `resource` is one of its patterns.
        """
        if not self._takes_back:
            return True
        actions = (_ANY,) if statement.has("NotAction") else statement.actions
        left = _MOST_QUESTIONS - self._asked
        wanted = tuple(islice(actions, left + 1))
        if len(wanted) > left:
            return True
        return any(self._may(action, resource) for action in wanted)

    @cached_property
    def _policies(self) -> Policies:
        return self._permissions.policies

    @cached_property
    def _takes_back(self) -> bool:
        """Whether anything may: a boundary, or a Deny without conditions, since any other leaves a way."""
        statements = (one for document in self._policies.identity for one in document.statements)
        return self._policies.boundary is not None or any(map(_may_deny, statements))

    def _may(self, action: str, resource: str) -> bool:
        self._asked += 1
        try:
            return reach(self._policies, action, resource).possible
        except (MalformedRequest, MalformedDocument):
            return True  # other rules say what is wrong with it


def _may_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny" and not statement.conditions
    except Undecided:
        return True
