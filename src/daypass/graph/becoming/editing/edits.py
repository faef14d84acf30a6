"""This is where it is told whom an identity may change: what they may do, who becomes them, their credentials.

Sources: those of `daypass.data.identity_edits`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from daypass.data.escalation_paths import escalation_paths
from daypass.data.identity_edits import IdentityEdit, Makes, identity_edits
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge, Fan, How
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.spreading import one_by_one, spread
from daypass.graph.becoming.targets import Crowd, Member, Targets

_HOW: Final[Mapping[Makes, How]] = {
    "trust": "trust edit",
    "policy": "policy edit",
    "boundary": "boundary edit",
    "member": "member",
    "key": "key",
}
_DOES: Final[Mapping[Makes, str]] = {
    "trust": "rewrite whom {} trusts",
    "policy": "write what {} may do",
    "boundary": "lift the permissions boundary of {}",
    "member": "put users into {}",
    "key": "make credentials for {}",
}
_JOINS: Final = "join {}"
"""What a user may do by the same; a role needs a user to put there, and one that works for it is enough."""

_OF_ITSELF: Final = ("policy", "boundary")
"""What changes an identity that does it to itself; another key, or another trust, gives it nothing."""


@dataclass(frozen=True)
class Editing:
    """Whom one identity may change. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    editable: Editable

    def __iter__(self) -> Iterator[Edge | Fan]:
        for means in self.means:
            for edit in identity_edits():
                if means.may(edit.action):
                    account = means.caller.account
                    yield from self._by(edit, means, self.editable.of(edit, account))
                    yield from self._by(edit._replace(makes="boundary"), means, self.editable.boundaries(edit, account))

    def _by(self, edit: IdentityEdit, means: Means, targets: Targets) -> Iterator[Edge | Fan]:
        over = spread(means, edit.action, targets)
        for crowd, answer in over.crowds:
            yield self._fan(edit, crowd, answer)

        def ask(member: Member) -> Answer:
            return means.on(edit.action, member.arn, self.editable.facts(member, edit))

        for found, answer in one_by_one(means, over.asked, ask):
            if isinstance(found, Crowd):
                yield self._fan(edit, found, answer)
            elif self._counts(edit, found):
                yield self._edge(edit, found, answer)

    def _fan(self, edit: IdentityEdit, crowd: Crowd, answer: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(edit, member, answer)

        return Fan(crowd, make, _HOW[edit.makes], is_certain=not answer.unknown)

    def _counts(self, edit: IdentityEdit, member: Member) -> bool:
        return member.node != self.node or edit.makes in _OF_ITSELF

    def _edge(self, edit: IdentityEdit, member: Member, answer: Answer) -> Edge:
        whom = "itself" if member.node == self.node else str(member.node)
        through = f" through {member.through}" if member.through else ""
        does = _JOINS if edit.makes == "member" and self.node.kind == "user" else _DOES[edit.makes]
        says = f"{self.node} may {does.format(whom)}{through} ({edit.action})"
        paths, how = _paths().get(edit.action, ()), _HOW[edit.makes]
        grounds, unknown, show = answer.grounds, answer.unknown, answer.show
        return Edge(how, self.node, member.node, says, grounds, unknown, show, paths, action=edit.action)


@cache
def _paths() -> Mapping[str, tuple[str, ...]]:
    """The escalation paths of one action alone, by that action."""
    return {path.actions[0]: (path.id,) for path in escalation_paths() if len(path.actions) == 1}
