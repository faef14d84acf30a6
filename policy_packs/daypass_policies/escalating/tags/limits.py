"""This is where it is told whether conditions keep whoever starts a session from giving it a tag as they like."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.iam.asked import asked_of, is_anything
from daypass.iam.condition import Condition
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG

OF_REQUEST: Final = "aws:requesttag/"
TAG_KEYS: Final = "aws:tagkeys"
_ALIKE: Final = ("StringEquals", "StringLike", "StringEqualsIgnoreCase")


def limits_tag(tag: str, conditions: Iterable[Condition], version: str) -> bool:
    """Whether the value of the tag (its key in small letters) is asked for, or keys are and none is this one.

    Raises `Undecided`.
    """
    conditions = tuple(conditions)
    claims = asked_of(conditions, version).get(f"{OF_REQUEST}{tag}", ())
    if claims and not is_anything(claims):
        return True
    return any(_keeps_away(tag, one) or _asks_for_own(tag, one) for one in conditions)


def demands_tag(tag: str, conditions: Iterable[Condition]) -> bool:
    """Whether they ask that the tag (its key in small letters) is given, whatever its value."""
    asked = (one for one in conditions if one.key.lower() == f"{OF_REQUEST}{tag}")
    return any(map(_is_demanded, asked))


def names_all_keys(conditions: Iterable[Condition]) -> bool:
    """Whether no tags may be given but those whose keys are written there."""
    return any(True for _ in _named_keys(conditions))


def names_one_key(tag: str, conditions: Iterable[Condition]) -> bool:
    """Whether no tag may be given but this one (its key in small letters)."""
    return any({value.lower() for value in one.values} == {tag} for one in _named_keys(conditions))


def _named_keys(conditions: Iterable[Condition]) -> Iterator[Condition]:
    asked = (one for one in conditions if one.key.lower() == TAG_KEYS and one.qualifier == "ForAllValues")
    alike = (one for one in asked if one.operator in _ALIKE)
    return (one for one in alike if not any(set("*?$").intersection(value) for value in one.values))


def _is_demanded(condition: Condition) -> bool:
    """What compares texts holds of a tag that is there alone, unless it says otherwise."""
    if condition.operator == "Null":
        return {value.lower() for value in condition.values} == {"false"}
    return condition.operator in _ALIKE and not condition.if_exists and condition.qualifier != "ForAllValues"


def _asks_for_own(tag: str, condition: Condition) -> bool:
    """Whether the value must be that of the caller's own tag."""
    is_on_tag = condition.key.lower() == f"{OF_REQUEST}{tag}" and condition.operator in ("StringEquals", "StringLike")
    own = f"${{{PRINCIPAL_TAG}{tag}}}"
    return is_on_tag and not condition.if_exists and all(value.lower() == own for value in condition.values)


def _keeps_away(tag: str, condition: Condition) -> bool:
    if condition.key.lower() == f"{OF_REQUEST}{tag}" and condition.operator == "Null":
        return {value.lower() for value in condition.values} == {"true"}
    if condition.key.lower() != TAG_KEYS or condition.qualifier != "ForAllValues" or condition.test.negated:
        return False
    return not any(set("*?$") & set(value) or value.lower() == tag for value in condition.values)
