"""This is where it is told which pickles in S3 a workload is told to load: whoever writes one writes what it runs.

A pickle may call anything while it is loaded, and a file of joblib or dill is one, also packed. An archive of
TorchServe brings the handler that is run, and a model of MLflow says by its `MLmodel` which of its own modules is
imported. A file of PyTorch holds weights alone, unless a variable says that whatever is in it is loaded. What a name
says to be written there is not loaded, and what is held to a digest or a version that is set as well is nobody's to
change.
Sources: The Python Standard Library, "pickle" ("It is possible to construct malicious pickle data which will execute
arbitrary code during unpickling"); joblib, "Persistence" ("joblib.load relies on the pickle module and can therefore
execute arbitrary Python code", and the ends of packed files); dill, README ("pickle_load"); pytorch/serve, "Torch Model
archiver for TorchServe" (`--handler`); MLflow, "Command-Line Interface" (`models`) and "mlflow.pyfunc"
(`loader_module`, `code`); PyTorch, "Miscellaneous Environment Variables"; read 2026-12.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.told import Setting, Told, told_of
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass.words import words_in

_ENDS: Final = r"\.(?:(?:pkl|pickle|joblib|dill|cloudpickle)(?:\.(?:gz|z|bz2|xz|lzma|zst|lz4))?|mar)"
_WEIGHTS: Final = r"\.(?:pt|pth|ckpt)"
_LOADS_ALL: Final = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"
"""The variable by which files of PyTorch are loaded as pickles, whatever these hold."""

_ON: Final = frozenset(("1", "y", "yes", "true"))
_URI: Final = r"s3[an]?://(?P<bucket>[a-z0-9.-]{3,63})/(?P<key>[^\s\"'`;|&<>()$\\{}?#,]{1,1024}?"
_AFTER: Final = r"(?=[\s\"'`;|&<>),\]]|$)"


class _Kind(NamedTuple):
    """How those are found in a text, and known by a key alone; a path of the file system begins otherwise."""

    uri: re.Pattern[str]
    key: re.Pattern[str]

    @classmethod
    def of(cls, ends: str) -> "_Kind":
        key = rf"(?![./~])(?:[^\s:?#/]{{1,300}}/){{0,20}}[^\s:?#/]{{1,300}}{ends}"
        return cls(re.compile(f"{_URI}{ends}){_AFTER}", re.IGNORECASE), re.compile(key, re.IGNORECASE))


_PICKLES: Final = _Kind.of(_ENDS)
_WITH_WEIGHTS: Final = _Kind.of(f"(?:{_ENDS}|{_WEIGHTS})")
_MODEL: Final = re.compile(rf"{_URI})/?{_AFTER}", re.IGNORECASE)
_TAKES_MODEL: Final = re.compile(
    r"""\bmlflow\s{1,8}models\s{1,8}(?:serve|predict|prepare-env|build-docker|generate-dockerfile)\b
    [^\n;|&]{0,400}?\s(?:-m|--model-uri)(?:=|\s{1,8})["']?\Z""",
    re.VERBOSE,
)
"""What stands before the folder of a model of MLflow that is loaded."""

_MLFLOW: Final = frozenset(("mlflow", "model"))
_OF_MLFLOW: Final = "MLmodel"
"""Words of a variable that names such a folder, and the file in it that says what is imported."""

_BEFORE: Final = re.compile(
    r"""(?:(?<!\S)(?P<option>--?[\w-]{1,64})[\s=]|(?<![\w-])(?P<variable>\w{1,64})=)\s{0,8}["']?\Z"""
)
"""The option, or the variable, that an object is the value of."""

_ENDING: Final = re.compile(rf":s3:::[^\s/]{{1,64}}/.{{0,1024}}(?:{_ENDS}|{_WEIGHTS}|/{_OF_MLFLOW})\Z", re.IGNORECASE)
_NAME: Final = re.compile(r"(?:s3[an]?://|arn:[\w-]{1,32}:s3:::)?(?P<name>[a-z0-9.-]{3,63})/?")
_COPIED_TO: Final = re.compile(
    r"""\b(?:cp|mv|sync)\s{1,8}(?:--[\w-]{1,32}\s{1,8}){0,4}(?:-|[^\s;|&]{0,400}[./$][^\s;|&]{0,400})\s{1,8}["']?\Z"""
)
"""What is copied there from a file, or from another object."""

_BUCKET: Final = "bucket"
_PREFIXES: Final = frozenset(("prefix", "folder", "dir", "directory"))
_WRITTEN: Final = frozenset(
    (
        *("out", "output", "outputs", "dest", "destination", "target", "save", "saved", "write", "upload", "export"),
        *("result", "results", "dump", "publish", "produce", "to"),
    )
)
"""Words by which a setting is called that says where something is written."""

_HOLDING: Final = frozenset(("sha256", "sha384", "sha512", "sha", "digest", "checksum", "hash", "signature"))
_VERSIONED: Final = frozenset(("version", "id"))
"""The same of one that says what an object must be: its digest, or the id of its version."""

