"""This is where it is told what the denials beside a broad statement leave of it.

Only a Deny without conditions counts, and only where it takes whole services: whoever lists what is not meant has
described an administrator with exceptions. Source: IAM User Guide, "Policy evaluation logic" (an explicit Deny wins),
"NotAction" and "NotResource"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from daypass.iam.action import EVERYTHING, whole_service, whole_services
from daypass.iam.arn import names_resource
from daypass.iam.breadth import BroadStatement
from daypass.iam.glob import has_wildcard, is_any, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided


def left(reached: BroadStatement, beside: Iterable[Statement]) -> BroadStatement | None:
    """What the other statements of its document leave; None where that is no whole service any more.

    Raises `Undecided` where a Deny that is not known yet may take it.
    """
    services = frozenset(reached.services)
    spared: dict[str, tuple[str, ...]] = {}
    unknown: Undecided | None = None
    # Those that leave some services of everything first, so that others can take these away; those that leave some
    # things last, so that these are only kept of what is left.
    for deny in sorted(filter(_is_deny, beside), key=lambda one: (one.has("NotResource"), not one.has("NotAction"))):
        try:
            if deny.has("NotResource"):
                spared |= dict.fromkeys(*_spared_things(services, deny))
            else:
                services = _without(services, deny)
        except Undecided as stopped:
            unknown = unknown or stopped
    if services and unknown:
        raise Undecided(unknown.path)
    return _narrowed(reached, services, spared)


def _is_deny(statement: Statement) -> bool:
    """Whether it denies in every context. One of which this is not known is taken for none: what is broad stays so."""
    try:
        return statement.effect == "Deny" and not statement.has("Condition")
    except Undecided:
        return False


def _without(services: frozenset[str], deny: Statement) -> frozenset[str]:
    rest = _services_left(services, deny)
    # The actions first: where they take nothing, it does not matter which resources are meant.
    return rest if rest != services and any(map(is_any, deny.resources)) else services


def _spared_things(services: frozenset[str], deny: Statement) -> tuple[frozenset[str], tuple[str, ...]]:
    """The services that it leaves on named things alone, and these things."""
    rest = _services_left(services, deny)
    taken = services - rest
    # One that spares some services of everything besides leaves too much to be told so.
    is_named = bool(taken) and rest <= services and all(map(names_resource, deny.not_resources))
    return (taken, deny.not_resources) if is_named else (frozenset(), ())


def _narrowed(
    reached: BroadStatement, services: frozenset[str], spared: Mapping[str, tuple[str, ...]]
) -> BroadStatement | None:
    if not services:
        return None
    free = services - spared.keys()  # what is left without a limit says more than what is left with one
    found = tuple(sorted(free or services))
    breadth = reached.breadth if EVERYTHING in found else "service"
    if free:
        return replace(reached, services=found, breadth=breadth)
    within = tuple(dict.fromkeys(thing for service in found for thing in spared[service]))
    return replace(reached, services=found, breadth=breadth, limit="named resources", within=within)


def _services_left(services: frozenset[str], deny: Statement) -> frozenset[str]:
    if deny.has("NotAction"):
        spared = whole_services(deny.not_actions)
        return frozenset(one for service in services for one in _spared(service, spared))
    # Each pattern by itself: several that take in nearly everything together are enough to allow, and not to deny.
    taken = {whole_service(pattern) for pattern in deny.actions} - {""}
    if EVERYTHING in taken:
        return frozenset()
    wild = tuple(filter(has_wildcard, taken))
    return frozenset(service for service in services - taken if not _is_taken(service, wild))


def _is_taken(service: str, wild: Iterable[str]) -> bool:
    return not has_wildcard(service) and any(matches(pattern, service) for pattern in wild)


def _spared(service: str, spared: Iterable[str]) -> Iterator[str]:
    for one in spared:
        if _covers(service, one):
            yield one
        elif _covers(one, service):
            yield service


def _covers(pattern: str, other: str) -> bool:
    """Whether one pattern of services takes in all that another one does: `s*` takes in `s?`, and not the reverse."""
    return all(matches(pattern, other.replace("*", text)) for text in ("", "probe"))
