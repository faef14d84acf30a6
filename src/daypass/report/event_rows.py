"""This is where what a record says becomes rows: a record knows a resource by its URN, and the catalogue its rule."""

from collections.abc import Mapping
from typing import Any, Final

from daypass.graph.stack import STACK_TYPE
from daypass.model.resource import Resource
from daypass.model.urn import Urn
from daypass.report.findings import Finding
from daypass.rule import SEVERITIES, Rule, Severity
from daypass.state.event_log import PolicyEvent
from daypass.state.position import START

_SEVERITIES: Final[Mapping[str, Severity]] = {severity: severity for severity in SEVERITIES}


def resource_of(urn: str) -> Resource:
    """The resource, as far as its URN tells."""
    parts = Urn.parse(urn)
    type_ = parts.type.rpartition("$")[2]
    return Resource(urn=urn, type=type_, name=parts.name, custom=type_ != STACK_TYPE, place=START)


def row_of(event: PolicyEvent, rule: Rule | None, **more: Any) -> Finding:
    """A finding with the facts of its rule; of a rule that is not known here, the gravest that may be."""
    on = resource_of(event.urn)
    facts = {
        "rule": event.rule,
        "risk": rule.risk if rule else "evidence-gap",
        "severity": _SEVERITIES.get(event.severity) or (rule.severity if rule else "high"),
        "confidence": rule.confidence if rule else "low",
        "urn": on.urn,
        "type": on.type,
        "name": on.name,
        "remedy": rule.remedy if rule else "Read this record with the version of daypass that its pack is of.",
        "controls": rule.controls if rule else (),
        "location": on.place,
    }
    return Finding(**{**facts, **more})
