"""This is where a Node is: someone who may become someone else, or whom others may become.

Nodes are the identities of a stack, what runs as one of them, and those outside who are let in: everyone, an issuer's
subjects, an AWS service, an account, a principal that the stack does not have.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from daypass.graph.leaves import said, text_of
from daypass.graph.owned import owners_of, tagged
from daypass.graph.untold import Untold
from daypass.graph.ways import IDENTITY_KINDS
from daypass.model.kind import Breadth
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings

IdentityKind = Literal["role", "user", "group", "permission set"]
OutsideKind = Literal["world", "someone", "issuer", "service", "account", "principal"]
NodeKind = IdentityKind | OutsideKind | Literal["workload"]
"""`workload` is a resource whose code runs as a role, `someone` is whoever an unknown value lets in."""

OUTSIDE: Final = get_args(OutsideKind)
IDENTITIES: Final = get_args(IdentityKind)


@dataclass(frozen=True)
class Node:
    """`key` is the URN of what the stack has, and says whom it means of those outside. Two of one key are the same.

    `noun` and `name` are for people. `arn` may hold `*` for what is not known yet, `account` (twelve digits) is "".
    `workload_class` is what is said of it ("" = nothing, or nothing that is known), `owners` as `owners_of` has them.
    `breadth` says how many an issuer's subjects are, and `witness` names one of them that should not get in.
    """

    key: str
    kind: NodeKind = field(compare=False)
    noun: str = field(compare=False)
    name: str = field(default="", compare=False)
    resource: Resource | None = field(default=None, compare=False, repr=False)
    arn: str = field(default="", compare=False)
    account: str = field(default="", compare=False)
    workload_class: str = field(default="", compare=False)
    owners: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    breadth: Breadth | Literal[""] = field(default="", compare=False)
    witness: str = field(default="", compare=False)

    @property
    def is_outside(self) -> bool:
        """Whether the stack does not have it."""
        return self.kind in OUTSIDE

    @property
    def is_identity(self) -> bool:
        """Whether the stack has it, with its permissions."""
        return self.kind in IDENTITIES

    def untold(self, what: str) -> Untold:
        """What is not known of it."""
        return Untold.of(self.resource or repr(self.name), what)

    def __str__(self) -> str:
        return f"{self.noun} {self.name!r}" if self.name else self.noun


def identity_node(resource: Resource, arn: str, account: str, settings: Settings) -> Node:
    """The node of a role, user, group or permission set."""
    kind = IDENTITY_KINDS[resource.type].noun
    return Node(
        resource.urn,
        cast("IdentityKind", kind),
        kind,
        resource.name,
        resource,
        arn,
        account,
        _class_of(resource, settings),
        owners_of(resource, settings),
    )


def workload_node(resource: Resource, noun: str, account: str, settings: Settings) -> Node:
    """The node of something that runs as a role."""
    arn = text_of(said(resource, "arn"))
    return Node(
        resource.urn,
        "workload",
        noun,
        resource.name,
        resource,
        arn,
        account,
        _class_of(resource, settings),
        owners_of(resource, settings),
    )


def _class_of(resource: Resource, settings: Settings) -> str:
    try:
        return tagged(resource, "class", settings)
    except Undecided:
        return ""


def hidden(node: Node) -> Node:
    """One outside without what a document says of it that was marked as secret."""
    if node.kind in ("world", "someone"):
        return node
    digest = hashlib.sha256(node.key.encode()).hexdigest()
    return Node(f"{node.kind} {digest}", node.kind, node.noun, breadth=node.breadth)
