"""This is where selectors of labels in a cluster of Kubernetes are read, and asked which labels they choose.

Source: Kubernetes documentation, "Labels and Selectors", and the reference of `LabelSelector` (whatever `matchLabels`
and `matchExpressions` ask has to be so, and a selector that asks nothing chooses everything; what `NotIn` asks is so
of what has no such label); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.model.resource import UNKNOWN, Unknown, bare
from daypass_policies.located import Located, locate

IN: Final = "In"
EXISTS: Final = "Exists"
_NOT_IN: Final = "NotIn"
_ABSENT: Final = "DoesNotExist"


class Labels(NamedTuple):
    """The labels of a thing; a value that is not known is UNKNOWN. `hidden`: there may be others too."""

    values: Mapping[str, str | Unknown]
    hidden: bool = False


class Requirement(NamedTuple):
    """What a selector asks of one label."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def is_met(self, labels: Labels) -> bool | None:
        """Whether these labels are as it asks; None where that is not known."""
        value = labels.values.get(self.key)
        if value is None and labels.hidden:
            return None
        if self.operator in (EXISTS, _ABSENT):
            return (value is not None) == (self.operator == EXISTS)
        return None if isinstance(value, Unknown) else (value in self.values) == (self.operator == IN)


class Selector(NamedTuple):
    """All that a selector asks, as far as it is known. `unknown` are the paths that hide what else it asks."""

    requirements: frozenset[Requirement] = frozenset()
    unknown: tuple[str, ...] = ()

    def chooses(self, labels: Labels) -> bool | None:
        """Whether it chooses what has these labels; None where that is not known."""
        met = {requirement.is_met(labels) for requirement in self.requirements}
        if False in met:
            return False
        return None if None in met or self.unknown else True


def selector_at(place: Located) -> Selector:
    """The selector at a place. What Kubernetes would not take for one is not known either."""
    if not isinstance(bare(place.value), dict):
        return Selector(unknown=(place.path,))
    parts = [*_by_labels(place), *_by_expressions(place)]
    requirements = frozenset(part for part in parts if isinstance(part, Requirement))
    return Selector(requirements, tuple(dict.fromkeys(part for part in parts if isinstance(part, str))))


def labels_in(written: Any) -> Labels:
    """Labels as they are written. What is no text is not known, and nor is whether there are any in what is no map."""
    known = bare(written)
    if not isinstance(known, dict):
        return Labels({}, hidden=known is not None)
    values = {key: bare(marked) for key, marked in known.items()}
    return Labels({key: value if isinstance(value, str) else UNKNOWN for key, value in values.items()})


def _by_labels(selector: Located) -> Iterator[Requirement | str]:
    """What `matchLabels` asks, and the paths that hide more of it."""
    for place in locate(selector.value, "matchLabels"):
        at, labels = f"{selector.path}.{place.path}", labels_in(place.value)
        if labels.hidden:
            yield at
        for key, value in labels.values.items():
            if isinstance(value, Unknown):
                yield from (at, Requirement(key, EXISTS))
            else:
                yield Requirement(key, IN, frozenset({value}))


def _by_expressions(selector: Located) -> Iterator[Requirement | str]:
    """What `matchExpressions` asks, and the paths that hide more of it."""
    for place in locate(selector.value, "matchExpressions[]"):
        at, written = f"{selector.path}.{place.path}", bare(place.value)
        key, operator = (bare(written.get(name)) if isinstance(written, dict) else None for name in ("key", "operator"))
        if not isinstance(key, str) or operator not in (IN, _NOT_IN, EXISTS, _ABSENT):
            yield at
        elif operator in (EXISTS, _ABSENT):
            yield Requirement(key, operator)
        else:
            yield from _by_values(place, at, key, operator)


def _by_values(expression: Located, at: str, key: str, operator: str) -> Iterator[Requirement | str]:
    values = [bare(place.value) for place in locate(expression.value, "values[]")]
    if values and all(isinstance(value, str) for value in values):
        yield Requirement(key, operator, frozenset(values))
        return
    yield f"{at}.values"
    if operator == IN:  # whatever the values are, there has to be such a label
        yield Requirement(key, EXISTS)
