"""This is where it is told in which objects of S3 the code of a workload is, which it reads whenever it runs."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.code_places import CodePlace, code_places
from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import declared, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_URI: Final = "s3://"
_CACHE: Final = "folder"
_S3: Final = "S3"
_BUCKET: Final = ":s3:::"
_ARN: Final = re.compile(r"arn:[\w-]{1,32}:s3:::\S{1,2048}")
"""What is written in its place, as a whole build specification, may hold one somewhere."""


class Placed(NamedTuple):
    """An object, by its ARN; `unknown` says what may hold the workload to a version of it: () where nothing does."""

    arn: str
    unknown: tuple[Untold, ...] = ()


def code_of(workload: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition where none is said; none where they are not known."""
    return (placed.arn for placed in placed_of(workload) if not placed.unknown)


def placed_of(workload: Resource) -> Iterator[Placed]:
    """The same with those of which it may be held to one version: one that is written, not what the provider noted."""
    for place in code_places().get(workload.type, ()):
        version = bare(declared(workload, place.version)) if place.version else None
        if place.form != _CACHE and (version is UNKNOWN or not text_of(version)):
            unknown = (Untold.of(workload, place.version),) if version is UNKNOWN else ()
            for text in texts_at(workload.state, place.at).texts:
                yield from (Placed(arn, unknown) for arn in _objects(workload, place, text))


def caches_of(build: Resource) -> Iterator[str]:
    """The ARNs of what is put there in between, for builds to come, and whatever finds it there runs."""
    for place in code_places().get(build.type, ()):
        if place.form == _CACHE:
            for text in texts_at(build.state, place.at).texts:
                yield from _objects(build, place, text)


def _objects(workload: Resource, place: CodePlace, text: str) -> Iterator[str]:
    if place.form == "uri":
        each = (one.strip() for one in text.split(","))
        yield from (f"arn:*{_BUCKET}{one.removeprefix(_URI)}" for one in each if one.startswith(_URI))
    elif place.form == "path":  # that of a repository is a URL
        yield from (f"arn:*{_BUCKET}{text}",) if "/" in text and ":" not in text else ()
    elif place.form == _CACHE:
        is_there = _S3 in texts_at(workload.state, place.folder).texts
        yield from (f"arn:*{_BUCKET}{text.rstrip('/')}/{PROBE}",) if is_there else ()
    elif place.form == "key":
        buckets = filter(_ARN.fullmatch, texts_at(workload.state, place.folder).texts)
        yield from (f"{bucket}/{text.lstrip('/')}" for bucket in buckets)
    elif _ARN.fullmatch(text):
        folder = next(iter(texts_at(workload.state, place.folder).texts), "").strip("/") if place.folder else ""
        parts = (text,) if place.form == "arn" else (text, folder, PROBE)
        yield "/".join(filter(None, parts))
