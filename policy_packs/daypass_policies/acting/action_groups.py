"""This is where the actions of Bedrock's agents are read: what they say of themselves, and whether the user is asked.

Source: Amazon Bedrock User Guide, "Define function details for your agent's action groups", "Define OpenAPI schemas
for your agent's action groups" (`x-requireConfirmation`), "Get user confirmation before invoking action group function"
and "Return control to the agent developer"; the input properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0;
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare
from daypass_policies.acting.deeds import Action
from daypass_policies.located import Located, locate

OF_AWS: Final = "aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup"
OF_NATIVE: Final = "aws-native:bedrock:Agent"
GROUPS: Final = (OF_AWS, OF_NATIVE)

_FUNCTIONS: Final = ("functionSchema.memberFunctions.functions[]", "functionSchema.functions[]")
_PAYLOAD: Final = "apiSchema.payload"
_ELSEWHERE: Final = "apiSchema.s3"
_CONTROL: Final = "actionGroupExecutor.customControl"
_RETURNED: Final = "RETURN_CONTROL"
_ENABLED: Final = "ENABLED"
_DISABLED: Final = "DISABLED"
_SAID: Final = ("name", "description", "parameters")
_ASKS: Final = "requireConfirmation"
_ASKS_IN_API: Final = "x-requireConfirmation"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


class Offered(NamedTuple):
    """An action of a group, where it stands, and whether its user is asked first.

    `unknown` is the path of what it does not say yet of itself; `marked`: what it says must not be repeated.
    """

    action: Action
    at: str
    is_asked: bool
    unknown: str
    marked: bool


def actions_of(resource: Resource) -> Iterator[Iterator[Offered]]:
    """Those that the agent calls by itself, place by place. Raises `Undecided` where one is not known."""
    raw = resource.declared.raw
    groups = [Located(raw, "", marked=False)] if resource.type == OF_AWS else [*locate(raw, "actionGroups[]")]
    for group in groups:
        yield from (_function(group, place) for path in _FUNCTIONS for place in _below(group, path))
        yield from (_api(group, place) for path in (_PAYLOAD, _ELSEWHERE) for place in _below(group, path))


def _function(group: Located, place: Located) -> Iterator[Offered]:
    if _is_left_to_others(group):
        return
    known = place.known if isinstance(place.known, Mapping) else {}
    action = Action(_text(known.get("name")), _text(known.get("description")), tuple(_names(known.get("parameters"))))
    hidden = next((f"{place.path}.{key}" for key in _SAID if bare(known.get(key)) is UNKNOWN), "")
    marked = place.marked or isinstance(known.get("name"), Secret)
    yield Offered(action, place.path, _says_yes(known.get(_ASKS), place), hidden, marked)


def _api(group: Located, place: Located) -> Iterator[Offered]:
    if _is_left_to_others(group):
        return
    paths = _decoded(place).get("paths")
    for path, operations in paths.items() if isinstance(paths, Mapping) else ():
        for method, operation in operations.items() if isinstance(operations, Mapping) else ():
            if method.lower() in _METHODS and isinstance(operation, Mapping):
                yield _operation(path, method.lower(), operation, place)


def _operation(path: str, method: str, operation: Mapping[str, Any], place: Located) -> Offered:
    name = _text(operation.get("operationId")) or path
    described = ". ".join(filter(None, (_text(operation.get(key)) for key in ("summary", "description"))))
    action = Action(name, described, tuple(_asked_for(operation)), method)
    return Offered(action, place.path, _says_yes(operation.get(_ASKS_IN_API), place), "", place.marked)


def _is_left_to_others(group: Located) -> bool:
    """Whether it is switched off, or whoever invoked the agent is given the call instead. Raises `Undecided`."""
    states = [place.text.upper() for place in _below(group, "actionGroupState")]
    return _DISABLED in states or any(place.text.upper() == _RETURNED for place in _below(group, _CONTROL))


def _decoded(place: Located) -> Mapping[str, Any]:
    """An API's description. One that lies elsewhere, or is not JSON, is not known here. Raises `Undecided`."""
    known = place.known
    try:
        read = json_value(known) if isinstance(known, str) else None
    except JsonError:
        read = None
    if not isinstance(read, Mapping):
        raise Undecided(place.path)
    return read


def _asked_for(operation: Mapping[str, Any]) -> Iterator[str]:
    """The names of an operation's parameters, and of the properties of its body."""
    for place in locate(operation, "parameters[].name"):
        yield _text(place.value)
    body = operation.get("requestBody")
    contents = body.get("content") if isinstance(body, Mapping) else None
    for content in contents.values() if isinstance(contents, Mapping) else ():
        for place in locate(content, "schema.properties"):
            yield from _names(place.value)


def _names(parameters: Any) -> Iterator[str]:
    """Of a map by name (aws-native), or of a list of what says its name (`mapBlockKey`)."""
    known = bare(parameters)
    if isinstance(known, Mapping):
        yield from map(str, known)
    elif isinstance(known, list):
        yield from (_text(place.value) for place in locate({"each": known}, "each[].mapBlockKey"))


def _says_yes(value: Any, place: Located) -> bool:
    if bare(value) is UNKNOWN:
        raise Undecided(place.path)
    return _text(value).upper() == _ENABLED


def _below(group: Located, path: str) -> Iterator[Located]:
    for place in locate(group.value, path):
        yield place._replace(path=".".join(filter(None, (group.path, place.path))), marked=group.marked or place.marked)


def _text(value: Any) -> str:
    known = bare(value)
    return known if isinstance(known, str) else ""
