"""This is where it is counted what exclusive resources let stay; whatever they do not list, they take away.

Such a resource removes what others gave, and those give it again at their next update, so that nobody can say which of
the two holds. Sources: the docstrings of RolePoliciesExclusive, RolePolicyAttachmentsExclusive, PolicyAttachment,
GroupMembership and Role (`inline_policies`, `managed_policy_arns`) in pulumi-aws 7.51.1.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass
class Exclusive:
    """`where` is what is held exclusively, such as the inline policies of one role; `names` are some of those."""

    _holders: dict[Hashable, set[str]] = field(default_factory=dict)
    _listed: dict[Hashable, set[str]] = field(default_factory=dict)

    def hold(self, where: Hashable, by: str) -> None:
        """A resource (its URN) takes away all that it does not list."""
        self._holders.setdefault(where, set()).add(by)

    def let(self, where: Hashable, by: str, *names: Hashable) -> None:
        """That holder lists these."""
        for name in names:
            self._listed.setdefault((where, name), set()).add(by)

    def takes(self, where: Hashable, *names: Hashable) -> bool:
        """Whether some holder lists it under none of its names. Where nobody holds anything, nothing is taken."""
        holders = len(self._holders.get(where, ()))
        return bool(holders) and all(len(self._listed.get((where, name), ())) < holders for name in names)
