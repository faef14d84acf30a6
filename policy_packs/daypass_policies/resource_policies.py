"""This is where the grants of a resource policy are found: each principal that a statement lets in, and how far."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.leaves import declared
from daypass.iam.document import EVERYONE, Document, MalformedDocument, Statement
from daypass.iam.node import is_marked
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare
from daypass.rule import Open, Problem
from daypass_policies.arguments import argued
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.taken_back import Conditions, Limits, limits, might_limit

EXCEPT: Final = "NotPrincipal"
"""The `kind` under which everyone stands but those whom the statement leaves out."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One principal of one statement that allows. `kind` and `principal` are as `Statement.principals` has them.

    `conditions` are the known ones; `unknown` is the path of one that is not, "" where all are. `hidden`: somebody
    marked a part of the policy as secret, so that nothing of it may be quoted.
    """

    kind: str
    principal: str
    statement: Statement
    conditions: Conditions
    unknown: str
    document: Document
    denials: "Denials"

    @property
    def where(self) -> str:
        """The property path of the statement."""
        return self.statement.path

    @property
    def hidden(self) -> bool:
        """Whether nothing of the policy may be quoted."""
        return self.document.secret

    @property
    def sid(self) -> str:
        """The statement's id, "" also where it is not known."""
        try:
            return self.statement.sid
        except Undecided:
            return ""

    @property
    def actions(self) -> tuple[str, ...]:
        """The patterns that it allows, `*` for all but a few. Raises `Undecided`."""
        return ("*",) if self.statement.has("NotAction") else self.statement.actions

    @property
    def resources(self) -> tuple[str, ...]:
        """The patterns that it is about, `*` where it names none or leaves some out. Raises `Undecided`."""
        return self.statement.resources or ("*",)

    def is_closed(self, closes: "Closes") -> bool:
        """Whether its conditions, or what the document's Deny statements leave, close it as `closes` says.

        `closes` is asked about the conditions that all hold together, and the version of the document. Raises
        `Undecided` where what is known does not close it and something else might.
        """
        closed = self.denials.once(self, closes, self._is_closed)
        if isinstance(closed, str):
            raise Undecided(closed)
        return closed

    def _is_closed(self, closes: "Closes") -> bool | str:
        """The answer, or the path of what keeps it from being given."""
        version = self.document.version
        if closes(self.conditions, version):
            return True
        found = self.left()
        if found.is_taken:
            return True
        for alternatives in found.groups:
            if all(closes((*self.conditions, *one), version) for one in alternatives):
                return True
        return self.unknown or found.unknown or False

    def left(self) -> Limits:
        """What the document's Deny statements leave of it."""
        denies = self.denials.statements
        if not denies:
            return Limits()
        try:
            return limits(denies, self.kind, self.principal, self.actions, self.resources)
        except Undecided as stopped:  # what it allows is not known, and so whether a Deny is about the same
            unknown = stopped.path if any(might_limit(one, self.kind, self.principal) for one in denies) else ""
            return Limits(unknown=unknown)


Closes = Callable[[Conditions, str], bool]
"""Whether conditions that hold together, in a document of this version, keep out whom somebody asks about."""


class Denials:
    """What in one document may take something back, and what has been found out about its grants with it.

    Principals that no Deny names fare alike, so that a policy of many costs no more than their number.
    """

    def __init__(self, document: Document) -> None:
        self.statements = tuple(one for one in document.statements if not _allows(one))[:_MOST_DENIES]
        self._named = frozenset(one for deny in self.statements for one in _principals_of(deny))
        self._closed: dict[tuple[int, str, str, Closes], bool | str] = {}

    def once(self, grant: Grant, closes: Closes, ask: Callable[[Closes], bool | str]) -> bool | str:
        """What `ask` answers of grants like this one."""
        is_told_apart = grant.principal == EVERYONE or grant.principal in self._named
        key = (grant.statement.index, grant.kind, grant.principal if is_told_apart else "", closes)
        if key not in self._closed:
            self._closed[key] = ask(closes)
        return self._closed[key]


_MOST_DENIES: Final = 100
"""More than any service takes of a resource policy; what is beyond takes nothing back here."""


def _allows(statement: Statement) -> bool:
    """Whether it certainly does: one whose effect is not known may take something back."""
    try:
        return statement.effect == "Allow"
    except Undecided:
        return False


