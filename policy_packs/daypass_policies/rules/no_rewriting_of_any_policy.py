"""Who is kept out by a policy does not write it."""

from collections.abc import Iterator
from typing import Final

from daypass.data.policy_edits import policy_edits
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.anything import UNNAMED, able_to, may_any
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import HOLDERS, Holder, Holders

_PEOPLE: Final = ("group", "permission set")
"""Members of a group have what it holds, and are asked themselves; people are not the matter of this rule."""


@rule(
    "no-rewriting-of-any-policy",
    risk="privilege-escalation",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Name the keys, secrets and buckets whose policies it writes, or leave these policies to who deploys them.",
)
def no_rewriting_of_any_policy(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A key, a secret and a bucket are kept by their policies: whoever writes those of all has what they all keep.

    Asked are roles and users, and whether they may in the end write the policy of any key (`kms:PutKeyPolicy`), any
    secret or any bucket, or change and take off the policies by which an organisation holds its accounts back. What a
    Deny, a boundary or a condition takes away is none; neither is what is named, and what must carry a tag. Of whoever
    may do everything in the service `no-admin-access` speaks.

    Refused:
        tidy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: tidy
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: ["kms:PutKeyPolicy", "kms:DescribeKey"], Resource: "*"}

    Mended:
        tidy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: tidy
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "kms:DescribeKey", Resource: "*"}
    """
    del ask
    for holder in stack.once(Holders).every:
        if holder.noun not in _PEOPLE:
            yield from _judged(holder)


def _judged(holder: Holder) -> Iterator[Problem | Open]:
    able, unknown = able_to(
        holder, policy_edits(), lambda edit: may_any(holder.policies, edit.action, edit.resource.format(UNNAMED))
    )
    if able:
        shown = () if holder.is_marked else tuple(able)
        whose = ", ".join(dict.fromkeys(edit.whose for edit in shown)) or "things that it does not name"
        problem = Problem(
            f"{holder.called} may write the policy of {whose}",
            key=" ".join(edit.action for edit in shown),
            on=holder.on,
        )
        yield allowed_by(problem, holder, [edit.action for edit in able], without)
    elif unknown:
        yield Open(holder.on, unknown)
