"""This is where it is told whether who comes over several roles may have put a tag on the session on the way.

A tag of the session tells one caller from another only as far as nobody else can put it on. Whoever starts the session
chooses its tags, within what the trust of the role lets them; one that was passed on as transitive stays what it is.
Source: IAM User Guide, "Pass session tags in AWS STS", chaining roles with session tags; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from daypass.errors import DaypassError
from daypass.graph.becoming.assuming.roles import is_direct
from daypass.graph.becoming.assuming.trust import TAG_SESSION, Trust
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.grouping import grouped
from daypass.iam.asked import asked_of, is_anything
from daypass.iam.condition import Condition
from daypass.iam.conditions import test_of
from daypass.iam.context import Context
from daypass.iam.glob import filled, matches
from daypass.model.resource import Undecided
from daypass_policies.escalating.low_trust.checked import is_checked
from daypass_policies.escalating.tags.limits import OF_REQUEST, TAG_KEYS, limits_tag
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG

_PASSED_ON: Final = "sts:transitivetagkeys"
_ANY_VALUE: Final = "any"


def goes_on_by_tags(reach: Reachability, way: Sequence[Edge], step: Edge) -> bool:
    """Whether who came over `way` gets on by tags alone that nobody gave it: it may put on whichever it likes."""
    is_open = step.is_certain and not is_checked(reach, step)
    return not is_open and may_bring_tags(reach, way, step, but_named=True)


def may_bring_tags(reach: Reachability, way: Sequence[Edge], step: Edge, *, but_named: bool = False) -> bool:
    """Whether nothing keeps out who came over `way`, but tags of the session that they may have put on themselves.

    `but_named`: without the values that are named for whoever starts the session, which were given to it, and without
    the tags that the role has on the way, with which everyone goes on.
    """
    is_open = step.how == "assume" and all(one == step.source.untold("tags") for one in step.unknown)
    trust = reach.trusts.by_urn.get(step.target.key)
    if not way or not is_open or trust is None:
        return False
    return any(_are_brought(reach, way, line, but_named=but_named) for line in _letting(reach, trust, step))


def _are_brought(reach: Reachability, way: Sequence[Edge], line: Line, *, but_named: bool) -> bool:
    """Whether the statement asks for tags, and for nothing else that they have not."""
    try:
        asked = [one for one in line.statement.conditions if one.key.lower().startswith(PRINCIPAL_TAG)]
    except Undecided:
        return False
    by_tag = grouped((one.key[len(PRINCIPAL_TAG) :].lower(), one) for one in asked)
    if but_named:
        by_tag = {tag: each for tag, each in by_tag.items() if not _has_itself(way[-1].target, tag, line, each)}
    brought = (_is_brought(reach, way, tag, line, each, but_named=but_named) for tag, each in by_tag.items())
    return bool(by_tag) and all(brought)


def _has_itself(role: Node, tag: str, line: Line, asked: Iterable[Condition]) -> bool:
    """Whether the role has the tag as it is made, with a value for which the statement asks."""
    facts = tag_facts(role.resource, PRINCIPAL_TAG) if role.resource else Facts()
    value = facts.values.get(f"{PRINCIPAL_TAG}{tag}")
    return isinstance(value, str) and all(_holds(one, line, value) for one in asked)


def _is_brought(
    reach: Reachability, way: Sequence[Edge], tag: str, line: Line, asked: Iterable[Condition], *, but_named: bool
) -> bool:
    *before, last = way
    if any(_passes_on(reach, one, tag) for one in before):
        return False
    named = tuple(_named(reach, last, tag))
    given = frozenset(named) if but_named else frozenset()
    values = _values(line, asked, (filled(one, _ANY_VALUE) for one in named))
    return any(_may_put_on(reach, last, tag, value) for value in values if value not in given)


def _values(line: Line, asked: Iterable[Condition], named: Iterable[str]) -> tuple[str, ...]:
    """The values with which all that the statement asks of a tag holds, of its own and of others that are named.

    A trust has room for few. Where none is seen to fit it is its own.
    """
    conditions = tuple(asked)
    written = (value for one in conditions if one.operator != "Null" for value in one.values)
    own = [filled(value, _ANY_VALUE) for value in written] or [_ANY_VALUE]
    every = dict.fromkeys((*own, _ANY_VALUE, *named))
    return tuple(value for value in every if all(_holds(one, line, value) for one in conditions)) or tuple(own)


def _holds(asked: Condition, line: Line, value: str) -> bool:
    try:
        return test_of(asked, line.version, line.statement.path)(Context.of({asked.key.lower(): value}))
    except (Undecided, DaypassError):
        return False


def _named(reach: Reachability, step: Edge, tag: str) -> Iterator[str]:
    """The values of the tag, or patterns of them, for which those statements ask that let its source put it on."""
    trust = reach.trusts.by_urn.get(step.target.key)
    held = (one.line for means in reach.means(step.source) for one in means.told(TAG_SESSION).allows)
    for line in (*(trust.letting(TAG_SESSION) if trust else ()), *held):
        try:
            claims = asked_of(line.statement.conditions, line.version).get(f"{OF_REQUEST}{tag}", ())
        except Undecided:
            continue
        yield from (one.text for one in claims)


def _passes_on(reach: Reachability, step: Edge, tag: str) -> bool:
    """Whether nobody takes the step without passing on the tag that they have."""
    trust = reach.trusts.by_urn.get(step.target.key)
    lines = list(_letting(reach, trust, step)) if trust else []
    return bool(lines) and all(any(_asks_to_pass_on(one, tag) for one in line.statement.conditions) for line in lines)


def _asks_to_pass_on(condition: Condition, tag: str) -> bool:
    is_asked = condition.key.lower() == _PASSED_ON and condition.qualifier != "ForAllValues"
    is_one = {value.lower() for value in condition.values} == {tag}
    return is_asked and is_one and not (condition.if_exists or condition.test.negated)


def _may_put_on(reach: Reachability, step: Edge, tag: str, value: str) -> bool:
    """Whether the source of the step may start the session at its target with this tag."""
    trust = reach.trusts.by_urn.get(step.target.key)
    if step.how != "assume" or trust is None:
        return False
    facts = Facts({f"{OF_REQUEST}{tag}": value, TAG_KEYS: tag})
    return any(
        _leaves_open(trust, line, tag, value)
        and (is_direct(means, trust, line) or means.on(TAG_SESSION, trust.node.arn, facts).possible)
        for means in reach.means(step.source)
        for line in trust.letting(TAG_SESSION)
        if trust.says(line, means, TAG_SESSION) != "no"
    )


def _leaves_open(trust: Trust, line: Line, tag: str, value: str) -> bool:
    """Whether the statement takes the tag with this value."""
    version = trust.document.version if trust.document else ""
    try:
        conditions = line.statement.conditions
        asked = asked_of(conditions, version).get(f"{OF_REQUEST}{tag}", ())
        is_asked = any(matches(one.text, value) for one in asked if not is_anything((one,)))
        return is_asked or not limits_tag(tag, conditions, version)
    except Undecided:
        return False


def _letting(reach: Reachability, trust: Trust, step: Edge) -> Iterator[Line]:
    """The statements by which the source of the step comes in."""
    for means in reach.means(step.source):
        yield from (line for line in trust.allows if trust.says(line, means) != "no")
