"""This is where inputs are checked: completed with defaults, a name and `tagsAll`, and refused where they cannot be."""

import json
from collections.abc import Iterator
from typing import Any

from pulumi.runtime.proto.provider_pb2 import CheckRequest
from tests.sandbox.aws import clients, tags
from tests.sandbox.aws.kind import Kind, Props
from tests.sandbox.aws.names import made_up
from tests.sandbox.aws.refusals import Refused
from tests.sandbox.aws.values import UNKNOWN, contains_unknown, plain


def completed(kind: Kind, request: CheckRequest, config: Props) -> Props:
    """Inputs as the bridge checks them. `config` is the provider's own."""
    inputs = plain(request.news)
    inputs = {**{name: value for name, value in kind.defaults.items() if name not in inputs}, **inputs}
    autoname = kind.autoname
    if autoname is not None and inputs.get(autoname.property) is None and f"{autoname.property}Prefix" not in inputs:
        inputs[autoname.property] = made_up(autoname, request, plain(request.olds))
    if kind.tagged:
        inputs["tagsAll"] = tags.merged(inputs.get("tags"), _default_tags(config))
    if kind.regional and inputs.get("region") is None and config.get("region"):
        inputs["region"] = config["region"]
    return {name: value for name, value in inputs.items() if value is not None}


def problems(kind: Kind, inputs: Props) -> Iterator[tuple[str, str]]:
    """Property and reason for what cannot be."""
    for name in kind.required:
        if inputs.get(name) is None:
            yield name, f"Missing required argument. The argument {name!r} is required, but no definition was found."
    yield from kind.check(inputs)


def allow_account(config: Props) -> None:
    """Raise where `allowedAccountIds` names other accounts than the credentials', as the real provider does."""
    allowed = config.get("allowedAccountIds")
    if isinstance(allowed, list) and not contains_unknown(allowed) and clients.account() not in allowed:
        raise Refused(f"AWS account ID not allowed: {clients.account()}")


def nested(config: Props) -> Props:
    """A provider's configuration; the engine hands objects in it over as JSON text."""
    return {name: _object(value) for name, value in config.items()}


def _object(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[" and value:
        return json.loads(value)
    return value


def _default_tags(config: Props) -> Any:
    default_tags = config.get("defaultTags")
    return default_tags if default_tags == UNKNOWN else (default_tags or {}).get("tags")
