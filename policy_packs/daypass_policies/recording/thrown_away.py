"""This is where it is told which exclusions of Cloud Logging throw away the record of who read data.

What an exclusion of a project, a folder or an organisation leaves out, its sink `_Default` does not store; what another
sink routes is kept there. Sources: Google Cloud, "Configure log buckets" and "Routing and storage overview"
(exclusion filters, `_Default`), "Cloud Audit Logs overview" (Data Access audit logs; Admin Activity cannot be
excluded), "Logging query language" (`log_id`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate
from daypass_policies.recording.left_out_users import EXCLUSIONS

SINKS: Final = tuple(
    f"gcp:logging/{kind}Sink:{kind[0].upper()}{kind[1:]}Sink"
    for kind in ("project", "folder", "organization", "billingAccount")
)
_DEFAULT: Final = "_default"
_EXCLUDED: Final = "exclusions[]"
_AUDIT: Final = r"cloudaudit\.googleapis\.com(?:(?:/|%2f)(?:data_access)?)?"
_TERM: Final = re.compile(
    rf"""\(*\s*(?:(?:log_?name|logName)\s*(?:=|:|=~)\s*
    ["']?(?:\.\*|\^)?(?:(?:projects|folders|organizations|billingaccounts)/[^"'\s()]*?/logs/)?(?:\.\*)?{_AUDIT}(?:\.\*|\$)?["']?
    |log_id\(\s*["']{_AUDIT}["']\s*\)
    |protopayload\.@type\s*(?:=|:)\s*["']?(?:type\.googleapis\.com/)?google\.cloud\.audit\.auditlog["']?)\s*\)*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A comparison by which all of the record of data access is meant: what stands beside it may leave out noise alone."""
_OR: Final = re.compile(r"\s+OR\s+")
_AND: Final = re.compile(r"\s+AND\s+|\s*\n\s*")
_WHOLE: Final = re.compile(r"\s*\((?P<inner>[^()]*)\)\s*")
_LONGEST: Final = 2_000
_KEEPS: Final = re.compile(r"(?i)cloudaudit|auditlog")


class ThrownAway(NamedTuple):
    """What throws it away, and where it says so; `unknown` is a path of `unknown_of` that decides it."""

    by: Resource
    at: str
    unknown: str = ""
    unknown_of: Resource | None = None


def thrown_away(stack: Stack) -> Iterator[ThrownAway]:
    """Each exclusion of all of it, where no sink of the stack keeps it elsewhere."""
    found = [one for type_ in (*EXCLUSIONS, *SINKS) for by in stack.of_type(type_) for one in _thrown(by)]
    if not found:
        return
    kept, unknown = _kept(stack)
    for one in found if not kept else ():
        yield one if one.unknown or unknown is None else one._replace(unknown="filter", unknown_of=unknown)


def _thrown(by: Resource) -> Iterator[ThrownAway]:
    if was_looked_up(by):
        return
    raw = by.declared.raw
    if by.type in SINKS:
        if text_of(said(by, "name")).lower() != _DEFAULT:
            return
        entries = list(locate(raw, _EXCLUDED))
    else:
        entries = [Located(raw, "", marked=False)]
    for entry in entries:
        yield from _of_entry(by, entry)


def _of_entry(by: Resource, entry: Located) -> Iterator[ThrownAway]:
    if bare(entry.value) is UNKNOWN:
        yield ThrownAway(by, entry.path, entry.path, by)
        return
    switches = [bare(one.value) for one in locate(entry.value, "disabled")]
    if any(yes_or_no(switch) is True for switch in switches):
        return
    for one in locate(entry.value, "filter"):
        at = f"{entry.path}.{one.path}" if entry.path else one.path
        if bare(one.value) is UNKNOWN:
            yield ThrownAway(by, at, at, by)
        elif _is_all_of_it(one.text):
            yield ThrownAway(by, at, "disabled" if UNKNOWN in switches else "", by)


def _is_all_of_it(text: str) -> bool:
    """Whether one of its alternatives asks for nothing else; what has an `OR` within brackets is not read."""
    within = _WHOLE.fullmatch(text) if len(text) <= _LONGEST else None
    ways = _OR.split((within["inner"] if within else text).strip()) if len(text) <= _LONGEST else []
    is_even = all(way.count("(") == way.count(")") for way in ways)
    return is_even and any(all(_TERM.fullmatch(term.strip()) for term in _AND.split(way)) for way in ways)


def _kept(stack: Stack) -> tuple[bool, Resource | None]:
    """Whether another sink of the stack keeps the record, and one of which that is not known."""
    unknown = None
    for sink in stack.of_type(*SINKS):
        text, off = bare(said(sink, "filter")), bare(said(sink, "disabled"))
        if text_of(said(sink, "name")).lower() == _DEFAULT or yes_or_no(off) is True:
            continue
        if UNKNOWN in (text, off):
            unknown = sink
        elif _keeps(text_of(text)):
            return True, None
    return False, unknown


def _keeps(text: str) -> bool:
    """Whether a sink with this filter takes audit logs of data access as well, as far as it names any."""
    is_of_changes_alone = "activity" in text.lower() and "data_access" not in text
    return not text or "data_access" in text or (bool(_KEEPS.search(text)) and not is_of_changes_alone)
