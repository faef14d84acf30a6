"""This is where the engine's calls are answered: a servicer of the public `pulumirpc.Analyzer` protocol.

What breaks here breaks the operation, with a sentence that holds no value: gRPC would hand the text of an exception to
the engine, and the engine would print it.
"""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from google.protobuf.empty_pb2 import Empty
from grpc import StatusCode

from daypass.errors import DaypassError, broke_at
from daypass_policies.serve.protocol import messages, plugin, service
from daypass_policies.serve.version import VERSION

if TYPE_CHECKING:
    from grpc import ServicerContext

    from daypass_policies.serve.judgement import Judgement

Request = TypeVar("Request")
Response = TypeVar("Response")
Method = Callable[[Any, Request, "ServicerContext"], Response]


def closed(method: Method[Request, Response]) -> Method[Request, Response]:
    """Make a method of the protocol fail closed: refuse with one sentence, whatever it raises."""

    @functools.wraps(method)
    def answering(self: Any, request: Request, context: "ServicerContext") -> Response:
        try:
            return method(self, request, context)
        except DaypassError as error:
            code, sentence = StatusCode.INVALID_ARGUMENT, str(error)
        # All that can be raised: gRPC never answers a call whose thread left, and the engine waits for ever. The text
        # of it may hold a value, so that only its place is told.
        except BaseException as error:  # noqa: BLE001 - as said above
            code, sentence = StatusCode.INTERNAL, f"daypass broke ({broke_at(error)}); nothing was judged"
        from daypass_policies.serve.answer import one_line  # noqa: PLC0415 - it brings half of the rules' world along

        return context.abort(code, one_line(sentence))

    return answering


# The names are the protocol's. What a method does not look at, the protocol hands to it all the same.
class Servicer(service.AnalyzerServicer):
    """The protocol's side of a pack; `judgement` gives its other side, and waits for it where it is still loading.

    `Configure` and `ConfigureStack` may never come: `pulumi policy analyze` does without the second.
    """

    def __init__(self, judgement: "Callable[[], Judgement]") -> None:
        self._judgement = judgement

    def Handshake(
        self, request: messages.AnalyzerHandshakeRequest, context: "ServicerContext"
    ) -> messages.AnalyzerHandshakeResponse:
        """The engine says where it is; nothing is asked of it."""
        return messages.AnalyzerHandshakeResponse()

    def ConfigureStack(
        self, request: messages.AnalyzerStackConfigureRequest, context: "ServicerContext"
    ) -> messages.AnalyzerStackConfigureResponse:
        """The engine says which stack it is about; each resource will say so itself."""
        return messages.AnalyzerStackConfigureResponse()

    def GetPluginInfo(self, request: Empty, context: "ServicerContext") -> plugin.PluginInfo:
        """The version of the pack, which is that of daypass."""
        return plugin.PluginInfo(version=VERSION)

    @closed
    def GetAnalyzerInfo(self, request: Empty, context: "ServicerContext") -> messages.AnalyzerInfo:
        """What the pack and its rules are."""
        return self._judgement().info()

    @closed
    def Configure(self, request: messages.ConfigureAnalyzerRequest, context: "ServicerContext") -> Empty:
        """Levels, options and files; refused with a sentence where something is wrong."""
        self._judgement().configure(request)
        return Empty()

    @closed
    def Analyze(self, request: messages.AnalyzeRequest, context: "ServicerContext") -> messages.AnalyzeResponse:
        """What the resource rules say of one resource; in an update, what they refuse is not created."""
        return self._judgement().resource(request)

    @closed
    def AnalyzeStack(
        self, request: messages.AnalyzeStackRequest, context: "ServicerContext"
    ) -> messages.AnalyzeResponse:
        """What the stack rules say of all resources; in an update they are created by then."""
        return self._judgement().stack(request)

    def Remediate(self, request: messages.AnalyzeRequest, context: "ServicerContext") -> messages.RemediateResponse:
        """Nothing: daypass changes nothing that a program declares. The engine asks for every resource all the same."""
        return messages.RemediateResponse()

    def Cancel(self, request: Empty, context: "ServicerContext") -> Empty:
        """The engine gives up; there is nothing under way that could be given up."""
        return Empty()
