"""What a store of events holds is proof for as long as nobody can delete the store."""

import json
from collections.abc import Iterator

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.recording.trails import NATIVE_STORE, STORE_TYPES, is_suspended, says
from daypass_policies.settle import settle


@rule(
    "event-store-is-kept",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=STORE_TYPES,
    pack="account_baseline",
    controls=("NIST-800-53:AU-9", "PCI-DSS-4.0.1:10.3.2", "SOC2:CC7.2"),
    remedy="Leave terminationProtectionEnabled on, and suspend off (aws-native: ingestionEnabled on).",
)
def event_store_is_kept(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A store of CloudTrail Lake without its protection is deleted by whoever may delete it, with all that it holds.

    One that is suspended takes no events. A store is protected, and not suspended, unless somebody set it otherwise.

    Refused:
        lake:
          type: aws:cloudtrail/eventDataStore:EventDataStore
          properties: {terminationProtectionEnabled: false, retentionPeriod: 2555}

    Mended:
        lake:
          type: aws:cloudtrail/eventDataStore:EventDataStore
          properties: {terminationProtectionEnabled: true, retentionPeriod: 2555}
    """
    if not was_looked_up(resource):  # else somebody else answers for it
        yield from settle([_unprotected(resource), _suspended(resource)])


def _unprotected(store: Resource) -> Iterator[Problem]:
    if not says(store, "terminationProtectionEnabled", default=True):
        fact = f"event data store {store.name!r} can be deleted with all that it holds"
        mended = json.dumps({"terminationProtectionEnabled": True})
        yield Problem(fact, at="terminationProtectionEnabled", key="unprotected", mended=mended)


def _suspended(store: Resource) -> Iterator[Problem]:
    if is_suspended(store):
        fact = f"event data store {store.name!r} is suspended and takes no events"
        at, well = ("ingestionEnabled", True) if store.type == NATIVE_STORE else ("suspend", False)
        yield Problem(fact, at=at, key="suspended", mended=json.dumps({at: well}))
