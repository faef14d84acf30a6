"""An account is recorded everywhere, or whoever is in goes where nobody looks."""

import json
import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.recording.trails import (
    NATIVE_TRAIL,
    STORE_TYPES,
    TRAIL_TYPES,
    Trails,
    is_on,
    recorded_sides,
    records_management,
    says,
)


@rule(
    "trail-covers-all-regions",
    risk="evidence-gap",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=TRAIL_TYPES,
    stack=True,
    pack="account_baseline",
    controls=(
        "NIST-800-53:AU-12",
        "NIST-800-53:AU-2",
        "CIS-AWS-7.0.0:4.1",
        "PCI-DSS-4.0.1:10.2.1",
        "SOC2:CC7.2",
        "MAESTRO:L5-EVASION-OF-DETECTION",
        "NIST-800-53:AC-2(4)",
        "NIST-800-53:AC-6(9)",
    ),
    remedy="Let one trail record all regions (isMultiRegionTrail) and global services, and leave its logging on.",
    aliases=(
        "checkov:CKV_AWS_67",
        "checkov:CKV_AWS_251",
        "prowler:cloudtrail_multi_region_enabled",
        "prowler:cloudtrail_multi_region_enabled_logging_management_events",
    ),
)
def trail_covers_all_regions(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A stolen session works in every region of the account, and a trail of one region records one of them.

    A trail that records who did what to the account must record all regions and the global services (IAM and STS among
    them), unless another trail of the stack does. It must record writes; that it leaves out reads, of which AssumeRole
    is one, is advisory. One that records the use of data alone may stay in its region; where it is the only trail of
    the stack, nobody looked another one up, and its name says nothing of data, that it leaves the account out is
    advisory. One whose logging is off records nothing at all.

    Refused:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: false, enableLogFileValidation: true}

    Mended:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}
    """
    trails = stack.once(Trails).made
    covering, unknown = _covering(trails)
    is_alone = len(trails) == 1 and not any(True for _ in _others(stack))
    for trail in trails:
        try:
            yield from _judged(trail, unknown, covered=covering is not None)
            if is_alone and is_on(trail) and not records_management(trail) and not _is_called_after_data(trail):
                fact = f"trail {trail.name!r} is the only one here, and records nothing of what is done to the account"
                yield Problem(fact, _selectors_of(trail), "no-management", "medium", "medium", advisory=True, on=trail)
        except Undecided as stopped:
            yield Open(trail, (stopped.path,))


def _others(stack: Stack) -> Iterator[Resource]:
    """What may record the account in its place, or says that somebody else does."""
    yield from stack.of_type(*STORE_TYPES, *_ORGANIZATIONS)
    yield from filter(was_looked_up, stack.of_type(*TRAIL_TYPES))


_ORGANIZATIONS: Final = ("aws:organizations/organization:Organization", "aws-native:organizations:Organization")


def _is_called_after_data(trail: Resource) -> bool:
    called = (trail.name, *(bare(trail.state.raw.get(key)) for key in ("name", "trailName")))
    return any(isinstance(name, str) and _DATA.search(name) for name in called)


_DATA: Final = re.compile(r"(?i)data|s3|bucket|object|dynamo|table|lambda|function|network|insight")
"""How trails are called that somebody keeps beside that of the account, which the organisation may have."""


def _selectors_of(trail: Resource) -> str:
    return "eventSelectors" if "eventSelectors" in trail.declared else "advancedEventSelectors"


def _judged(trail: Resource, unknown: tuple[str, ...], *, covered: bool) -> Iterator[Problem | Open]:
    if not is_on(trail):
        fact, switch = f"trail {trail.name!r} is off and records nothing", _switch(trail)
        yield Problem(fact, at=switch, key="off", mended=json.dumps({switch: True}), on=trail)
    elif covered or not records_management(trail):
        return
    elif not _is_everywhere(trail):
        fact = f"trail {trail.name!r} records one region of the account and none of the others"
        problem = Problem(fact, at="isMultiRegionTrail", key="one-region", mended=_EVERYWHERE, on=trail)
        yield Open(trail, unknown) if unknown else problem
    elif not _is_global(trail):
        fact = f"trail {trail.name!r} leaves out the global services, IAM and STS among them"
        problem = Problem(fact, at="includeGlobalServiceEvents", key="no-global", mended=_GLOBAL, on=trail)
        yield Open(trail, unknown) if unknown else problem
    elif missing := {"reads", "writes"} - recorded_sides(trail):
        fact = f"trail {trail.name!r} records no {max(missing)} of the account"
        doubtful = "writes" not in missing
        severity: Severity | None = "medium" if doubtful else None
        problem = Problem(fact, "eventSelectors", "one-side", severity, advisory=doubtful, on=trail)
        yield Open(trail, unknown) if unknown else problem


_EVERYWHERE: Final = json.dumps({"isMultiRegionTrail": True})
_GLOBAL: Final = json.dumps({"includeGlobalServiceEvents": True})


def _covering(trails: tuple[Resource, ...]) -> tuple[Resource | None, tuple[str, ...]]:
    """A trail that records everything everywhere; else the paths of what keeps one from being known to do so."""
    unknown: list[str] = []
    for trail in trails:
        try:
            if all(
                asked(trail) for asked in (is_on, records_management, _is_everywhere, _is_global, _is_of_both_sides)
            ):
                return trail, ()
        except Undecided as stopped:
            unknown.append(stopped.path)
    return None, tuple(dict.fromkeys(unknown))


def _is_everywhere(trail: Resource) -> bool:
    return says(trail, "isMultiRegionTrail", default=False)


def _is_global(trail: Resource) -> bool:
    """CloudFormation turns it on for a trail of all regions, and refuses one that turns it off."""
    return says(trail, "includeGlobalServiceEvents", default=True)


def _is_of_both_sides(trail: Resource) -> bool:
    return recorded_sides(trail) == {"reads", "writes"}


def _switch(trail: Resource) -> str:
    return "isLogging" if trail.type == NATIVE_TRAIL else "enableLogging"
