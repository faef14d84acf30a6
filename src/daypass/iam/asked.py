"""This is where it is told what the conditions of a statement truly ask of a request, and what only looks like asking.

`…IfExists` and `ForAllValues` are true where the key is absent, a negation is true of almost everything, `Null` asks
for presence alone, and `${…}` in a value stands for what the request brings along. None of these asks for a value;
`ForAnyValue:…IfExists` does, because `ForAnyValue` is false where the key is absent, and so do `…IfExists` and
`ForAllValues` of a claim that no token is without.
Source: IAM User Guide, "Condition operators" and "Policy variables"; read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.claim_keys import claim_keys, is_in_every_token
from daypass.iam.condition import Condition
from daypass.iam.glob import has_wildcard, is_any
from daypass.iam.who import OWN_ACCOUNT, is_any_organisation
from daypass.model.kind import Asked, Claim

_FIRST_WITH_VARIABLES: Final = "2012-10-17"
_VARIABLE: Final = re.compile(r"\$\{[^}]*\}?")
_LITERALS: Final = {"${*}": "*", "${?}": "?", "${$}": "$"}
_OF_THE_RESOURCE: Final = {one.lower(): one for one in ("${aws:ResourceOrgID}", OWN_ACCOUNT)}
"""Variables that the owner of what is asked for decides, and no caller. Where they are absent nothing matches.

Source: IAM User Guide, "AWS global condition context keys", aws:ResourceOrgID and aws:ResourceAccount; read 2026-11."""
_PLAIN: Final = ("StringEquals", "StringLike")
_TEXTS: Final = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")


def asked_of(conditions: Iterable[Condition], version: str) -> Asked:
    """Key, in small letters → the alternatives that the request's value must be one of. `version` is the document's.

    Where several conditions ask about one key, the narrowest stands: all of them must match.
    """
    found: dict[str, tuple[Claim, ...]] = {}
    for condition in _enforced(tuple(conditions), of_tokens=True):
        if condition.operator not in _TEXTS or not condition.key.isascii():
            continue
        claims = tuple(_claim(condition, value, version) for value in condition.values)
        key = condition.key.lower()
        found[key] = min((claims, found[key]), key=_width) if key in found else claims
    return found


def asked_under(prefix: str, asked: Asked) -> Asked:
    """What is asked of the keys `<prefix>:<claim>`: claim → alternatives. The names of keys ignore case."""
    start = f"{prefix.lower()}:"
    return {key.removeprefix(start): claims for key, claims in asked.items() if key.startswith(start)}


def limiting_keys(conditions: Iterable[Condition], version: str) -> frozenset[str]:
    """The keys, in small letters, on which some enforced condition lets only part of all requests through."""
    return frozenset(
        condition.key.lower()
        for condition in _enforced(tuple(conditions))
        if not any(_lets_all_through(condition, value, version) for value in condition.values)
    )


def weakly_asked(conditions: Iterable[Condition]) -> frozenset[str]:
    """The keys, in small letters, that are asked for by conditions alone which hold without them, and are in any token.

    So nobody gets in who should not, as long as the issuer's tokens are what they have to be.
    """
    listed = tuple(conditions)
    held = {condition.key.lower() for condition in _enforced(listed)}
    return frozenset({condition.key.lower() for condition in _enforced(listed, of_tokens=True)} - held)


def asks_plainly(conditions: Iterable[Condition], issuer: str) -> bool:
    """Whether conditions can hold together without a second look: each asks plainly for a claim of its own."""
    seen, start = set(), f"{issuer.lower()}:"
    keys = claim_keys(issuer)
    for operator, qualifier, if_exists, key, values in conditions:
        folded = key.lower()
        if operator not in _PLAIN or qualifier or if_exists or not values or folded in seen:
            return False
        if not folded.startswith(start) or folded[len(start) :] not in keys or any("${" in value for value in values):
            return False
        seen.add(folded)
    return True


def is_anything(claims: tuple[Claim, ...]) -> bool:
    """Whether one of the alternatives takes in (nearly) every text: `*`, `?*`."""
    return any(map(_takes_any, claims))


def _enforced(conditions: tuple[Condition, ...], *, of_tokens: bool = False) -> Iterator[Condition]:
    """The conditions that fail where the key is absent, and those whose key another one keeps from being absent.

    `of_tokens`: or the token itself does, which is what comes where claims are asked for.
    """
    asking = [condition for condition in conditions if asks(condition)]
    weak = [condition for condition in asking if _is_weak(condition)]
    if not weak:
        yield from asking
        return
    strong = [condition for condition in asking if not _is_weak(condition)]
    present = {condition.key.lower() for condition in (*strong, *filter(_demands_presence, conditions))}
    yield from strong
    for condition in weak:
        if condition.key.lower() in present or (of_tokens and is_in_every_token(condition.key)):
            yield condition


def asks(condition: Condition) -> bool:
    """Whether it asks for a value, as what excludes one or asks for presence does not."""
    # Without a value nothing could match, and nobody writes that on purpose: it counts as not asked.
    return bool(condition.values) and condition.operator != "Null" and not condition.test.negated


def _is_weak(condition: Condition) -> bool:
    return (condition.if_exists and condition.qualifier != "ForAnyValue") or condition.qualifier == "ForAllValues"


def _demands_presence(condition: Condition) -> bool:
    values = {value.lower() for value in condition.values}
    return condition.operator == "Null" and condition.qualifier == "" and values == {"false"}


def _claim(condition: Condition, value: str, version: str) -> Claim:
    folded = condition.operator == "StringEqualsIgnoreCase"
    if version == _FIRST_WITH_VARIABLES and "${" in value:
        if own := _OF_THE_RESOURCE.get(value.lower()):
            return Claim(own, exact=True, folded=folded)
        plain = _VARIABLE.sub(lambda match: _LITERALS.get(match[0], match[0]), value)
        if "${" in plain:
            return Claim(_VARIABLE.sub("*", value), exact=False, folded=folded)
        value = plain
    exact = not (condition.test.takes_wildcards and has_wildcard(value))
    return Claim(value, exact, folded)


def _lets_all_through(condition: Condition, value: str, version: str) -> bool:
    """Whether this one alternative is true of (nearly) every request: `*`, any address, any organisation's id."""
    if condition.operator == "Bool" and value.lower() == "false":  # "without a second factor"
        return True
    if condition.operator == "IpAddress":
        return value.strip().endswith(("/0", "/1"))
    claim = _claim(condition, value, version)
    return _takes_any(claim) or is_any_organisation(condition.key.lower(), claim)


def _takes_any(claim: Claim) -> bool:
    return not claim.exact and is_any(claim.text)


def _width(claims: tuple[Claim, ...]) -> tuple[int, int]:
    """How wide alternatives are: a pattern is wider than exact text, a shorter start wider than a longer."""
    starts = [len(re.split(r"[*?]", claim.text, maxsplit=1)[0]) for claim in claims if not claim.exact]
    return (len(starts) > 0, -min(starts, default=0))
