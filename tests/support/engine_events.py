"""This is where the engine's own record of a policy run is read: what our packs said, as (rule, URN, status)."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

SUFFIX = re.compile(r" \[daypass (?P<fingerprint>[0-9a-f]{16}(?:-\d+)?) (?P<status>fail|exempt|known)\]$")
COLOUR = re.compile(r"<\{%.*?%\}>")
UNDECIDED = "undecided: "


class Said(NamedTuple):
    """One row: what a rule said of a resource, and the level that it was said with."""

    rule: str
    urn: str
    status: str
    level: str = ""
    message: str = ""
    fingerprint: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What all engines must agree on."""
        return self.rule, self.urn, self.status


def read_events(text: str) -> list[dict[str, Any]]:
    """One JSON object a line."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def said(events: Iterable[dict[str, Any]]) -> list[Said]:
    """Every finding in these events; the undecided rules of a resource one by one."""
    policies = (event["policyEvent"] for event in events if "policyEvent" in event)
    return [row for policy in policies for row in _rows(policy)]


def said_in(log: Path) -> list[Said]:
    """Every finding in an `--event-log`."""
    return said(read_events(log.read_text(encoding="utf-8")))


def summary_of(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The last summary: its result and the packs that were asked. Empty where the operation never came that far."""
    found: list[dict[str, Any]] = [event["summaryEvent"] for event in events if "summaryEvent" in event]
    return found[-1] if found else {}


def _rows(policy: dict[str, Any]) -> Iterator[Said]:
    message = COLOUR.sub("", policy["message"]).rstrip("\n")
    rule, urn, level = policy["policyName"], policy.get("resourceUrn", ""), policy["enforcementLevel"]
    if rule == "rules-are-decided":
        last = message.splitlines()[-1]
        assert last.startswith(UNDECIDED), f"not the line of the interface: {last!r}"
        for one in last.removeprefix(UNDECIDED).split("; "):
            yield Said(one.partition(" ")[0], urn, "undecided", level, message)
        return
    match = SUFFIX.search(message)
    assert match is not None, f"no suffix on the wire: {message!r}"
    # The engine's own exceptions come after the pack has spoken.
    status = "exempt" if policy.get("exceptions") else match["status"]
    yield Said(rule, urn, status, level, message[: match.start()], match["fingerprint"])
