"""This is where it is told whom an identity may change: what they may do, who becomes them, their credentials.

Sources: those of `daypass.data.identity_edits`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, NamedTuple

from daypass.data.escalation_paths import escalation_paths
from daypass.data.identity_edits import IdentityEdit, Makes, identity_edits
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge, Fan, How
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.editing.new_members import Credential, credential_of_some_user
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.spreading import spread_by_sorts
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.untold import Untold
from daypass.iam.request import Request

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

_PUTS_ITS_OWN: Final = "put a user into {} whose credential it makes"
"""What a role may do that makes credentials of some user as well."""

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
        def ask(member: Member) -> Answer:
            return means.on(edit.action, member.arn, self.editable.facts(member, edit))

        sorts = partial(self.editable.sorts, edit, targets)
        reached = tuple(spread_by_sorts(means, edit.action, targets, sorts, ask))
        ways = self._ways(edit, means) if reached else ()
        for crowd, answer in reached:
            if len(crowd.members) > 1:
                yield from (self._fan(way, crowd, answer, ask) for way in ways)
            elif self._counts(edit, crowd.members[0]):
                yield from (self._edge(way, crowd.members[0], answer) for way in ways)

    def _ways(self, edit: IdentityEdit, means: Means) -> "tuple[_Way, ...]":
        """How it changes what it may change by that, and by what else that it may do.

        Whose credential it makes only perhaps puts others there for certain.
        """
        if edit.makes != "member":
            return (_Way.of(edit),)
        if self.node.kind == "user":
            return (_Way.of(edit)._replace(does=_JOINS),)
        own = credential_of_some_user(means, self.editable)
        by_its_own = (_Way("own member", _PUTS_ITS_OWN, edit.action, own),) if own else ()
        return by_its_own if own and not own.answer.unknown else (_Way.of(edit), *by_its_own)

    def _fan(self, way: "_Way", crowd: Crowd, answer: Answer, ask: Callable[[Member], Answer]) -> Fan:
        def make(member: Member) -> Edge:
            """A request that is shown is about this one, and not about the one of its sort that was asked about."""
            return self._edge(way, member, answer._replace(show=lambda: _shown(ask(member))) if answer.show else answer)

        return Fan(crowd, make, way.how, is_certain=not (answer.unknown or way.unknown))

    def _counts(self, edit: IdentityEdit, member: Member) -> bool:
        return member.node != self.node or edit.makes in _OF_ITSELF

    def _edge(self, way: "_Way", member: Member, answer: Answer) -> Edge:
        whom = "itself" if member.node == self.node else str(member.node)
        through = f" through {member.through}" if member.through else ""
        says = f"{self.node} may {way.does.format(whom)}{through} ({', '.join(way.actions)})"
        paths, grounds = _paths().get(way.action, ()), (*answer.grounds, *way.grounds)
        unknown = answer.under(*way.unknown).unknown
        return Edge(way.how, self.node, member.node, says, grounds, unknown, answer.show, paths, action=way.action)


class _Way(NamedTuple):
    """How an action changes an identity, in words, and whose credential is made besides."""

    how: How
    does: str
    action: str
    own: Credential | None = None

    @classmethod
    def of(cls, edit: IdentityEdit) -> "_Way":
        """By this action alone."""
        return cls(_HOW[edit.makes], _DOES[edit.makes], edit.action)

    @property
    def actions(self) -> tuple[str, ...]:
        """All that it takes, in order."""
        return (*(self.own.actions if self.own else ()), self.action)

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The statements besides."""
        return self.own.answer.grounds if self.own else ()

    @property
    def unknown(self) -> tuple[Untold, ...]:
        """What is not known of whether it makes that credential."""
        return self.own.answer.unknown if self.own else ()


def _shown(answer: Answer) -> Request | None:
    return answer.show() if answer.show else None


@cache
def _paths() -> Mapping[str, tuple[str, ...]]:
    """The escalation paths of one action alone, by that action."""
    return {path.actions[0]: (path.id,) for path in escalation_paths() if len(path.actions) == 1}
