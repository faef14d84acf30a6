"""This is where it is told who may write anew what bounds others of the stack.

A boundary is a managed policy, and what its default version says bounds all that have it: who may write that takes the
boundary off them without being seen at any of them. Source: IAM User Guide, "Permissions boundaries for IAM entities"
(delegating responsibility: who is bounded must not change the boundary); Service Authorization Reference, AWS IAM
(`CreatePolicyVersion`, `SetDefaultPolicyVersion`); read 2026-12.
"""

from typing import Final

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import matches
from daypass_policies.rights import allows, may, mentions, resources_of

REWRITING: Final = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")
"""What a boundary says is changed by these."""

_ANY_POLICY: Final = f"arn:aws:iam::{NOBODYS_ACCOUNT}:policy/{PROBE}"


class BoundariesOfOthers:
    """The boundaries of a stack, by ARN, also those that it does not have itself."""

    def __init__(self, stack: Stack) -> None:
        self._bounded: Final = grouped(
            (arn, found.identity)
            for found in stack.once(EffectivePermissions).each
            if (arn := found.bounded.arn if found.bounded else _written(found))
        )

    def rewritten_by(self, found: Permissions) -> tuple[str, ...]:
        """The names of those whose boundary it may write anew, by an ARN or a pattern that is not any policy's.

        Raises `Undecided` where an unknown part of a policy decides.
        """
        about = [one for one in allows(found.policies) if any(mentions(one, action) for action in REWRITING)]
        patterns = dict.fromkeys(pattern for one in about for pattern in resources_of(one))
        narrow = [pattern for pattern in patterns if not matches(pattern, _ANY_POLICY)]
        arns = [arn for arn in self._bounded if any(matches(pattern, arn) for pattern in narrow)] if narrow else ()
        may_be = (arn for arn in arns if any(may(found.policies, action, arn) for action in REWRITING))
        bounded = (one for arn in may_be for one in self._bounded[arn] if one.urn != found.identity.urn)
        return tuple(dict.fromkeys(one.name for one in bounded))


def _written(found: Permissions) -> str:
    return text_of(said(found.identity, "permissionsBoundary"))
