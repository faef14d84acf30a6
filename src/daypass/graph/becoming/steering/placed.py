"""This is where it is told in which objects of S3 the code of a workload is, which it reads whenever it runs."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.code_places import CodePlace, code_places
from daypass.data.stand_ins import PROBE
from daypass.graph.property_path import texts_at
from daypass.model.resource import Resource

_URI: Final = "s3://"
_CACHE: Final = "folder"
_S3: Final = "S3"
_BUCKET: Final = ":s3:::"
_ARN: Final = re.compile(r"arn:[\w-]{1,32}:s3:::\S{1,2048}")
"""What is written in its place, as a whole build specification, may hold one somewhere."""


def code_of(workload: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition where none is said; none where they are not known."""
    return _of(workload, caches=False)


def caches_of(build: Resource) -> Iterator[str]:
    """The same of what is put there in between, for builds to come, and whatever finds it there runs."""
    return _of(build, caches=True)


def _of(workload: Resource, *, caches: bool) -> Iterator[str]:
    for place in code_places().get(workload.type, ()):
        if (place.form == _CACHE) == caches:
            for text in texts_at(workload.state, place.at).texts:
                yield from _objects(workload, place, text)


def _objects(workload: Resource, place: CodePlace, text: str) -> Iterator[str]:
    if place.form == "uri":
        each = (one.strip() for one in text.split(","))
        yield from (f"arn:*{_BUCKET}{one.removeprefix(_URI)}" for one in each if one.startswith(_URI))
    elif place.form == "path":  # that of a repository is a URL
        yield from (f"arn:*{_BUCKET}{text}",) if "/" in text and ":" not in text else ()
    elif place.form == _CACHE:
        is_there = _S3 in texts_at(workload.state, place.folder).texts
        yield from (f"arn:*{_BUCKET}{text.rstrip('/')}/{PROBE}",) if is_there else ()
    elif _ARN.fullmatch(text):
        folder = next(iter(texts_at(workload.state, place.folder).texts), "").strip("/") if place.folder else ""
        parts = (text,) if place.form == "arn" else (text, folder, PROBE)
        yield "/".join(filter(None, parts))
