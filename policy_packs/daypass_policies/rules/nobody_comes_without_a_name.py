"""Nobody gets rights at a service without saying who they are, or as a user whom everybody is."""

from collections.abc import Iterator

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.trusting.nameless import NAMELESS, GivenToAll, given_to_all


@rule(
    "nobody-comes-without-a-name",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=NAMELESS,
    stack=True,
    controls=("NHI4:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Give the right to the users, tokens or service accounts that need it, and make the others sign in.",
)
def nobody_comes_without_a_name(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What a service gives to everybody it gives to whoever gets into its network, and nobody knows who it was.

    Kafka: ACLs that allow `User:*`, which is everybody, or `User:ANONYMOUS`, from any host; reading is advice, and
    what clients ask first passes (Describe, IdempotentWrite). Amazon MSK: clients that do not sign in. Consul:
    policies of the anonymous token, but for what its name service reads (nodes, services, queries). Nomad: the
    policy `anonymous`, but for lists of jobs and its machines. What only reads is advice, and so are rights of
    RabbitMQ's user `guest`, of whom everybody knows the password, and policies of Cloudflare Access that let in
    everyone and require nothing else, which is whoever signs in at any provider of the account, or that bypass it for
    everyone, which is meant for what is public. Bindings of Kubernetes are told by `cluster-is-not-public`.

    Refused:
        orders:
          type: kafka:index/acl:Acl
          properties:
            aclPrincipal: "User:*"
            aclHost: "*"
            aclOperation: Write
            aclPermissionType: Allow
            aclResourceName: orders
            aclResourceType: Topic

    Mended:
        orders:
          type: kafka:index/acl:Acl
          properties:
            aclPrincipal: "User:shop"
            aclHost: "*"
            aclOperation: Write
            aclPermissionType: Allow
            aclResourceName: orders
            aclResourceType: Topic
    """
    del ask
    for resource in stack.of_type(*NAMELESS):
        if not was_looked_up(resource):
            try:
                for found in given_to_all(stack, resource):
                    yield Open(found.unread, (found.at,)) if found.unread else _told(resource, found)
            except Undecided as unknown:
                yield Open(resource, (unknown.path,))


def _told(resource: Resource, found: GivenToAll) -> Problem:
    is_advice = found.power == "reads"
    return Problem(
        f"{resource.name!r} gives {found.what} to {found.who}",
        at=found.at,
        key=found.power,
        severity="medium" if is_advice else None,
        advisory=is_advice,
        on=resource,
    )
