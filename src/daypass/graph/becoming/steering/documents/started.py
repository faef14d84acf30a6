"""This is where it is told which runbooks that say their own role AWS starts by itself, and at which version.

Sources: Systems Manager User Guide, "Run automations based on EventBridge events" (a target is
`automation-definition/NAME:VERSION`) and "Running an automation by using IAM service roles" (`assumeRole` in a runbook:
whoever starts it is none of what it does); EventBridge Scheduler User Guide, "Using universal targets"; API Reference,
"StartAutomationExecution" (without a version the default one runs); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.documents.applied import applied_of
from daypass.graph.becoming.steering.documents.contents import name_of
from daypass.graph.becoming.steering.documents.run_by_others import RUNNING, RunDocument, runbooks_of
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

_TARGETS: Final = ("aws:cloudwatch/eventTarget:EventTarget",)
_HOLDING: Final[Mapping[str, str]] = {
    "aws-native:events:Rule": "targets",
    "aws:scheduler/schedule:Schedule": "target",
    "aws-native:scheduler:Schedule": "target",
}
"""What starts something by itself → where it says what."""

DEFINITION: Final = re.compile(
    r"(?P<place>arn:[\w-]+:ssm:[\w-]*:\d*:)automation-definition/(?P<name>[\w.-]+)(?::(?P<version>[^:]*))?"
)
_CALL: Final = re.compile(r"arn:[\w-]+:scheduler:::aws-sdk:ssm:startAutomationExecution")


class StartedRunbooks:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, document: Resource) -> Iterator[RunDocument]:
        """This document, once for each that starts it at a version which somebody can write anew."""
        name = name_of(document)
        yield from self._by_name.get(name, ()) if name else ()
        for by in self._unread.get(document.urn, ()):
            yield RunDocument(f"arn:*:ssm:*:*:document/{name or '*'}", is_latest=False, unknown=(Untold.of(by, "arn"),))

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[RunDocument]]:
        found = (*self._by_targets(), *self._by_itself())
        return grouped((one.arn.rpartition("/")[2], one) for one in dict.fromkeys(found))

    def _by_targets(self) -> Iterator[RunDocument]:
        for _, target in self._targets:
            arn = text_of(target.get("arn"))
            if match := DEFINITION.fullmatch(arn):
                yield from _run(f"{match['place']}document/{match['name']}", match["version"])
            elif _CALL.fullmatch(arn):
                request = parsed(target.get("input"))
                for one in maps(request):
                    yield from _run(text_of(one.get("DocumentName")), one.get("DocumentVersion"))

    def _by_itself(self) -> Iterator[RunDocument]:
        """What says which document runs, beside as which role: that counts where the document leaves it open."""
        return (run for one in self._stack.of_type(*RUNNING) for run in runbooks_of(one) if not run.unknown)

    @cached_property
    def _targets(self) -> tuple[tuple[Resource, Mapping[str, Any]], ...]:
        each = [(one, one.state.raw) for one in self._stack.of_type(*_TARGETS)]
        holding = ((one, said(one, _HOLDING[one.type])) for one in self._stack.of_type(*_HOLDING))
        return (*each, *((one, target) for one, held in holding for target in maps(held)))

    @cached_property
    def _unread(self) -> Mapping[str, Sequence[Resource]]:
        """URN → the targets of which nobody knows yet what they start, and that depend on it."""
        keys = ("arn", *_HOLDING.values())
        hidden = dict.fromkeys(one.urn for one, target in self._targets if bare(target.get("arn")) is UNKNOWN)
        each = (self._stack.by_urn[urn] for urn in hidden)
        return grouped((urn, one) for one in each for key in keys for urn in one.property_dependencies.get(key, ()))


def _run(name: str, version: object) -> Iterator[RunDocument]:
    if found := applied_of(name, version):
        yield RunDocument(found.arn, found.is_latest)
