"""This is where Pulumi's Analyzer protocol is: the generated modules of the `pulumi` package, without that package.

`import pulumi` runs 450 modules of which a pack needs three. They import each other relatively, so they load as a
package of our own from the folder in which they lie.
"""

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pulumi.runtime.proto import analyzer_pb2 as messages
    from pulumi.runtime.proto import analyzer_pb2_grpc as service
    from pulumi.runtime.proto import plugin_pb2 as plugin
else:
    _PACKAGE: Final = "daypass_policies.serve._pulumi_protocol"

    def _package() -> str:
        """The name of the package that holds the modules; Pulumi's own where it is imported already."""
        if "pulumi.runtime.proto" in sys.modules:  # a pack that was started as a folder
            return "pulumi.runtime.proto"
        found = PathFinder.find_spec("pulumi")
        if found is None or not found.submodule_search_locations:
            raise ImportError("the package pulumi is not installed")
        package = ModuleType(_PACKAGE)
        package.__path__ = [f"{place}/runtime/proto" for place in found.submodule_search_locations]
        sys.modules[_PACKAGE] = package
        return _PACKAGE

    def _modules(*names: str) -> list[Any]:
        package = _package()
        return [import_module(f"{package}.{name}") for name in names]

    messages, service, plugin = _modules("analyzer_pb2", "analyzer_pb2_grpc", "plugin_pb2")

__all__ = ["messages", "plugin", "service"]
