"""This is where it is told which doors an identity opens: the services that its policies name, and its privilege."""

from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.becoming.privilege import Privilege
from daypass.graph.permissions import Permissions
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.model.resource import Undecided
from daypass.report.inventory.entry import Doors

EVERY_SERVICE = "*"


def doors_of(permissions: Permissions, privilege: Privilege) -> Doors:
    """What the policies of an identity name, all of them together; its boundary and Denies count in the privilege.

    What a boundary elsewhere leaves of that is not known here, where a rule would presume that it allows it (ADR 12).
    """
    if elsewhere := tuple(gap.untold for gap in permissions.own_gaps if gap.boundary and gap.fault.elsewhere):
        privilege = Privilege("unknown", "", unknown=(*privilege.unknown, *elsewhere))
    services: set[str] = set()
    unknown = dict.fromkeys(map(str, permissions.gaps))
    told = {gap.untold for gap in permissions.gaps}
    for given in permissions.given:
        if given.document.secret:
            told.add(hidden := Untold.of(given.by, given.path))
            unknown[f"{hidden} is marked as secret"] = None
            continue
        try:
            services.update(_services(given.document))
        except Undecided as undecided:
            unknown[str(Untold.of(given.by, undecided.path))] = None
    unknown.update((str(one), None) for one in privilege.unknown if one not in told)
    listed = (EVERY_SERVICE,) if EVERY_SERVICE in services else tuple(sorted(services))
    return Doors(listed, privilege.level, replace(privilege, unknown=tuple(map(Untold, unknown))).told, tuple(unknown))


def _services(document: Document) -> Iterator[str]:
    for statement in document.statements:
        if statement.effect == "Allow":
            yield from _named(statement.actions)
            if statement.has("NotAction"):
                yield EVERY_SERVICE


def _named(actions: tuple[str, ...]) -> Iterator[str]:
    for action in actions:
        yield action.partition(":")[0].lower()
