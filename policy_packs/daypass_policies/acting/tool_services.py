"""This is where it is told which servers of tools on Cloud Run the internet calls, and as what account they act.

Sources: Google Cloud, "Allow public access to Cloud Run" (`invokerIamDisabled`, `allUsers`), "Restrict network ingress"
and "Host MCP servers on Cloud Run" (callers are asked by IAM, or by the server itself); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.elsewhere.google_calls import CALLED, GoogleCalls, asks_by_proxy, from_inside_alone
from daypass_policies.located import Located, locate

TOOL_SERVICES: Final = tuple(CALLED)
_SWITCH: Final = "invokerIamDisabled"
_BINDINGS: Final = tuple(
    type_ for type_, thing in google_things().items() if thing.noun in ("Cloud Run service", "Cloud Function")
)
_INVOKERS: Final = ("run.invoker", "run.servicesinvoker", "cloudfunctions.invoker")
_EVERYONE: Final = ("allusers", "allauthenticatedusers")
_ACCOUNTS: Final = (
    *("template.serviceAccount", "template.spec.serviceAccountName", "serviceConfig.serviceAccountEmail"),
    "serviceAccountEmail",
)
_PODS: Final = ("template.containers[]", "template.spec.containers[]")
_SAYS: Final = ("name", "image", "commands[]", "args[]")
_VARIABLES: Final = ("serviceConfig.environmentVariables", "environmentVariables")
_EVERYDAY: Final = re.compile(r"(?i)^(?:roles/)?(?:logging|monitoring|cloudtrace|cloudprofiler|artifactregistry)\.")


class ToolService(NamedTuple):
    """A service that everyone calls: by what resource, and where that says so."""

    service: Resource
    by: Resource
    at: str


class ToolServices:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def open(self, service: Resource) -> Iterator[ToolService]:
        """How everyone calls it from the internet. Raises `Undecided`."""
        if was_looked_up(service) or not self._has_rights(service) or asks_by_proxy(service):
            return
        found = [
            ToolService(service, service, one.path) for one in locate(service.declared.raw, _SWITCH) if _is_on(one)
        ]
        found += self._by_binding.get(service.urn, ())
        if found and not from_inside_alone(service):
            yield found[0]

    def _has_rights(self, service: Resource) -> bool:
        """Whether the account that it runs as has anything by the stack but its logs and images."""
        for path in _ACCOUNTS:
            for place in locate(service.state.raw, path):
                urns = service.property_dependencies.get(place.path.partition(".")[0], ())
                names = {place.text.lower()} if bare(place.value) is not UNKNOWN else set(urns)
                if names & self._holders:
                    return True
        return False

    @cached_property
    def _holders(self) -> frozenset[str]:
        """The addresses of accounts that are given something, and the URNs of those that are yet to be made."""
        found = set[str]()
        for grant in self._stack.of_type(*(type_ for type_ in google_things() if type_ not in _BINDINGS)):
            if _EVERYDAY.match(text_of(said(grant, "role"))):
                continue
            for place in locate(grant.state.raw, google_things()[grant.type].member):
                key = place.path.partition("[")[0]
                if bare(place.value) is UNKNOWN:
                    found.update(grant.property_dependencies.get(key, ()))
                else:
                    found.add(place.text.lower().removeprefix("serviceaccount:"))
        return frozenset(found - {""})

    @cached_property
    def _by_binding(self) -> Mapping[str, tuple[ToolService, ...]]:
        calls = self._stack.once(GoogleCalls)
        return grouped(
            (called.urn, ToolService(called, binding, member.path))
            for binding in self._stack.of_type(*_BINDINGS)
            if text_of(said(binding, "role")).lower().removeprefix("roles/") in _INVOKERS
            for member in locate(binding.declared.raw, google_things()[binding.type].member)
            if text_of(member.value).strip().lower() in _EVERYONE
            for thing in locate(binding.declared.raw, google_things()[binding.type].thing)
            for called in calls.named(binding, thing)
        )


def _is_on(switch: Located) -> bool:
    return yes_or_no(switch.known) is True


def texts_of(service: Resource) -> list[str]:
    """What it says of itself: its name, images, arguments, and the names of its variables. Raises `Undecided`."""
    raw, texts = service.state.raw, [service.name, text_of(said(service, "name"))]
    for path in _PODS:
        for container in locate(raw, path):
            if bare(container.value) is UNKNOWN:
                raise Undecided(container.path)
            texts += [one.text for where in _SAYS for one in locate(container.value, where) if one.known is not None]
            texts += [one.text for one in locate(container.value, "envs[].name")]
    for path in _VARIABLES:
        for place in locate(raw, path):
            texts += [str(name) for name in place.known] if isinstance(place.known, dict) else []
    return texts
