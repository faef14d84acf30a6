"""This is where one statement of a policy is matched slowly and plainly, from AWS's documentation alone.

`reference_evaluator.py` puts the policies together. Nothing here knows the library, so that the two can be held against
each other. Where AWS leaves a choice, a comment says which was taken and why. Pages are those of the IAM user guide
unless another guide is named.
"""

import base64
import datetime as dt
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

Json = Mapping[str, Any]
Context = Mapping[str, list[str]]

# Wildcards of a policy while variables are being put in: a value of the request that holds `*` stays a plain asterisk.
ANY: Final = "\ue000"
ONE: Final = "\ue001"
VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
NAMED: Final = re.compile(r"\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?", re.DOTALL)


def listed(value: Any) -> list[Any]:
    """A list of one may be written without its brackets (page "Grammar of the JSON policy language")."""
    return list(value) if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """A value as text: quotation marks are optional for numbers and booleans (same page)."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def context_of(given: Json) -> dict[str, list[str]]:
    """The request's keys in lower case, since their names ignore case, with their values. `[]` is an absent key."""
    return {key.lower(): [text(value) for value in listed(values)] for key, values in given.items() if values != []}


# Patterns and variables ----------------------------------------------------------------------------------------------


def expanded(written: str, context: Context, version: str) -> str | None:
    """A policy's text with its variables put in and its wildcards marked. None where a variable has no value.

    Page "IAM policy elements: Variables and tags": versions before 2012-10-17 take variables as literal text; `${*}`,
    `${?}` and `${$}` are those characters; a default stands after a comma in single quotes; a key with several values
    is no variable.
    """
    if version < "2012-10-17":
        return written.replace("*", ANY).replace("?", ONE)
    out, end = "", 0
    for found in VARIABLE.finditer(written):
        value = _value(found[1], context)
        if value is None:
            return None
        out += written[end : found.start()].replace("*", ANY).replace("?", ONE) + value
        end = found.end()
    return out + written[end:].replace("*", ANY).replace("?", ONE)


def _value(inside: str, context: Context) -> str | None:
    if inside in ("*", "?", "$"):
        return inside
    named = NAMED.fullmatch(inside)
    if named is None:
        raise ValueError(f"a variable that cannot be read: {inside!r}")
    values = context.get(named[1].lower(), [])
    return values[0] if len(values) == 1 else named[2]


def glob(marked: str, value: str, *, ignoring_case: bool = False) -> bool:
    """Whether a value matches a text with marked wildcards, as a whole; `*` is any characters, `?` exactly one."""
    regex = "".join(".*" if mark == ANY else "." if mark == ONE else re.escape(mark) for mark in marked)
    return re.fullmatch(regex, value, re.DOTALL | (re.IGNORECASE if ignoring_case else 0)) is not None


def action_matches(pattern: str, action: str) -> bool:
    """Page "Action": prefix and name ignore case, wildcards may stand in the name."""
    return glob(pattern.replace("*", ANY).replace("?", ONE), action, ignoring_case=True)


def resource_matches(pattern: str, resource: str, context: Context, version: str) -> bool:
    """Page "Resource": a variable without a value matches no resource, in `Resource` and in `NotResource`.

    "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon
    boundaries." About a `*` within a segment the page says nothing; here each is any characters, colons too, which is
    the wider reading.
    """
    marked = expanded(pattern, context, version)
    return marked is not None and glob(marked, resource)


# Conditions: page "IAM JSON policy elements: Condition operators" -----------------------------------------------------


def _string(value: str, wanted: str) -> bool:
    return value == wanted.replace(ANY, "*").replace(ONE, "?")


def _arn(value: str, wanted: str) -> bool:
    """Each of the six components between colons is checked separately; ArnEquals and ArnLike are the same."""
    parts, patterns = value.split(":", 5), wanted.split(":", 5)
    return len(parts) == len(patterns) == 6 and all(map(glob, patterns, parts))


def _date(written: str) -> dt.datetime:
    """One of the W3C profiles of ISO 8601, or seconds since 1970. A moment without a zone is taken as UTC."""
    if re.fullmatch(r"-?\d+(\.\d+)?", written) and not re.fullmatch(r"\d{4}", written):
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=float(written))
    first = "-01" * (2 - written.count("-")) if re.fullmatch(r"\d{4}(-\d{2})?", written) else ""
    moment = dt.datetime.fromisoformat(written + first)  # a year or a month alone is its first day
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _address(value: str, wanted: str) -> bool:
    """An address without a prefix is itself alone; the other family never matches."""
    return ipaddress.ip_address(value) in ipaddress.ip_network(wanted)


def _binary(value: str, wanted: str) -> bool:
    return base64.b64decode(value, validate=True) == base64.b64decode(wanted, validate=True)


