"""This is where Pulumi's property values are turned into plain Python and back."""

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine sends for a string (or anything else) that is not known yet."""

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"


def plain(struct: Struct) -> dict[str, Any]:
    """A property map; whole numbers come out as int, as AWS wants them."""
    read: dict[str, Any] = _whole(MessageToDict(struct))
    return read


def struct(properties: Mapping[str, Any]) -> Struct:
    """A property map for the wire. A null is left out, as the bridged provider does."""
    wire = Struct()
    wire.update({key: value for key, value in properties.items() if value is not None})
    return wire


def secret(value: Any) -> dict[str, Any]:
    """A value with Pulumi's mark."""
    return {SIGNATURE: SECRET, "value": value}


def contains_unknown(value: Any) -> bool:
    """Whether anything in it is not known."""
    if isinstance(value, Mapping):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(contains_unknown(item) for item in value)
    return bool(value == UNKNOWN)


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
