"""This is where it is told which roles somebody may give to users of Identity Center by an entitlement.

Whoever makes one names the role and the user, and is asked about the application of account access manager alone: not
about the role, and not about `iam:PassRole`. The role must trust the service. Sources: Account access manager API
Reference, "CreateEntitlement"; Service Authorization Reference, "Account access manager"; read 2026-11.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Crowd, Member

_ENTITLES: Final = "account-access:CreateEntitlement"
_SERVICE: Final = "account-access.amazonaws.com"
_PATH: Final = "accountaccess-x01"


@dataclass(frozen=True)
class Entitling:
    """The roles that one identity may give so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    trusts: Trusts

    def __iter__(self) -> Iterator[Fan]:
        for means in self.means:
            trusting = self.trusts.passable(_SERVICE, means.caller.account) if means.may(_ENTITLES) else ()
            if any(targets.members for targets in trusting):
                answer = means.anywhere(_ENTITLES)
                yield from (self._fan(one.crowd, answer) for one in trusting if answer.possible and one.members)

    def _fan(self, crowd: Crowd, answer: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(member, answer)

        return Fan(crowd, make, "pass role", is_certain=not answer.unknown)

    def _edge(self, member: Member, answer: Answer) -> Edge:
        whole = joined(answer, member.let)
        says = f"{self.node} may give {member.node} to any user of Identity Center ({_PATH}: {_ENTITLES})"
        return Edge("pass role", self.node, member.node, says, whole.grounds, whole.unknown, answer.show, (_PATH,))
