"""This is where the service `LanguageRuntime` is: what the engine asks of a language, answered for Python."""
# ruff: noqa: N802 - methods have the names of the protocol

import json
import os
import platform
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2 as wire
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer
from pulumi.runtime.proto.plugin_pb2 import PackageDependency, PluginInfo
from tests.sandbox.host.children import Child, Children
from tests.sandbox.host.interpreter import interpreter_for
from tests.sandbox.host.pack import Pack
from tests.sandbox.host.policy_proxy import PolicyProxy
from tests.sandbox.plugin import listen, new_server

EXPLAINED: Final = 32
"""The runner's exit status where the program failed and the user has already been told why."""

Output = Iterator[wire.RunPluginResponse]


class LanguageHost(LanguageRuntimeServicer):
    """Answers one engine. `engine` is its address, `runner` the SDK's program runner, `version` our own."""

    def __init__(self, engine: str, runner: Path, version: str) -> None:
        self._engine, self._runner, self._version = engine, runner, version
        self.children = Children()

    def Handshake(self, request: Any, _context: grpc.ServicerContext) -> wire.LanguageHandshakeResponse:
        """Learn the engine's address."""
        self._engine = request.engine_address or self._engine
        return wire.LanguageHandshakeResponse()

    def GetPluginInfo(self, _request: Any, _context: grpc.ServicerContext) -> PluginInfo:
        """Say our version."""
        return PluginInfo(version=self._version)

    def About(self, request: wire.AboutRequest, _context: grpc.ServicerContext) -> wire.AboutResponse:
        """Say which Python runs programs."""
        python = interpreter_for(request.info.root_directory, MessageToDict(request.info.options), os.environ)
        return wire.AboutResponse(executable=python.executable, version=platform.python_version())

    def GetRequiredPackages(self, _request: Any, _context: grpc.ServicerContext) -> wire.GetRequiredPackagesResponse:
        """Name the providers that the installed SDKs want, so that the engine looks for them before it starts."""
        return wire.GetRequiredPackagesResponse(packages=list(_required_packages()))

    def GetProgramDependencies(
        self, _request: Any, _context: grpc.ServicerContext
    ) -> wire.GetProgramDependenciesResponse:
        """Name no libraries: the engine only displays them."""
        return wire.GetProgramDependenciesResponse()

    def InstallDependencies(
        self, _request: Any, _context: grpc.ServicerContext
    ) -> Iterator[wire.InstallDependenciesResponse]:
        """Install nothing: what a test needs is there."""
        yield wire.InstallDependenciesResponse(stdout=b"nothing is installed here\n")

    def RuntimeOptionsPrompts(self, _request: Any, _context: grpc.ServicerContext) -> wire.RuntimeOptionsResponse:
        """Ask the user nothing."""
        return wire.RuntimeOptionsResponse()

    def Cancel(self, _request: Any, _context: grpc.ServicerContext) -> Empty:
        """End every program and plugin that still runs."""
        self.children.end_all()
        return Empty()

    def Run(self, request: wire.RunRequest, context: grpc.ServicerContext) -> wire.RunResponse:
        """Run a program to its end. Its output is ours, as with the official host."""
        info = request.info
        python = interpreter_for(info.root_directory, MessageToDict(info.options), os.environ)
        config = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        command = [python.executable, "-u", str(self._runner), *_runner_arguments(request, self._engine)]
        child = self.children.start(command, folder=request.pwd, environment={**python.environment, **config})
        context.add_callback(child.end)
        status = child.wait()
        self.children.forget(child)
        if status == EXPLAINED:
            return wire.RunResponse(bail=True)
        return wire.RunResponse(error=f"Program exited with non-zero exit code: {status}" if status else "")

    def RunPlugin(self, request: wire.RunPluginRequest, context: grpc.ServicerContext) -> Output:
        """Run a policy pack or a component plugin and hand its output on until it ends."""
        run = self._pack if request.kind == "analyzer" else self._component
        yield from run(request, context)

    def _pack(self, request: wire.RunPluginRequest, context: grpc.ServicerContext) -> Output:
        pack = Pack(request, self.children)
        proxy = PolicyProxy(pack.start)
        server = new_server()
        server.add_generic_rpc_handlers((proxy,))

        def stop() -> None:
            pack.abandon()
            server.stop(0)
            proxy.close()

        context.add_callback(stop)
        yield wire.RunPluginResponse(stdout=f"{listen(server)}\n".encode())
        child = pack.wait()
        if child is not None:
            yield from self._output(child)

    def _component(self, request: wire.RunPluginRequest, context: grpc.ServicerContext) -> Output:
        info = request.info
        environment = dict(line.split("=", 1) for line in request.env if "=" in line)
        python = interpreter_for(info.root_directory, MessageToDict(info.options), environment)
        command = [python.executable, "-u", info.program_directory, *request.args]
        child = self.children.start(command, folder=request.pwd, environment=python.environment, piped=True)
        context.add_callback(child.end)
        yield from self._output(child)

    def _output(self, child: Child) -> Output:
        try:
            for stream, chunk in child.output():
                yield (
                    wire.RunPluginResponse(stdout=chunk) if stream == "stdout" else wire.RunPluginResponse(stderr=chunk)
                )
            yield wire.RunPluginResponse(exitcode=child.wait())
        finally:
            self.children.forget(child)


def _runner_arguments(request: wire.RunRequest, engine: str) -> list[str]:
    """The command line of the SDK's program runner; an option without a value is left out."""
    options = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": str(request.dryRun).lower(),
        "organization": request.organization,
        "parallel": str(request.parallel),
    }
    program = Path(request.info.program_directory, request.info.entry_point or ".")
    words = [word for name, value in options.items() if value for word in (f"--{name}", value)]
    return [*words, str(program), *request.args]


def _required_packages() -> Iterator[PackageDependency]:
    """What each installed SDK says of its provider in its `pulumi-plugin.json`."""
    for file in sorted(Path(sysconfig.get_path("purelib")).glob("*/pulumi-plugin.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        if facts.get("resource"):
            name, version, server = facts["name"], facts.get("version", ""), facts.get("server", "")
            yield PackageDependency(name=name, kind="resource", version=version, server=server)
