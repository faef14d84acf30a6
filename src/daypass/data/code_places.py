"""This is where it stands where workloads read their code from whenever they run."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Form = Literal["uri", "path", "folder", "arn", "bucket", "key"]

FORMS: Final[tuple[Form, ...]] = get_args(Form)


class CodePlace(NamedTuple):
    """The property `at` of a type names where the code is, in one of the FORMS.

    `folder` is the property that names one in a bucket, the one that names the bucket of a key, or that says whether a
    folder is one of S3 at all. `version` is the one that holds it to a version of the object, "" where none does.
    """

    type: str
    at: str
    form: Form
    folder: str
    version: str
    source: str


@cache
def code_places() -> Mapping[str, tuple[CodePlace, ...]]:
    """Type → where its code is."""
    return grouped((row["type"], _place(row)) for row in read_table("code_places").rows)


def _place(row: Mapping[str, str]) -> CodePlace:
    form = word(row, "form", FORMS)
    return CodePlace(row["type"], row["at"], form, row["folder"], row["version"], row["source"])
