"""This is where it is told what shows that a workload calls models: its type, its name, or what its role may do."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.rights import names

_SPOKEN_OF: Final = re.compile(r"(?i)bedrock|agentcore|anthropic")
_NAMES: Final = ("name", "functionName", "family", "agentRuntimeName", "description")
_RIGHTS: Final = ("bedrock:", "bedrock-mantle:", "bedrock-agentcore:")


class ModelCallers:
    """Made once for each stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def show(self, workload: Resource) -> bool:
        """Whether anything shows that it does; what is not known shows nothing."""
        written = (workload.type, workload.name, *(bare(workload.state.raw.get(key)) for key in _NAMES))
        if any(isinstance(text, str) and _SPOKEN_OF.search(text) for text in written):
            return True
        permissions = self._stack.once(EffectivePermissions).by_urn
        return any(
            names(permissions[role].policies, _RIGHTS) for role in self._roles(workload.urn) if role in permissions
        )

    def _roles(self, urn: str) -> Iterator[str]:
        yield from self._of_workload.get(urn, ())

    @cached_property
    def _of_workload(self) -> dict[str, tuple[str, ...]]:
        """The URN of a workload → those of the roles that it uses, or may be using."""
        found: dict[str, tuple[str, ...]] = {}
        for use in self._stack.once(Consumers).every_use:
            found[use.consumer.urn] = (*found.get(use.consumer.urn, ()), use.role, *use.possible)
        return found
