"""This is where a baseline is: the findings that were there when the rules were switched on, and do not count yet."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.model.urn import stable_urn
from daypass.model.written import only_keys, read_text
from daypass.report.findings import Finding
from daypass.report.strict_json import SIZE_LIMIT, parse_json

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}(-[1-9][0-9]*)?")
_FIELDS: Final = ("fingerprint", "rule", "urn")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted findings, by fingerprint."""

    fingerprints: frozenset[str] = frozenset()

    def __contains__(self, fingerprint: object) -> bool:
        return fingerprint in self.fingerprints


def read_baseline(path: Path) -> Baseline:
    """The file at `path`. Raises `UnreadableError` where it is missing or malformed."""
    return parse_baseline(read_text(path, SIZE_LIMIT), str(path))


def parse_baseline(text: str, place: str) -> Baseline:
    """As `read_baseline`, from text."""
    parsed = parse_json(text, place)
    try:
        return Baseline(frozenset(_fingerprints(parsed)))
    except UnreadableError as error:
        raise error.at(place) from None


def accepted(findings: Iterable[Finding], never: frozenset[str]) -> list[dict[str, str]]:
    """The rows of a baseline that accepts what failed among these findings; rules in `never` cannot be accepted."""
    rows = {
        (finding.rule, stable_urn(finding.urn), finding.fingerprint)
        for finding in findings
        if finding.status == "fail" and finding.rule not in never
    }
    return [{"fingerprint": fingerprint, "rule": rule, "urn": urn} for rule, urn, fingerprint in sorted(rows)]


def baseline_text(rows: list[dict[str, str]], written: date) -> str:
    """The file that holds these rows, sorted, so that two of them can be compared line by line."""
    document = {"schema": 1, "written": written.isoformat(), "findings": rows}
    return json.dumps(document, indent=2) + "\n"


def _fingerprints(parsed: object) -> Iterable[str]:
    top = _table(parsed, ("schema", "written", "findings"), "the file")
    if top["schema"] != 1 or isinstance(top["schema"], bool):
        raise UnreadableError("must be 1", place="schema")
    _check_date(top["written"])
    if not isinstance(top["findings"], list):
        raise UnreadableError("must be a list", place="findings")
    for index, entry in enumerate(top["findings"]):
        yield _fingerprint(_table(entry, _FIELDS, f"findings[{index}]"), f"findings[{index}]")


def _fingerprint(entry: Mapping[str, Any], place: str) -> str:
    found = entry["fingerprint"]
    if not isinstance(found, str) or not _FINGERPRINT.fullmatch(found):
        raise UnreadableError("is not a fingerprint of 16 hex digits", place=f"{place}.fingerprint")
    if not isinstance(entry["rule"], str) or not isinstance(entry["urn"], str):
        raise UnreadableError("rule and urn must be texts", place=place)
    return found


def _check_date(written: object) -> None:
    try:
        date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        raise UnreadableError("must be a date as in 2026-11-20", place="written") from None


def _table(value: object, fields: tuple[str, ...], place: str) -> Mapping[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict):
        raise UnreadableError("must be an object", place=place)
    only_keys(value, fields, place)
    for key in fields:
        if key not in value:
            raise UnreadableError(f"the key {key!r} is missing", place=place)
    return value
