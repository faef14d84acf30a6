"""This is where it is told whether a step from one identity to another is checked: somebody or something must agree.

A check is a condition that the weaker side cannot meet by itself: a second factor, an identity that the source of the
session set, or a tag that whoever lets it pass puts on the session, such as `daypass:approver`. A tag that the source
has as it is made is none, and who may set the source identity or the tags of the session that it starts meets by itself
what is asked of these in the same request.
Source: IAM User Guide, "IAM and AWS STS condition context keys", sts:SourceIdentity and aws:RequestTag; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.assuming.roles import is_direct
from daypass.graph.becoming.assuming.trust import TAG_SESSION
from daypass.graph.becoming.callers import SECOND_FACTOR
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.patterns import meets
from daypass.graph.reachability import Reachability
from daypass.model.resource import Undecided
from daypass_policies.trusting.demanded import demanded_keys

_CHECKS: Final = (*SECOND_FACTOR, "aws:sourceidentity", "aws:principaltag/")
_SAID: Final = {"sts:sourceidentity": "sts:SetSourceIdentity", "aws:requesttag/": TAG_SESSION}
"""Starts of keys of what the request says → the action by which who may do it says it."""


def is_checked(reach: Reachability, edge: Edge) -> bool:
    """Whether a step by which a role is assumed asks for a check, on the side of the role or of who assumes it."""
    if edge.how != "assume":
        return False
    checks = (*_CHECKS, *(start for start, action in _SAID.items() if not _may_say(reach, edge, action)))
    has = frozenset(key for means in reach.means(edge.source) for key in means.caller.facts.values)
    return _all_check(_of_trust(reach, edge), checks, has) or _all_check(_of_source(reach, edge), checks, has)


def answers_itself(reach: Reachability, edge: Edge) -> bool:
    """Whether the role asks for a source identity or a tag, as a check is, that whoever assumes it says themselves."""
    lines = list(_of_trust(reach, edge)) if edge.how == "assume" else []
    is_asked = _all_check(iter(lines), tuple(_SAID)) and not any(map(_names_who_asks, lines))
    return is_asked and not is_checked(reach, edge)


def _names_who_asks(line: Line) -> bool:
    """Whether it asks for what whoever comes is called, as `${aws:username}`, which is not theirs to choose."""
    asked = (one for one in line.statement.conditions if one.key.lower().startswith(tuple(_SAID)))
    return any("${" in value for one in asked for value in one.values)


def _may_say(reach: Reachability, edge: Edge, action: str) -> bool:
    trust = reach.trusts.by_urn.get(edge.target.key)
    return trust is not None and any(
        is_direct(means, trust, line) or means.on(action, edge.target.arn).possible
        for means in reach.means(edge.source)
        for line in trust.letting(action)
        if trust.says(line, means, action) != "no"
    )


def needs_second_factor(reach: Reachability, edge: Edge) -> bool:
    """Whether the role lets in nobody without a second factor, which no role has."""
    lines = list(_of_trust(reach, edge))
    return (
        edge.how == "assume"
        and bool(lines)
        and all(not demanded_keys(line.statement).isdisjoint(SECOND_FACTOR) for line in lines)
    )


def _all_check(lines: Iterator[Line], checks: tuple[str, ...], has: frozenset[str] = frozenset()) -> bool:
    """Whether each asks for such a key, which the source has not (`has`) by itself."""
    each = list(lines)
    return bool(each) and all(
        any(key.startswith(checks) for key in demanded_keys(line.statement) - has) for line in each
    )


def _of_trust(reach: Reachability, edge: Edge) -> Iterator[Line]:
    """The statements of the role's trust that let identities in."""
    trust = reach.trusts.by_urn.get(edge.target.key)
    return (line for line in (trust.allows if trust else ()) if _is_for_identities(line))


def _of_source(reach: Reachability, edge: Edge) -> Iterator[Line]:
    """The statements by which the source may assume the role."""
    for means in reach.means(edge.source):
        for held in means.told(ASSUME).allows:
            if any(meets(pattern, edge.target.arn) != "no" for pattern in held.line.patterns(means.caller.facts)):
                yield held.line


def _is_for_identities(line: Line) -> bool:
    try:
        return line.statement.principals is None or not line.statement.principals.keys() <= {"Service", "Federated"}
    except Undecided:
        return True
