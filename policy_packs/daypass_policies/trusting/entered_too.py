"""This is where it is told that a role in which a workload runs is entered by another one, which comes with a token."""

from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.consumers import Use
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST
from daypass.graph.workloads import service_account_of
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.service_accounts import accounts_entering
from daypass_policies.trusting.trust import trust_of
from daypass_policies.wording import listed, shown

_SHOWN: Final = 3
_NOT_A_SERVICE: Final = frozenset(("oidc", "role"))
"""Ways into a role that need no service of AWS: whoever uses it so is whom the trust names, and not another."""

_ADD_ON: Final = "EKS add-on"
"""Runs as a service account that it does not always name, which the trust then does."""


def entered_too(stack: Stack, ask: Ask, role: str, uses: Sequence[Use]) -> Iterator[Problem | Open]:
    """That a trust lets in pipelines or service accounts beside the workload that runs as the role.

    A role with a workload tag says itself that all of them are one; so does one service account that comes both ways.
    """
    resource = stack.by_urn.get(role)
    inside = [use for use in uses if _NOT_A_SERVICE.isdisjoint(use.principals)]
    if not inside or resource is None or resource.type not in TRUST or was_looked_up(resource):
        return
    try:
        document = trust_of(resource)
        own = {service_account_of(use.consumer) for use in inside}
        accounts = [] if inside[0].noun == _ADD_ON else [one for one in accounts_entering(document) if one not in own]
        entering = [*(f"a pipeline of {shown(one)}" for one in pipelines_entering(document)), *map(_pods, accounts)]
        if not entering or read_fact(resource, ask, "workload"):
            return
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))
        return
    user = f"{inside[0].noun} {inside[0].consumer.name!r}"
    who = "another workload" if document.secret else listed(entering, _SHOWN)
    yield Problem(f"role {resource.name!r} is used by {user}, and lets in {who}", key="entered too", on=resource)


def _pods(account: str) -> str:
    return f"the workload {shown(account)}" if "://" in account else f"the service account {shown(account)}"
