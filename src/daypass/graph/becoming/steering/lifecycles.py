"""This is where it is told which lifecycle configuration a notebook of SageMaker runs whenever it starts, as root.

Whoever writes that decides what the next start runs, and names no notebook. Sources: Amazon SageMaker Developer Guide,
"Customization of a SageMaker notebook instance using an LCC script"; API Reference,
"UpdateNotebookInstanceLifecycleConfig"; Service Authorization Reference, "Amazon SageMaker"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

_NOTEBOOKS: Final = ("aws:sagemaker/notebookInstance:NotebookInstance", "aws-native:sagemaker:NotebookInstance")
_CONFIGURED: Final = "lifecycleConfigName"


class Lifecycle(NamedTuple):
    """A configuration, by its ARN; `unknown`: whether the notebook has it."""

    arn: str
    unknown: tuple[Untold, ...] = ()


def lifecycles_of(notebook: Resource) -> Iterator[Lifecycle]:
    """That of a notebook; of anything else nothing. One that is not known yet may be any."""
    name = bare(said(notebook, _CONFIGURED)) if notebook.type in _NOTEBOOKS else None
    if name is not UNKNOWN and not text_of(name):
        return
    own = Arn.parse(text_of(said(notebook, "arn")))
    start = f"arn:{own.partition}:sagemaker:{own.region}:{own.account}" if own else "arn:*:sagemaker:*:*"
    unknown = (Untold.of(notebook, _CONFIGURED),) if name is UNKNOWN else ()
    yield Lifecycle(f"{start}:notebook-instance-lifecycle-config/{text_of(name) or ANY}", unknown)
