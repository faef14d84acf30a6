"""This is where it is told which trails, and files of trails, somebody is given by name whose work they are not.

Pipelines deploy trails and people stop them in an emergency: for both it may be their work, unless a Deny keeps them
from stopping that very one, which says that they were not to blind it either. A function that does something else has
none with a trail, and what a test records nobody misses.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.data.record_actions import RecordAction
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.rule import Ask
from daypass.words import words_in
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.owning.ownership import read_fact
from daypass_policies.rights import Holder, allows, mentions, resources_of
from daypass_policies.trusting.workloads import is_workloads_own

_TRAIL: Final = ":trail/"
_STOPPING: Final = ("cloudtrail:StopLogging", "cloudtrail:DeleteTrail")


def trails_named_to(holder: Holder, action: RecordAction, ask: Ask) -> Iterator[str]:
    """The ARN of each trail that a statement names whole and lets them do this to, those of tests left out."""
    if _TRAIL not in action.resource or holder.is_elsewhere:
        return
    named = [text for text in _named(holder, action) if _is_trail(text)]
    is_stopped = action.on == "trail"  # who blinds one by its name may have deployed it as a sandbox's own
    is_told = bool(named) and is_stopped and is_workloads_own(holder.on, read_fact(holder.on, ask, "class") or "")
    yield from (one for one in dict.fromkeys(named) if is_told or _was_to_be_kept_from_stopping(holder, one))


def files_named_to(holder: Holder, action: RecordAction, ask: Ask) -> Iterator[str]:
    """The ARN of each bucket whose files a statement lets a workload delete, and that is called after a trail.

    Who keeps the record short by its age has a rule for that, which deletes nothing that is younger.
    """
    if action.action not in _DELETING or holder.is_elsewhere:
        return
    named = [text for text in _named(holder, action) if _is_of_files(text)]
    if named and is_workloads_own(holder.on, read_fact(holder.on, ask, "class") or ""):
        yield from dict.fromkeys(named)


_DELETING: Final = ("s3:DeleteObject", "s3:DeleteObjectVersion")


def _is_of_files(text: str) -> bool:
    """Whether it is all of a bucket of production that is called after a trail, or all that a trail puts there."""
    arn = Arn.parse(text)
    if arn is None or arn.service != "s3" or "${" in text or not text.endswith("*"):
        return False
    bucket, _, key = arn.resource.partition("/")
    is_called_so = "cloudtrail" in words_in(bucket) or (bool(key) and key.startswith("AWSLogs/"))
    return is_called_so and not has_wildcard(bucket)


def _named(holder: Holder, action: RecordAction) -> Iterator[str]:
    """What statements let them do it to, but for what is of tests."""
    for statement in allows(holder.policies):
        if mentions(statement, action.action):
            yield from (one for one in resources_of(statement) if of_arn(one) in (NO_ENVIRONMENT, PRODUCTION))


def _was_to_be_kept_from_stopping(holder: Holder, trail: str) -> bool:
    every = (one for document in holder.policies.identity for one in document.statements)
    denied = (one for one in every if one.is_fully_known and one.effect == "Deny" and not one.conditions)
    about = (one for one in denied if any(matches(pattern, trail) for pattern in one.resources))
    return any(not one.has("NotAction") and any(mentions(one, action) for action in _STOPPING) for one in about)


def _is_trail(text: str) -> bool:
    arn = Arn.parse(text)
    return bool(arn and arn.service == "cloudtrail" and arn.resource.startswith("trail/")) and not (
        has_wildcard(text.rpartition("/")[2]) or "${" in text
    )
