"""This is where it is said what an identity was given, and what about that cannot be told."""

from dataclasses import dataclass
from typing import Final

from daypass.graph.faults import Fault
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.model.resource import Resource

BOUNDARY: Final = "boundary"


@dataclass(frozen=True)
class Given:
    """One policy that says what an identity may do. `by` is the resource that gives it, `path` the property in which.

    `how`: "inline" (in the identity itself), the kind of the resource that gives it ("RolePolicy"), "attached" (a
    managed policy), "referred" (the same, by name and path in whatever account), or "boundary". `policy` is the
    resource that has the document, where that is another one; `name` that of an inline policy, `arn` that of a managed
    one: "" where it is not known, or is marked as secret.
    """

    document: Document
    by: Resource
    how: str
    path: str
    arn: str = ""
    name: str = ""
    policy: Resource | None = None

    @property
    def is_of_aws(self) -> bool:
        """Whether it is one of AWS's own policies."""
        arn = Arn.parse(self.arn)
        return bool(arn and arn.aws_managed_policy)


@dataclass(frozen=True)
class Gap:
    """What keeps the permissions of an identity from being known: a fault of `by`, at the property `path`.

    `boundary`: the permissions boundary is meant. `less`: it may mean that the identity has less than is counted, and
    never more.
    """

    by: Resource
    path: str
    fault: Fault
    boundary: bool = False
    less: bool = False

    @property
    def may_give(self) -> bool:
        """Whether the identity may have more than is counted, once this is known."""
        return not (self.fault.malformed or self.boundary or self.less)

    @property
    def may_come(self) -> bool:
        """The same, where the update will tell: what stands elsewhere is another stack's to answer for."""
        return self.may_give and not self.fault.elsewhere

    @property
    def untold(self) -> Untold:
        """What is not known."""
        return Untold.of(self.by, self.path)

    def __str__(self) -> str:
        return f"{self.path} of {self.by.name!r} ({self.by.type}) {self.fault.fact}"