def _principals_of(deny: Statement) -> Iterator[str]:
    try:
        named = (*(deny.principals or {}).values(), *(deny.not_principals or {}).values())
    except Undecided:
        return
    yield from (one for principals in named for one in principals)


def ask_grants(resource: Resource, question: Callable[[Grant], Iterable[Problem]]) -> Iterator[Problem]:
    """What the question finds in each grant of the resource's policy, whatever is unknown about the others.

    Raises `MalformedDocument` where nobody can read the policy, and `Undecided`, once all has been asked.
    """
    place = resource_policies()[resource.type]
    for found in _values(resource, place):
        document, unknown = _document(resource, place, found)
        yield from ask_document(document, question, unknown)


def ask_document(
    document: Document, question: Callable[[Grant], Iterable[Problem]], unknown: str = ""
) -> Iterator[Problem]:
    """The same of a document that somebody else has read, as of a trust policy, which is a role's resource policy."""
    policy = _Policy(document, Denials(document), unknown)
    yield from settle(_asked(policy, statement, question) for statement in document.statements)


def _values(resource: Resource, place: PolicyPlace) -> Iterator[Located]:
    """Where the policy is written. An empty text is what the provider takes for none."""
    first = place.path.partition(".")[0]
    for found in locate({first: declared(resource, first)}, place.path):
        if bare(found.value) != "":
            yield found


def _document(resource: Resource, place: PolicyPlace, found: Located) -> tuple[Document, str]:
    """The policy, and the path of a condition that is not known where arguments say it."""
    if place.form == "grant":
        return argued(resource, place)
    value = bare(found.value)
    if value is UNKNOWN:
        raise Undecided(found.path)
    secret = found.marked or is_marked(found.value)
    if place.form == "statement":
        return Document.parse({"Version": "2012-10-17", "Statement": value}, path=found.path, secret=secret), ""
    if isinstance(value, str):
        return _parsed(value, found.path, secret=secret), ""
    return Document.parse(Secret(found.value) if secret else found.value, path=found.path), ""


# Several rules ask about the same text, one after the other.
@lru_cache(maxsize=128)
def _parsed(text: str, path: str, *, secret: bool) -> Document:
    return Document.parse(text, path=path, secret=secret)


class _Policy(NamedTuple):
    """A document, what in it may take something back, and the path of a condition that is not known yet."""

    document: Document
    denials: Denials
    unknown: str


def _asked(policy: _Policy, statement: Statement, question: Callable[[Grant], Iterable[Problem]]) -> Iterator[Problem]:
    if statement.effect == "Allow":
        yield from settle(map(question, _grants(policy, statement)))


def _grants(policy: _Policy, statement: Statement) -> Iterator[Grant]:
    document, denials, unknown = policy
    try:
        conditions = statement.conditions
    except Undecided as stopped:
        conditions, unknown = (), stopped.path
    for kind, principal in _named(statement):
        yield Grant(kind, principal, statement, conditions, unknown, document, denials)


def _named(statement: Statement) -> Iterator[tuple[str, str]]:
    """Kind and principal of each whom the statement names, each once. A statement that names nobody lets nobody in."""
    if statement.has("NotPrincipal"):
        yield EXCEPT, EVERYONE
        return
    for kind, principals in (statement.principals or {}).items():
        yield from ((kind, one) for one in dict.fromkeys(principals))


def said_malformed(resource: Resource, malformed: MalformedDocument) -> Problem:
    """What there is to say of a policy that nobody can read: what it opens, nobody can tell."""
    place = resource_policies()[resource.type]
    where = f"{malformed.place} {malformed.fact}" if malformed.place else malformed.fact
    return Problem(f"{place.noun} {resource.name!r} cannot be judged: {where}", at=place.path, key="malformed")


def told_of(resource: Resource, found: Iterable[Problem]) -> Iterator[Problem | Open]:
    """What a stack rule says of one resource, of which an unknown stops only the rest of what is said of it."""
    try:
        for one in found:
            yield replace(one, on=resource)
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))


def types_of(is_meant: Callable[[PolicyPlace], bool]) -> tuple[str, ...]:
    """The types whose policy is of this kind, as `applies_to` of a rule."""
    return tuple(type_ for type_, place in resource_policies().items() if is_meant(place))


FUNCTIONS: Final = types_of(lambda place: place.noun in ("function permission", "function policy"))
"""The types that say who may invoke a function."""
