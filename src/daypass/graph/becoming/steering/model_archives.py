"""This is where the archives are told from which a model of SageMaker takes its own code beside what was trained.

SageMaker unpacks the archive below `/opt/ml/model`, and AWS's containers import from its folder `code` the program that
is named to them, or the one that lies there where none is: whoever writes the archive writes what runs as the model's
role. Without such settings an image of others does with an archive as it likes; where they say that the code is
elsewhere in S3, that is where it is. A server of language models that is told to trust remote code imports what lies
beside the weights, unless it takes these from elsewhere.
Sources: Amazon SageMaker API Reference, "ContainerDefinition" (`ModelDataUrl`, `ModelDataSource`) and
"S3ModelDataSource"; Amazon SageMaker Developer Guide, "Adapting your own inference container";
aws/sagemaker-inference-toolkit, "environment.py" and "transformer.py" (`SAGEMAKER_PROGRAM`,
`SAGEMAKER_SUBMIT_DIRECTORY`, `code`); DJL Serving, "LMI configurations" (`OPTION_TRUST_REMOTE_CODE`, `HF_MODEL_ID`);
AWS Deep Learning Containers, vLLM (`SM_VLLM_TRUST_REMOTE_CODE`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.model_images import imports_code
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import UNKNOWN, Resource, bare

_CONTAINERS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:sagemaker/model:Model": ("primaryContainer", "containers[]"),
    "aws-native:sagemaker:Model": ("primaryContainer", "containers[]"),
}
_SOURCES: Final = ("modelDataSource.s3DataSources[]", "modelDataSource.s3DataSource")
_PROGRAM: Final = "environment.SAGEMAKER_PROGRAM"
_DIRECTORY: Final = "environment.SAGEMAKER_SUBMIT_DIRECTORY"
_UNPACKED: Final = "/opt/ml/model"
_ENVIRONMENT: Final = "environment"
_TRUSTS: Final = "TRUST_REMOTE_CODE"
"""How the variables end that let a server import code which comes with a model; each server begins it in its way."""

_BARE: Final = "SM_VLLM_"
"""What becomes an option of vLLM, which takes none of these as said by being there."""

_ON: Final = frozenset(("true", "1", "yes", "on"))
_MODELS: Final = ("HF_MODEL_ID", "OPTION_MODEL_ID", "SM_VLLM_MODEL", "SERVING_MODEL_ID", "MODEL_ID")
"""Variables that say which model a server takes, or where that lies; without one it is what is unpacked."""

_URI: Final = "s3://"
_FOLDER: Final = "S3Prefix"


def archives_of(model: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition, each once; of a folder that of whatever is in it."""
    yield from dict.fromkeys(
        f"arn:*:s3:::{place.removeprefix(_URI)}"
        for path in _CONTAINERS.get(model.type, ())
        for container in walk(Leaf(model.state.raw, model.state.path), steps(path), loose=True)
        if _brings_code(container)
        for place in _places(container)
        if place.startswith(_URI)
    )


def _brings_code(container: Leaf) -> bool:
    """Whether its settings name a program, or a directory, of what is unpacked, or trust whatever code is there."""
    directory = _text(container, _DIRECTORY)
    is_named = not directory and bool(_text(container, _PROGRAM))
    is_imported = not directory and _imports_code(container)
    return _is_unpacked(directory) or is_named or is_imported or _trusts_code(container)


def _imports_code(container: Leaf) -> bool:
    """Whether its image does so by itself, and no variable may say otherwise."""
    said = _environment(container)
    return said is not None and imports_code(_text(container, "image")) and _takes_what_is_unpacked(said)


def _is_unpacked(path: str) -> bool:
    return f"{path}/".startswith(f"{_UNPACKED}/")


def _trusts_code(container: Leaf) -> bool:
    """Whether it is told to, and takes the model from there rather than from a hub."""
    said = _environment(container) or {}
    is_told = any(key.endswith(_TRUSTS) and _is_on(key, value) for key, value in said.items())
    return is_told and _takes_what_is_unpacked(said)


def _environment(container: Leaf) -> Mapping[str, Any] | None:
    """Its variables; None where they, or the place of its code, are not known."""
    found = [bare(one.value) for one in walk(container, steps(_ENVIRONMENT), loose=True)]
    said = {key: bare(value) for each in found if isinstance(each, Mapping) for key, value in each.items()}
    is_known = UNKNOWN not in found and said.get(_DIRECTORY.partition(".")[2]) is not UNKNOWN
    return said if is_known else None


def _takes_what_is_unpacked(said: Mapping[str, Any]) -> bool:
    return all(_is_unpacked(text_of(said[key])) for key in _MODELS if said.get(key))


def _is_on(name: str, value: Any) -> bool:
    return text_of(value).lower() in _ON or (value == "" and name.startswith(_BARE))


def _places(container: Leaf) -> Iterator[str]:
    yield _text(container, "modelDataUrl")
    for path in _SOURCES:
        for source in walk(container, steps(path), loose=True):
            uri = _text(source, "s3Uri")
            is_folder = _text(source, "s3DataType") == _FOLDER
            yield f"{uri.rstrip('/')}/{PROBE}" if uri and is_folder else uri


def _text(holder: Leaf, at: str) -> str:
    return next((text for leaf in walk(holder, steps(at), loose=True) if (text := text_of(leaf.value))), "")
