"""This is where the function URLs of a stack are that answer whoever calls them, with the permissions that they need.

Lambda asks for two permissions beside such a URL, which open nothing without it. Source: Lambda Developer Guide,
"Control access to Lambda function URLs" (lambda:InvokeFunctionUrl with FunctionUrlAuthType, and lambda:InvokeFunction
with InvokedViaFunctionUrl); read 2026-11.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.issuers.distributions import DISTRIBUTIONS, Distributions
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.signed_requests import checks_first
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, Undecided
from daypass.model.urn import Urn
from daypass_policies.public_names import says_public, says_webhook

URLS: Final[Mapping[str, str]] = {
    "aws:lambda/functionUrl:FunctionUrl": "authorizationType",
    "aws-native:lambda:Url": "authType",
}
"""Type → the property that says whether callers are asked for their identity."""

SIGNED: Final = "AWS_IAM"
"""Of these, the one by which only callers that AWS knows get an answer."""

_ADDRESS: Final = "functionUrl"
_FUNCTION: Final = ("functionName", "function", "targetFunctionArn")
_OF_FUNCTIONS: Final = frozenset(
    (
        *("aws:lambda/function:Function", "aws:lambda/alias:Alias"),
        *("aws-native:lambda:Function", "aws-native:lambda:Alias"),
    )
)


class _Called(NamedTuple):
    """What a resource says which function it is about: by name or ARN, or, where that is not known, by its URN."""

    name: str
    qualifier: str
    region: str = ""
    account: str = ""
    urns: frozenset[str] = frozenset()

    def may_be(self, other: "_Called") -> bool:
        """Whether both are about one function, as far as each says where that is."""
        if not (self.name and other.name):
            return not self.urns.isdisjoint(other.urns)
        if (self.name, self.qualifier) != (other.name, other.qualifier):
            return False
        places = ((self.region, other.region), (self.account, other.account))
        return all(one == another or not (one and another) for one, another in places)


def answers_all(url: Resource) -> bool:
    """Whether it asks for no signature. Raises `Undecided` where that is not known."""
    asked = url.declared.get(URLS[url.type], "")
    return not isinstance(asked, str) or asked.strip().upper() != SIGNED


def is_called_by_strangers(url: Resource) -> bool:
    """Whether its name, or its function's, says that those call it who sign nothing for AWS."""
    called = _called(url)
    functions = (Urn.parse(urn).name for urn in called.urns)
    return any(says_public(name) or says_webhook(name) for name in (url.name, called.name, *functions))


@dataclass(frozen=True)
class OpenUrls:
    """Those of a stack."""

    stack: Stack

    def have(self, permission: Resource) -> bool:
        """Whether the permission is for calls through one of them alone."""
        return bool(self._each) and _is_for_urls(permission) and self.answer_for(permission)

    def answer_for(self, permission: Resource) -> bool:
        """Whether one of them answers for the function of the permission."""
        called = _called(permission)
        return any(url.may_be(called) for url in self._near(called))

    def before(self, url: Resource) -> Resource | None:
        """The distribution that fetches from a URL, whose callers may go around it; None where there is none."""
        distributions, host = self.stack.once(Distributions), _host(url)
        for one in self.stack.of_type(*DISTRIBUTIONS):
            leaves = distributions.domains(one)
            waits = any(leaf.value is UNKNOWN and _rests_on(one, beginning(leaf.path), url) for leaf in leaves)
            if waits or (host and any(text_of(leaf.value).lower() == host for leaf in leaves)):
                return one
        return None

    def checks_first(self, url: Resource) -> bool:
        """Whether the code of its function stands in the stack, and checks a signature before it does anything."""
        called = _called(url)
        behind = (self.stack.by_urn.get(urn) for urn in called.urns)
        found = self._functions.get(called.name, ()) if called.name else tuple(one for one in behind if one)
        return not called.qualifier and len(found) == 1 and checks_first(found[0])

    def _near(self, called: _Called) -> Iterable[_Called]:
        """Those of this name; all where the name is not known, which their URNs may tell apart."""
        return self._by_name.get(called.name, ()) if called.name else self._each

    @cached_property
    def _each(self) -> tuple[_Called, ...]:
        """How their functions are called."""
        return tuple(_called(url) for url in self.stack.of_type(*URLS) if _is_known_to(url))

    @cached_property
    def _functions(self) -> Mapping[str, tuple[Resource, ...]]:
        return grouped((name_in(one), one) for one in self.stack.of_type(*FUNCTIONS))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[_Called, ...]]:
        return grouped((one.name, one) for one in self._each)


def _is_known_to(url: Resource) -> bool:
    try:
        return answers_all(url)
    except Undecided:
        return False


def _is_for_urls(permission: Resource) -> bool:
    via = switch(permission, "invokedViaFunctionUrl")
    return via is True or text_of(said(permission, "functionUrlAuthType")).upper() == "NONE"


def _host(url: Resource) -> str:
    return text_of(said(url, _ADDRESS)).lower().removeprefix("https://").strip("/")


def _rests_on(one: Resource, key: str, other: Resource) -> bool:
    """Whether an argument that is not known yet is made of what the other becomes."""
    return other.urn in one.property_dependencies.get(key, ())


def _called(resource: Resource) -> _Called:
    qualifier = text_of(said(resource, "qualifier"))
    for key in _FUNCTION:
        if text := text_of(said(resource, key)):
            arn = Arn.parse(text)
            name, _, version = (arn.resource.removeprefix("function:") if arn else text).partition(":")
            region, account = (arn.region, arn.account) if arn else ("", "")
            return _Called(name, version or qualifier, region, account)
    urns = (urn for key in _FUNCTION for urn in resource.property_dependencies.get(key, ()))
    return _Called("", qualifier, urns=frozenset(filter(_is_a_function, urns)))


def _is_a_function(urn: str) -> bool:
    return Urn.parse(urn).type.rpartition("$")[2] in _OF_FUNCTIONS
