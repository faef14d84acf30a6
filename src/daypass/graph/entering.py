"""This is where it is told who comes in from outside: for each role, those whom its trust lets in, and how widely."""

from collections.abc import Iterator

from daypass.graph.edges import Edge, How
from daypass.graph.lines import Ground
from daypass.graph.nodes import Node
from daypass.graph.trust import Trust
from daypass.iam.admission import UNDECIDED, Admitted, admissions
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE
from daypass.iam.node import MalformedDocument

WORLD = Node("world", "world", "everyone")
SOMEONE = Node("someone", "someone", "someone who is not known yet")


def entries(trust: Trust, known: frozenset[str]) -> Iterator[Edge]:
    """Edges from those outside to the role. `known` are identities that the stack has, as `known_as` says them."""
    if trust.document is None:
        yield _edge(SOMEONE, trust, (), (trust.unknown,))
        return
    try:
        for admitted in admissions(trust.document):
            node = _outside(admitted, known)
            if node:
                yield _edge(node, trust, _grounds(trust, admitted), _unknown(trust, admitted))
    except MalformedDocument as malformed:
        yield _edge(SOMEONE, trust, (), (f"{malformed.place} of {trust.node.name!r}",))


def _edge(source: Node, trust: Trust, grounds: tuple[Ground, ...], unknown: tuple[str, ...]) -> Edge:
    how: How = "federation" if source.kind == "issuer" else "assume"
    return Edge(how, source, trust.node, f"{source} may become {trust.node}", grounds, unknown)


def _outside(admitted: Admitted, known: frozenset[str]) -> Node | None:
    """The node that stands for them; None for those that the stack has itself."""
    principal = admitted.principal
    if admitted.kind == "Federated":
        return _subjects(admitted)
    if admitted.account:
        return Node(f"account {admitted.account}", "account", "account", admitted.account, account=admitted.account)
    if not admitted.kind or admitted.breadth == "world" or principal == EVERYONE:
        return SOMEONE if admitted.breadth == UNDECIDED else WORLD
    if admitted.kind == "Service":
        return Node(f"service {principal}", "service", "service", principal)
    return (
        None
        if principal in known or session_of(principal) in known
        else Node(f"principal {principal}", "principal", "principal", principal)
    )


def known_as(arn: str) -> tuple[str, ...]:
    """An identity's own ARN, and what its sessions have in common."""
    parsed = Arn.parse(arn)
    return (arn, f"{parsed.account}/{parsed.resource.rpartition('/')[2]}") if parsed else (arn,)


def session_of(principal: str) -> str:
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


def _grounds(trust: Trust, admitted: Admitted) -> tuple[Ground, ...]:
    return trust.grounds_at(admitted.statement)


def _unknown(trust: Trust, admitted: Admitted) -> tuple[str, ...]:
    return tuple(f"{path} of {trust.node.name!r}" for path in admitted.unknown)
