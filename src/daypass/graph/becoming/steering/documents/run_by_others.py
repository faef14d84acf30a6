"""This is where it is told which runbook AWS runs by itself, as a role that is written down beside it.

Whoever writes its next version decides what that role does, and nobody has to start anything. Sources: AWS Config API
Reference, "RemediationConfiguration" (without a version the default one runs); Systems Manager User Guide, "Running
automations with triggers using State Manager" and "Register tasks to the maintenance window"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.documents.applied import applied_of
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare


class _Runbook(NamedTuple):
    """Where the name of the document stands, and its version."""

    name: str
    version: str


_PLACES: Final[Mapping[str, _Runbook]] = {
    "aws:cfg/remediationConfiguration:RemediationConfiguration": _Runbook("targetId", "targetVersion"),
    "aws-native:configuration:RemediationConfiguration": _Runbook("targetId", "targetVersion"),
    "aws:ssm/association:Association": _Runbook("name", "documentVersion"),
    "aws-native:ssm:Association": _Runbook("name", "documentVersion"),
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": _Runbook(
        "taskArn", "taskInvocationParameters.automationParameters.documentVersion"
    ),
    "aws-native:ssm:MaintenanceWindowTask": _Runbook(
        "taskArn", "taskInvocationParameters.maintenanceWindowAutomationParameters.documentVersion"
    ),
}
RUNNING: Final = tuple(_PLACES)
_KIND: Final = "taskType"
_AUTOMATION: Final = "AUTOMATION"


class RunDocument(NamedTuple):
    """The ARN of a document that runs, and whether its latest version does; `unknown` says what is not known of it."""

    arn: str
    is_latest: bool
    unknown: tuple[Untold, ...] = ()


def runbooks_of(workload: Resource) -> Iterator[RunDocument]:
    """The document that this one runs; nothing for what runs none, or one that nobody can write anew."""
    place = _PLACES.get(workload.type)
    if place is None or text_of(said(workload, _KIND)) not in ("", _AUTOMATION):
        return
    versions, name = texts_at(workload.state, place.version), bare(said(workload, place.name))
    hidden = (*versions.unknown, *((place.name,) if name is UNKNOWN else ()))
    found = applied_of(_ANY if name is UNKNOWN else text_of(name), next(iter(versions.texts), None))
    if found:
        yield RunDocument(found.arn, found.is_latest, tuple(Untold.of(workload, path) for path in hidden))


_ANY: Final = "*"
"""Stands for the name of a document that is not known yet."""
