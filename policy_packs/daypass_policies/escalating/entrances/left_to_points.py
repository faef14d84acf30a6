"""This is where it is told what the policy of a bucket leaves to access points, and to which of them for whom.

Such a statement lets in everyone who comes by an access point of the account, or by one of these names, so that the
policies of those say who reads. Of what it asks besides, some holds for every role of the account (whose account or
organisation it is, that requests are encrypted), some for those it names, and a network for nobody of whom a stack
says that they are in it. Sources: Amazon S3 User Guide, "Configuring IAM policies for using access points" ("Delegating
access control to access points", condition keys) and "Creating access points restricted to a virtual private cloud";
IAM User Guide, "AWS global condition context keys"; read 2026-12.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from daypass.data.resource_policies import resource_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY, Caller
from daypass.graph.becoming.patterns import covers, meets
from daypass.graph.leaves import declared, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import action_matches
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass.rule import Problem
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import ask_document, documents_of
from daypass_policies.opening.taken_back import Conditions

READS: Final = "s3:GetObject"

_POLICIES: Final = ("bucket policy", "s3")
_OF_ACCOUNT: Final = "s3:dataaccesspointaccount"
_OF_POINT: Final = "s3:dataaccesspointarn"
_BY_POINTS: Final = (_OF_ACCOUNT, _OF_POINT)
_NAMING: Final = ("StringEquals", "StringLike", "ArnEquals", "ArnLike")
_COMPARED: Final = (*_NAMING, "StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike", "Bool")

_CHOSEN: Final = ("aws:securetransport", "s3:tlsversion")
"""What whoever asks does as is asked."""

_ORGANISATION: Final = "aws:principalorgid"
"""The bucket's owner names their own, of which the account is that the role is of."""

_OF_THE_BUCKET: Final = ("aws:resourceaccount", "s3:resourceaccount", _OF_ACCOUNT)
_OWN_ACCOUNT: Final = ("${aws:principalaccount}", "${aws:resourceaccount}")
_OPEN: Final = {"s3:accesspointnetworkorigin": "Internet"}


class LeftToPoints(NamedTuple):
    """What a bucket leaves to access points: a pattern of objects, and what is asked of who comes by which of them.

    All that is `asked` must hold, and of each of the `choices` one alternative. `unknown`: whether it leaves them
    these, and which objects.
    """

    objects: str
    asked: Conditions = ()
    choices: tuple[tuple[Conditions, ...], ...] = ()
    unknown: tuple[Untold, ...] = ()

    def lets(self, caller: Caller, point: str) -> bool:
        """Whether all that is asked holds for the caller, by the access point or one that the pattern takes in."""
        visit = _visit(caller, point)
        alternatives = ((_all_hold(one, visit) for one in choice) for choice in self.choices)
        return _all_hold(self.asked, visit) and all(map(any, alternatives))

    def names(self, point: str) -> bool:
        """Whether it names this access point, and so says that it is one of the bucket."""
        named = (value for one in self.asked if one.is_on(_OF_POINT) for value in one.values)
        return any(value == point for value in named)


def left_to_points(stack: Stack) -> tuple[LeftToPoints, ...]:
    """What the buckets of a stack leave to access points, each once and in an order of its own."""
    types = (one for one, place in resource_policies().items() if (place.noun, place.service) == _POLICIES)
    return tuple(sorted({found for one in stack.of_type(*types) for found in _left_by(one)}))


def _left_by(resource: Resource) -> list[LeftToPoints]:
    found: list[LeftToPoints] = []

    def note(grant: Grant) -> Iterator[Problem]:
        found.extend(_left_in(grant, resource))
        yield from ()

    try:
        documents = tuple(documents_of(resource))
    except Undecided as stopped:
        return [LeftToPoints(_all_in(resource), unknown=(Untold.of(resource, stopped.path),))]
    except MalformedDocument:
        return []  # its own rule says so
    with suppress(Undecided):  # what is not known of a statement is kept with what it leaves
        for document in documents:
            list(ask_document(document, note, wanted=(READS,)))
    return found


def _all_in(resource: Resource) -> str:
    """All objects of the bucket; one that is not known nobody named: who reads it reads whatever there is."""
    return f"arn:aws:s3:::{text_of(declared(resource, 'bucket')) or PROBE}/*"


def _left_in(grant: Grant, resource: Resource) -> Iterator[LeftToPoints]:
    """What a statement leaves to access points, as far as others do not take it back; or may leave."""
    waits = grant.unknown.lower().endswith(_BY_POINTS)
    if grant.principal != EVERYONE or not (waits or any(map(_is_by_points, grant.conditions))):
        return
    left = grant.left()
    if left.is_taken:
        return
    paths = [path for path in (grant.unknown, left.unknown) if path]
    try:
        if not any(action_matches(one, READS) for one in grant.actions):
            return
        objects = [one for one in grant.resources if "/" in one or one.endswith("*")]
    except Undecided as stopped:
        objects = [_all_in(resource)]
        paths.append(stopped.path)
    unknown = tuple(Untold.of(resource, path) for path in dict.fromkeys(paths))
    yield from (LeftToPoints(one, grant.conditions, left.groups, unknown) for one in objects)


def _is_by_points(condition: Condition) -> bool:
    """Whether nobody meets it who comes by no access point."""
    is_asked = condition.operator in _NAMING and condition.qualifier != "ForAllValues" and not condition.if_exists
    return is_asked and condition.key.lower() in _BY_POINTS


def _visit(caller: Caller, point: str) -> dict[str, str]:
    """What a request by the access point brings along, as far as it is known; `*` for what is not."""
    account = caller.account or ANY
    told = {key: value for key, value in caller.facts.values.items() if isinstance(value, str)}
    return {
        **told,
        **_OPEN,
        **dict.fromkeys(_OF_THE_BUCKET, account),
        "aws:principalaccount": account,
        _OF_POINT: point,
    }


def _all_hold(conditions: Conditions, visit: dict[str, str]) -> bool:
    return all(_holds(one, visit) for one in conditions)


def _holds(condition: Condition, visit: dict[str, str]) -> bool:
    """Whether it is met, or may be as the holder chooses; what else is asked is not."""
    key = condition.key.lower()
    if key in _CHOSEN:
        return True
    if key == _ORGANISATION:
        return condition.operator in _NAMING
    value = visit.get(key)
    if value is None or condition.operator not in _COMPARED:
        return False
    patterns = tuple(_patterns(condition, visit))
    if condition.test.negated:
        return not any(covers(one, value) for one in patterns)
    return any(meets(one, value) != "no" for one in patterns)


def _patterns(condition: Condition, visit: dict[str, str]) -> Iterator[str]:
    """What it compares with; a wildcard is text like any other where the operator knows none."""
    for value in condition.values:
        if value.lower() in _OWN_ACCOUNT:
            yield visit["aws:principalaccount"]
        elif condition.test.takes_wildcards or not has_wildcard(value):
            yield value
