"""This is where the ARN of a function is made of what a permission, or a policy of it, calls it.

By its name, its ARN or the end of that, each with or without a version or an alias behind it. Source: Lambda API
Reference, "AddPermission" (the formats of `FunctionName`); read 2026-12.
"""

from typing import Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

_NAMES: Final = {"aws:lambda/function:Function": "name", "aws-native:lambda:Function": "functionName"}
"""The types of functions, and what has the name of one."""

_MARK: Final = ":function:"


def function_arn(by: Resource, key: str, stack: Stack) -> str:
    """The ARN of what `by` names under this key, `*` for what is not known of it; "" where not even its name is.

    Of a version or an alias it is the one that it has, which is not the function's own.
    """
    written = text_of(said(by, key)) or _name_behind(by, key, stack)
    start, mark, called = written.rpartition(_MARK)
    name, _, version = (called if mark else written).partition(":")
    if not name:
        return ""
    arn = Arn.parse(written)
    qualifier = version or (ANY if bare(said(by, "qualifier")) is UNKNOWN else text_of(said(by, "qualifier")))
    if arn is None:
        start = f"arn:*:lambda:{_region_of(by)}:{start if start.isdecimal() else ANY}"
    return f"{start}{_MARK}{name}{f':{qualifier}' if qualifier else ''}"


def _region_of(by: Resource) -> str:
    return text_of(said(by, "region")) or text_of(by.provider.inputs.raw.get("region")) or ANY


def _name_behind(by: Resource, key: str, stack: Stack) -> str:
    """The ARN or the name of the one function that makes up what is not known yet, as far as it is known itself."""
    behind = (stack.by_urn.get(urn) for urn in by.property_dependencies.get(key, ()))
    functions = [one for one in behind if one and one.type in _NAMES]
    if bare(said(by, key)) is not UNKNOWN or len(functions) != 1:
        return ""
    (function,) = functions
    return text_of(said(function, "arn")) or text_of(said(function, _NAMES[function.type]))
