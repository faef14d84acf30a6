"""This is where a policy pack in folder form is started, with the stack's facts in its environment."""

import json
import threading
from collections.abc import Mapping

from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto.analyzer_pb2 import AnalyzerStackConfigureRequest
from pulumi.runtime.proto.language_pb2 import RunPluginRequest
from tests.sandbox.host.children import Child, Children
from tests.sandbox.host.interpreter import interpreter_for


class Pack:
    """One pack: started when the proxy first needs it, or never."""

    def __init__(self, request: RunPluginRequest, children: Children) -> None:
        self._request, self._children = request, children
        self._child: Child | None = None
        self._settled = threading.Event()

    def start(self, stack: AnalyzerStackConfigureRequest | None) -> int:
        """Start it and say its port. Raises OSError where it ends without one."""
        info = self._request.info
        folder = info.program_directory
        environment = dict(line.split("=", 1) for line in self._request.env if "=" in line)
        python = interpreter_for(info.root_directory, MessageToDict(info.options), environment)
        command = [python.executable, "-u", "-m", "pulumi.policy", *self._request.args, folder]
        facts = {} if stack is None else _facts(stack)
        self._child = self._children.start(
            command, folder=folder, environment={**python.environment, **facts}, piped=True
        )
        line = self._child.first_line()
        self._settled.set()
        if not line.isdigit():
            raise OSError(f"could not read policy pack port from {line!r}")
        return int(line)

    def wait(self) -> Child | None:
        """The process, once it is started; None where nobody will ever start it."""
        self._settled.wait()
        return self._child

    def abandon(self) -> None:
        """End it, and tell whoever waits for it."""
        self._settled.set()
        if self._child is not None:
            self._children.forget(self._child)


def _facts(stack: AnalyzerStackConfigureRequest) -> Mapping[str, str]:
    """The environment by which `pulumi.policy` learns what it is asked about."""
    return {
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_DRY_RUN": str(stack.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
