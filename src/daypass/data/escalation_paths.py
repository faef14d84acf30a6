"""This is where the known paths are by which an identity becomes more than it was given: sets of actions, by id."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.stand_ins import PROBE
from daypass.data.table import read_table, word
from daypass.grouping import grouped

PathKind = Literal["new-passrole", "existing-passrole", "self-escalation", "principal-access"]

KINDS: Final[tuple[PathKind, ...]] = get_args(PathKind)
HANDS_OVER: Final = "iam:PassRole"

PATH_SAYS: Final[Mapping[PathKind, str]] = {
    "new-passrole": "start something with any role that trusts {}",
    "existing-passrole": "take over what runs as another role",
    "self-escalation": "write its own rights",
    "principal-access": "become another identity",
}
"""Kind → what whoever goes such a path does, in words that follow "may"; `{}` is the service that runs it."""

_BEFORE_RESOURCE: Final = 5
"""The parts of an ARN before its resource."""


class EscalationPath(NamedTuple):
    """Whoever may do all of `actions` can go this way.

    `services` are the principals, any of which the role on the way must trust. Where something that runs as the role
    must be there already, `consumer` is its noun in `daypass.data.role_consumers` ("" where the stack does not tell who
    runs as the role) and `resource` its ARN, with NAME and ACCOUNT for what differs; `elsewhere` are those of the
    actions that are not about the consumer itself.
    """

    id: str
    kind: PathKind
    actions: tuple[str, ...]
    services: tuple[str, ...]
    consumer: str
    resource: str
    elsewhere: tuple[str, ...]
    source: str

    @property
    def passes_role(self) -> bool:
        """Whether a role is handed over on the way."""
        return HANDS_OVER in self.actions

    @property
    def link(self) -> str:
        """The page that tells of it."""
        return self.source if self.source.startswith("https://") else f"https://pathfinding.cloud/paths/{self.id}"

    @property
    def says(self) -> str:
        """What whoever goes it does, in words that follow "may"."""
        return PATH_SAYS[self.kind].format(" or ".join(self.services[:2]) or "the service that runs it")

    def resource_of(self, name: str, account: str) -> str:
        """The ARN of a consumer, as a pattern: give `*` for what is not known."""
        return self.resource.replace("NAME", name).replace("ACCOUNT", account)

    def unnamed(self, account: str, partition: str) -> str:
        """The same of a consumer in this partition that nobody named, also where its name is made up by AWS."""
        start, _, *parts = self.resource_of(PROBE, account).split(":", _BEFORE_RESOURCE)
        return ":".join((start, partition, *parts[:-1], parts[-1].replace("*", PROBE)))


@cache
def escalation_paths() -> tuple[EscalationPath, ...]:
    """The paths that lead to whatever there is, in the order of the table."""
    return tuple(_path(row) for row in read_table("escalation_paths").rows if row["needs_existing_target"] != _HERE)


def path_of(id_: str) -> EscalationPath | None:
    """The path with this id, in whatever case."""
    every = (*escalation_paths(), *paths_here().values())
    return next((path for path in every if path.id.lower() == id_.lower()), None)


@cache
def paths_here() -> Mapping[str, EscalationPath]:
    """Id → the paths that count only to what a stack has: many are allowed these actions of whatever there is."""
    rows = (row for row in read_table("escalation_paths").rows if row["needs_existing_target"] == _HERE)
    return {row["id"]: _path(row) for row in rows}


@cache
def paths_to_consumers() -> dict[str, tuple[EscalationPath, ...]]:
    """Noun of a consumer → the paths on which it is made to do something else."""
    every = (*escalation_paths(), *paths_here().values())
    return grouped((path.consumer, path) for path in every if path.consumer)


_HERE: Final = "here"


def _path(row: Mapping[str, str]) -> EscalationPath:
    return EscalationPath(
        row["id"],
        word(row, "kind", KINDS),
        tuple(row["actions"].split()),
        tuple(row["service"].split()),
        row["consumer"],
        row["resource"],
        tuple(row["elsewhere"].split()),
        row["source"],
    )
