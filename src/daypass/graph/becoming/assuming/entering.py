"""This is where it is told who comes in from outside: for each role, those whom its trust lets in, and how widely."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.chosen import whereabouts
from daypass.graph.becoming.edges import Edge, How
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.nodes import Node, hidden
from daypass.graph.untold import Untold
from daypass.iam.admission import admissions
from daypass.iam.admitted import UNDECIDED, Admitted
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE
from daypass.iam.node import MalformedDocument

WORLD = Node("world", "world", "everyone")
SOMEONE = Node("someone", "someone", "someone who is not known yet")
SOME = Node("some", "someone", "someone whom a condition names")


def entries(trust: Trust, known: frozenset[str]) -> Iterator[Edge]:
    """Edges from those outside to the role. `known` are identities that the stack has, as `known_as` says them."""
    if trust.document is None:
        yield _edge(SOMEONE, trust, (), trust.unknown)
        return
    try:
        for admitted in admissions(trust.document):
            unknown = tuple(map(trust.node.untold, admitted.unknown))
            for node in _outside(admitted, known) if admitted.breadth != "nobody" else ():
                shown = hidden(node) if trust.document.secret else node
                met = _met_by(shown, trust, admitted)
                yield _edge(shown, trust, trust.grounds_at(admitted.statement), (*unknown, *met))
    except MalformedDocument as malformed:
        yield _edge(SOMEONE, trust, (), (trust.node.untold(malformed.place),))


def _edge(source: Node, trust: Trust, grounds: tuple[Ground, ...], unknown: tuple[Untold, ...]) -> Edge:
    how: How = "federation" if source.kind == "issuer" else "assume"
    return Edge(how, source, trust.node, f"{source} may become {trust.node}", grounds, unknown)


def _outside(admitted: Admitted, known: frozenset[str]) -> Iterator[Node]:
    """The nodes that stand for them; none for those that the stack has itself."""
    principal = admitted.principal
    if admitted.kind == "Federated":
        yield _subjects(admitted)
    elif admitted.account:
        for account in admitted.account.split(", "):
            yield Node(f"account {account}", "account", "account", account, account=account)
    elif not admitted.kind or admitted.breadth == "world" or principal == EVERYONE:
        yield _OF_BREADTH.get(admitted.breadth, SOME)
    elif admitted.kind == "Service":
        yield Node(f"service {principal}", "service", "service", principal)
    elif principal not in known and _session_of(principal) not in known:
        yield Node(f"principal {principal}", "principal", "principal", principal)


_OF_BREADTH: Final = {UNDECIDED: SOMEONE, "world": WORLD}


def _met_by(source: Node, trust: Trust, admitted: Admitted) -> tuple[Untold, ...]:
    """What is not known of those outside on which depends whether they meet the conditions of the trust."""
    if source.kind in ("issuer", "service"):
        return ()
    lines = (line for line in trust.allows if line.statement.index == admitted.statement)
    asked = (*(line.asks_for for line in lines), *(line.keys for line in trust.denies))
    unknown = whereabouts(frozenset().union(*asked), str(source))
    return unknown or ((trust.node.untold("who meets the conditions"),) if source == SOME else ())


def known_as(arn: str) -> tuple[str, ...]:
    """An identity's own ARN, and what its sessions have in common."""
    parsed = Arn.parse(arn)
    return (arn, f"{parsed.account}/{parsed.resource.rpartition('/')[2]}") if parsed else (arn,)


def _session_of(principal: str) -> str:
    """What a session has in common with others of its role; "" for what is no session."""
    parsed = Arn.parse(principal)
    if parsed is None or not parsed.resource.startswith("assumed-role/"):
        return ""
    return f"{parsed.account}/{parsed.resource.split('/')[1]}"


def _subjects(admitted: Admitted) -> Node:
    """A class of subjects of one provider, told apart by what the trust asks of them."""
    breadth = "" if admitted.breadth == UNDECIDED else admitted.breadth
    issuer = admitted.issuer or admitted.principal
    asked = ", ".join(admitted.asked) or "any subject"
    key = f"issuer {admitted.principal} {breadth} {asked}"
    name = f"{issuer}: {asked}"
    return Node(key, "issuer", "issuer", name, breadth=breadth, witness=admitted.witness or "")
