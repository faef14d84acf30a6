"""This is where the types are that hold a resource policy: what says who may use the resource from outside."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Form = Literal["document", "grant", "statement"]
Exposure = Literal["open", "network", "web"]

FORMS: Final[tuple[Form, ...]] = get_args(Form)
EXPOSURES: Final[tuple[Exposure, ...]] = get_args(Exposure)


class PolicyPlace(NamedTuple):
    """Where the policy of a type stands: a property path, and its form, as the table explains it.

    `service` is what stands for it in an ARN, `exposure` from where the resource is reached, `noun` is for people;
    `target` is the input that names the resource which the policy is of, "" where it is the resource itself.
    """

    path: str
    form: Form
    service: str
    exposure: Exposure
    noun: str
    target: str


@cache
def resource_policies() -> Mapping[str, PolicyPlace]:
    """Type token → the place of its policy."""
    return MappingProxyType(
        {
            row["type"]: PolicyPlace(
                row["path"],
                word(row, "form", FORMS),
                row["service"],
                word(row, "exposure", EXPOSURES),
                row["noun"],
                row["target"],
            )
            for row in read_table("resource_policies").rows
        }
    )
