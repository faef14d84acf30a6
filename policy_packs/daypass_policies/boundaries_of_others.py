"""This is where it is told who may write anew what bounds others of the stack.

A boundary is a managed policy, and what its default version says bounds all that have it: who may write that takes the
boundary off them without being seen at any of them. Source: IAM User Guide, "Permissions boundaries for IAM entities"
(delegating responsibility: who is bounded must not change the boundary); Service Authorization Reference, AWS IAM
(`CreatePolicyVersion`, `SetDefaultPolicyVersion`); read 2026-12.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.becoming.anything.attachable import VERSIONS
from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import matches
from daypass.iam.statement import Statement
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.rights import allows, may, mentions
from daypass_policies.settle import collect

_ANY_POLICY: Final = f"arn:aws:iam::{NOBODYS_ACCOUNT}:policy/{PROBE}"


class Rewritten(NamedTuple):
    """Whose boundary somebody may write anew: those of whom that is known, and those whose boundary is not known."""

    known: tuple[Resource, ...]
    hidden: tuple[Resource, ...]


_NOBODYS: Final = Rewritten((), ())


class BoundariesOfOthers:
    """The boundaries of a stack, by ARN, also those that it does not have itself."""

    def __init__(self, stack: Stack) -> None:
        every = stack.once(EffectivePermissions).each
        written = [(found.bounded.arn if found.bounded else _written(found), found.identity) for found in every]
        self._bounded: Final = grouped((arn, one) for arn, one in written if arn)
        self._hidden: Final = tuple(one for arn, one in written if not arn and _is_hidden(one))

    def rewritten_by(self, found: Permissions) -> Rewritten:
        """Whose it may write anew, by an ARN or a pattern that is not any policy's.

        Raises `Undecided` where an unknown part of a policy decides, and it is certain of nobody.
        """
        about = [one for one in allows(found.policies) if any(mentions(one, action) for action in VERSIONS)]
        if not about:
            return _NOBODYS
        patterns, unknown = collect(_narrow(one) for one in about)
        others = [arn for arn, bounded in self._bounded.items() if _others(bounded, found)]
        asked = (arn for arn in others if any(matches(pattern, arn) for pattern in patterns))
        arns, undecided = collect(self._rewritten(found, arn) for arn in asked)
        known = tuple(one for arn in arns for one in _others(self._bounded[arn], found))
        hidden = _others(self._hidden, found) if patterns or unknown else ()
        left = undecided or (unknown if others else None)
        if left and not known:
            raise left
        return Rewritten(known, () if known else hidden)

    def _rewritten(self, found: Permissions, arn: str) -> Iterator[str]:
        if any(may(found.policies, action, arn) for action in VERSIONS):
            yield arn


def _narrow(statement: Statement) -> Iterator[str]:
    """The patterns of its resources that do not take in any policy. Raises `Undecided`."""
    yield from (pattern for pattern in statement.resources if not matches(pattern, _ANY_POLICY))


def _others(identities: Iterable[Resource], found: Permissions) -> tuple[Resource, ...]:
    return tuple(one for one in identities if one.urn != found.identity.urn)


def _written(found: Permissions) -> str:
    return text_of(said(found.identity, _BOUNDARY))


def _is_hidden(identity: Resource) -> bool:
    return bare(said(identity, _BOUNDARY)) is UNKNOWN


_BOUNDARY: Final = "permissionsBoundary"
