"""This is where the managed policies of a stack are that give everything, or all of IAM, which is that by a detour.

Whoever attaches one of them gives whatever is wanted, as with AWS's own `AdministratorAccess`.
"""

from functools import cached_property
from typing import Final

from daypass.graph.becoming.anything.policy_answers import fitting, policies_that
from daypass.graph.becoming.asking import Answer
from daypass.graph.stack import Stack
from daypass.iam.action import EVERYTHING
from daypass.iam.breadth import BroadStatement, broad
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.settings import Settings

_IAM: Final = "iam"


class StrongPolicies:
    """Those of a stack, and those that may turn out so."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings

    def fitting(self, written: str, account: str) -> tuple[tuple[str, Answer], ...]:
        """The ARNs of those that a pattern takes in, in this account where theirs is not known, and how sure it is."""
        return fitting(self._each, written, account)

    @cached_property
    def _each(self) -> tuple[tuple[str, Answer], ...]:
        """An ARN, with `*` for what is not known of it, → whether the policy is so strong."""
        return policies_that(_gives_most, self._stack, self._settings)


def _gives_most(document: Document) -> bool:
    """Whether it gives everything, or all of IAM."""
    return any(map(_is_most, broad(document)))


def _is_most(reached: BroadStatement) -> bool:
    if reached.limit or reached.statement.has("NotAction"):
        return False
    return any(service == EVERYTHING or matches(service, _IAM) for service in reached.services)
