"""At acme a team answers for no more than it can look after."""

from collections import defaultdict
from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule


@rule(
    "workload-has-an-owner-of-its-own",
    risk="unowned-identity",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=("aws:iam/role:Role",),
    stack=True,
    controls=("NHI1:2025",),
    remedy="Share the roles of the stack between more teams.",
    options={"most": {"type": "integer", "minimum": 1, "default": 2, "description": "Roles of one owner in a stack."}},
)
def workload_has_an_owner_of_its_own(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever owns everything in a stack owns nothing of it in the night when it counts.

    This is a stack rule: it sees all roles at once, in the order in which they happen to be registered, and that order
    must not decide. So it says it of every role whose owner has too many, not of the one that comes last.

    Refused:
        first: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        second: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        third: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}

    Mended:
        first: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        second: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        third: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": ledger}}}
    """
    owned: defaultdict[str, list[Resource]] = defaultdict(list)
    for role in stack.of_type("aws:iam/role:Role"):
        try:
            owned[str((role.state.get("tags") or {}).get("daypass:owner", ""))].append(role)
        except Undecided as unknown:
            yield Open(role, (unknown.path,))
    for owner, roles in owned.items():
        if owner and len(roles) > ask.options["most"]:
            for role in roles:
                yield Problem(f"role {role.name!r} is one of {len(roles)} of {owner!r}", key=owner, on=role)
