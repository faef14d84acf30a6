"""This is where it is told whether a step from one identity to another is checked: somebody or something must agree.

A check is a condition that the weaker side cannot meet by itself: a second factor, an identity that the source of the
session set, or a tag that whoever lets it pass puts on the session, such as `daypass:approver`.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.patterns import meets
from daypass.graph.reachability import Reachability
from daypass.iam.condition import Condition
from daypass.model.resource import Undecided

_MFA: Final = ("aws:multifactorauthpresent", "aws:multifactorauthage")
_CHECKS: Final = (*_MFA, "sts:sourceidentity", "aws:requesttag/", "aws:principaltag/")


def is_checked(reach: Reachability, edge: Edge) -> bool:
    """Whether a step by which a role is assumed asks for a check, on the side of the role or of who assumes it."""
    return edge.how == "assume" and (_all_check(_of_trust(reach, edge)) or _all_check(_of_source(reach, edge)))


def needs_second_factor(reach: Reachability, edge: Edge) -> bool:
    """Whether the role lets in nobody without a second factor, which no role has."""
    lines = list(_of_trust(reach, edge))
    return edge.how == "assume" and bool(lines) and all(not _keys(line).isdisjoint(_MFA) for line in lines)


def _all_check(lines: Iterator[Line]) -> bool:
    each = list(lines)
    return bool(each) and all(any(key.startswith(_CHECKS) for key in _keys(line)) for line in each)


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


def _keys(line: Line) -> frozenset[str]:
    """The keys that must be there for it to hold. That somebody approved is enough, whoever it was."""
    try:
        return frozenset(one.key.lower() for one in line.statement.conditions if _is_demanded(one))
    except Undecided:
        return frozenset()


def _is_demanded(condition: Condition) -> bool:
    if condition.if_exists or condition.qualifier == "ForAllValues" or not condition.values:
        return False
    if condition.operator in ("Null", "Bool"):
        wanted = "false" if condition.operator == "Null" else "true"
        return {value.lower() for value in condition.values} == {wanted}
    return not condition.test.negated
