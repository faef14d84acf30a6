"""This is where a protocol struct becomes plain values and back; Pulumi's marks stay in it, see `state.values`."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value

from daypass.state.values import OUTPUT, SECRET, SIGNATURE, UNKNOWN_TEXT


def plain(struct: Struct) -> dict[str, Any]:
    """A struct as a dict of JSON-like values. Its depth is bounded: protobuf refuses more than a hundred levels."""
    return {key: _plain_value(struct.fields[key]) for key in struct.fields}


def struct_of(tree: Mapping[str, Any]) -> Struct:
    """The struct of JSON-like values."""
    return Struct(fields={key: _value_of(item) for key, item in tree.items()})


def secret(value: Any) -> dict[str, Any]:
    """A value with Pulumi's mark of a secret."""
    return {SIGNATURE: SECRET, "value": value}


def is_marked(value: Any, mark: str) -> bool:
    """Whether a value carries one of Pulumi's marks."""
    return isinstance(value, dict) and value.get(SIGNATURE) == mark


def bare(value: Any) -> Any:
    """A value without the mark of a secret."""
    while is_marked(value, SECRET):
        value = value.get("value")
    return value


def opened(value: Any) -> Any:
    """The same tree without marks of secrets."""
    value = bare(value)
    if isinstance(value, dict):
        return {key: opened(item) for key, item in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value


def holds_unknown(value: Any) -> bool:
    """Whether something in a tree is not known."""
    if isinstance(value, str):
        return UNKNOWN_TEXT in value
    if isinstance(value, dict):
        return (value.get(SIGNATURE) == OUTPUT and "value" not in value) or any(
            holds_unknown(item) for item in (*value, *value.values())
        )
    return isinstance(value, list) and any(holds_unknown(item) for item in value)


def holds_secret(value: Any) -> bool:
    """Whether something in a tree is marked as secret."""
    if isinstance(value, dict):
        return is_marked(value, SECRET) or any(map(holds_secret, value.values()))
    return isinstance(value, list) and any(map(holds_secret, value))


def _plain_value(value: Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return plain(value.struct_value)
    if kind == "list_value":
        return [_plain_value(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None if kind in (None, "null_value") else getattr(value, kind)


def _value_of(item: Any) -> Value:
    if item is None:
        return Value(null_value=NULL_VALUE)
    if isinstance(item, bool):
        return Value(bool_value=item)
    if isinstance(item, int | float):
        return Value(number_value=item)
    if isinstance(item, str):
        return Value(string_value=item)
    if isinstance(item, Mapping):
        return Value(struct_value=struct_of(item))
    return Value(list_value=ListValue(values=[_value_of(element) for element in item]))
