"""At acme a team answers for no more than it can look after."""

from collections import Counter
from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
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

    This is a stack rule: it sees all roles at once, and says of each that is one too many who has it already.

    Refused:
        first: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        second: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        third: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}

    Mended:
        first: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        second: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": payments}}}
        third: {type: "aws:iam/role:Role", properties: {tags: {"daypass:owner": ledger}}}
    """
    owned: Counter[str] = Counter()
    for role in stack.of_type("aws:iam/role:Role"):
        try:
            owner = str((role.state.get("tags") or {}).get("daypass:owner", ""))
        except Undecided as unknown:
            yield Open(role, (unknown.path,))
            continue
        owned[owner] += 1
        if owner and owned[owner] > ask.options["most"]:
            yield Problem(f"role {role.name!r} is number {owned[owner]} of {owner!r}", key=owner, on=role)
