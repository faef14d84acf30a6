"""This is where it is told which tenant may pose as another: it has a tag itself, and may choose one for a session."""

from functools import cached_property
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.assuming.trust import TAG_SESSION
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.settings import Settings
from daypass_policies.trusting.trust import ROLES, trust_of

_OF_REQUEST: Final = "aws:requesttag/"
_KEYS: Final = "aws:tagkeys"


class Tenants:
    """The identities of a stack, by what they are and may do."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._reach = stack.once(Reachability, settings)

    def may_choose(self, arn: str, tag: str, role: Resource) -> bool:
        """Whether an identity of this ARN, or the role itself, has the tag, and its policies let it set another."""
        node, target = self._by_arn.get(arn), self._reach.nodes.get(role.urn)
        if node is None or target is None or not (_carries(node.resource, tag) or _is_tagged(role, tag)):
            return False
        facts = Facts({f"{_OF_REQUEST}{tag.lower()}": PROBE, _KEYS: tag})
        answers = (means.on(TAG_SESSION, target.arn, facts) for means in self._reach.means(node))
        return any(answer.is_certain for answer in answers)

    @cached_property
    def _by_arn(self) -> dict[str, Node]:
        return {node.arn: node for node in self._reach.nodes.values() if node.arn}


def _carries(identity: Resource | None, tag: str) -> bool:
    """Whether it is tagged so itself, or its trust asks a provider for such a tag of each session."""
    if identity is None:
        return False
    try:
        return _is_tagged(identity, tag) or any(_is_put_on(statement, tag) for statement in _entered_by(identity))
    except (Undecided, MalformedDocument):
        return False


def _is_tagged(identity: Resource, tag: str) -> bool:
    try:
        return bool(Tags.of(identity.state, identity).get(tag))
    except Undecided:
        return False


def _entered_by(identity: Resource) -> tuple[Statement, ...]:
    return trust_of(identity).statements if identity.type in ROLES else ()


def _is_put_on(statement: Statement, tag: str) -> bool:
    """Source: IAM User Guide, "Pass session tags in AWS STS" (with SAML and web identities); read 2026-11."""
    is_providers = statement.effect == "Allow" and "Federated" in (statement.principals or {})
    asked = (one.key.lower() for one in statement.conditions if not one.test.negated)
    return is_providers and f"{_OF_REQUEST}{tag.lower()}" in asked
