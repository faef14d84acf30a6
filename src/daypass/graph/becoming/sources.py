"""This is where it is told from where workloads take what they run, and where somebody gets into them."""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import EscalationPath, paths_here
from daypass.graph.becoming.images import Images
from daypass.graph.becoming.placed import code_of
from daypass.graph.becoming.shells import Shells
from daypass.graph.becoming.starting import scripts_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_WRITES: Final = "s3-x01"
_PUSHES: Final = "ecr-x01"
_ENTERS: Final = "ecs-x05"


class Sources:
    """Those of a stack. Each is a path, and the ARN of what is written, pushed or entered on it."""

    def __init__(self, stack: Stack) -> None:
        self._images, self._shells = Images(stack), Shells(stack)

    def of(self, workload: Resource) -> Iterator[tuple[EscalationPath, str]]:
        """The sources of one workload."""
        for id_, arns in (
            (_WRITES, filter(None, (code_of(workload), *scripts_of(workload)))),
            (_PUSHES, self._images.of(workload)),
            (_ENTERS, self._shells.of(workload)),
        ):
            yield from ((paths_here()[id_], arn) for arn in arns)
