"""This is where the values of one context key are found, or where it is proven that there are none.

A key may be absent, have one value, or several where AWS says so. What is asked of several falls apart: each value must
meet what is asked of all of them, and for each thing that is asked of one of them there must be a value that meets it.
So all comes down to single values, and for these each family of operators knows how to name one of every sort there is.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from daypass.iam.context import Context
from daypass.iam.glob import Tokens, tokens_of
from daypass.iam.operators import octets
from daypass.iam.search.ask import Ask
from daypass.iam.search.language import Budget, Steps, TooHard, arn_steps_of, shortest, steps_of
from daypass.iam.search.plausible import filled, values_of
from daypass.iam.search.ranges import LINES, Limit, on_line
from daypass.iam.variables import apart, as_text, resolved

Values = tuple[str, ...]


def chosen(asks: Sequence[Ask], given: Context, budget: Budget, *, several: bool) -> Values | None:
    """Values that one key must have so that all asks are met: () where it may be absent, None where there are none.

    All asks are of this key. `given` holds the other keys that a policy variable may stand for. Raises `TooHard`.
    """
    budget.spend(10 * len(asks) + sum(len(ask.condition.values) for ask in asks))
    if _are_met(asks, (), given):
        return ()
    asks = sorted(asks, key=_asks_least)
    if not all(_met_by_presence(ask, given) for ask in asks if ask.family == "presence"):
        return None
    if one := _single(asks, given, budget):
        return one
    if not several:
        return None
    each = [ask for ask in asks if not ask.is_of_one]
    found = [_single([*each, ask], given, budget) for ask in asks if ask.is_of_one and ask.family != "presence"]
    if not found or None in found:
        if any(ask.condition.qualifier and _may_be_empty(ask, given) for ask in asks):
            raise TooHard  # "" counts as a value only beside another
        return None
    together = tuple(dict.fromkeys(value for values in found for value in values or ()))
    if _are_met(asks, together, given):
        return together
    raise TooHard


def _are_met(asks: Iterable[Ask], values: Values, given: Context) -> bool:
    asks = tuple(asks)
    key = asks[0].condition.key if asks else ""
    context = given.with_others(Context({key: values}, {key.lower(): values})) if values else given
    return all(ask.is_met(context) for ask in asks)


def _met_by_presence(ask: Ask, given: Context) -> bool:
    return _are_met([ask], ("x",), given)


def _may_be_empty(ask: Ask, given: Context) -> bool:
    return ask.family == "text" and any(not as_text(tokens) for tokens in _tokens(ask, given))


def _asks_least(ask: Ask) -> int:
    return len(ask.condition.values)


def _single(asks: Sequence[Ask], given: Context, budget: Budget) -> Values | None:
    """One value that meets all asks, None where none does. Raises `TooHard`."""
    return next(((value,) for value in _offers(asks, given, budget) if _are_met(asks, (value,), given)), None)


def _offers(asks: Sequence[Ask], given: Context, budget: Budget) -> Iterator[str]:
    """Values, one of which meets all asks if any does. Raises `TooHard` at their end where that is not certain."""
    families = {ask.family for ask in asks} - {"presence"}
    if len(families) == 1:
        yield from _of_family(families.pop(), asks, given, budget)
    elif not families:
        yield from values_of(asks[0].key)
    else:
        for family in sorted(families):
            yield from _of_family(family, [ask for ask in asks if ask.family == family], given, budget)
    if any(ask.condition.qualifier for ask in asks):
        yield ""  # which set operators take for no value at all, while the key is there
    if len(families) > 1 and _named(asks, given) is None:
        raise TooHard


def _of_family(family: str, asks: Sequence[Ask], given: Context, budget: Budget) -> Iterator[str]:
    read = [ask for ask in asks if ask.family == family]
    if family == "text":
        yield from _texts(read, given, budget)
    elif family == "Bool":
        yield from ("true", "false")
    elif family == "Binary":
        yield from _octets(read)
    else:
        yield from values_of(read[0].key)
        assert family in LINES
        yield from on_line(family, [Limit(ask.base, ask.condition.values, ask.is_positive) for ask in read])


def _octets(asks: Sequence[Ask]) -> Iterator[str]:
    named = [value for ask in asks for value in ask.condition.values]
    yield from named
    others = (number.to_bytes(4, "big") for number in range(len(named) + 1))
    taken = set(map(octets, named))
    yield next(base64.b64encode(other).decode() for other in others if other not in taken)


# Texts ---------------------------------------------------------------------------------------------------------------


def _texts(asks: Sequence[Ask], given: Context, budget: Budget) -> Iterator[str]:
    named = _named(asks, given)
    if named is not None:
        budget.spend(len(named))
        yield from named
        return
    yield from values_of(asks[0].key)
    patterns = [tokens for ask in asks if ask.is_positive for tokens in _tokens(ask, given)[:_TRIED]]
    for tokens in patterns[:_TRIED]:
        yield from filled(tokens)
    within = [_steps(ask, given) for ask in asks if ask.is_positive]
    without = [steps for ask in asks if not ask.is_positive for steps in _steps(ask, given)]
    found = shortest(within, without, budget)
    if found is not None:
        yield found
        raise TooHard  # it should have done: better no answer than a wrong one


_TRIED: Final = 8


def _named(asks: Sequence[Ask], given: Context) -> tuple[str, ...] | None:
    """The only texts that can meet all asks, where some of them name all that they take; None where none does."""
    found: dict[str, None] | None = None
    for ask in asks:
        if not (ask.is_positive and ask.base == "StringEquals"):
            continue
        texts = dict.fromkeys(map(as_text, _tokens(ask, given)))
        found = texts if found is None else {text: None for text in found if text in texts}
    if found is None:
        return None
    for ask in asks:
        if not ask.is_positive and ask.base == "StringEquals":
            left_out = set(map(as_text, _tokens(ask, given)))
            found = {text: None for text in found if text not in left_out}
    return tuple(found)


def _tokens(ask: Ask, given: Context) -> list[Tokens]:
    """The values of the condition taken apart; one whose variable has no value matches nothing, and is left out."""
    plain, templates = apart(ask.condition.values, ask.version)
    return [*map(tokens_of, plain), *resolved(templates, given)]


def _steps(ask: Ask, given: Context) -> list[Steps]:
    tokens = _tokens(ask, given)
    if ask.base.startswith("Arn"):
        return [steps for one in tokens if (steps := arn_steps_of(one)) is not None]
    if ask.base == "StringLike":
        return list(map(steps_of, tokens))
    return [steps_of((as_text(one),), folded=ask.base == "StringEqualsIgnoreCase") for one in tokens]
