"""This is where one rule or one finding is told in depth, as text for a person."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import indent
from typing import Any

from daypass.cli.proof import proof_of
from daypass.data.escalation_paths import EscalationPath
from daypass.model.resource import Resource
from daypass.model.risks import RISKS
from daypass.report.findings import Finding
from daypass.report.render.plain import plain, toml_text, wrapped
from daypass.rule import Rule
from daypass_policies.pages import told

_COLUMN = 13
_MOST_TYPES = 12


def rule_in_depth(rule: Rule, width: int) -> str:
    """Why it is a risk, what is read, an example and its mended form, controls and options."""
    return "\n".join(_rule(rule, width)) + "\n"


def path_in_depth(path: EscalationPath, width: int) -> str:
    """What whoever may do all its actions can do, and the page that tells of it."""
    actions, services = ", ".join(path.actions), " or ".join(path.services)
    every = f"all of {actions}" if path.actions[1:] else actions
    said = [path.id, "=" * len(path.id), "", *wrapped(f"Who may do {every} may {path.says}.", width)]
    facts = {"actions": actions, "role trusts": services, "on": path.resource, "page": path.link}
    known = {name: text for name, text in facts.items() if text}
    return "\n".join([*said, "", *_facts({**known, "told by": "no-path-to-more-rights"}, width)]) + "\n"


def finding_in_depth(
    finding: Finding, resources: Mapping[str, Resource], others: Iterable[Finding], width: int, *, asks_as: str = ""
) -> str:
    """One finding with its place, its resource, its excuse, and what else is said of the same identity.

    `resources` are those of all sources, by URN; `asks_as` is the principal that the finding is about, if any.
    """
    return "\n".join([*_finding(finding, resources, asks_as, width), *_others(finding, list(others), width), ""]) + "\n"


def exemption_to_write(finding: Finding) -> str:
    """The table of exemptions.toml that would excuse it, for people to fill in."""
    return "\n".join(_exemption(finding)) + "\n"


def _rule(rule: Rule, width: int) -> Iterator[str]:
    yield from (rule.name, "=" * len(rule.name), "")
    said = told(rule)
    for paragraph in (said.why, *said.how.split("\n\n")):
        yield from (*wrapped(paragraph, width), *([""] if paragraph else []))
    level = f"{rule.severity}, {rule.level} by default, confidence {rule.confidence}"
    yield from _facts(
        {
            "risk": f"{rule.risk}: {RISKS[rule.risk]}",
            "severity": level,
            "speaks": f"in profile {rule.profile} and above, in {_pack(rule.pack)}",
            "asks about": _asks_about(rule),
            "controls": ", ".join(rule.controls),
            "also known": ", ".join(rule.aliases),
            "remedy": " Or: ".join(rule.remedies),
        },
        width,
    )
    yield from _options(rule.options, width)
    for title, example in (("Refused", said.refused), ("Mended", said.mended)):
        if example:
            yield from ("", f"{title}:", indent(example, "    "))


def _asks_about(rule: Rule) -> str:
    """Some types come in many versions, which would fill the page; `daypass rules --format json` has them all."""
    shown, left = rule.applies_to[:_MOST_TYPES], len(rule.applies_to[_MOST_TYPES:])
    around = "the whole stack, around " if rule.stack else ""
    return around + ", ".join(shown) + (f", and {left} more" if left else "")


def _pack(pack: str) -> str:
    return "both packs" if pack == "both" else f"the pack {pack.replace('_', '-')}"


def _options(options: Any, width: int) -> Iterator[str]:
    for name, schema in options.items():
        said = f"{schema.get('description', '')} (default {schema['default']!r})".strip()
        yield from _facts({f"option {name}": said}, width)


def _finding(finding: Finding, resources: Mapping[str, Resource], asks_as: str, width: int) -> Iterator[str]:
    title = f"{finding.fingerprint}: {finding.rule} on {plain(finding.name)}"
    yield from (title, "=" * len(title), "")
    yield from (*wrapped(finding.message, width), "")
    place, resource = finding.location, resources.get(finding.urn)
    proof = proof_of(finding, resources, asks_as)
    facts = {
        "status": f"{finding.status}, {finding.severity}, {finding.enforcement}",
        "resource": finding.urn,
        "type": finding.type,
        "identity": finding.identity if finding.identity != finding.urn else "",
        "parent": resource.parent if resource else "",
        "provider": resource.provider.urn if resource else "",
        "line": f"{place.file}:{place.line}" if place else "",
        "source": finding.source,
        "property": finding.at or "",
        "of": "" if finding.unknown else finding.within,
        "unknown": _unknown(finding),
        "witness": "" if finding.witness is None or proof.shows_witness else str(finding.witness),
        "excused": ", ".join(f"{key} {value}" for key, value in (finding.exemption or {}).items() if value),
        "remedy": finding.remedy,
    }
    yield from _facts(facts, width)
    yield from proof.lines


def _unknown(finding: Finding) -> str:
    """The values that are not known, and the resource in which they stand, where that is another one."""
    paths = ", ".join(finding.unknown)
    return f"{paths} of {finding.within}" if paths and finding.within else paths


def _others(finding: Finding, others: list[Finding], width: int) -> Iterator[str]:
    key = finding.identity or finding.urn
    same = [row for row in others if row is not finding and key in (row.identity, row.urn) and row.status != "pass"]
    if same:
        yield from ("", "Also said of this identity:" if finding.identity else "Also said of this resource:")
        for row in same:
            yield from wrapped(f"- {row.fingerprint} {row.rule} ({row.status}): {row.message}", width, "  ")


def _exemption(finding: Finding) -> Iterator[str]:
    yield from (
        "Where it cannot be mended now, an exemption in exemptions.toml, approved and at most 90 days long:",
        "",
        "    [[exemption]]",
        f"    rule = {toml_text(finding.rule)}",
        f"    urn = {toml_text(finding.urn)}",
        '    reason = "..."',
        '    owner = "..."',
        '    approver = "..."',
        "    approved = ...",
        "    expires = ...",
        "",
    )


def _facts(facts: dict[str, str], width: int) -> Iterator[str]:
    for name, text in facts.items():
        if text:
            first, *rest = wrapped(text, width - _COLUMN) or [""]
            if len(name) >= _COLUMN:  # a name as long as the column stands on a line of its own
                yield name
            else:
                yield f"{name:<{_COLUMN}}{first}"
            lines = [first, *rest] if len(name) >= _COLUMN else rest
            yield from (f"{'':<{_COLUMN}}{line}" for line in lines)
