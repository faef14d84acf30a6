"""This is where a resource type is described: one row says all that the provider needs to know of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Props = dict[str, Any]
"""Pulumi properties in camel case, secrets already unwrapped by the engine, whole numbers as int."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a creation gives back: the provider's id and the outputs that AWS computed."""

    id: str
    outputs: Props = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Autoname:
    """How a name is made up: its property, how long it may be, what it begins with, whether it is lower case."""

    property: str = "name"
    longest: int = 255
    prefix: str = ""
    lower: bool = False


def no_refusals(_inputs: Props) -> Iterable[tuple[str, str]]:
    """Refuse nothing."""
    return ()


def nothing_to_delete(_id: str, _state: Props) -> None:
    """Leave nothing behind: the thing goes with its owner."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource type.

    `create` takes checked inputs; `read` takes id and last state and gives inputs and outputs as they are now (or
    raises as boto3 does where the thing is gone); `update` takes id, last state and checked inputs and gives computed
    outputs that changed; `delete` takes id and last state. `check` yields (property, reason) at preview, as the real
    provider's own validation does. `stable` are computed outputs that an update does not touch: all that `changing`
    does not name. `hashed` inputs are code or files, compared by hash.
    """

    token: str
    create: Callable[[Props], Made]
    delete: Callable[[str, Props], None]
    read: Callable[[str, Props], Props | None] = lambda _id, state: state
    update: Callable[[str, Props, Props], Props] | None = None
    required: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    autoname: Autoname | None = None
    tagged: bool = False
    regional: bool = True
    check: Callable[[Props], Iterable[tuple[str, str]]] = no_refusals
