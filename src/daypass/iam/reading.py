"""This is where a Reading is: one statement made ready to be tried on many requests.

Each element is made ready when it is first needed, because most statements are told apart by their actions alone.
"""

from collections.abc import Callable
from functools import cached_property

from daypass.iam.conditions import Test, test_of
from daypass.iam.context import Context
from daypass.iam.decision import Deciding
from daypass.iam.glob import AnyOf
from daypass.iam.named import Names, Way
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.iam.statement import Effect, Statement
from daypass.iam.variables import Patterns
from daypass.model.resource import Undecided, join


class Reading:
    """One statement of a document of this version. What is unknown raises `Undecided` when it is needed."""

    def __init__(self, statement: Statement, version: str, place: str = "") -> None:
        """`place` is that of the document among others, for `deciding`."""
        self.statement, self.version, self.place = statement, version, place

    @cached_property
    def effect(self) -> Effect:
        """Allow or Deny."""
        return self.statement.effect

    @cached_property
    def deciding(self) -> Deciding:
        """How a decision names the statement."""
        return Deciding(self.place, self.statement.index, self.effect)

    def applies(self, request: Request, *, bounded: bool = False) -> bool:
        """Whether the statement says something about the request; `bounded`: its principal has a boundary.

        Raises `MalformedDocument` and `MalformedRequest` for a value in a condition that nobody can read, and
        `Undecided` where an unknown decides: not where another element tells that the statement does not apply.
        """
        if self.statement.is_fully_known:
            return (
                self.fits_action(request.action)
                and self.fits_resource(request.resource, request.context)
                and self.fits_principal(request.principal, bounded=bounded)
                and self.holds(request.context)
            )
        return _all_of(
            lambda: self.fits_action(request.action),
            lambda: self.fits_resource(request.resource, request.context),
            lambda: self.fits_principal(request.principal, bounded=bounded),
            lambda: self.holds(request.context),
        )

    def fits_action(self, action: str) -> bool:
        """Whether `Action` takes the action in, or `NotAction` does not leave it out. Case does not count."""
        patterns, takes_in = self._actions
        return patterns.matches(action.lower()) is takes_in

    def fits_resource(self, resource: str, context: Context) -> bool:
        """Whether `Resource` takes the resource in, or `NotResource` does not leave it out; with neither all fit."""
        if self._resources is None:
            return True
        patterns, takes_in = self._resources
        return patterns.match(resource, context) is takes_in

    def fits_principal(self, principal: Principal, *, bounded: bool = False) -> bool:
        """Whether `Principal` names the principal, or `NotPrincipal` does not; with neither everyone fits.

        A Deny with `NotPrincipal` takes in whoever has a permissions boundary, whatever it names, and spares only whom
        it names itself. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
        """
        if self._spared is None:
            return self._named is None or self._named.way(principal) is not None
        if self.effect == "Allow":
            return self._spared.way(principal) is None
        return bounded or not self._spared.spares(principal)

    def way(self, principal: Principal) -> Way:
        """As what the statement lets in a principal that fits it. `NotPrincipal` lets in everyone but a few."""
        return (self._named.way(principal) if self._named else None) or "everyone"

    def holds(self, context: Context) -> bool:
        """Whether all conditions hold. Every one is tried: what nobody can read is said whatever the order."""
        return all([test(context) for test in self._tests])  # noqa: C419 - a generator would stop at the first

    @cached_property
    def _actions(self) -> tuple[AnyOf, bool]:
        takes_in = not self.statement.has("NotAction")
        patterns = self.statement.actions if takes_in else self.statement.not_actions
        return AnyOf.of(map(_folded, patterns)), takes_in

    @cached_property
    def _resources(self) -> tuple[Patterns, bool] | None:
        if self.statement.has("NotResource"):
            return Patterns.of(self.statement.not_resources, self.version), False
        return (Patterns.of(self.statement.resources, self.version), True) if self.statement.has("Resource") else None

    @cached_property
    def _named(self) -> Names | None:
        named = self.statement.principals
        return None if named is None else Names.of(named, join(self.statement.path, "Principal"))

    @cached_property
    def _spared(self) -> Names | None:
        spared = self.statement.not_principals
        return None if spared is None else Names.of(spared, join(self.statement.path, "NotPrincipal"))

    @cached_property
    def _tests(self) -> tuple[Test, ...]:
        return tuple(test_of(one, self.version, self.statement.path) for one in self.statement.conditions)


def _folded(pattern: str) -> str:
    """Actions are plain letters; no other (the sign for Kelvin, say) may become one of them."""
    return pattern.lower() if pattern.isascii() else pattern


def _all_of(*tests: Callable[[], bool]) -> bool:
    """Whether all are true; the first unknown is raised only where no other test is false."""
    unknown = None
    for test in tests:
        try:
            if not test():
                return False
        except Undecided as undecided:
            unknown = unknown or undecided.path
    if unknown is not None:
        raise Undecided(unknown)
    return True
