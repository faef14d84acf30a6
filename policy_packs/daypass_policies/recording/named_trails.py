"""This is where it is told which trails of elsewhere a workload is given by their names.

Pipelines deploy trails and people stop them in an emergency: for both it may be their work. A function that does
something else has none with a trail, and what a test records nobody misses.
"""

from collections.abc import Iterator

from daypass.data.environment_words import PRODUCTION
from daypass.data.record_actions import RecordAction
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.rule import Ask
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.owning.ownership import read_fact
from daypass_policies.rights import Holder, allows, mentions, resources_of
from daypass_policies.trusting.workloads import is_workloads_own


def trails_named_to(holder: Holder, action: RecordAction, ask: Ask) -> Iterator[str]:
    """The ARN of each trail that a statement names whole and lets a workload do this to, those of tests left out."""
    if action.on != "trail" or holder.is_elsewhere:
        return
    named = [
        text
        for statement in allows(holder.policies)
        if mentions(statement, action.action)
        for text in resources_of(statement)
        if _is_trail(text) and of_arn(text) in (NO_ENVIRONMENT, PRODUCTION)
    ]
    if named and is_workloads_own(holder.on, read_fact(holder.on, ask, "class") or ""):
        yield from dict.fromkeys(named)


def _is_trail(text: str) -> bool:
    arn = Arn.parse(text)
    return bool(arn and arn.service == "cloudtrail" and arn.resource.startswith("trail/")) and not (
        has_wildcard(text.rpartition("/")[2]) or "${" in text
    )
