"""This is where it is told from which role a denial of its own was to keep somebody, who has it another way.

A Deny that names the role by which something is to run is met by naming none: what is there goes on as its own role.
So is one of `iam:PassRole`, which nobody asks for then. The names of both may say that the one is there for the other;
where they do not, the denial says that nobody meant it. Source: CloudFormation API Reference, "UpdateStack" (`RoleARN`:
"uses the role that was previously associated with the stack"); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.data.role_keys import role_keys
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME, Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.naming import named_by
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.merges import MERGES
from daypass.iam.arn import names_resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_kin


def was_to_be_kept_from(actor: Actor, role: Node) -> bool:
    """Whether it is denied by its name to use a role that is not called like the holder."""
    patterns = (pattern for means in actor.means for pattern in _denied(means))
    return not is_kin(actor, role) and any(names_resource(one) and meets(one, role.arn) == "yes" for one in patterns)


def was_to_be_kept_from_a_branch(actor: Actor, edge: Edge) -> bool:
    """Whether it is denied to commit to some branch, and brings there by merging what it wrote on another."""
    denies = (held for means in actor.means for action in _COMMITS for held in means.told(action).denies)
    return not MERGES.isdisjoint(edge.paths) and any(_BRANCH in held.line.keys for held in denies)


_COMMITS: Final = ("codecommit:GitPush", "codecommit:CreateCommit", "codecommit:PutFile")
_BRANCH: Final = "codecommit:references"


def _denied(means: Means) -> Iterator[str]:
    """The roles that it may not hand over or become, whatever else is asked, and those that no request may name."""
    for action in (HANDS_OVER, ASSUME):
        for held in means.told(action).denies:
            if held.line.statement.is_fully_known and not held.line.statement.conditions:
                yield from held.line.patterns(means.caller.facts)
    for action, known in role_keys().items():
        if not known.of_profile:
            for held in means.told(action).denies:
                yield from named_by(held, known.key)
