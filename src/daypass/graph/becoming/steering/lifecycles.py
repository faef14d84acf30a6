"""This is where it is told which lifecycle configuration a notebook of SageMaker runs whenever it starts, as root.

Whoever writes that decides what the next start runs, and names no notebook; so does who writes the objects of S3 that
it copies and runs. Sources: Amazon SageMaker Developer Guide, "Customization of a SageMaker notebook instance using an
LCC script" ("runs every time you start the notebook instance, including when you create"); API Reference,
"UpdateNotebookInstanceLifecycleConfig" and "NotebookInstanceLifecycleHook" (base64); Service Authorization Reference,
"Amazon SageMaker"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.fetching.copied_code import copied_in
from daypass.graph.becoming.steering.scripts import MOST, plain
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.packed import unpacked
from daypass.model.resource import UNKNOWN, Resource, bare

_NOTEBOOKS: Final = ("aws:sagemaker/notebookInstance:NotebookInstance", "aws-native:sagemaker:NotebookInstance")
_CONFIGURED: Final = "lifecycleConfigName"
_CONFIGURATIONS: Final[Mapping[str, Kind]] = {
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration": Kind(
        "notebook-instance-lifecycle-config", "", "name"
    ),
}
_STARTS: Final = "onStart"
"""What is run at each start; what is run once a notebook is made (`onCreate`) has been."""


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


class LifecycleScripts:
    """What the configurations of a stack run whenever a notebook starts."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._names = Names.of(stack.of_type(*_CONFIGURATIONS), _CONFIGURATIONS)

    def copied_by(self, notebook: Resource) -> Iterator[str]:
        """The objects that the one of this notebook copies and runs, by their ARNs in any partition."""
        name = bare(said(notebook, _CONFIGURED)) if notebook.type in _NOTEBOOKS else None
        if name is not UNKNOWN and not text_of(name):
            return
        for meant in self._names.meant(notebook, _CONFIGURED, [Leaf(name, _CONFIGURED)]):
            configuration = self._stack.by_urn.get(meant.urn)
            texts = texts_at(configuration.state, _STARTS).texts if configuration else ()
            yield from copied_in([plain((unpacked(text, MOST) or text)[:MOST]) for text in texts])