def _flag(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


# Only strings and ARNs take variables (page "Variables and tags", "Where you can use policy variables"). The
# operators' page says of Bool that it takes them too; the generated documents write none there.
WITH_VARIABLES: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "StringEquals": _string,
    "StringEqualsIgnoreCase": lambda value, wanted: _string(value.casefold(), wanted.casefold()),
    "StringLike": lambda value, wanted: glob(wanted, value),
    "ArnEquals": _arn,
    "ArnLike": _arn,
}
PLAIN: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "NumericEquals": lambda value, wanted: Decimal(value) == Decimal(wanted),
    "NumericLessThan": lambda value, wanted: Decimal(value) < Decimal(wanted),
    "NumericLessThanEquals": lambda value, wanted: Decimal(value) <= Decimal(wanted),
    "NumericGreaterThan": lambda value, wanted: Decimal(value) > Decimal(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: Decimal(value) >= Decimal(wanted),
    "DateEquals": lambda value, wanted: _date(value) == _date(wanted),
    "DateLessThan": lambda value, wanted: _date(value) < _date(wanted),
    "DateLessThanEquals": lambda value, wanted: _date(value) <= _date(wanted),
    "DateGreaterThan": lambda value, wanted: _date(value) > _date(wanted),
    "DateGreaterThanEquals": lambda value, wanted: _date(value) >= _date(wanted),
    "Bool": _flag,
    "BinaryEquals": _binary,
    "IpAddress": _address,
}
NEGATED: Final[Mapping[str, str]] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}


@dataclass(frozen=True)
class Operator:
    """The parts of an operator's name: `ForAnyValue:StringNotLikeIfExists`."""

    qualifier: str
    base: str
    negated: bool
    if_exists: bool


def operator_of(name: str) -> Operator:
    """The parts of a name. Raises ValueError for one that AWS does not have."""
    qualifier, _, rest = name.rpartition(":")
    base = rest.removesuffix("IfExists")
    positive = NEGATED.get(base, base)
    if qualifier not in ("", "ForAllValues", "ForAnyValue") or positive not in {*WITH_VARIABLES, *PLAIN, "Null"}:
        raise ValueError(f"not an operator: {name!r}")
    return Operator(qualifier, positive, base in NEGATED, rest != base)


def condition_holds(name: str, key: str, wanted: list[str], context: Context, version: str) -> bool:
    """Whether one operator holds for one key: the policy's values are an OR, for a negated operator a NOR."""
    operator, values = operator_of(name), context.get(key.lower(), [])
    if operator.base == "Null":
        return ("false" if values else "true") in [value.lower() for value in wanted]
    if not values or (operator.qualifier and values == [""]):
        # "If the key values in the request resolve to an empty data set (for example, an empty string), a condition
        # operator modified by ForAllValues returns true, and … by ForAnyValue returns false".
        return _holds_when_absent(operator)
    hits = [_matches_any(operator.base, value, wanted, context, version) for value in values]
    if operator.qualifier == "ForAllValues":
        return all(hit != operator.negated for hit in hits)
    if operator.qualifier == "ForAnyValue":
        return any(hit != operator.negated for hit in hits)
    # "Multivalued context keys require a condition set operator" (page "Single-valued vs. multivalued context keys"):
    # what happens without one is not said. Here a value that matches is enough, and the negated operator is its
    # negation.
    return any(hits) != operator.negated


def _holds_when_absent(operator: Operator) -> bool:
    """What is negated holds, and what says IfExists; ForAllValues always does and ForAnyValue never.

    That IfExists changes nothing after ForAnyValue is on no page of the guide, which only says "the condition element
    as true"; it is AWS's answer at https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w and tried out for
    https://iam.cloudcopilot.io/resources/operators/ForAnyValue:StringLikeIfExists.
    """
    if operator.qualifier:
        return operator.qualifier == "ForAllValues"
    return operator.if_exists or operator.negated


def _matches_any(base: str, value: str, wanted: list[str], context: Context, version: str) -> bool:
    if base in PLAIN:
        return any(PLAIN[base](value, one) for one in wanted)
    # "Use a variable with no value": it matches nothing, so that a negated operator holds (page "Variables and tags").
    known = (marked for one in wanted if (marked := expanded(one, context, version)) is not None)
    return any(WITH_VARIABLES[base](value, marked) for marked in known)


# Statements ----------------------------------------------------------------------------------------------------------


def statement_matches(statement: Json, action: str, resource: str | None, context: Context, version: str) -> bool:
    """Whether everything but the principal fits the request. A trust has no resource: None is never compared."""
    return (
        _action_fits(statement, action)
        and _resource_fits(statement, resource, context, version)
        and all(
            condition_holds(name, key, [text(value) for value in listed(wanted)], context, version)
            for name, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _action_fits(statement: Json, action: str) -> bool:
    if "Action" in statement:
        return any(action_matches(pattern, action) for pattern in listed(statement["Action"]))
    return not any(action_matches(pattern, action) for pattern in listed(statement["NotAction"]))


def _resource_fits(statement: Json, resource: str | None, context: Context, version: str) -> bool:
    if resource is None or not {"Resource", "NotResource"} & statement.keys():
        return True
    name = "Resource" if "Resource" in statement else "NotResource"
    found = any(resource_matches(pattern, resource, context, version) for pattern in listed(statement[name]))
    return found == (name == "Resource")
