"""A connection of Azure DevOps is used by the pipelines that are named, not by every one of the project."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import said, text_of, was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import of_name
from daypass_policies.located import locate

_PIPELINES: Final = "azuredevops:index/pipelineAuthorization:PipelineAuthorization"
_ONCE: Final = "azuredevops:index/resourceAuthorization:ResourceAuthorization"
_GROUP: Final = "azuredevops:index/variableGroup:VariableGroup"
_NAMED: Final[Mapping[str, str]] = {_PIPELINES: "pipelineId", _ONCE: "definitionId"}
"""Type → which pipeline it is for: all where it says none."""
_THINGS: Final[Mapping[str, str]] = {
    "endpoint": "service connection",
    "securefile": "secure file",
    "variablegroup": "variable group",
}
_CHECKS: Final = tuple(
    f"azuredevops:index/check{kind}:Check{kind}"
    for kind in ("Approval", "BranchControl", "RequiredTemplate", "RestApi")
)
_OF_PROVIDER: Final = "azuredevops:"
_CONNECTION: Final = "azuredevops:index/serviceendpoint"
"""How the types of connections begin, in small letters: the provider writes `serviceEndpointNpm`, and with a small e
`serviceendpointNuget`."""
_FETCHES: Final = frozenset(
    (
        *("artifactory", "blackduck", "checkmarxone", "checkmarxsast", "checkmarxsca", "jfrogartifactoryv2"),
        *("jfrogxrayv2", "maven", "npm", "nuget", "snyk", "sonarcloud", "sonarqube"),
    )
)
"""Connections by which packages and reports are fetched."""
_NAMES: Final = ("serviceEndpointName", "name")


class _Meant(NamedTuple):
    """What is authorised: the words for it, its name, and what tells it from others."""

    noun: str
    name: str
    keys: frozenset[str]
    is_harmless: bool = False


@rule(
    "connection-names-its-pipelines",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_PIPELINES, _ONCE, _GROUP, *_CHECKS),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-4", "SOC2:CC6.1"),
    remedy="Authorise each pipeline that needs it by its id, or have the connection ask for an approval or a branch.",
)
def connection_names_its_pipelines(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever writes a pipeline of the project acts by a connection that all pipelines may use.

    Told is an authorisation of Azure DevOps that names no pipeline (`pipelineId`, once `definitionId`) of a service
    connection, a secure file or a variable group, and a group that holds secrets and says `allowAccess`. Passed are
    those that are called after tests, connections by which packages and reports are fetched, and what a check of the
    stack guards (an approval, a branch, a required template). Queues, repositories and environments are not asked: all
    may use them, or they have checks of their own.

    Source: Azure DevOps provider, `PipelineAuthorization` (without an id: all pipelines); Microsoft Learn, "Pipeline
    permissions" and "Define approvals and checks"; read 2026-12.

    Refused:
        uses:
          type: azuredevops:index/pipelineAuthorization:PipelineAuthorization
          properties: {projectId: 0d4c8b11, resourceId: 7c1e5d20, type: endpoint}

    Mended:
        uses:
          type: azuredevops:index/pipelineAuthorization:PipelineAuthorization
          properties: {projectId: 0d4c8b11, resourceId: 7c1e5d20, type: endpoint, pipelineId: 42}
    """
    del ask
    checks = _Checks(stack)
    for resource in stack.of_type(_PIPELINES, _ONCE, _GROUP):
        try:
            meant = None if was_looked_up(resource) else _for_all(resource, stack)
            if meant is None or meant.is_harmless or checks.guard(meant):
                continue
            named = f"{meant.noun} {meant.name!r}" if meant.name else f"the {meant.noun} of {resource.name!r}"
            yield Problem(f"every pipeline of the project may use {named}", key=resource.name, on=resource)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))


class _Checks:
    """What the checks of a stack guard."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def guard(self, meant: _Meant) -> bool:
        """Whether one guards this. Raises `Undecided` where one may."""
        if meant.keys & self._guarded:
            return True
        if "" in self._guarded:
            raise Undecided("targetResourceId")
        return False

    @cached_property
    def _guarded(self) -> frozenset[str]:
        """URNs and ids; "" where it is not known."""
        return frozenset(key for check in self._stack.of_type(*_CHECKS) for key in _keys(check, "targetResourceId"))


def _keys(resource: Resource, argument: str) -> Iterator[str]:
    yield from (behind := resource.property_dependencies.get(argument, ()))
    value = bare(said(resource, argument))
    if value is not UNKNOWN:
        yield text_of(value).lower() or argument
    elif not behind:
        yield ""


def _for_all(resource: Resource, stack: Stack) -> _Meant | None:
    """What it lets every pipeline use. Raises `Undecided`."""
    if resource.type == _GROUP:
        return _group(resource)
    if bare(said(resource, _NAMED[resource.type])) not in (None, "", 0):
        return None  # also one that is yet to be made
    if resource.type == _ONCE and yes_or_no(resource.declared.get("authorized")) is not True:
        return None
    noun = _THINGS.get((text_of(resource.declared.get("type")) or "endpoint").lower())
    if noun is None:
        return None
    keys = frozenset(_keys(resource, "resourceId")) - {""}
    found = (stack.by_urn.get(key) or stack.once(_by_id).get(key) for key in sorted(keys))
    made = next(filter(None, found), None)
    name = next((name for key in _NAMES if made and (name := text_of(said(made, key)))), "")
    kind = made.type.lower().removeprefix(_CONNECTION) if made else ""
    keys |= {made.urn, made.id.lower()} if made else set()
    return _Meant(noun, name, keys, kind.partition(":")[0] in _FETCHES or _is_for_tests(name or resource.name))


def _by_id(stack: Stack) -> Mapping[str, Resource]:
    each = (one for one in stack.resources if one.type.startswith(_OF_PROVIDER) and one.id)
    return {one.id.lower(): one for one in each if one.type not in _NAMED}


def _group(group: Resource) -> _Meant | None:
    if yes_or_no(group.declared.get("allowAccess")) is not True or not _holds_secrets(group):
        return None
    name = text_of(said(group, "name"))
    return _Meant("variable group", name, frozenset((group.urn, group.id.lower())), _is_for_tests(name or group.name))


def _holds_secrets(group: Resource) -> bool:
    raw = group.declared.raw
    secrets = (*locate(raw, "variables[].secretValue"), *locate(raw, "keyVault"))
    marks = (yes_or_no(one.known) is True for one in locate(raw, "variables[].isSecret"))
    return any(one.value is not None for one in secrets) or any(marks)


def _is_for_tests(name: str) -> bool:
    return of_name(name) not in ("", PRODUCTION)
