"""This is where the engine's calls are answered: a servicer of the public `pulumirpc.Analyzer` protocol.

What breaks here breaks the operation, with a sentence that holds no value: gRPC would hand the text of an exception to
the engine, and the engine would print it.
"""

import functools
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from google.protobuf.empty_pb2 import Empty
from grpc import StatusCode

from daypass.errors import DaypassError, UsageError
from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.policy_config import PolicyConfig
from daypass.report.verdict import broke_at
from daypass.rule import Rule
from daypass_policies.serve.answer import one_line, respond
from daypass_policies.serve.config import configuration, make_bench
from daypass_policies.serve.info import analyzer_info
from daypass_policies.serve.protocol import messages, plugin, service
from daypass_policies.serve.resources import Inputs

if TYPE_CHECKING:
    from grpc import ServicerContext

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
        except Exception as error:  # noqa: BLE001 - its text may hold a value, so that only its place is told
            code, sentence = StatusCode.INTERNAL, f"daypass broke ({broke_at(error)}); nothing was judged"
        return context.abort(code, one_line(sentence))

    return answering


class Servicer(service.AnalyzerServicer):
    """One pack, which judges with defaults until it is configured, and judges nothing once that was refused.

    `Configure` and `ConfigureStack` may never come: `pulumi policy analyze` does without the second.
    """

    def __init__(self, pack: str, version: str, rules: Mapping[str, Rule], today: date) -> None:
        self._pack, self._version, self._rules, self._today = pack, version, rules, today
        self._bench: Bench | None = make_bench(pack, rules, PolicyConfig(), today)
        self._inputs = Inputs()
        self._warned: set[str] = set()

    def Handshake(  # noqa: N802 - the protocol's names, here and below
        self,
        request: messages.AnalyzerHandshakeRequest,  # noqa: ARG002 - nothing is asked of the engine
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> messages.AnalyzerHandshakeResponse:
        """The engine says where it is."""
        return messages.AnalyzerHandshakeResponse()

    def ConfigureStack(  # noqa: N802
        self,
        request: messages.AnalyzerStackConfigureRequest,  # noqa: ARG002 - each resource says its stack itself
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> messages.AnalyzerStackConfigureResponse:
        """The engine says which stack it is about."""
        return messages.AnalyzerStackConfigureResponse()

    def GetPluginInfo(self, request: Empty, context: "ServicerContext") -> plugin.PluginInfo:  # noqa: N802, ARG002
        """The version of the pack, which is that of daypass."""
        return plugin.PluginInfo(version=self._version)

    @closed
    def GetAnalyzerInfo(self, request: Empty, context: "ServicerContext") -> messages.AnalyzerInfo:  # noqa: N802, ARG002
        """The pack and its rules, disabled ones and those of larger profiles too."""
        return analyzer_info(self._pack, self._version, self._rules)

    @closed
    def Configure(  # noqa: N802
        self,
        request: messages.ConfigureAnalyzerRequest,
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> Empty:
        """Levels, options and files; refused with a sentence where something is wrong."""
        self._bench = None
        self._warned.clear()
        self._bench = make_bench(self._pack, self._rules, configuration(request, self._rules), self._today)
        return Empty()

    @closed
    def Analyze(  # noqa: N802
        self,
        request: messages.AnalyzeRequest,
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> messages.AnalyzeResponse:
        """What the resource rules say of one resource; nothing that they refuse is created."""
        resource = self._inputs.single(request)
        bench = self._configured()
        self._warn(bench, Stack((resource,)))
        return respond(bench.resource(resource), self._pack, self._version)

    @closed
    def AnalyzeStack(  # noqa: N802
        self,
        request: messages.AnalyzeStackRequest,
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> messages.AnalyzeResponse:
        """What the stack rules say of all resources; in an update they are created by then."""
        stack = self._inputs.whole(request)
        bench = self._configured()
        self._warn(bench, stack)
        return respond(bench.stack(stack), self._pack, self._version)

    def Remediate(  # noqa: N802
        self,
        request: messages.AnalyzeRequest,  # noqa: ARG002 - daypass changes nothing that a program declares
        context: "ServicerContext",  # noqa: ARG002 - as above
    ) -> messages.RemediateResponse:
        """Nothing: called for every resource before `Analyze`, whether a rule remediates or not."""
        return messages.RemediateResponse()

    def Cancel(self, request: Empty, context: "ServicerContext") -> Empty:  # noqa: N802, ARG002
        """The engine gives up; there is nothing under way that could be given up."""
        return Empty()

    def _configured(self) -> Bench:
        if self._bench is None:
            raise UsageError("the configuration was refused, so that nothing is judged", remedy="Mend it first.")
        return self._bench

    def _warn(self, bench: Bench, stack: Stack) -> None:
        """Say on standard error, which the engine shows, what ends soon; once for each stack and configuration."""
        name = stack.root.urn
        if name not in self._warned:
            self._warned.add(name)
            for warning in bench.warnings(stack):
                sys.stderr.write(f"daypass: warning: {one_line(warning)}\n")
