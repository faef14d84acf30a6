"""This is where it is told which objects of S3 a machine copies when it starts, by what its user data says."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.plain_places import plain_places
from daypass.data.stand_ins import PROBE
from daypass.graph.property_path import texts_at
from daypass.model.packed import unpacked
from daypass.model.resource import Resource

_MOST: Final = 100_000
"""Characters that are looked through; EC2 takes 16 KB of user data."""

_COPIED: Final = re.compile(
    r"""\baws\s{1,8}(?:--[\w-]{1,32}[=\s][\w.-]{1,64}\s{1,8}){0,4}s3\s{1,8}(?:cp|sync|mv)\s{1,8}
    (?:--[\w-]{1,32}(?:[=\s][\w.-]{1,64})?\s{1,8}){0,8}["']?
    s3://(?P<bucket>[a-z0-9.-]{3,63})(?P<key>/[^\s"'`;|&<>()$\\]{0,1024})?(?=[\s"'`;|&<>)]|$)""",
    re.VERBOSE,
)
"""What is copied from, not to: a machine that uploads its logs runs none of them."""


def scripts_of(machine: Resource) -> Iterator[str]:
    """The ARNs, in any partition; of a folder, that of whatever is put there."""
    places = (place for place in plain_places().get(machine.type, ()) if place.form == "script")
    for place in places:
        for text in texts_at(machine.state, place.path).texts if "userData" in place.path else ():
            for copied in _COPIED.finditer((unpacked(text, _MOST) or text)[:_MOST]):
                key = (copied["key"] or "/")[1:]
                is_folder = not key or key.endswith("/")
                yield f"arn:*:s3:::{copied['bucket']}/{key}{PROBE if is_folder else ''}"
