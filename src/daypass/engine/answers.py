"""This is where a look-up of the program gets its answer: exact, a placeholder, or unknown."""

import json
import threading
from typing import Any

from pulumi.runtime.proto import callback_pb2, resource_pb2

from daypass.engine.child import OUTPUT_FORM, SHAPE, UNKNOWN_ANSWER
from daypass.engine.deployment import Deployment
from daypass.engine.lookups import exact
from daypass.engine.placeholders import filled, token
from daypass.engine.providers import Providers
from daypass.engine.wire import opened, plain, secret, struct_of

_GET_RESOURCE = "pulumi:pulumi:getResource"


class Answers:
    """Answers the look-ups of one run. Raises `Refused` and `DaypassError`."""

    def __init__(self, deployment: Deployment, providers: Providers, *, update: bool) -> None:
        self._deployment, self._providers, self._update = deployment, providers, update
        self._lock = threading.Lock()
        self._look_ups: dict[str, None] = {}
        self._transforms: list[callback_pb2.Callback] = []

    def add_transform(self, callback: callback_pb2.Callback) -> None:
        """Let a transform see every look-up from now on."""
        with self._lock:
            self._transforms.append(callback)

    def invoke(self, request: resource_pb2.ResourceInvokeRequest) -> dict[str, Any]:
        """The properties of the answer."""
        arguments = plain(request.args)
        shape = json.loads(arguments.pop(SHAPE, "null"))
        output_form = bool(arguments.pop(OUTPUT_FORM, False))
        if request.tok == _GET_RESOURCE:
            return self._resource(arguments)
        arguments, options = self._transformed(request, arguments)
        provider = self._deployment.provider_of_call(
            request.tok, options.provider, options.version, options.plugin_download_url, request.packageRef
        )
        if not self._update and not self._providers.is_configured(provider):
            return {}  # the engine's own answer for a provider that it has not configured yet
        answer = self._answer(request.tok, opened(arguments), provider, shape, output_form=output_form)
        # Older SDKs leave it to the engine that an answer about secrets is secret.
        return {key: secret(value) for key, value in answer.items()} if opened(arguments) != arguments else answer

    @property
    def look_ups(self) -> tuple[str, ...]:
        """The functions that were answered with placeholders or an unknown, in order of name."""
        with self._lock:
            return tuple(sorted(self._look_ups))

    def _answer(
        self, function: str, arguments: dict[str, Any], provider: str, shape: Any, *, output_form: bool
    ) -> dict[str, Any]:
        seed = f"{function} {json.dumps(arguments, sort_keys=True)}"
        known = None
        if self._providers.is_configured(provider):
            known = exact(function, arguments, self._providers.around(provider), lambda place: token(seed + place))
        if known is not None:
            rest = filled(shape, seed)
            return {**rest, **known} if isinstance(rest, dict) else known
        with self._lock:
            self._look_ups[function] = None
        if output_form:
            return {UNKNOWN_ANSWER: True}
        answer = filled(shape, seed)
        return answer if isinstance(answer, dict) else {}

    def _resource(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """A resource of this run, for an SDK that makes an object of a reference to it."""
        made = self._deployment.find(str(arguments.get("urn")))
        return {"urn": made.urn, "id": made.id, "provider": made.provider, "state": made.outputs}

    def _transformed(
        self, request: resource_pb2.ResourceInvokeRequest, arguments: dict[str, Any]
    ) -> tuple[dict[str, Any], resource_pb2.TransformInvokeOptions]:
        options = resource_pb2.TransformInvokeOptions(
            provider=request.provider, version=request.version, plugin_download_url=request.pluginDownloadURL
        )
        with self._lock:
            transforms = list(self._transforms)
        for callback in transforms:
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=struct_of(arguments), options=options)
            told = self._deployment.callbacks.call(callback, asked.SerializeToString())
            answer = resource_pb2.TransformInvokeResponse.FromString(told)
            if answer.HasField("args"):
                arguments = plain(answer.args)
            if answer.HasField("options"):
                options = answer.options
        return arguments, options
