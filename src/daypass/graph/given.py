"""This is where it is said what an identity was given, and what about that cannot be told."""

from dataclasses import dataclass
from typing import Final

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
    """What keeps the permissions of an identity from being known: a fact about `by`, at the property `path`.

    `malformed`: AWS would refuse it, so that it never will be known. `boundary`: the permissions boundary is meant.
    `less`: it may mean that the identity has less than is counted, and never more. Never holds a value, which may be a
    secret.
    """

    by: Resource
    path: str
    fact: str
    malformed: bool = False
    boundary: bool = False
    less: bool = False

    @property
    def may_give(self) -> bool:
        """Whether the identity may have more than is counted, once this is known."""
        return not (self.malformed or self.boundary or self.less)

    def __str__(self) -> str:
        return f"{self.path} of {self.by.name!r} ({self.by.type}) {self.fact}"
