"""This is where the protocol's messages are made, in whichever version the installed SDK has them.

An SDK knows the fields and messages of its day. What it does not know its programs do not use, so that is left out.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, resource_pb2

FEATURES: Final = {
    "secrets": "SECRETS",
    "aliasSpecs": "ALIAS_SPECS",
    "replacementTrigger": "REPLACEMENT_TRIGGER",
    "deletedWith": "DELETED_WITH",
    "replaceWith": "REPLACE_WITH",
    "transforms": "TRANSFORMS",
    "invokeTransforms": "INVOKE_TRANSFORMS",
    "parameterization": "PARAMETERIZATION",
    "resourceHooks": "RESOURCE_HOOKS",
    "errorHooks": "ERROR_HOOKS",
    "stateMigrations": "STATE_MIGRATIONS",
}
"""What a program may use, by its old and its new name. Resource references and output values are left out: without them
properties come as plain JSON."""

_M = TypeVar("_M", bound=Message)


def message(kind: type[_M], **fields: Any) -> _M:
    """A message with those of the fields that its kind has here."""
    known = kind.DESCRIPTOR.fields_by_name
    return kind(**{name: value for name, value in fields.items() if name in known})


def invoke_response(answer: Struct) -> Any:
    """The answer to a look-up."""
    kind: Any = getattr(resource_pb2, "ResourceInvokeResponse", None) or provider_pb2.InvokeResponse
    response = kind()
    getattr(response, "return").CopyFrom(answer)  # a keyword of Python
    return response


def deployment_info(*, secret_keys: Iterable[str], **fields: Any) -> Any:
    """What a program is told of the run; None where this SDK asks for each feature by its name instead."""
    kind: Any = getattr(resource_pb2, "DeploymentInfo", None)
    if kind is None:
        return None
    numbers: Any = resource_pb2.ResourceMonitorFeature
    wanted = {f"RESOURCE_MONITOR_FEATURE_{name}" for name in FEATURES.values()}
    supported = [number for name, number in numbers.items() if name in wanted]
    return message(kind, **fields, configSecretKeys=list(secret_keys), supportedFeatures=supported)
