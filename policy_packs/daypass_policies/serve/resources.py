"""This is where a Resource is made of what the engine sends: each is decoded once, and only if somebody reads it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Properties, Provider, Resource
from daypass.state.values import decode

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct, Value

    from daypass_policies.serve.protocol import messages


class Wired(Mapping[str, Any]):
    """The properties on the wire as the tree that `Properties` holds, decoded at the first look."""

    __slots__ = ("_decoded", "_struct")

    def __init__(self, struct: "Struct") -> None:
        self._struct = struct
        self._decoded: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Wired({sorted(self)})"  # keys alone: a value may be a secret nobody marked

    @property
    def _values(self) -> dict[str, Any]:
        if self._decoded is None:
            # Value by value: the marks of Pulumi stand in values, and the properties as a whole are never one.
            self._decoded = {key: decode(value) for key, value in plain(self._struct).items()}
        return self._decoded


_NOTHING: Final = Properties({})


class Inputs:
    """The inputs that `Analyze` brought, kept until `AnalyzeStack`, which brings outputs alone."""

    def __init__(self) -> None:
        self._by_urn: dict[str, Properties] = {}

    def single(self, request: "messages.AnalyzeRequest") -> Resource:
        """The resource of an `Analyze` request."""
        inputs = Properties(Wired(request.properties))
        self._by_urn[request.urn] = inputs
        return Resource(
            urn=request.urn,
            type=request.type,
            name=request.name,
            inputs=inputs,
            parent=request.options.parent,
            provider=_provider(request.provider),
            custom=request.type != STACK_TYPE,
            protect=request.options.protect,
        )

    def whole(self, request: "messages.AnalyzeStackRequest") -> Stack:
        """The stack of an `AnalyzeStack` request: outputs, completed by the inputs that were seen before."""
        return Stack(tuple(map(self._member, request.resources)))

    def _member(self, wired: "messages.AnalyzerResource") -> Resource:
        return Resource(
            urn=wired.urn,
            type=wired.type,
            name=wired.name,
            inputs=self._by_urn.get(wired.urn, _NOTHING),
            outputs=Properties(Wired(wired.properties)),
            parent=wired.parent or wired.options.parent,
            provider=_provider(wired.provider),
            custom=wired.type != STACK_TYPE,
            protect=wired.options.protect,
            dependencies=tuple(wired.dependencies),
            property_dependencies={key: tuple(found.urns) for key, found in wired.propertyDependencies.items()},
        )


def plain(struct: "Struct") -> dict[str, Any]:
    """A protocol struct as plain JSON values. The protocol itself ends at a depth of a hundred messages."""
    return {key: _value(value) for key, value in struct.fields.items()}


def _value(value: "Value") -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            return value.number_value
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return plain(value.struct_value)
        case "list_value":
            return [_value(item) for item in value.list_value.values]
        case _:
            return None


def _provider(wired: "messages.AnalyzerProviderResource") -> Provider:
    return Provider(wired.urn, wired.type, wired.name, Properties(Wired(wired.properties)))
