"""This is where the policies are that a stack demands as the permissions boundary of whoever is made.

A pipeline that may make roles under the condition `iam:PermissionsBoundary` shows what the policy is for, as a role
does that names it: it gives nothing. Source: IAM User Guide, "Delegating responsibility to others using permissions
boundaries"; read 2026-12.
"""

from collections.abc import Iterable, Iterator

from daypass.data.identity_edits import WHOSE_BOUNDARY
from daypass.graph.managed import ManagedPolicies
from daypass.graph.permissions import Permissions
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided


def demanded_boundaries(known: Iterable[Permissions], policies: ManagedPolicies) -> frozenset[str]:
    """The URNs of those that a statement of one of these demands by their ARN."""
    every = {id(given.document): given for each in known for given in each.own}.values()
    named = ((given.by, text) for given in every for one in given.document.statements for text in _demanded(one))
    found = (policies.named(by, text).policy for by, text in named)
    return frozenset(policy.urn for policy in found if policy)


def _demanded(statement: Statement) -> Iterator[str]:
    """The values that it asks for: what is allowed with nothing else, or denied with anything else.

    What is not known yet demands nothing: then the policy is judged as if somebody were given it.
    """
    try:
        asked = [one for one in statement.conditions if one.is_on(WHOSE_BOUNDARY)]
    except Undecided:
        return
    for one in asked:
        if one.test.negated == (statement.effect == "Deny"):
            yield from one.values
