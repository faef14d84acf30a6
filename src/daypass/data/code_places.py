"""This is where it stands where workloads read their code from whenever they run."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Form = Literal["uri", "path", "folder", "arn", "bucket"]

FORMS: Final[tuple[Form, ...]] = get_args(Form)


class CodePlace(NamedTuple):
    """The property `at` of a type names where the code is, in one of the FORMS.

    `folder` is the property that names one in a bucket, or that says whether a folder is one of S3 at all.
    """

    type: str
    at: str
    form: Form
    folder: str
    source: str


@cache
def code_places() -> Mapping[str, tuple[CodePlace, ...]]:
    """Type → where its code is."""
    rows = read_table("code_places").rows
    return grouped(
        (row["type"], CodePlace(row["type"], row["at"], word(row, "form", FORMS), row["folder"], row["source"]))
        for row in rows
    )
