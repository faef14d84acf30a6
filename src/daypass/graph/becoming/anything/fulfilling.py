"""This is where it is told which conditions on a thing, beside those on its tags, somebody fulfils by what they may do.

Who may say of any secret which function rotates it says that of the one for which their policies ask; who may give any
key an alias gives it that one. Sources: Service Authorization Reference, "AWS Secrets Manager" and "AWS KMS" (condition
keys); Secrets Manager API Reference, "RotateSecret" (which also asks for `lambda:InvokeFunction` on the function); AWS
KMS Developer Guide, "Use aliases to control access to KMS keys" and "Controlling access to aliases"; AWS Lambda
Developer Guide, "Using source function ARN to control function access behavior"; read 2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard
from daypass.model.resource import Undecided

ROTATES: Final = "secretsmanager:RotateSecret"
ROTATED_BY: Final = "secretsmanager:resource/allowrotationlambdaarn"
"""The condition key of the function that rotates a secret, in small letters."""

_NEW_FUNCTION: Final = "secretsmanager:rotationlambdaarn"
_INVOKES: Final = "lambda:InvokeFunction"
_ITSELF: Final = "lambda:sourcefunctionarn"
"""The condition key of the function whose credentials are used."""

_NAMED_BY: Final = "kms:resourcealiases"
_GIVES, _MOVES, _TAKES = "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"
_MOST: Final = 8
"""Values that are tried for one key: each is a question of its own."""


class AskedRequest(NamedTuple):
    """A request that somebody makes on the way."""

    action: str
    resource: str
    facts: Facts = NOTHING


class Fulfilling(NamedTuple):
    """What a thing brings along `before` somebody does all that is `asked`, and `after` that."""

    before: Facts
    after: Facts
    asked: tuple[AskedRequest, ...]


def fulfillings(means: Means, action: str, resource: str, has: Facts | None = None) -> Iterator[Fulfilling]:
    """The ways to have the thing, by its ARN, be as policies ask before they allow this on it.

    `has` is what it brings along now, where that is known; what nobody named has nothing of the kind.
    """
    told = means.told(action)
    every = (*told.allows, *told.denies, *told.bounds)
    for key, ways in _WAYS.items():
        if key not in told.keys:
            continue
        before = Facts(absent=frozenset({key})) if has is None else has
        for value in list(dict.fromkeys(text for held in every for text in _asked_for(held, key, means)))[:_MOST]:
            for way in ways(value, resource, means):
                now = before.and_(Facts(way.more))
                asked = tuple(one._replace(facts=now.and_(one.facts)) for one in way.asked)
                yield Fulfilling(now, now.and_(Facts({key: way.value})), asked)


def _asked_for(held: Held, key: str, means: Means) -> Iterator[str]:
    """The values that a statement names, with `*` for what is not known of them; for any value `*` alone."""
    try:
        conditions = [one for one in held.line.statement.conditions if one.is_on(key)]
    except Undecided:
        return
    for one in conditions:
        is_any = one.test.base == "Null"
        yield from (ANY,) if is_any else held.line.replaced(one.values, means.caller.facts)


class _Way(NamedTuple):
    """`more` is what then holds of whoever asks."""

    value: str
    asked: tuple[AskedRequest, ...]
    more: Mapping[str, str] = {}


def _rotating(function: str, secret: str, means: Means) -> Iterator[_Way]:
    """One request, and that the function may be invoked. Of any function one is taken that may, as the caller's own."""
    if function != ANY:
        yield _Way(function, _named(function, secret))
        return
    for own in list(dict.fromkeys(_functions(secret, means)))[:_MOST]:
        yield _Way(own, _named(own, secret), {_ITSELF: own})


def _named(function: str, secret: str) -> tuple[AskedRequest, ...]:
    return AskedRequest(ROTATES, secret, Facts({_NEW_FUNCTION: function})), AskedRequest(_INVOKES, function)


def _functions(secret: str, means: Means) -> Iterator[str]:
    """One for each pattern of those that it may invoke."""
    arn = Arn.parse(secret)
    for held in means.told(_INVOKES).allows:
        for text in held.line.patterns(means.caller.facts):
            if Arn.parse(text):
                yield filled(text, PROBE)
            elif arn:
                yield ":".join(("arn", *arn._replace(service="lambda", resource=f"function:{PROBE}")))


def _naming(alias: str, key: str, _: Means) -> Iterator[_Way]:
    """An alias that is there is moved, or made anew once it is taken away; of a pattern any other will do."""
    arn = Arn.parse(key)
    if arn is None:
        return
    name = filled(alias, PROBE)
    own = ":".join(("arn", *arn._replace(resource=name)))
    takes = () if has_wildcard(alias) else (AskedRequest(_TAKES, own),)
    yield _Way(name, (AskedRequest(_GIVES, key), AskedRequest(_GIVES, own), *takes))
    yield _Way(name, (AskedRequest(_MOVES, key), AskedRequest(_MOVES, own)))


_WAYS: Final[Mapping[str, Callable[[str, str, Means], Iterator[_Way]]]] = {ROTATED_BY: _rotating, _NAMED_BY: _naming}
"""Condition key, in small letters → the ways to give a thing a value."""
