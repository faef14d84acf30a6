"""This is where tests start the component plugin as Pulumi does, and let it construct against the embedded monitor."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from tests.support.tree import ROOT

from daypass.engine.account import Account
from daypass.engine.answers import Answers
from daypass.engine.configuration import Configuration
from daypass.engine.deployment import Deployment
from daypass.engine.monitor import Monitor, serving
from daypass.engine.protocol import deployment_info
from daypass.engine.providers import Providers
from daypass.engine.registration import Registration


class Plugin:
    """The plugin of `components/`, started and listening; `address` is the engine's, as on its command line."""

    def __init__(self, channel: grpc.Channel, deployment: Deployment, address: str) -> None:
        self._stub = provider_pb2_grpc.ResourceProviderStub(channel)
        self._deployment, self._address = deployment, address

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All that was registered with the monitor."""
        return self._deployment.registrations

    def schema(self) -> Any:
        """The package schema, as SDK generators of every language read it."""
        return json.loads(self._stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)

    def construct(self, type_: str, name: str, inputs: Mapping[str, Any], **depends: list[str]) -> Any:
        """Construct a component in stack `dev`; its outputs. `depends` is input → URNs. Raises `grpc.RpcError`."""
        given = struct_pb2.Struct()
        given.update(inputs)
        dependencies = {
            key: provider_pb2.ConstructRequest.PropertyDependencies(urns=urns) for key, urns in depends.items()
        }
        request = provider_pb2.ConstructRequest(
            project="p",
            stack="dev",
            monitorEndpoint=self._address,
            dryRun=True,
            type=type_,
            name=name,
            inputs=given,
            inputDependencies=dependencies,
        )
        return json_format.MessageToDict(self._stub.Construct(request).state)


@contextmanager
def plugin(account: str) -> Iterator[Plugin]:
    """Start it for the time of the block; the embedded monitor is its engine, in that account."""
    configuration = Configuration(values={"aws:region": "eu-central-1"})
    providers = Providers("dev", "p", configuration, Account(account, "eu-central-1"))
    providers.set_installed({"aws": version("pulumi-aws")})
    deployment = Deployment("dev", "p", providers, update=False)
    info = deployment_info(project="p", stack="dev", dryRun=True, secret_keys=())
    monitor = Monitor(deployment, Answers(deployment, providers, update=False), info)
    with serving(monitor) as address:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "components"), address], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            channel = grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}")
            yield Plugin(channel, deployment, address)
            channel.close()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            deployment.callbacks.close()
