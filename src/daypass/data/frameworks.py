"""This is where frameworks and their controls are: what the ids mean that rules carry."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class Framework(NamedTuple):
    """`prefix` is what stands before the colon of its ids; `source` is its page."""

    prefix: str
    name: str
    version: str
    source: str


class Control(NamedTuple):
    """One thing that a framework asks for. `left` says why no rule covers it, "" where one does."""

    id: str
    title: str
    left: str


class Label(NamedTuple):
    """A label that means these controls today, and why it does."""

    label: str
    means: tuple[str, ...]
    why: str


@cache
def frameworks() -> Mapping[str, Framework]:
    """Prefix → framework, in the order in which they are told."""
    return {row["prefix"]: Framework(**row) for row in read_table("frameworks").rows}


@cache
def controls() -> Mapping[str, Control]:
    """Id → control, framework by framework."""
    return {row["id"]: Control(**row) for row in read_table("controls").rows}


@cache
def labels() -> Mapping[str, Label]:
    """Label → what it means."""
    rows = read_table("control_labels").rows
    return {row["label"]: Label(row["label"], tuple(row["means"].split()), row["why"]) for row in rows}


def framework_of(control: str) -> Framework | None:
    """The framework of an id such as `NIST-800-53:AC-2` or `NHI7:2025`; None for one that we do not know."""
    prefix = control.partition(":")[0]
    return frameworks().get(prefix) or frameworks().get(prefix.rstrip("0123456789"))
