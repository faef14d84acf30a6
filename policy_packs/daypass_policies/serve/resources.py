"""This is where a Resource is made of what the engine sends: each is decoded once, and only if somebody reads it."""

from typing import TYPE_CHECKING, Any, Final

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Partial, Properties, Provider, Resource
from daypass.state.values import decode

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct, Value

    from daypass_policies.serve.protocol import messages


class Wired(Properties):
    """The properties on the wire; what `Properties` holds is made of them at the first look."""

    __slots__ = ("_struct",)

    def __init__(self, struct: "Struct") -> None:
        self._struct = struct
        self.path = ""

    def __getattr__(self, name: str) -> Any:
        if name != "raw":
            raise AttributeError(name)
        # Value by value: the marks of Pulumi stand in values, and the properties as a whole are never one.
        self.raw = {key: decode(value) for key, value in plain(self._struct).items()}
        return self.raw


def _inputs(struct: "Struct") -> Properties:
    # The provider leaves no resource of its own without any input. One that has none was only looked up (`.get()`), and
    # `pulumi policy analyze` shows nothing of what was found: all of it is unknown.
    return Wired(struct) if struct.fields else Properties(Partial())


_NOTHING: Final = Properties({})


class Inputs:
    """The inputs that `Analyze` brought, kept until `AnalyzeStack`, which brings outputs alone."""

    def __init__(self) -> None:
        self._by_urn: dict[str, Properties] = {}

    def single(self, request: "messages.AnalyzeRequest") -> Resource:
        """The resource of an `Analyze` request."""
        inputs = _inputs(request.properties)
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
            outputs=Wired(wired.properties),
            parent=wired.parent or wired.options.parent,
            provider=_provider(wired.provider),
            custom=wired.type != STACK_TYPE,
            protect=wired.options.protect,
            dependencies=tuple(wired.dependencies),
            property_dependencies={key: tuple(found.urns) for key, found in wired.propertyDependencies.items()},
        )


def plain(struct: "Struct") -> dict[str, Any]:
    """A protocol struct as plain JSON values, in the order of an export. The protocol ends at a depth of a hundred."""
    return {key: _value(value) for key, value in sorted(struct.fields.items())}


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
    return Provider(wired.urn, wired.type, wired.name, Wired(wired.properties))
