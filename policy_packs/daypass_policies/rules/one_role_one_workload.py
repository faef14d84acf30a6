"""What two workloads share, neither can lose alone: the rights of both, the traces of both."""

from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.consumers import ROLE_TYPES, Consumers
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.trusting.entered_too import entered_too
from daypass_policies.trusting.everyday import has_only_everyday
from daypass_policies.trusting.sharing import by_role, only_agents, shared, unseen
from daypass_policies.trusting.trust import ROLES


@rule(
    "one-role-one-workload",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    controls=(
        "NHI9:2025",
        "NIST-800-53:IA-4",
        "NIST-800-53:AC-5",
        "SOC2:CC6.1",
        "MAESTRO:L7-REPUDIATION",
    ),
    remedy="Give each workload a WorkloadIdentity of its own; what belongs together gets one daypass:workload tag.",
)
def one_role_one_workload(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role that several workloads share holds the rights of all of them, and no log tells which one used it.

    This is a stack rule: it sees who uses what, and speaks after the resources are registered, so it never stops one
    from being made. Users of a role are functions, tasks, jobs, instances (through their profile), builds, state
    machines, agents and others that run as it. A role is recognised by ARN, by name, or in a preview by what the
    property depends on. Resources with the same `daypass:workload` tag or the same parent component are one workload,
    and so are the instances of one instance profile, unless their tags name several applications, one service account
    in several clusters, and tasks of ECS or jobs of Batch that run the same images with the same roles, such as a
    service and its migrations. A workload and a pipeline or service account that the trust names are two, unless the
    role has a workload tag or they are the same service account. Where a role is not known, the answer is undecided. It
    is low where the role is known to have nothing but its logs and the like. A role that only agents share is the
    matter of `agent-has-its-own-identity`.

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
    for role, sharing in by_role(uses).items():
        found = [_weighed(one, stack, ask) for one in shared(stack, ask, role, sharing)]
        yield from () if only_agents(sharing) else found
        yield from () if found else entered_too(stack, ask, role, sharing)
    yield from unseen(stack, ask, uses)


def _weighed(told: Problem | Open, stack: Stack, ask: Ask) -> Problem | Open:
    """Low where the role has nothing but logs and the like: there is little that one workload would have of another."""
    role = told.on
    if isinstance(told, Open) or role is None or role.type not in ROLES:
        return told
    return replace(told, severity="low") if has_only_everyday(role, stack, ask.settings) else told
