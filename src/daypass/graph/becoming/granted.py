"""This is where it is told what the policies of buckets, queues and the like give to roles of the stack that they name.

In one account it is enough that such a policy lets a role do something, whatever its own policies say, as far as its
permissions boundary lets it. Source: IAM User Guide, "Policy evaluation logic", and "Identity-based policies and
resource-based policies"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.given import Given
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Names
from daypass.graph.permissions import Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.grouping import grouped
from daypass.iam.action import EVERYTHING
from daypass.iam.document import Document
from daypass.iam.statement import Statement
from daypass.model.resource import Resource

BUCKETS: Final = tuple(
    type_ for type_, place in resource_policies().items() if (place.noun, place.service) == ("bucket policy", "s3")
)
_SERVICES: Final = ("sqs", "sns", "events", "ecr", "elasticfilesystem", "secretsmanager", "dynamodb", "kinesis")
"""Those of whose things the policies count as well. Of keys the key policy says more than who may use them."""

_GIVING: Final = (
    *BUCKETS,
    *(
        type_
        for type_, place in resource_policies().items()
        if place.form == "document" and place.service in _SERVICES and "registry" not in place.noun
    ),
)
_IN_ARN: Final[Mapping[str, str]] = {"elasticfilesystem": "file-system/{}", "ecr": "repository/{}"}
"""How the ARN ends of a thing that its policy names by less than that."""

_OWN: Final[tuple[tuple[str, ...], ...]] = ((), (EVERYTHING,))
"""What stands for the thing itself in a policy of its own: nothing, or everything."""

_TRANSPORT: Final = frozenset(("aws:securetransport", "s3:tlsversion"))
"""Keys on which nearly every bucket denies, and of which nobody takes notice."""


class Granted:
    """What they give to the roles of a stack. Each policy is read once, however many it names."""

    def __init__(self, stack: Stack) -> None:
        policies = sorted(stack.of_type(*_GIVING), key=lambda one: one.urn)
        names = Names.of(stack.resources, kinds_of(ROLE)) if policies else None
        each = (one for policy in policies for one in _given_by(policy, stack, names)) if names else ()
        self._by_urn: Mapping[str, tuple[Given, ...]] = grouped(each)

    def with_own(self, permissions: Permissions) -> Permissions:
        """The same permissions, and what things of its account give to the role."""
        given = self._by_urn.get(permissions.identity.urn)
        return replace(permissions, own=(*permissions.own, *given)) if given else permissions


def _given_by(policy: Resource, stack: Stack, names: Names) -> Iterator[tuple[str, Given]]:
    """The URN of a role, and what the policy gives it; nothing where something in it is not known, or may deny that."""
    place = resource_policies()[policy.type]
    read = document_or_fault(declared(policy, place.path), place.path)
    if not isinstance(read, Document) or any(map(_may_deny, read.statements)):
        return
    thing = _arn_of(policy, place)
    own = ((one, mine) for one in read.statements if (mine := _as_its_own(one, place.service, thing)))
    by_role = grouped((urn, mine) for one, mine in own for urn in named_by(one, policy, names))
    for urn, statements in by_role.items():
        if stack.by_urn[urn].provider.urn == policy.provider.urn:  # another one may be of another account
            yield urn, Given(replace(read, statements=statements), policy, place.noun, place.path)


def _may_deny(statement: Statement) -> bool:
    """Whether it may take something away again from whoever comes as everybody does."""
    if not statement.is_fully_known:
        return True
    keys = {condition.key.lower() for condition in statement.conditions}
    return statement.effect == "Deny" and not (keys and keys <= _TRANSPORT)


def _as_its_own(statement: Statement, service: str, thing: str) -> Statement | None:
    """The statement as a policy of whom it names would say it; None where it names nobody, or something else."""
    if statement.effect != "Allow" or not statement.is_fully_known or statement.principals is None:
        return None
    if not statement.actions or not all(one.lower().startswith(f"{service}:") for one in statement.actions):
        return None
    if thing and statement.resources in _OWN and not statement.has("NotResource"):
        return alone(replace(statement, parts={**statement.parts, "Resource": (thing,)}))
    is_its_own = statement.resources and all(f":{service}:" in arn for arn in statement.resources)
    return alone(statement) if is_its_own else None


def _arn_of(policy: Resource, place: PolicyPlace) -> str:
    """The ARN of the thing that the policy is of, in any region and account where it is named by less; "" for none."""
    named = text_of(said(policy, place.target)) if place.target else text_of(said(policy, "arn"))
    if named.startswith("arn:"):
        return named
    form = _IN_ARN.get(place.service)
    return f"arn:*:{place.service}:*:*:{form.format(named)}" if form and named else ""


def alone(statement: Statement) -> Statement:
    """The statement without saying whom it names."""
    return replace(statement, parts={name: part for name, part in statement.parts.items() if name != "Principal"})


def named_by(statement: Statement, policy: Resource, names: Names) -> set[str]:
    """The URNs of the roles of the stack that it names."""
    named = (statement.principals or {}).get("AWS", ())
    return {meant.urn for arn in named if arn.startswith("arn:") and (meant := names.named(policy, arn)).urn}
