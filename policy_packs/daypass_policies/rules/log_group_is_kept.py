"""What was done last month can still be read this month."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.recording.trails import GROUP_KINDS, Trails

_AT_HAND: Final = 90
_FOREVER: Final = 0
"""What the provider takes for a log group that nobody ever empties, which is also its default."""


@rule(
    "log-group-is-kept",
    risk="evidence-gap",
    severity="low",
    confidence="high",
    level="advisory",
    applies_to=tuple(GROUP_KINDS),
    stack=True,
    pack="account_baseline",
    controls=("NIST-800-53:AU-11", "PCI-DSS-4.0.1:10.5.1", "SOC2:CC7.2"),
    remedy="Keep the events of the trail for a month at least, better for a year (retentionInDays).",
    options={
        "minDays": {
            "type": "integer",
            "minimum": 1,
            "default": 30,
            "description": "The days for which a log group of a trail keeps events; 90 in profile `strict`.",
        }
    },
    aliases=("prowler:cloudwatch_log_group_retention_policy_specific_days_enabled", "checkov:CKV_AWS_338"),
)
def log_group_is_kept(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Most intrusions are noticed after weeks, and a log group that forgets sooner has nothing to tell then.

    Asked of log groups of the stack that a trail of the stack writes to; its bucket keeps the same for longer. In
    profile `strict` the group has to keep it for three months, which PCI DSS 4.0.1 wants at hand (10.5.1). Where
    retention is not set, events are kept for ever.

    Refused:
        events:
          type: aws:cloudwatch/logGroup:LogGroup
          properties: {arn: "arn:aws:logs:eu-west-1:111122223333:log-group:audit", retentionInDays: 7}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties:
            s3BucketName: acme-logs
            cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:audit:*"

    Mended:
        events:
          type: aws:cloudwatch/logGroup:LogGroup
          properties: {arn: "arn:aws:logs:eu-west-1:111122223333:log-group:audit", retentionInDays: 365}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties:
            s3BucketName: acme-logs
            cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:audit:*"
    """
    least = max(int(ask.options["minDays"]), _AT_HAND if ask.profile == "strict" else 0)
    for urn, trail in stack.once(Trails).groups.items():
        group = stack.by_urn[urn]
        if was_looked_up(group):
            continue
        try:
            days = _days(group)
        except Undecided as stopped:
            yield Open(group, (stopped.path,))
            continue
        if days != _FOREVER and days < least:
            fact = f"log group {group.name!r}, which trail {trail.name!r} writes to, forgets events after {days:g} days"
            mended = json.dumps({"retentionInDays": _YEAR}) if least <= _YEAR else None
            yield Problem(fact, at="retentionInDays", mended=mended, on=group)


_YEAR: Final = 365
"""CloudWatch takes certain numbers of days alone, and this is one of them."""


def _days(group: Resource) -> float:
    """Raises `Undecided` where it is unknown, or no number of days."""
    value = group.declared.get("retentionInDays", _FOREVER)
    try:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            return float(value)
    except ValueError:
        pass
    raise Undecided("retentionInDays")
