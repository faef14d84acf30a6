"""This is where it is told which doors an identity opens: the services that its policies name, and its privilege."""

from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.becoming.privilege import Privilege
from daypass.graph.permissions import Permissions
from daypass.iam.document import Document
from daypass.model.resource import Undecided
from daypass.report.inventory.entry import Doors

EVERY_SERVICE = "*"


def doors_of(permissions: Permissions, privilege: Privilege) -> Doors:
    """What the policies of an identity name, all of them together; its boundary and Denies count in the privilege."""
    services: set[str] = set()
    unknown: dict[str, None] = dict.fromkeys(map(str, permissions.gaps))
    for given in permissions.given:
        if given.document.secret:
            unknown[f"{given.path} of {given.by.name!r} is marked as secret"] = None
            continue
        try:
            services.update(_services(given.document))
        except Undecided as undecided:
            unknown[f"{undecided.path} of {given.by.name!r}"] = None
    gaps = tuple(unknown)
    unknown.update((one, None) for one in privilege.unknown if not any(gap.startswith(f"{one} ") for gap in gaps))
    listed = (EVERY_SERVICE,) if EVERY_SERVICE in services else tuple(sorted(services))
    return Doors(listed, privilege.level, replace(privilege, unknown=tuple(unknown)).told, tuple(unknown))


def _services(document: Document) -> Iterator[str]:
    for statement in document.statements:
        if statement.effect == "Allow":
            yield from _named(statement.actions)
            if statement.has("NotAction"):
                yield EVERY_SERVICE


def _named(actions: tuple[str, ...]) -> Iterator[str]:
    for action in actions:
        yield action.partition(":")[0].lower()
