"""This is where it is told whether one statement applies to a request: its action, resource, principal, conditions.

What is unknown raises `Undecided` by itself. Source: IAM User Guide, "IAM JSON policy elements reference"; 2026-11.
"""

from collections.abc import Callable
from typing import Any

from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.context import Context, MalformedRequest
from daypass.iam.glob import Glob, Tokens, matches, tokens_of
from daypass.iam.named import namings
from daypass.iam.node import join, refuse
from daypass.iam.operators import COMPARISONS, Comparison
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.iam.statement import Statement
from daypass.iam.variables import as_text, has_variable, resolved


def applies(statement: Statement, request: Request, version: str) -> bool:
    """Whether the statement says something about this request. `version` is its document's.

    Raises `MalformedDocument`, `MalformedRequest` for a value of a condition that cannot be read, and `Undecided`.
    """
    if not (
        fits_action(statement, request.action)
        and fits_resource(statement, request.resource, request.context, version)
        and fits_principal(statement, request.principal)
    ):
        return False
    # All of them, so that a value nobody can read is said whatever the order.
    held = [holds(condition, request.context, version, statement.path) for condition in statement.conditions]
    return all(held)


def fits_action(statement: Statement, action: str) -> bool:
    """Whether `Action` takes the action in, or `NotAction` does not leave it out. Case does not count."""
    if statement.has("NotAction"):
        return not any(action_matches(pattern, action) for pattern in statement.not_actions)
    return any(action_matches(pattern, action) for pattern in statement.actions)


def fits_resource(statement: Statement, resource: str, context: Context, version: str) -> bool:
    """Whether `Resource` takes the resource in, or `NotResource` does not leave it out; a trust policy has neither."""
    if statement.has("NotResource"):
        return not any(_is_resource(pattern, resource, context, version) for pattern in statement.not_resources)
    if not statement.has("Resource"):
        return True
    return any(_is_resource(pattern, resource, context, version) for pattern in statement.resources)


def fits_principal(statement: Statement, principal: Principal) -> bool:
    """Whether `Principal` names the principal, or `NotPrincipal` does not; an identity policy has neither."""
    if (excluded := statement.not_principals) is not None:
        return not any(namings(excluded, principal))
    return (included := statement.principals) is None or any(namings(included, principal))


def holds(condition: Condition, context: Context, version: str, path: str = "") -> bool:
    """Whether the condition is met. `path` is that of its statement, for what is said of a value nobody can read."""
    place = f"{join(path, 'Condition')}.{condition.test}.{condition.key}"
    asked = context.get(condition.key)
    if condition.operator == "Null":
        return any(_truth(value, place) != bool(asked) for value in condition.values)
    is_match = _matcher(condition, context, version, place)
    if not asked:
        return condition.if_exists or _holds_without(condition)
    found = is_match(asked)
    if condition.test.negated:
        found = [not one for one in found]
        return all(found) if condition.qualifier != "ForAnyValue" else any(found)
    return all(found) if condition.qualifier == "ForAllValues" else any(found)


def _holds_without(condition: Condition) -> bool:
    """Whether it holds of a request without the key."""
    if condition.qualifier:
        return condition.qualifier == "ForAllValues"
    return condition.test.negated


def _truth(value: str, place: str) -> bool:
    return bool(_read(COMPARISONS["Bool"], value, place))


def _read(comparison: Comparison, value: str, place: str) -> Any:
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
    raise MalformedRequest(comparison.fact, place=f"context.{key}", remedy="Give the value that the operator asks for.")


Found = Callable[[tuple[str, ...]], list[bool]]
"""For each value of the request, whether it matches any of the policy's."""


def _matcher(condition: Condition, context: Context, version: str, place: str) -> Found:
    base = condition.operator.replace("Not", "", 1)
    if comparison := COMPARISONS.get(base):
        wanted = [_read(comparison, value, place) for value in condition.values]

        def compared(asked: tuple[str, ...]) -> list[bool]:
            read = [_read_request(comparison, value, condition.key) for value in asked]
            return [any(comparison.is_met(one, other) for other in wanted) for one in read]

        return compared
    tokens = [found for value in condition.values if (found := _pattern(value, context, version)) is not None]
    tests = [_text_test(base, one) for one in tokens]
    return lambda asked: [any(test(value) for test in tests) for value in asked]


def _pattern(value: str, context: Context, version: str) -> Tokens | None:
    return resolved(value, context) if has_variable(value, version) else tokens_of(value)


def _text_test(base: str, tokens: Tokens) -> Callable[[str], bool]:
    if base == "StringLike":
        return Glob.of(tokens).matches
    if base.startswith("Arn"):
        return _arn_test(tokens)
    text = as_text(tokens)
    if base == "StringEqualsIgnoreCase":
        return lambda value: value.lower() == text.lower()
    return text.__eq__


def _arn_test(tokens: Tokens) -> Callable[[str], bool]:
    components = _components(tokens)

    def is_like(value: str) -> bool:
        arn = Arn.parse(value)
        if arn is None:
            return False
        return len(components) == len(arn) + 1 and all(
            glob.matches(part) for glob, part in zip(components, ("arn", *arn), strict=True)
        )

    return is_like


def _components(tokens: Tokens) -> list[Glob]:
    """The pattern of each of the six components; what follows the fifth colon is the last."""
    found: list[list[Any]] = [[]]
    for token in tokens:
        if not isinstance(token, str):
            found[-1].append(token)
            continue
        first, *rest = token.split(":", 6 - len(found))
        found[-1].append(first)
        found.extend([text] for text in rest)
    return [Glob.of(tuple(one)) for one in found]


def _is_resource(pattern: str, resource: str, context: Context, version: str) -> bool:
    if not has_variable(pattern, version):
        return matches(pattern, resource)
    tokens = resolved(pattern, context)
    return tokens is not None and Glob.of(tokens).matches(resource)
