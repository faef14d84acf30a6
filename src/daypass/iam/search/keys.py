"""This is where it is told what policies say about context keys: which may have several values, which values they name.

Source: IAM User Guide, "Single-valued vs. multivalued context keys": a single-valued key has at most one value in a
request.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.multivalued_keys import is_multivalued
from daypass.iam.condition import Condition, Qualifier
from daypass.iam.glob import has_wildcard, tokens_of
from daypass.iam.search.ask import Ask, ask_of, family_of
from daypass.iam.search.plausible import filled


class Keys:
    """The keys in these conditions. All are asked about in small letters."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._conditions = tuple(conditions)

    def several(self, key: str) -> bool:
        """Whether the key may have several values: where AWS says so, or a set operator asks about it."""
        return key in self._in_sets or is_multivalued(key)

    def named(self, key: str) -> tuple[str, ...]:
        """Texts that some condition compares the key with, or one that fits where it has a wildcard: the first few."""
        return tuple(self._named.get(key, ()))

    def reading(self, key: str) -> tuple[Ask, ...]:
        """That all conditions on the key can read its values: what is no number is an error where one is asked for."""
        return self._reading.get(key, ())

    @cached_property
    def _reading(self) -> dict[str, tuple[Ask, ...]]:
        in_sets: dict[str, dict[str, bool]] = defaultdict(dict)
        for condition in self._conditions:
            families = in_sets[condition.key.lower()]
            family = family_of(condition.operator)
            families[family] = families.get(family, True) and bool(condition.qualifier)
        return {key: tuple(_reads(key, families)) for key, families in in_sets.items()}

    @cached_property
    def _in_sets(self) -> frozenset[str]:
        return frozenset(condition.key.lower() for condition in self._conditions if condition.qualifier)

    @cached_property
    def _named(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for condition in self._conditions:
            texts = found[condition.key.lower()]
            if not condition.operator.startswith(("String", "Arn")):
                continue
            for value in condition.values[: _MOST - len(texts)]:
                if "${" not in value:
                    text = next(filled(tokens_of(value))) if has_wildcard(value) else value
                    texts[text] = None
        return found


_MOST: Final = 6
_OPERATORS: Final = {
    "Numeric": "NumericEquals",
    "Date": "DateEquals",
    "Bool": "Bool",
    "Binary": "BinaryEquals",
    "IpAddress": "IpAddress",
}


def _reads(key: str, in_sets: Mapping[str, bool]) -> Iterator[Ask]:
    """A condition that names no value holds for none, but reads each; to a set operator an empty text is no value."""
    for family, operator in _OPERATORS.items():
        if family in in_sets:
            qualifier: Qualifier = "ForAnyValue" if in_sets[family] else ""
            yield ask_of(Condition(operator, qualifier, False, key, ()), "", "", wanted=False)
