"""This is where a Clause is: a statement that must apply to a request in the making, or must not, part by part.

A policy variable is given a value before the pattern that it stands in is used: one that the request has already, one
that is read out of the text which the pattern must fit, or a fresh one. Other values might do where these do not, so
from then on the workshop is unsure.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import islice, zip_longest
from typing import Final, NamedTuple

from daypass.iam.condition import Condition
from daypass.iam.context import Context
from daypass.iam.glob import ANY_TEXT, Tokens
from daypass.iam.reading import Reading
from daypass.iam.search.ask import ask_of
from daypass.iam.search.draft import Draft, Workshop
from daypass.iam.search.plausible import values_of
from daypass.iam.search.values import Values
from daypass.iam.search.wanted import Group
from daypass.iam.variables import Template, Variable, apart, resolved

_MOST_DRAFTS: Final = 8
"""Drafts that are followed at once."""
_MOST_VALUES: Final = 16
"""Ways to give variables their values that are tried."""


class _Resources(NamedTuple):
    """`takes_in`: whether they are those of `Resource`. `fixed` are the patterns without variables."""

    takes_in: bool
    fixed: Group
    templates: tuple[Template, ...]


class Clause:
    """One statement, which is known as a whole, and whose values can all be read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def applying(self, workshop: Workshop, draft: Draft) -> list[Draft]:
        """Drafts to which the statement applies; none where none can be."""
        drafts = list(self._with_action(workshop, draft, fits=True))
        drafts = _each(workshop, drafts, partial(self._with_resource, workshop, fits=True))
        for condition in self.reading.statement.conditions:
            drafts = _each(workshop, drafts, partial(self._with_condition, workshop, condition, wanted=True))
        return drafts

    def sparing(self, workshop: Workshop, draft: Draft) -> Iterator[Draft]:
        """Drafts to which it does not apply, one for each part of it that can be missed: all ways there are.

        Conditions come first, because a request may be the same in another context.
        """
        for condition in self.reading.statement.conditions:
            yield from self._with_condition(workshop, condition, draft, wanted=False)
        yield from self._with_resource(workshop, draft, fits=False)
        yield from self._with_action(workshop, draft, fits=False)

    def _with_action(self, workshop: Workshop, draft: Draft, *, fits: bool) -> Iterator[Draft]:
        takes_in, group = self.actions
        return workshop.with_action(draft, group, inside=takes_in is fits)

    def _with_resource(self, workshop: Workshop, draft: Draft, *, fits: bool) -> Iterator[Draft]:
        found = self.resources
        if found is None:
            yield from [draft] if fits else []
        elif found.takes_in is fits:
            if found.fixed.plain or found.fixed.others:
                yield from workshop.with_resource(draft, found.fixed, inside=True)
            for template in found.templates[:_MOST_DRAFTS]:
                yield from _inside(workshop, draft, template)
            workshop.unsure |= len(found.templates) > _MOST_DRAFTS
        else:
            for one in _bound(workshop, draft, found.templates, ()):
                others = tuple(resolved(found.templates, one.context))
                group = Group(found.fixed.plain, (*found.fixed.others, *others)) if others else found.fixed
                yield from workshop.with_resource(one, group, inside=False)

    def _with_condition(
        self, workshop: Workshop, condition: Condition, draft: Draft, *, wanted: bool
    ) -> Iterator[Draft]:
        ask = ask_of(condition, self.reading.version, self.reading.statement.path, wanted=wanted)
        templates = apart(condition.values, ask.version)[1] if ask.family == "text" else ()
        texts = (*draft.context.get(ask.key)[:1], *workshop.keys.named(ask.key)) if templates else ()
        for one in _bound(workshop, draft, templates, texts):
            yield from workshop.with_ask(one, ask)

    @cached_property
    def actions(self) -> tuple[bool, Group]:
        """Whether `Action` is written, and its patterns or those of `NotAction`, in small letters."""
        statement = self.reading.statement
        takes_in = not statement.has("NotAction")
        patterns = statement.actions if takes_in else statement.not_actions
        return takes_in, Group.of(tuple(map(str.lower, patterns)))

    @cached_property
    def resources(self) -> _Resources | None:
        """The patterns of `Resource` or `NotResource`; None with neither."""
        statement = self.reading.statement
        takes_in = not statement.has("NotResource")
        if takes_in and not statement.has("Resource"):
            return None
        plain, templates = apart(statement.resources if takes_in else statement.not_resources, self.reading.version)
        fixed = [one for one in templates if not any(_variables([one]))]
        group = Group(tuple(plain), tuple(resolved(fixed, Context()))) if fixed else Group.of(tuple(plain))
        return _Resources(takes_in, group, tuple(one for one in templates if one not in fixed))


