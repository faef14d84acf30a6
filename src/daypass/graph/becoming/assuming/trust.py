"""This is where the Trust of one role is: its document, and whom each statement of it lets in or keeps out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.becoming.asking import AskedPolicies
from daypass.graph.becoming.callers import resource_facts
from daypass.graph.becoming.chosen import left_open
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import ORDER, Ground, Library, Line, Say, ground_of, sharper
from daypass.graph.becoming.means import ASSUME, Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.faults import Fault
from daypass.graph.leaves import declared
from daypass.graph.managed import document_or_fault
from daypass.graph.untold import Untold
from daypass.graph.ways import TRUST
from daypass.iam.asked import asked_of
from daypass.iam.decision import Decision
from daypass.iam.document import ALL_ALLOWED, Document
from daypass.iam.policies import Policies
from daypass.model.resource import Resource, Undecided

TAG_SESSION: Final = "sts:TagSession"
FEDERATES: Final = "sts:AssumeRoleWithWebIdentity"
_SOURCE: Final = "aws:sourcearn"


@dataclass(frozen=True)
class Trust:
    """The trust of one role. `document` is None where it cannot be read; `unknown` says what of it then."""

    node: Node
    document: Document | None
    unknown: tuple[Untold, ...]
    library: Library

    @classmethod
    def of(cls, node: Node, library: Library) -> "Trust":
        """Of a role of the stack."""
        resource = _resource_of(node)
        key = TRUST[resource.type]
        read = document_or_fault(declared(resource, key), key)
        if isinstance(read, Fault):
            whole = Untold.of(resource, key)
            why = whole._replace(whose=f"{whole.whose} ({read.fact})") if read.malformed else whole
            return cls(node, None, (why,), library)
        return cls(node, read, (), library)

    @property
    def at(self) -> str:
        """The property that holds it."""
        return TRUST[self._resource.type]

    @property
    def dependencies(self) -> tuple[str, ...]:
        """The URNs of what it is made of."""
        return tuple(self._resource.property_dependencies.get(self.at, ()))

    @cached_property
    def facts(self) -> Facts:
        """The condition keys that the role brings along."""
        return resource_facts(self._resource, self.node.account)

    @property
    def policies(self) -> Policies:
        """The trust as evaluation and reach take it, for a caller who may do everything."""
        return Policies(identity=(ALL_ALLOWED,), resource=self.document)

    @property
    def asked(self) -> AskedPolicies:
        """The same, to be asked about."""
        return AskedPolicies(self.policies, self.library, self.keys)

    def asked_of(self, line: Line) -> AskedPolicies:
        """The same, with no other statement that lets anyone in."""
        return AskedPolicies(Policies(identity=(ALL_ALLOWED,), resource=self.narrowed([line])), self.library, self.keys)

    def narrowed(self, letting: Sequence[Line]) -> Document | None:
        """The document with no statements that let anyone in but these."""
        whole = self.document
        lines = (*letting, *(deny for deny in self.denies if deny not in letting))
        kept = tuple(line.statement for line in lines)
        return Document(kept, path=whole.path, version=whole.version) if whole else None

    def depends_on(self, line: Line, facts: Facts, caller: Resource | str) -> tuple[Untold, ...]:
        """What is not known of this caller, or of the role, on which depends whether the statement applies."""
        return left_open(line.asks_for if line.is_allow else line.keys, facts, caller, self._resource)

    @cached_property
    def allows(self) -> tuple[Line, ...]:
        """The statements that may let someone assume it."""
        return tuple(line for line in self._lines if line.is_allow is not False)

    @cached_property
    def denies(self) -> tuple[Line, ...]:
        """The statements that may keep someone out."""
        return tuple(line for line in self._lines if not line.is_allow)

    @cached_property
    def takes_tags(self) -> bool:
        """Whether whoever comes may bring tags for the session."""
        return self.document is None or bool(self.letting(TAG_SESSION))

    def letting(self, action: str) -> tuple[Line, ...]:
        """The statements that may let somebody do this."""
        lines = self.library.lines(self.document).about(action) if self.document else ()
        return tuple(line for line in lines if line.is_allow is not False)

    @cached_property
    def for_tokens(self) -> tuple[Line, ...]:
        """The statements that may let somebody in who shows a token."""
        lines = self.library.lines(self.document).about(FEDERATES) if self.document else ()
        return tuple(line for line in lines if line.is_allow)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys that it asks for."""
        return frozenset(key for line in self._lines for key in line.keys)

    @cached_property
    def asked_sources(self) -> tuple[tuple[str, ...], ...]:
        """For what a service must act that comes by each statement: patterns of aws:SourceArn, () for anything."""
        return tuple(self._sources_in(line) for line in self.allows)

    def ground(self, line: Line) -> Ground:
        """Where a statement of it stands."""
        return ground_of(line, self._resource, secret=self.document is None or self.document.secret)

    def grounds(self, decision: Decision | None) -> tuple[Ground, ...]:
        """Where the statements stand that let someone in."""
        statements = decision.statements if decision and self.document else ()
        indexes = [one.statement for one in statements if one.policy == "resourcePolicy" and one.effect == "Allow"]
        return tuple(self.ground(line) for line in self._lines if line.statement.index in indexes)[:1]

    def says(self, line: Line, means: Means, action: str = ASSUME) -> Say:
        """Whether the statement applies to this caller."""
        facts = means.caller.facts.and_(self.facts)
        return min(_names(line, means), line.says(action, self.node.arn, facts), key=ORDER.index)

    def place(self, path: str) -> Untold:
        """What stands at a path in it."""
        return Untold.of(self._resource, sharper(path, self._lines))

    def grounds_at(self, index: int | None) -> tuple[Ground, ...]:
        """Where the statement of this index stands."""
        lines = self.library.lines(self.document).all if self.document else ()
        return tuple(self.ground(line) for line in lines if line.statement.index == index)

    @property
    def _resource(self) -> Resource:
        return _resource_of(self.node)

    def _sources_in(self, line: Line) -> tuple[str, ...]:
        try:
            asked = asked_of(line.statement.conditions, self.document.version if self.document else "")
        except Undecided:
            return ()
        claims = asked.get(_SOURCE, ())
        return () if any(claim.folded for claim in claims) else tuple(claim.text for claim in claims)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        return self.library.lines(self.document).about(ASSUME) if self.document else ()


def _resource_of(node: Node) -> Resource:
    """Roles of the stack have one."""
    if node.resource is None:
        raise ValueError(node.key)
    return node.resource


def _names(line: Line, means: Means) -> Say:
    """Whether the statement is about this caller."""
    principal = means.caller.principal
    try:
        fits = principal is not None and line.reading.fits_principal(principal, bounded=means.is_bounded)
    except Undecided:
        return "unknown"
    return "yes" if fits else "no"
