"""This is where it is told how much a role may do by what it says itself, so that a loose trust in it weighs more."""

from collections.abc import Iterator
from typing import Final

from daypass.data.managed_policies import managed_policy_gives_everything
from daypass.iam.arn import Arn
from daypass.iam.breadth import broad
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Properties, Resource
from daypass.rule import Problem
from daypass_policies.permissions import permissions
from daypass_policies.settle import collect

_ALL: Final = "everything"
"""The key of what is found, which no message is made of."""


def gives_everything(resource: Resource) -> bool:
    """Whether the role's own policies make an administrator of whoever gets in, and no boundary holds it back.

    What is attached elsewhere, unknown or malformed says nothing here: other rules judge permissions.
    """
    if "permissionsBoundary" in resource.declared:
        return False
    found, _ = collect([permissions(resource, _of_document, _of_policy)])
    return any(problem.key == _ALL for problem in found)


def _of_document(holder: Properties, key: str, name: str) -> Iterator[Problem]:
    try:
        reached = list(broad(Document.at(holder, key)))
    except MalformedDocument:
        return
    if any(one.breadth == "everything" and not one.limit for one in reached):
        yield Problem(f"policy {name!r} gives everything", key=_ALL)


def _of_policy(policy: str, path: str) -> Iterator[Problem]:
    arn = Arn.parse(policy)
    if arn and managed_policy_gives_everything(arn.aws_managed_policy):
        yield Problem(f"{path} gives everything", key=_ALL)
