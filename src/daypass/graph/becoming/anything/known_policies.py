"""This is where the managed policies are whose documents are known: those of a stack, and of AWS's own what is named.

One that neither has says nothing here: nobody can read it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from daypass.graph.becoming.anything.attachable import values_of
from daypass.graph.becoming.anything.policy_answers import in_account
from daypass.graph.becoming.callers import thing_arn
from daypass.graph.becoming.means import Means
from daypass.graph.faults import Fault
from daypass.graph.given import Given
from daypass.graph.managed import POLICY_KINDS, ManagedPolicies, PolicyFound
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.settings import Settings


class KnownPolicy(NamedTuple):
    """A policy by its ARN, with `*` for what is not known of it, and its document; or the fault that hides that."""

    arn: str
    given: Given | None
    fault: Fault | None
    by: Resource


class KnownPolicies:
    """Those of a stack."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings

    def named_by(self, means: Means, action: str, key: str) -> Iterator[KnownPolicy]:
        """All of the stack, in the account of whoever asks, and those of AWS that conditions on this key name."""
        account = means.caller.account
        for one in self._each:
            yield one._replace(arn=in_account(account, one.arn)) if account else one
        for written in values_of(means, action, key):
            arn = Arn.parse(written)
            if arn and arn.aws_managed_policy and not has_wildcard(written):
                by = means.permissions.identity
                yield from _known(written, self._policies.named(by, written), by)

    @cached_property
    def _policies(self) -> ManagedPolicies:
        return ManagedPolicies(self._stack)

    @cached_property
    def _each(self) -> tuple[KnownPolicy, ...]:
        made = (one for one in self._stack.resources if one.type in POLICY_KINDS)
        told = ((one, thing_arn(one, POLICY_KINDS[one.type], self._settings)) for one in made)
        return tuple(known for one, arn in told for known in _known(arn, self._policies.itself(one)[1], one))


def _known(arn: str, found: PolicyFound, by: Resource) -> Iterator[KnownPolicy]:
    """What AWS would refuse gives nothing."""
    if found.document is not None:
        yield KnownPolicy(arn, Given(found.document, by, "attached", "policy", arn, policy=found.policy), None, by)
    elif found.fault and not found.fault.malformed:
        yield KnownPolicy(arn, None, found.fault, by)
