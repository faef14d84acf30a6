"""This is where the function URLs of a stack are that answer whoever calls them, with the permissions that they need.

Lambda asks for two permissions beside such a URL, which open nothing without it. Source: Lambda Developer Guide,
"Control access to Lambda function URLs" (lambda:InvokeFunctionUrl with FunctionUrlAuthType, and lambda:InvokeFunction
with InvokedViaFunctionUrl); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, Undecided, bare

URLS: Final[Mapping[str, str]] = {
    "aws:lambda/functionUrl:FunctionUrl": "authorizationType",
    "aws-native:lambda:Url": "authType",
}
"""Type → the property that says whether callers are asked for their identity."""

_SIGNED: Final = "AWS_IAM"
_FUNCTION: Final = ("functionName", "function", "targetFunctionArn")


def answers_all(url: Resource) -> bool:
    """Whether it asks for no signature. Raises `Undecided` where that is not known."""
    asked = url.declared.get(URLS[url.type], "")
    return not isinstance(asked, str) or asked.strip().upper() != _SIGNED


@dataclass(frozen=True)
class OpenUrls:
    """Those of a stack."""

    stack: Stack

    def have(self, permission: Resource) -> bool:
        """Whether the permission is for calls through one of them alone."""
        return _is_for_urls(permission) and not self._functions.isdisjoint(_function_of(permission))

    @cached_property
    def _functions(self) -> frozenset[str]:
        """What their functions are called."""
        opened = (url for url in self.stack.of_type(*URLS) if _is_known_to(url))
        return frozenset(name for url in opened for name in _function_of(url))


def _is_known_to(url: Resource) -> bool:
    try:
        return answers_all(url)
    except Undecided:
        return False


def _is_for_urls(permission: Resource) -> bool:
    via = bare(permission.declared.raw.get("invokedViaFunctionUrl"))
    return via in (True, "true") or text_of(said(permission, "functionUrlAuthType")).upper() == "NONE"


def _function_of(resource: Resource) -> Iterator[str]:
    """What it calls its function, by name or ARN, and the URNs that this comes from."""
    for key in _FUNCTION:
        if text := text_of(said(resource, key)):
            arn = Arn.parse(text)
            yield (arn.resource.removeprefix("function:") if arn else text).partition(":")[0]
        yield from resource.property_dependencies.get(key, ())
