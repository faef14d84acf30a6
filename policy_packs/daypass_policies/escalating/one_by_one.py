"""This is where policies of AWS that one holder is given one by one are told together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daypass.data.managed_policies import managed_policy_gives
from daypass.graph.ways import IDENTITY_KINDS
from daypass.iam.action import EVERYTHING
from daypass.model.resource import Resource
from daypass.rule import Problem, Severity
from daypass_policies.escalating.administering import Holding
from daypass_policies.wording import listed

_ATTACHMENTS: Final = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
)
"""Types that attach one policy to one holder."""
_GRAVE: Final[tuple[Severity, ...]] = ("critical", "high")
_EVERYTHING: Final = (EVERYTHING,)


def once_a_holder(holding: Holding, found: list[tuple[Resource, Problem]]) -> Iterator[Problem]:
    """What was found, with the policies of AWS in one finding that one holder is given one by one.

    So a function of Pulumi's own library gets eight, each all of a service, and the team wrote none of them.
    """
    given: dict[str, list[tuple[Resource, Problem]]] = {}
    for resource, problem in found:
        if urn := _holder(holding, resource, problem):
            given.setdefault(urn, []).append((resource, problem))
        else:
            yield replace(problem, on=resource)
    for urn, each in given.items():
        is_one = len({problem.key for _, problem in each}) == 1
        yield from _alone(each) if is_one else [_of_all(holding.stack.by_urn[urn], each)]


def _of_all(holder: Resource, each: list[tuple[Resource, Problem]]) -> Problem:
    ordered = sorted((problem for _, problem in each), key=lambda one: (_weight(one), one.key or ""))
    policies = list(dict.fromkeys(one.key or "" for one in ordered))
    fact = f"is given {len(policies)} policies of AWS that each allow all of a service: {listed(policies)}"
    title = (
        f"{IDENTITY_KINDS[holder.type].noun} {holder.name!r}" if holder.type in IDENTITY_KINDS else _elsewhere(holder)
    )
    given = next((f" ({text})" for names, text in _BY_DEFAULT.items() if names <= set(policies)), "")
    return replace(ordered[0], message=f"{title} {fact}{given}", key=" ".join(sorted(policies)), at=None, on=holder)


def _elsewhere(attachment: Resource) -> str:
    """One that the stack does not have, for which the first of its attachments stands."""
    return f"the holder to which {attachment.name!r} attaches a policy"


_BY_DEFAULT: Final[Mapping[frozenset[str], str]] = {
    frozenset(("AWSLambda_FullAccess", "AmazonCognitoPowerUser", "AmazonDynamoDBFullAccess")): (
        "as a CallbackFunction of Pulumi has them until its `policies` or its `role` says what it needs"
    ),
    frozenset(("AWSLambda_FullAccess", "AmazonECS_FullAccess")): (
        "as a task of awsx has them until its `taskRole` says what it needs"
    ),
}
"""Policies that a library gives where the program names none.

Source: pulumi-aws, sdk/nodejs/lambda/lambdaMixins.ts, and pulumi-awsx 0.40, nodejs/awsx/ecs/taskDefinition.ts; 2026-11.
"""


def _weight(problem: Problem) -> int:
    return _GRAVE.index(problem.severity or "critical")


def _alone(each: list[tuple[Resource, Problem]]) -> Iterator[Problem]:
    yield from (replace(problem, on=resource) for resource, problem in each)


def _holder(holding: Holding, resource: Resource, problem: Problem) -> str:
    """The URN of the one that is given a policy of AWS that gives all of a service, "" in any other case."""
    is_grave = problem.severity in _GRAVE and not problem.advisory
    if not is_grave or managed_policy_gives(problem.key or "") in ((), _EVERYTHING):
        return ""
    if resource.type in IDENTITY_KINDS:  # it lists them itself
        return resource.urn
    if resource.type not in _ATTACHMENTS:
        return ""
    holders = holding.back.holders(resource)
    return holders[0].urn if len(holders) == 1 else ""
