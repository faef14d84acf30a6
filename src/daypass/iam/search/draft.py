"""This is where a Draft is: a request in the making, with what is wanted of each part of it and a choice that meets it.

A `Workshop` makes drafts more definite, one demand at a time. Where it cannot tell whether a demand can be met it gives
the draft up and notes that it is `unsure`: then the lack of a request proves nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.iam.context import Context
from daypass.iam.search import catalogue
from daypass.iam.search.ask import Ask
from daypass.iam.search.keys import Keys
from daypass.iam.search.language import Budget, TooHard
from daypass.iam.search.plausible import ACCOUNT
from daypass.iam.search.values import Values, chosen
from daypass.iam.search.wanted import ANY_ACTION, ANY_RESOURCE, Group, Wanted

_EMPTY: Final = Context()
_NO_ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {}


class Draft(NamedTuple):
    """`action` (in small letters), `resource` and `context` meet all that is wanted of them.

    `asks`: key → what is asked of it. `bound`: keys whose values a pattern already stands on, so that they stay.
    `applied`: the clauses that it was made for.
    """

    action: str = ""
    resource: str = ""
    context: Context = _EMPTY
    of_action: Wanted = ANY_ACTION
    of_resource: Wanted = ANY_RESOURCE
    asks: Mapping[str, tuple[Ask, ...]] = _NO_ASKS
    bound: frozenset[str] = frozenset()
    applied: frozenset[object] = frozenset()

    def having(self, clause: object) -> "Draft":
        """The same, to which this clause applies."""
        return self._replace(applied=self.applied | {clause})


@dataclass(slots=True)
class Workshop:
    """`keys`: what the policies say of them. `account`: where a resource is by choice.

    Each method gives one draft or none.
    """

    budget: Budget
    keys: Keys
    account: str = ACCOUNT
    unsure: bool = False

    def with_action(self, draft: Draft, group: Group, *, inside: bool) -> Iterator[Draft]:
        """The action must fit the group, or must not. The patterns are in small letters."""
        wanted = draft.of_action.inside(group) if inside else draft.of_action.outside(group)
        if draft.action and group.fits(draft.action) is inside:
            yield draft._replace(of_action=wanted)
        elif text := self._found(wanted, lambda: _actions(wanted)):
            yield draft._replace(action=text, of_action=wanted)

    def with_resource(self, draft: Draft, group: Group, *, inside: bool) -> Iterator[Draft]:
        """The resource must fit the group, or must not."""
        wanted = draft.of_resource.inside(group) if inside else draft.of_resource.outside(group)
        if draft.resource and group.fits(draft.resource) is inside:
            yield draft._replace(of_resource=wanted)
        elif text := self._found(wanted, lambda: self._resources(draft.action), draft.action.partition(":")[0]):
            yield draft._replace(resource=text, of_resource=wanted)

    def with_ask(self, draft: Draft, ask: Ask) -> Iterator[Draft]:
        """The condition must hold, or must not."""
        self.budget.spend((len(draft.asks) + len(draft.context.folded)) // 2)
        asks = {**draft.asks, ask.key: (*draft.asks.get(ask.key, ()), ask)}
        if ask.is_met(draft.context):
            yield draft._replace(asks=asks)
        elif ask.key not in draft.bound and (values := self._chosen(asks[ask.key], draft.context)) is not None:
            yield draft._replace(asks=asks, context=_with(draft.context, {ask.condition.key: values}))

    def with_values(self, draft: Draft, values: Mapping[str, Values]) -> Iterator[Draft]:
        """These keys have these values from now on."""
        self.budget.spend(len(draft.context.folded) // 8)
        if all(draft.context.get(key) == found for key, found in values.items() if key.lower() in draft.bound):
            context = _with(draft.context, values)
            asks = (ask for key in values for ask in draft.asks.get(key.lower(), ()))
            if all(ask.is_met(context) for ask in asks):
                yield draft._replace(context=context, bound=draft.bound.union(map(str.lower, values)))

    def _found(self, wanted: Wanted, first: Callable[[], Iterator[str]], service: str = "") -> str:
        try:
            return wanted.found(first, self.budget, service, self.account) or ""
        except TooHard:
            self.unsure = True
            return ""

    def _resources(self, action: str) -> Iterator[str]:
        return (arn.replace(ACCOUNT, self.account) for arn in catalogue.resources_of(action))

    def _chosen(self, asks: tuple[Ask, ...], context: Context) -> Values | None:
        """Values that all conditions on the key can read, where there are such: one may not apply, or not be asked."""
        key = asks[0].key
        readable = (*self.keys.reading(key), *asks)
        for wanted in (readable, asks) if len(readable) > len(asks) else (asks,):
            try:
                found = chosen(wanted, _with(context, {key: ()}), self.budget, several=self.keys.several(key))
            except TooHard:
                self.unsure = True
                continue
            if found is not None:
                return found
        return None


def _with(context: Context, values: Mapping[str, Values]) -> Context:
    """The context with these values of keys, each key in one of the spellings that patterns have of it."""
    spelled = {key.lower(): key for key in values}
    folded = {name: values[key] for name, key in spelled.items()}
    written = {name: found for name, found in context.written.items() if name.lower() not in folded}
    written.update((spelled[name], found) for name, found in folded.items() if found)
    others = {name: found for name, found in {**context.folded, **folded}.items() if found}
    return Context(written, others)


def _actions(wanted: Wanted) -> Iterator[str]:
    """Actions that exist, in small letters: those that everybody knows, then those of the services that are named."""
    yield from map(str.lower, catalogue.WELL_KNOWN)
    named = {pattern.partition(":")[0] for group in wanted.within for pattern in group.plain[:_TRIED] if ":" in pattern}
    for service in sorted(named)[:_TRIED]:
        yield from map(str.lower, catalogue.actions_of(service))


_TRIED = 8