_MEANT: Final = frozenset(("model", "artifact", "object", "pickle", "file"))
"""Words by which such a one means whatever is loaded."""

_OPTION: Final = re.compile(r"(?<!\S)--(?P<name>[\w-]{1,64})(?:=|\s{1,8})\S")


class Pickle(NamedTuple):
    """An object, by its ARN in any partition; `unknown` says what keeps from knowing where it is."""

    arn: str
    unknown: tuple[Untold, ...] = ()


def is_pickle(arn: str) -> bool:
    """Whether an object of S3 is one, by how its key ends."""
    return _ENDING.search(arn) is not None


def pickles_of(workload: Resource) -> Iterator[Pickle]:
    """Those that it loads, each once."""
    yield from dict.fromkeys(one for told in told_of(workload) for one in _in(told, workload))


def _in(told: Told, workload: Resource) -> Iterator[Pickle]:
    holding = [one.name for one in told.settings if one.value != ""]
    kind = _WITH_WEIGHTS if any(map(_loads_all, told.settings)) else _PICKLES
    for text in told.texts:
        yield from _named(text, "", (*holding, *(one["name"] for one in _OPTION.finditer(text))), kind)
        yield from (_of_mlflow(one) for one in _MODEL.finditer(text) if _TAKES_MODEL.search(_before(text, one)))
    for setting in told.settings:
        if setting.value and not _is_written(setting.name):
            yield from _named(setting.value, setting.name, holding, kind)
            if kind.key.fullmatch(setting.value) and not _is_held(f"{setting.name} {setting.value}", holding):
                yield from _below(setting, told.settings, workload)
            is_folder = _words(setting.name) >= _MLFLOW and not kind.uri.fullmatch(setting.value)
            folder = _MODEL.fullmatch(setting.value) if is_folder else None
            yield from (_of_mlflow(folder),) if folder else ()


def _loads_all(setting: Setting) -> bool:
    return setting.name == _LOADS_ALL and (setting.value or "").lower() in _ON


def _of_mlflow(folder: re.Match[str]) -> Pickle:
    return Pickle(f"arn:*:s3:::{folder['bucket']}/{folder['key']}/{_OF_MLFLOW}")


def _named(text: str, name: str, holding: Sequence[str], kind: _Kind) -> Iterator[Pickle]:
    """Those that a text names by their URIs, but for what is written there or is `holding` them to a digest."""
    for found in kind.uri.finditer(text):
        said = _before(text, found)
        before = _BEFORE.search(said)
        called = (before["option"] or before["variable"]) if before else ""
        is_written = _COPIED_TO.search(said) is not None or _is_written(called)
        if not is_written and not _is_held(f"{name} {called} {found['key']}", holding):
            yield Pickle(f"arn:*:s3:::{found['bucket']}/{found['key']}")


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _LINE) : found.start()]


_LINE: Final = 1000
"""Characters before an object that are looked at."""


def _below(key: Setting, settings: Sequence[Setting], workload: Resource) -> Iterator[Pickle]:
    """The object of this key in the bucket that stands beside it, below a prefix that does."""
    prefix = next((one.value for one in _like(key, settings, _PREFIXES) if one.value), "")
    whole = f"{prefix.strip('/')}/{key.value}".lstrip("/") if prefix and "/" not in (key.value or "") else key.value
    for bucket in _like(key, settings, frozenset((_BUCKET,))):
        named = _NAME.fullmatch(bucket.value or "")
        if bucket.value is None:
            yield Pickle(f"arn:*:s3:::{ANY}/{whole}", (Untold.of(workload, bucket.path),))
        elif named:
            yield Pickle(f"arn:*:s3:::{named['name']}/{whole}")


def _like(key: Setting, settings: Sequence[Setting], called: frozenset[str]) -> list[Setting]:
    """The settings that are called so: those that share another word with the key's, if any does."""
    every = [one for one in settings if not called.isdisjoint(_words(one.name)) and not _is_written(one.name)]
    own = _words(key.name) - called
    return [one for one in every if not own.isdisjoint(_words(one.name) - called)] or every


def _is_written(name: str) -> bool:
    return not _WRITTEN.isdisjoint(_words(name))


def _is_held(called: str, holding: Sequence[str]) -> bool:
    """Whether one of these names says the digest, or the version, of what is called so, or of whatever is loaded."""
    return any(_holds(_words(name), _words(called)) for name in holding)


def _holds(said: frozenset[str], called: frozenset[str]) -> bool:
    holding = said & _HOLDING or (said & _VERSIONED if said >= _VERSIONED else frozenset())
    others = said - holding
    return bool(holding) and (not others or not others.isdisjoint(called | _MEANT))


def _words(name: str) -> frozenset[str]:
    """Its words in small letters, `sha256` as it is, however they are written together."""
    return frozenset((*words_in(name, "joined"), *words_in(name.replace("_", " ").lower(), "joined")))
