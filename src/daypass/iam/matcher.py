"""This is where a Matcher is: which values of the request any value of a condition matches.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", read 2026-11.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from daypass.iam.condition import Condition
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.glob import ANY_TEXT, Tokens, has_wildcard, test_of, tokens_of
from daypass.iam.node import refuse
from daypass.iam.operators import COMPARISONS, Comparison
from daypass.iam.variables import Patterns, Template, apart, as_text, resolved

Matcher = Callable[[tuple[str, ...], Context], list[bool]]
"""For each value that the request brings along: whether the condition names it. Raises `MalformedRequest`."""


def matcher(condition: Condition, version: str, place: str) -> Matcher:
    """What the condition's operator asks without its `Not`. Raises `MalformedDocument` with `place`.

    All values on both sides are read, whether they decide or not: what nobody can read is said in any case.
    """
    base = condition.operator.replace("Not", "", 1)
    if comparison := COMPARISONS.get(base):
        return _compared(comparison, condition, place)
    if base == "StringLike":
        patterns = Patterns.of(condition.values, version)
        return lambda asked, context: [patterns.match(value, context) for value in asked]
    if base.startswith("Arn"):
        return _like_arns(condition.values, version)
    return _same(condition.values, version, _folded if base == "StringEqualsIgnoreCase" else _as_it_is)


def read_policy(comparison: Comparison, value: str, place: str) -> Any:
    """What a value of the policy stands for. Raises `MalformedDocument`."""
    try:
        return comparison.read_policy(value)
    except ValueError:
        pass  # said outside: the error holds the value, and a context would carry it on
    return refuse(place, comparison.fact)


def _read_request(comparison: Comparison, value: str, key: str) -> Any:
    try:
        return comparison.read_request(value)
    except ValueError:
        pass
    raise MalformedRequest(comparison.fact, place=f"context.{key}", remedy="Give what the operator compares it with.")


def _compared(comparison: Comparison, condition: Condition, place: str) -> Matcher:
    test = comparison.test([read_policy(comparison, value, place) for value in condition.values])
    key = condition.key

    def matched(asked: tuple[str, ...], _: Context) -> list[bool]:
        return [test(value) for value in [_read_request(comparison, value, key) for value in asked]]

    return matched


def _same(values: tuple[str, ...], version: str, fold: Callable[[str], str]) -> Matcher:
    plain, templates = apart(values, version)
    fixed = frozenset(map(fold, plain))

    def matched(asked: tuple[str, ...], context: Context) -> list[bool]:
        wanted = fixed.union(fold(as_text(one)) for one in resolved(templates, context)) if templates else fixed
        return [fold(value) in wanted for value in asked]

    return matched


def _as_it_is(text: str) -> str:
    return text


def _folded(text: str) -> str:
    return text.lower()


def _like_arns(values: tuple[str, ...], version: str) -> Matcher:
    """ArnEquals and ArnLike: "each of the six colon-delimited components of the ARN is checked separately"."""
    plain, templates = apart(values, version)
    arns = _Arns.of(plain)
    return lambda asked, context: [arns.match(value, templates, context) for value in asked]


class _Arns(NamedTuple):
    """ARN patterns made ready. A pattern of fewer than six components matches nothing, but for `*` alone."""

    exact: frozenset[str]
    patterns: tuple[tuple[Callable[[str], bool], ...], ...]
    takes_all: bool

    @classmethod
    def of(cls, texts: list[str]) -> "_Arns":
        exact = frozenset(text for text in texts if not has_wildcard(text))
        patterns = [_components(tokens_of(text)) for text in texts if text not in exact]
        return cls(exact, tuple(patterns), "*" in texts)

    def match(self, value: str, templates: tuple[Template, ...], context: Context) -> bool:
        components = value.split(":", _LAST)
        if len(components) <= _LAST or components[0] != "arn":
            return False
        if self.takes_all or value in self.exact or _any_like(self.patterns, components):
            return True
        return any(_any_like((_components(tokens),), components) for tokens in resolved(templates, context))


_LAST = 5
"""The index of an ARN's last component: all that follows the fifth colon."""


def _any_like(patterns: tuple[tuple[Callable[[str], bool], ...], ...], components: list[str]) -> bool:
    return any(len(pattern) == len(components) and _is_like(pattern, components) for pattern in patterns)


def _is_like(pattern: tuple[Callable[[str], bool], ...], components: list[str]) -> bool:
    for test, component in zip(pattern, components, strict=True):  # noqa: SIM110 - a generator for each costs twice that
        if not test(component):
            return False
    return True


def _components(tokens: Tokens) -> tuple[Callable[[str], bool], ...]:
    found: list[list[Any]] = [[]]
    for token in tokens:
        if not isinstance(token, str):
            found[-1].append(token)
            continue
        first, *rest = token.split(":", _LAST + 1 - len(found))
        found[-1].append(first)
        found.extend([text] for text in rest)
    return tuple(_anything if one == [ANY_TEXT] else test_of(tuple(filter(None, one))) for one in found)


def _anything(_: str) -> bool:
    return True
