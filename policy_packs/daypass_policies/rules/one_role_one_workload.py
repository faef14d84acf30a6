"""What two workloads share, neither can lose alone: the rights of both, the traces of both."""

import re
from collections.abc import Iterator

from daypass.graph.consumers import ROLE_TYPES, Consumers, Use
from daypass.graph.stack import Stack
from daypass.graph.workloads import Workloads
from daypass.rule import Ask, Open, Problem, rule

_MADE_UP = re.compile(r"-[0-9a-f]{7}$")
"""The end of a name that Pulumi made up, which the same role in a rebuilt stack does not have."""

_SHOWN = 5
"""Consumers that a message names; it says how many more there are."""


@rule(
    "one-role-one-workload",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each workload a WorkloadIdentity of its own; what belongs together gets one daypass:workload tag.",
    aliases=("checkov:CKV_AWS_249", "prowler:bedrock_agent_role_not_shared_across_agents"),
)
def one_role_one_workload(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role that several workloads share holds the rights of all of them, and no log tells which one used it.

    This is a stack rule: it sees who uses what, and speaks after the resources are registered, so it never stops one
    from being made. Users of a role are functions, tasks, jobs, instances (through their profile), builds, state
    machines, agents and others that run as it. A role is recognised by ARN, by name, or in a preview by what the
    property depends on. Resources with the same `daypass:workload` tag or the same parent component are one workload,
    and so are the instances of one instance profile. Where a role is not known, the answer is undecided.

    Refused:
        shared:
          type: aws:iam/role:Role
          properties: {name: shared, arn: "arn:aws:iam::111122223333:role/shared"}
        api:
          type: aws:lambda/function:Function
          properties: {role: "arn:aws:iam::111122223333:role/shared"}
        mailer:
          type: aws:lambda/function:Function
          properties: {role: "arn:aws:iam::111122223333:role/shared"}

    Mended:
        api:
          type: aws:lambda/function:Function
          properties: {role: "arn:aws:iam::111122223333:role/daypass/api-prod"}
        mailer:
          type: aws:lambda/function:Function
          properties: {role: "arn:aws:iam::111122223333:role/daypass/mailer-prod"}
    """
    uses = stack.once(Consumers).uses
    by_role: dict[str, list[Use]] = {}
    for use in uses:
        by_role.setdefault(use.role, []).append(use)
    for role, sharing in by_role.items():
        if role and ":role/aws-service-role/" not in role:
            yield from _judged(stack, ask, role, sharing)
    workloads = Workloads(stack, ask.settings, uses)
    for use in by_role.get("", ()):
        if workloads.count > 1:
            yield Open(use.consumer, (use.unknown,))


def _judged(stack: Stack, ask: Ask, role: str, sharing: list[Use]) -> Iterator[Problem | Open]:
    workloads = Workloads(stack, ask.settings, sharing)
    if workloads.count < 2:  # noqa: PLR2004 - the question is whether there is more than one
        return
    on = stack.by_urn.get(role, sharing[0].consumer)
    if workloads.unknown:
        yield Open(on, workloads.unknown)
        return
    name = on.name if role in stack.by_urn else role.rpartition("/")[2]
    key = None if role in stack.by_urn else _MADE_UP.sub("", name)
    fact = f"role {name!r} is used by {workloads.count} workloads: {_listed(sharing)}"
    yield Problem(fact, key=key, on=on)


def _listed(sharing: list[Use]) -> str:
    names = list(dict.fromkeys(f"{use.noun} {use.consumer.name!r}" for use in sharing))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