def _each(workshop: Workshop, drafts: list[Draft], step: Callable[[Draft], Iterator[Draft]]) -> list[Draft]:
    found = list(islice((after for draft in drafts for after in step(draft)), _MOST_DRAFTS + 1))
    workshop.unsure |= len(found) > _MOST_DRAFTS
    return found[:_MOST_DRAFTS]


def _inside(workshop: Workshop, draft: Draft, template: Template) -> Iterator[Draft]:
    """Drafts whose resource fits a pattern with variables: at first as if each were a `*`."""
    for likely in workshop.with_resource(draft, Group((), (_opened(template),)), inside=True):
        for one in _bound(workshop, draft, [template], [likely.resource]):
            tokens = template.resolve(one.context)
            yield from workshop.with_resource(one, Group((), (tokens,)), inside=True) if tokens is not None else ()


def _bound(workshop: Workshop, draft: Draft, templates: Iterable[Template], texts: Iterable[str]) -> Iterator[Draft]:
    """Drafts in which every variable of these patterns has its value for good; `texts`: what they may have to fit."""
    templates = tuple(templates)
    free = [key for key in dict.fromkeys(one.key for one in _variables(templates)) if key.lower() not in draft.bound]
    if not free:
        yield draft
        return
    workshop.unsure = True
    seen: list[dict[str, Values]] = []
    for values in islice(_likely(workshop, draft, templates, texts, free), _MOST_VALUES):
        if values not in seen:
            seen.append(values)
            yield from workshop.with_values(draft, values)


def _likely(
    workshop: Workshop, draft: Draft, templates: tuple[Template, ...], texts: Iterable[str], free: list[str]
) -> Iterator[dict[str, Values]]:
    """Values of the free variables, the likeliest first."""
    now = {key: draft.context.get(key) for key in free}
    for text in texts:
        for template in templates[:_MOST_DRAFTS]:
            read = _captured(template, text)
            if read:
                yield {key: (read[key],) if key in read else now[key] or values_of(key)[:1] for key in free}
    yield {key: values or values_of(key)[:1] for key, values in now.items()}
    for named in zip_longest(*(workshop.keys.named(key.lower()) for key in free)):
        yield {key: now[key] if one is None else (one,) for key, one in zip(free, named, strict=True)}
    yield now
    yield dict.fromkeys(free, ())


def _variables(templates: Iterable[Template]) -> Iterator[Variable]:
    return (part for template in templates for part in template.parts if isinstance(part, Variable))


def _opened(template: Template) -> Tokens:
    """The pattern with a `*` in the place of each variable."""
    return tuple(token for part in template.parts for token in ((ANY_TEXT,) if isinstance(part, Variable) else part))


def _captured(template: Template, text: str) -> dict[str, str]:
    """What the variables stand for in a text that fits, where it can be told by the first place that each text fits."""
    tokens = [token for part in template.parts for token in ((part,) if isinstance(part, Variable) else part)]
    found: dict[str, str] = {}
    at, before = 0, ""
    for index, token in enumerate(tokens):
        if isinstance(token, str) and not isinstance(token, Variable):
            start = text.rfind(token) if index == len(tokens) - 1 else text.find(token, at)
            if start < at:
                return {}
            if before:
                found[before] = text[at:start]
            at, before = start + len(token), ""
        elif isinstance(token, Variable):
            before = token.key
    if before:
        found[before] = text[at:]
    return found
