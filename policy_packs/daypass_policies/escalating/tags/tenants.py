"""This is where it is told which tenant may pose as another: it has a tag itself, and may choose one for a session."""

from functools import cached_property
from typing import Final

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.assuming.trust import TAG_SESSION
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.settings import Settings

_OF_REQUEST: Final = "aws:requesttag/"
_KEYS: Final = "aws:tagkeys"


class Tenants:
    """The identities of a stack, by what they are and may do."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._reach = stack.once(Reachability, settings)

    def may_choose(self, arn: str, tag: str, role: Resource) -> bool:
        """Whether an identity of this ARN carries the tag, and its own policies let it set another for the role."""
        node, target = self._by_arn.get(arn), self._reach.nodes.get(role.urn)
        if node is None or target is None or not _carries(node.resource, tag):
            return False
        facts = Facts({f"{_OF_REQUEST}{tag.lower()}": PROBE, _KEYS: tag})
        answers = (means.on(TAG_SESSION, target.arn, facts) for means in self._reach.means(node))
        return any(answer.possible and not answer.unknown for answer in answers)

    @cached_property
    def _by_arn(self) -> dict[str, Node]:
        return {node.arn: node for node in self._reach.nodes.values() if node.arn}


def _carries(identity: Resource | None, tag: str) -> bool:
    try:
        return bool(identity and Tags.of(identity.state, identity).get(tag))
    except Undecided:
        return False
