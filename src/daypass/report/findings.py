"""This is where a Finding is: what one rule says of one resource, as every report and every pack tells it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from daypass.model.resource import Place
from daypass.model.urn import stable_urn
from daypass.rule import Confidence, Severity

if TYPE_CHECKING:
    from daypass.report.render.graph_map import Map

Status = Literal["fail", "undecided", "exempt", "known", "pass"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
"""From what is worst: so reports are sorted."""

Enforcement = Literal["mandatory", "advisory"]
SourceKind = Literal["stack-export", "checkpoint", "program", "events", "account"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row. Field names and meanings are those of the JSON report, `schema_version` 1.

    `unknown` holds the property paths that kept the rule from deciding; `exemption` why and until when it is excused.
    `at`, `witness` and `mended` are those of the `Problem`, for who asks about one finding in depth, `within` the URN
    of the resource in which `at` stands, where that is another;
    `identity` is the URN of the identity that the resource is or belongs to, "" where there is none.
    """

    rule: str
    risk: str
    status: Status
    severity: Severity
    confidence: Confidence
    enforcement: Enforcement
    urn: str
    type: str
    name: str
    message: str
    remedy: str
    controls: tuple[str, ...]
    fingerprint: str
    source: str = ""
    location: Place | None = None
    exemption: Mapping[str, Any] | None = None
    unknown: tuple[str, ...] = ()
    at: str | None = None
    witness: Any = None
    mended: str | None = None
    within: str = ""
    identity: str = ""


BROKE: Final = "rule-broke"
"""The key of the finding that a rule broke."""


def fingerprint(rule: str, urn: str, key: str = "") -> str:
    """The first 16 hex digits of SHA-256 over rule, URN and the finding's own stable key."""
    return hashlib.sha256(f"{rule}\n{stable_urn(urn)}\n{key}".encode(errors="backslashreplace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Source:
    """What was judged: a file, a program or an event log. `error` is one sentence where it could not be read."""

    path: str
    kind: SourceKind
    stack: str = ""
    resources: int = 0
    identities: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that a command found out. `notes` and `warnings` are sentences.

    `not_applicable` counts pairs of a rule and a resource, and so does `passed`: those that have no row in `findings`.
    `becoming` draws who can become whom, where the sources say it; only the faces with a picture ask.
    """

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    settings: str | None
    ruleset: str
    passed: int = 0
    not_applicable: int = 0
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    becoming: "Callable[[], Map] | None" = field(default=None, repr=False, compare=False)
