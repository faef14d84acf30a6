"""Whoever may stop the record works unseen from then on."""

from collections.abc import Iterator
from typing import Final

from daypass.data.record_actions import RecordAction, record_actions
from daypass.data.stand_ins import NO_ACTION, PROBE
from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.anything import able_to, may_all, may_whole, placed
from daypass_policies.mending.allowing import allowed_by, left_to_author, without
from daypass_policies.owning.ownership import read_fact
from daypass_policies.recording.named_trails import files_named_to, trails_named_to
from daypass_policies.recording.undoing import Recording
from daypass_policies.rights import HOLDERS, Holder, Holders, allows, may, mentions
from daypass_policies.trusting.workloads import is_workloads_own

_PEOPLE: Final = ("group", "permission set")
"""Members of a group have what it holds, and are asked themselves; people are not the matter of this rule."""
_WHATEVER: Final = f"{PROBE}:{NO_ACTION}"
"""An action of no service: only whoever may do everything may do this."""

_KEEPERS: Final = frozenset(("cloudtrail", "config", "guardduty", "securityhub"))
"""Services that do nothing but keep the record. What else a whole other service does is more than this."""


@rule(
    "record-cannot-be-stopped",
    risk="evidence-gap",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=HOLDERS,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AU-9",
        "NIST-800-53:AU-9(4)",
        "PCI-DSS-4.0.1:10.3.2",
        "SOC2:CC7.2",
        "MAESTRO:L5-COMPROMISED-OBSERVABILITY-TOOLS",
    ),
    remedy="Take the right away, name the sandbox's own trail, or deny it in a boundary.",
    aliases=(
        "prowler:iam_policy_no_full_access_to_cloudtrail",
        "prowler:iam_inline_policy_no_full_access_to_cloudtrail",
    ),
)
def record_cannot_be_stopped(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An intruder's first act is to stop what records the others, with the rights of the identity that was stolen.

    Asked are roles and users, and whether they may in the end stop, delete or blind a trail, GuardDuty, the
    recorder of Config, Security Hub, flow logs or the log of model calls, whichever of them; the trails of the
    stack by their names too, with the files, the bucket, the log group and the key of these. A trail that another
    stack makes is told where it is named to whoever is no pipeline and no person, unless it is of a test (so are the
    files of one, in a bucket that is called `cloudtrail`, or below `AWSLogs/`); so is
    what blinds a trail, to whom a Deny is to keep from stopping that one. What a Deny, a boundary or a condition
    takes away is none; neither is what is named and no part of a record, and what must carry a tag that the holder
    cannot put on. Files that Object Lock keeps, or that the bucket's policy lets nobody delete, are safe. Who
    writes to a bucket that locks its objects in governance mode does not undo that lock and delete there, trail or
    not, nor does anybody where the bucket is called by what it proves (`audit`, `evidence`); no workload deletes a log
    group that is called so, or streams of it. Of whoever may do
    everything, or all of a service that does more than keep a record (`ec2:*`, `s3:*`), `no-admin-access` speaks,
    unless it reaches what is named here.

    Refused:
        tidy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: tidy
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: ["cloudtrail:StopLogging", "cloudtrail:LookupEvents"], Resource: "*"}

    Mended:
        tidy:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: tidy
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "cloudtrail:LookupEvents", Resource: "*"}
    """
    for holder in stack.once(Holders).asked(ask.profile):
        if holder.noun not in _PEOPLE:
            yield from _judged(holder, stack.once(Recording), ask)


def _judged(holder: Holder, recording: Recording, ask: Ask) -> Iterator[Problem | Open]:
    asked = [action for action in record_actions() if _is_mentioned(holder, action)]
    if len(asked) == len(record_actions()) and _may_do_everything(holder):
        return
    able, unknown = able_to(holder, asked, lambda action: _may(holder, action, recording, ask))
    if able:
        shown = () if holder.is_marked else tuple(able)
        what = ", ".join(dict.fromkeys(action.what for action in shown)) or "stop what records what it does"
        problem = Problem(f"{holder.called} may {what}", key=" ".join(one.action for one in shown), on=holder.on)
        mend = without if _is_of_record(able) else left_to_author
        yield allowed_by(problem, holder, [one.action for one in able], mend)
    elif unknown:
        yield Open(holder.on, unknown)


def _is_of_record(actions: list[RecordAction]) -> bool:
    """Whether they serve nothing but the record: files and keys are also deleted where no trail has any."""
    return all(action.on in ("any", "trail") for action in actions)


def _is_mentioned(holder: Holder, action: RecordAction) -> bool:
    return any(mentions(statement, action.action) for statement in allows(holder.policies))


def _may_do_everything(holder: Holder) -> bool:
    try:
        return may(holder.policies, _WHATEVER)
    except Undecided:
        return False


def _may(holder: Holder, action: RecordAction, recording: Recording, ask: Ask) -> bool:
    """Whether it may do it to any of the things. Raises `Undecided` where an unknown decides."""
    if action.on == "proof" and not _is_workloads(holder, ask):
        return False
    policies = holder.policies
    is_told = action.on == "any" and action.service not in _KEEPERS
    if action.on == "object" and any(
        may_all(policies, (action.action,), files) for files in files_named_to(holder, action, ask)
    ):
        return True
    return any(
        may_all(policies, (action.action, *besides), thing)
        and not (is_told and may_whole(policies, action.service, thing))
        for pattern, *besides in recording.asked(action)
        for thing in placed(pattern, policies, action.action)
    ) or any(may_all(policies, (action.action,), trail) for trail in trails_named_to(holder, action, ask))


def _is_workloads(holder: Holder, ask: Ask) -> bool:
    """Whether it is there for work of its own: pipelines deploy log groups, and people look after them."""
    return not holder.is_elsewhere and is_workloads_own(holder.on, read_fact(holder.on, ask, "class") or "")
