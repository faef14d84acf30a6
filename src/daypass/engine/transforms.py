"""This is where transforms run: the resource's own, then each ancestor's, then the stack's, as in the engine.

A transform is a function of the program. It is called through the program's callback server, with the properties as
outputs (secret, unknown, with their dependencies) and the options; it may change both.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from daypass.engine.wire import is_marked, plain, struct_of
from daypass.state.values import ARCHIVE, ASSET, OUTPUT, SECRET, SIGNATURE, UNKNOWN_TEXT

_LARGE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Callbacks:
    """Channels to the callback servers of programs, one an address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channels: dict[str, grpc.Channel] = {}

    def call(self, callback: callback_pb2.Callback, request: bytes) -> bytes:
        """Call a function of the program. Its exception comes back as `grpc.RpcError`."""
        with self._lock:
            channel = self._channels.get(callback.target) or grpc.insecure_channel(callback.target, options=_LARGE)
            self._channels[callback.target] = channel
        stub = callback_pb2_grpc.CallbacksStub(channel)
        answer = stub.Invoke(callback_pb2.CallbackInvokeRequest(token=callback.token, request=request))
        return bytes(answer.response)

    def close(self) -> None:
        """Hang up everywhere."""
        with self._lock:
            for channel in self._channels.values():
                channel.close()


@dataclass
class Subject:
    """A resource on its way through transforms; `properties` carry Pulumi's marks."""

    type: str
    name: str
    custom: bool
    parent: str
    properties: dict[str, Any]
    options: resource_pb2.TransformResourceOptions


def transform(subject: Subject, callbacks: Callbacks, transforms: Iterable[callback_pb2.Callback]) -> None:
    """Let each transform change the subject in turn."""
    for callback in transforms:
        request = resource_pb2.TransformRequest(
            type=subject.type,
            name=subject.name,
            custom=subject.custom,
            parent=subject.parent,
            properties=struct_of(as_outputs(subject.properties)),
            options=subject.options,
        )
        answer = resource_pb2.TransformResponse.FromString(callbacks.call(callback, request.SerializeToString()))
        if answer.HasField("properties"):
            subject.properties = plain(answer.properties)
        if answer.HasField("options"):
            subject.options = answer.options


def with_dependencies(properties: Mapping[str, Any], dependencies: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Properties as outputs that carry what they depend on, so that a transform that passes them on keeps it."""
    return {
        key: _output(value, list(dependencies.get(key, ()))) if dependencies.get(key) else value
        for key, value in properties.items()
    }


def dependencies_in(value: Any) -> set[str]:
    """The URNs that outputs anywhere in a value depend on."""
    found: set[str] = set()
    todo = [value]
    while todo:
        this = todo.pop()
        if isinstance(this, dict):
            if is_marked(this, OUTPUT):
                found.update(this.get("dependencies") or ())
            todo.extend(this.values())
        elif isinstance(this, list):
            todo.extend(this)
    return found


def as_outputs(value: Any) -> Any:
    """The same tree with outputs where secrets and unknowns were: how the engine speaks to a transform."""
    if value == UNKNOWN_TEXT:
        return _output(value, [])
    if isinstance(value, list):
        return [as_outputs(item) for item in value]
    if not isinstance(value, dict) or value.get(SIGNATURE) in (ASSET, ARCHIVE):
        return value
    if is_marked(value, OUTPUT):
        return {**value, "value": as_outputs(value["value"])} if "value" in value else value
    if is_marked(value, SECRET):
        return _output(value, [])
    return {key: as_outputs(item) for key, item in value.items()}


def without_outputs(value: Any) -> Any:
    """The same tree with plain values, secrets and unknowns where outputs were."""
    if isinstance(value, list):
        return [without_outputs(item) for item in value]
    if not isinstance(value, dict):
        return value
    if not is_marked(value, OUTPUT):
        return {key: without_outputs(item) for key, item in value.items()}
    inner = without_outputs(value["value"]) if "value" in value else UNKNOWN_TEXT
    return {SIGNATURE: SECRET, "value": inner} if value.get("secret") else inner


def _output(value: Any, dependencies: list[str]) -> dict[str, Any]:
    mark: dict[str, Any] = {SIGNATURE: OUTPUT, "dependencies": dependencies}
    if is_marked(value, OUTPUT):
        return {**value, "dependencies": sorted({*(value.get("dependencies") or ()), *dependencies})}
    if is_marked(value, SECRET):
        mark["secret"], value = True, value.get("value")
    if value != UNKNOWN_TEXT:
        mark["value"] = as_outputs(value)
    return mark
