"""This is where the program talks to: the ResourceMonitor and Engine services of Pulumi's protocol, on loopback."""
# ruff: noqa: N802, D102, ARG002 - names and signatures of the methods are the protocol's

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from daypass.engine.answers import Answers
from daypass.engine.deployment import Deployment
from daypass.engine.protocol import FEATURES, invoke_response, message
from daypass.engine.providers import Package
from daypass.engine.registration import Refused
from daypass.engine.wire import plain, struct_of
from daypass.errors import DaypassError

PARALLEL: Final = 32
"""How many requests a program has in flight at most; the server takes more, so that a waiting transform blocks none."""

_LARGE: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_OK: Final = empty_pb2.Empty()

_Made = TypeVar("_Made")


class Monitor(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """The two services over one deployment. The first thing refused is kept in `refusal`: the run failed with it.

    Until then `refusal` has no arguments.
    """

    def __init__(self, deployment: Deployment, answers: Answers, info: Any) -> None:
        self._deployment, self._answers, self._info = deployment, answers, info
        self._root = ""
        self._lock = threading.Lock()
        self.refusal = Refused()

    # Resources

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        made = self._answered(context, lambda: self._deployment.register(request))
        return resource_pb2.RegisterResourceResponse(urn=made.urn, id=made.id, object=struct_of(made.outputs))

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        self._answered(context, lambda: self._deployment.register_outputs(request.urn, plain(request.outputs)))
        return _OK

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        made = self._answered(context, lambda: self._deployment.read(request))
        return message(resource_pb2.ReadResourceResponse, urn=made.urn, id=made.id, properties=struct_of(made.outputs))

    def ExistsResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        # Only AWS knows. The message is younger than the oldest SDK that this package works with.
        return resource_pb2.ExistsResourceResponse(unknown=True)

    def RegisterStackTransform(
        self,
        request: callback_pb2.Callback,
        context: grpc.ServicerContext,
    ) -> empty_pb2.Empty:
        self._deployment.add_stack_transform(request)
        return _OK

    def RegisterPackage(
        self,
        request: resource_pb2.RegisterPackageRequest,
        context: grpc.ServicerContext,
    ) -> resource_pb2.RegisterPackageResponse:
        name, version = request.name, request.version
        if request.HasField("parameterization"):
            name, version = request.parameterization.name, request.parameterization.version
        reference = self._deployment.add_package(name, Package(name, version, request.download_url))
        return resource_pb2.RegisterPackageResponse(ref=reference)

    # Functions

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext) -> Any:
        answer = self._answered(context, lambda: self._answers.invoke(request))
        return invoke_response(struct_of(answer))

    def Call(self, request: resource_pb2.ResourceCallRequest, context: grpc.ServicerContext) -> Any:
        return self._answered(context, lambda: _cannot_call(request.tok))

    def RegisterStackInvokeTransform(
        self,
        request: callback_pb2.Callback,
        context: grpc.ServicerContext,
    ) -> empty_pb2.Empty:
        self._answers.add_transform(request)
        return _OK

    # What the program may use, and may tell

    def GetDeploymentInfo(
        self,
        request: empty_pb2.Empty,
        context: grpc.ServicerContext,
    ) -> Any:
        return self._info

    def SupportsFeature(
        self,
        request: resource_pb2.SupportsFeatureRequest,
        context: grpc.ServicerContext,
    ) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in FEATURES)

    def RegisterResourceHook(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return _OK  # hooks act on what is created, and nothing is

    def RegisterErrorHook(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return _OK

    def SignalAndWaitForShutdown(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return _OK

    def RequirePulumiVersion(self, request: Any, context: grpc.ServicerContext) -> Any:
        return engine_pb2.RequirePulumiVersionResponse()  # a range of the CLI's versions; there is no CLI

    def GetRootResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        if request.severity > engine_pb2.DEBUG and request.message.strip():
            sys.stderr.write(f"{engine_pb2.LogSeverity.Name(request.severity).lower()}: {request.message.rstrip()}\n")
        return _OK

    def _answered(self, context: grpc.ServicerContext, act: Callable[[], _Made]) -> _Made:
        """What `act` makes; where it refuses, the program hears why, and the run has failed."""
        try:
            return act()
        except Refused as refused:
            refusal = refused
        except DaypassError as error:
            refusal = Refused(str(error))
        except grpc.RpcError as error:  # a callback into the program failed
            refusal = Refused(str(getattr(error, "details", error.__str__)()))
        with self._lock:
            if not self.refusal.args:
                self.refusal = refusal
        context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        raise AssertionError("abort raises")


@contextmanager
def serving(monitor: Monitor) -> Iterator[str]:
    """Serve on a port of loopback for the time of the block; gives the address."""
    server = grpc.server(futures.ThreadPoolExecutor(3 * PARALLEL), options=_LARGE)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(monitor, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def _cannot_call(token: str) -> None:
    raise Refused(f"the method {token} is answered by its provider's plugin, which cannot run here")
