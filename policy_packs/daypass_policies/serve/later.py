"""This is where modules wait that nobody may ever need: each is imported when somebody asks something of it.

`grpc` imports its asyncio half, and the generated code of protobuf the pure Python one; together that is a quarter of
the time in which a pack starts, in each preview.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands in `sys.modules` for a module and becomes it at the first question."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import machinery looks at in passing
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def later(*names: str) -> None:
    """Put off importing these modules, unless they are there already."""
    for name in names:
        sys.modules.setdefault(name, Later(name))
