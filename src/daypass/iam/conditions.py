"""This is where it is told whether a condition of a statement holds for a request.

Source: IAM User Guide, "Condition operators", "Conditions with multiple context keys or values" and "Single-valued vs.
multivalued context keys"; read 2026-11.
"""

from collections.abc import Callable

from daypass.iam.condition import Condition
from daypass.iam.context import Context
from daypass.iam.matcher import matcher, read_policy
from daypass.iam.operators import COMPARISONS
from daypass.model.resource import join

Test = Callable[[Context], bool]
"""Whether a condition holds for a request with this context. Raises `MalformedRequest`."""


def test_of(condition: Condition, version: str, path: str) -> Test:
    """The condition made ready to be tried on many requests; `path` is that of its statement.

    Raises `MalformedDocument` for a value that its operator cannot read.
    """
    place = f"{join(path, 'Condition')}.{condition.test}.{condition.key}"
    if condition.operator == "Null":
        return _presence(condition, place)
    match, key = matcher(condition, version, place), condition.key.lower()
    is_set, negated, without = bool(condition.qualifier), condition.test.negated, holds_without(condition)
    together = all if _asks_all(condition) else any

    def holds(context: Context) -> bool:
        asked = context.folded.get(key, ())
        if not asked or (is_set and not any(asked)):  # "a null dataset, such as an empty string"
            return without
        found = match(asked, context)
        return together([not one for one in found] if negated else found)

    return holds


def holds_without(condition: Condition) -> bool:
    """Whether it holds of a request without the key; not for `Null`, which asks just that.

    A negated operator holds, `ForAllValues` holds, `ForAnyValue` does not, whether negated or not and even with
    `IfExists`; any other with `IfExists` holds. Source: as above, and for the last AWS's answer at
    https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w.
    """
    if condition.qualifier:
        return condition.qualifier == "ForAllValues"
    return condition.if_exists or condition.test.negated


def _asks_all(condition: Condition) -> bool:
    """Whether every value of the request counts: a negation is a NOR, so that it fails where any value is named."""
    return condition.qualifier == "ForAllValues" or (condition.test.negated and not condition.qualifier)


def _presence(condition: Condition, place: str) -> Test:
    """`Null`: "true" for an absent key, "false" for one with a value; a list of both is always true."""
    wanted = frozenset(read_policy(COMPARISONS["Bool"], value, place) for value in condition.values)
    key = condition.key.lower()
    return lambda context: (key not in context.folded) in wanted
