"""This is where it stands where workloads name the container image that they run."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class ImagePlace(NamedTuple):
    """The property `at` of a type names an image."""

    type: str
    at: str
    source: str


@cache
def image_places() -> Mapping[str, tuple[ImagePlace, ...]]:
    """Type → where its images are named."""
    found: dict[str, tuple[ImagePlace, ...]] = {}
    for row in read_table("image_places").rows:
        found[row["type"]] = (*found.get(row["type"], ()), ImagePlace(row["type"], row["at"], row["source"]))
    return found
