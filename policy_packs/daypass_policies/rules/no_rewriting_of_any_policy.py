"""Who is kept out by a policy does not write it."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.policy_edits import PolicyEdit, policy_edits
from daypass.graph.stack import Stack
from daypass.iam.services import services_named
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.anything import able_to, allow_any
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.own_organisation import things_of
from daypass_policies.rights import HOLDERS, Holder, Holders, allows
from daypass_policies.unbound import unbound

_PEOPLE: Final = ("group", "permission set")
"""Members of a group have what it holds, and are asked themselves; people are not the matter of this rule."""

_OF_A_TYPE: Final = "Ask for the type of policies that it looks after: organizations:PolicyType, as TAG_POLICY."
_OF_ORGANISATIONS: Final = "organizations"


@rule(
    "no-rewriting-of-any-policy",
    risk="privilege-escalation",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    other_remedies=(_OF_A_TYPE,),
    remedy="Name the keys, secrets and buckets whose policies it writes, or leave these policies to who deploys them.",
    aliases=(
        "checkov:CKV_AWS_109",
        "checkov:CKV_AWS_289",
    ),
)
def no_rewriting_of_any_policy(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A key, a secret and a bucket are kept by their policies: whoever writes those of all has what they all keep.

    Asked are roles and users, and whether they may in the end give themselves or others access to any key
    (`kms:PutKeyPolicy`, `kms:CreateGrant`), secret, bucket, table, file system or other thing that keeps data, sign in
    as any user of Redshift, Transfer Family, a directory or a cache, enter any notebook or environment of others, or
    change and take off the policies by which an organisation holds its accounts back. What opens only messages, code or
    calls, such as any queue, image or function, is medium. What a Deny, a boundary or a condition takes away is none;
    neither is what is named, what is called after whoever asks (`${aws:username}`), what must carry a tag that the
    holder cannot put on, and a grant that is for a service, for somebody in particular or not for reading, what a
    service asks for somebody (`aws:CalledVia`), and policies of an organisation that hold nobody back, as those for
    backups. Whoever names its organisation names none of its policies (`policy/o-…/*`), but who names a type of them
    (`policy/o-…/service_control_policy/*`) looks after those. Of whoever may do everything in the service
    `no-admin-access` speaks.

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
    for holder in stack.once(Holders).asked(ask.profile):
        if holder.noun not in _PEOPLE:
            yield from _judged(holder)


def _judged(holder: Holder) -> Iterator[Problem | Open]:
    services = services_named(allows(holder.policies))
    asked = policy_edits() if services is None else [edit for edit in policy_edits() if edit.service in services]
    able, unknown = able_to(holder, asked, lambda edit: _may(holder, edit))
    if able:
        shown = () if holder.is_marked else tuple(able)
        problem = Problem(
            f"{holder.called} may {_said(shown) or 'write the policy of things that it does not name'}",
            key=" ".join(edit.action for edit in shown),
            severity=None if any(edit.opens == "data" for edit in able) else "medium",
            remedy=_OF_A_TYPE if all(map(_is_of_a_type, able)) else None,
            on=holder.on,
        )
        yield allowed_by(problem, holder, [edit.action for edit in able], without)
    elif unknown:
        yield Open(holder.on, unknown)


def _may(holder: Holder, edit: PolicyEdit) -> bool:
    """Whether it may do it to any, and for itself. Raises `Undecided` where an unknown decides."""
    policies = unbound(holder.policies, edit.action)
    return any(allow_any(policies, edit.action, thing) for thing in things_of(edit, policies))


def _is_of_a_type(edit: PolicyEdit) -> bool:
    return edit.service == _OF_ORGANISATIONS and edit.whose == "the organisation"


def _said(edits: Iterable[PolicyEdit]) -> str:
    """What is done to what, for people, each deed once."""
    things: dict[str, dict[str, None]] = {}
    for edit in edits:
        things.setdefault(edit.does, {})[edit.whose] = None
    return "; ".join(f"{does} {', '.join(whose)}" for does, whose in things.items())
