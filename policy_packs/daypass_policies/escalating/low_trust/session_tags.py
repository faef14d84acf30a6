"""This is where it is told whether who comes over several roles may have put a tag on the session on the way.

A tag of the session tells one caller from another only as far as nobody else can put it on. Whoever starts the session
chooses its tags, within what the trust of the role lets them; one that was passed on as transitive stays what it is.
Source: IAM User Guide, "Pass session tags in AWS STS", chaining roles with session tags; read 2026-11.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.becoming.assuming.roles import is_direct
from daypass.graph.becoming.assuming.trust import TAG_SESSION, Trust
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.reachability import Reachability
from daypass.iam.asked import asked_of
from daypass.iam.condition import Condition
from daypass.iam.glob import matches
from daypass.model.resource import Undecided
from daypass_policies.escalating.tags.limits import OF_REQUEST, limits_tag

_OF_CALLER: Final = "aws:principaltag/"
_KEYS: Final = "aws:tagkeys"
_PASSED_ON: Final = "sts:transitivetagkeys"
_ANY_VALUE: Final = "any"


def may_bring_tags(reach: Reachability, way: Sequence[Edge], step: Edge) -> bool:
    """Whether nothing keeps out who came over `way`, but tags of the session that they may have put on themselves."""
    is_open = step.how == "assume" and all(one == step.source.untold("tags") for one in step.unknown)
    trust = reach.trusts.by_urn.get(step.target.key)
    if not way or not is_open or trust is None:
        return False
    return any(_are_brought(reach, way, line) for line in _letting(reach, trust, step))


def _are_brought(reach: Reachability, way: Sequence[Edge], line: Line) -> bool:
    """Whether the statement asks for tags, and for nothing else that they have not."""
    try:
        asked = [one for one in line.statement.conditions if one.key.lower().startswith(_OF_CALLER)]
    except Undecided:
        return False
    return bool(asked) and all(_is_brought(reach, way, one) for one in asked)


def _is_brought(reach: Reachability, way: Sequence[Edge], asked: Condition) -> bool:
    *before, last = way
    tag = asked.key[len(_OF_CALLER) :].lower()
    return not any(_passes_on(reach, one, tag) for one in before) and _may_put_on(reach, last, tag, _value(asked))


def _value(asked: Condition) -> str:
    """One with which the condition holds. That there is any is enough for one that asks whether it is there."""
    is_known = asked.operator != "Null" and bool(asked.values)
    return asked.values[0].replace("*", _ANY_VALUE).replace("?", "x") if is_known else _ANY_VALUE


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
    facts = Facts({f"{OF_REQUEST}{tag}": value, _KEYS: tag})
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
        return any(matches(one.text, value) for one in asked) or not limits_tag(tag, conditions, version)
    except Undecided:
        return False


def _letting(reach: Reachability, trust: Trust, step: Edge) -> Iterator[Line]:
    """The statements by which the source of the step comes in."""
    for means in reach.means(step.source):
        yield from (line for line in trust.allows if trust.says(line, means) != "no")
