"""This is where it is told with which permissions boundary a role can be made that holds it back in nothing.

None at all, one that allows everything, one that its maker rewrites, and one that its maker takes off again.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

from daypass.data.identity_edits import WHOSE_BOUNDARY
from daypass.data.managed_policies import ADMINISTRATOR, managed_policy_gives_everything
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.attachable import YES, example_of, may_write_policy, values_of
from daypass.graph.becoming.anything.identity_names import IdentityNames
from daypass.graph.becoming.anything.policy_answers import fitting, policies_that
from daypass.graph.becoming.anything.unnamed import UNBOUND, account_for, may_to, may_unnamed
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER
from daypass.iam.arn import Arn
from daypass.iam.breadth import gives_everything
from daypass.settings import Settings

NEW_ROLE: Final = "iam:CreateRole"
_TAKES_OFF: Final = "iam:DeleteRolePermissionsBoundary"
_REPLACES: Final = "iam:PutRolePermissionsBoundary"


class Boundaries:
    """The permissions boundaries of a stack, and what its `roles` and `users` are called."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings
        self.roles, self.users = IdentityNames(stack, ROLE), IdentityNames(stack, USER)

    def hold_nothing(self, means: Means, role: str, ask: Callable[[Facts], Answer]) -> Answer:
        """Whether a role of this ARN is held back in nothing, where `ask` tells of a boundary whether it may be had."""
        return best(self._each(means, role, ask))

    def put_to_hold_nothing(self, means: Means, action: str, ask: Callable[[Facts], Answer]) -> Answer:
        """Whether a boundary that holds nothing can be put by this action, where `ask` tells of one if it can be put.

        One that nobody named may hold nothing; one that a condition pins is what it is, unless the holder writes it.
        """
        return best(self._each_put(means, action, ask))

    def puts(self, means: Means, action: str, arn: str, facts: Facts) -> Answer:
        """The same of something that there is, by its ARN and what it brings along."""
        return self.put_to_hold_nothing(
            means, action, lambda boundary: may_to(means, action, arn, boundary.and_(facts))
        )

    def _each_put(self, means: Means, action: str, ask: Callable[[Facts], Answer]) -> Iterator[Answer]:
        account = account_for(means, action)
        yield ask(bounded_by(ADMINISTRATOR))
        yield ask(bounded_by(f"arn:aws:iam::{account}:policy/{PROBE}"))
        for written in values_of(means, action, WHOSE_BOUNDARY):
            yield from self._open_ones(written, account, ask)
            policy = example_of(written, account)
            found = ask(bounded_by(policy)) if policy else NO
            if found.possible:
                yield joined(found, best((_by_aws(policy), may_write_policy(means, policy, written))))

    def _each(self, means: Means, role: str, ask: Callable[[Facts], Answer]) -> Iterator[Answer]:
        yield ask(UNBOUND)
        yield ask(bounded_by(ADMINISTRATOR))
        account = account_for(means, NEW_ROLE)
        for written in values_of(means, NEW_ROLE, WHOSE_BOUNDARY):
            yield from self._open_ones(written, account, ask)
            policy = example_of(written, account)
            found = ask(bounded_by(policy)) if policy else NO
            if found.possible:
                yield joined(found, best((_by_aws(policy), *_undoing(means, role, policy, written))))

    def _open_ones(self, written: str, account: str, ask: Callable[[Facts], Answer]) -> Iterator[Answer]:
        """Whether one that holds nothing may be had, of those that are written, maybe by a pattern of names."""
        for policy, answer in fitting(self._open, written, account):
            yield joined(ask(bounded_by(policy)), answer)

    @cached_property
    def _open(self) -> tuple[tuple[str, Answer], ...]:
        """Those that allow everything and deny nothing, or may turn out to: an ARN, maybe a pattern, → whether."""
        return policies_that(gives_everything, self._stack, self._settings)


def bounded_by(policy: str) -> Facts:
    """What a role brings along that has this boundary."""
    return UNBOUND.and_(Facts({WHOSE_BOUNDARY.lower(): policy}))


def _by_aws(policy: str) -> Answer:
    """Whether it is one of AWS's own that holds nothing."""
    arn = Arn.parse(policy)
    return YES if arn and managed_policy_gives_everything(arn.aws_managed_policy) else NO


def _undoing(means: Means, role: str, policy: str, written: str) -> Iterator[Answer]:
    yield may_write_policy(means, policy, written)
    if means.may(_TAKES_OFF):
        yield may_unnamed(means, _TAKES_OFF, role, bounded_by(policy))
    if means.may(_REPLACES):
        yield may_unnamed(means, _REPLACES, role, bounded_by(ADMINISTRATOR))
