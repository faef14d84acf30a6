"""This is where it is told as which roles somebody may run a step on a cluster of EMR, besides the cluster's own.

Nobody who adds a step is asked about `iam:PassRole`: a condition key says which role the step runs as, and that role
lets in the one of the cluster's instances. Who may add steps without saying so has the cluster's own role, and all that
it may become. Source: Amazon EMR Management Guide, "Runtime roles for Amazon EMR steps"; read 2026-11.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from daypass.data.escalation_paths import EscalationPath, escalation_paths
from daypass.data.role_keys import role_keys
from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.naming import names_role
from daypass.graph.becoming.steering.changeable import Changeable
from daypass.graph.becoming.targets import Member

_PATH: Final = "emr-x01"


@dataclass(frozen=True)
class Stepping:
    """The roles as which one identity may run steps where conditions say which. `means` are those of each caller.

    `runs` says as which role a workload runs, `becoming` which roles let a role in.
    """

    node: Node
    means: tuple[Means, ...]
    changeable: Changeable
    runs: Mapping[str, tuple[Edge, ...]]
    becoming: Callable[[Node], Iterable[Edge]]

    def __iter__(self) -> Iterator[Edge]:
        for path in (one for one in escalation_paths() if one.id == _PATH and _PATH in self.changeable.by_path):
            for means in self.means:
                for changed in self._within(path, means):
                    for entry in self._entered(changed):
                        yield from self._step(path, means, changed, entry)

    def _within(self, path: EscalationPath, means: Means) -> Iterator[Member]:
        if names_role(means, path.actions[0]):
            scope = means.scope(path.actions[0])
            named = (*(pattern for pattern, _ in scope.certain), *scope.asked, *(("*",) if scope.open else ()))
            for changed in self.changeable.within(path, means.caller.account):
                near = {(one.node.key, one.arn): one for pattern in named for one in changed.targets.near(pattern)}
                yield from (near[place] for place in sorted(near))

    def _entered(self, cluster: Member) -> Iterator[Edge]:
        """The roles that let in that of the cluster's instances."""
        return (edge for runs in self.runs.get(cluster.node.key, ()) for edge in self.becoming(runs.target))

    def _step(self, path: EscalationPath, means: Means, cluster: Member, entry: Edge) -> Iterator[Edge]:
        action, role = path.actions[0], entry.target
        answer = means.on(action, cluster.arn, Facts({role_keys()[action].key: role.arn}))
        if role != self.node and answer.possible:
            whole = joined(answer, cluster.let).under(*entry.unknown)
            says = f"{self.node} may run a step as {role} on {cluster.node} ({path.id}: {action})"
            yield Edge("pass role", self.node, role, says, whole.grounds, whole.unknown, whole.show, (path.id,))
