"""This is where it is told how Systems Manager is told which machines are meant: by their ids, or by their tags.

Source: Systems Manager API Reference, "Target"; read 2026-11.
"""

from collections.abc import Iterator

from daypass.graph.becoming.steering.machines.picked import EVERY, tagged, with_id
from daypass.graph.leaves import maps, text_of
from daypass.model.resource import bare


def wanted_by(targets: object) -> tuple[frozenset[str], ...]:
    """The marks that targets ask for; none where one of them asks for something else than a mark."""
    each = tuple(_marks(text_of(one.get("key")), tuple(texts_in(one.get("values")))) for one in maps(targets))
    return each if all(each) else ()


def texts_in(values: object) -> Iterator[str]:
    """The values of a target that are known."""
    plain = bare(values)
    yield from filter(None, map(text_of, plain if isinstance(plain, list) else ()))


def _marks(key: str, values: tuple[str, ...]) -> frozenset[str]:
    if key == "InstanceIds":
        return frozenset(EVERY if value == "*" else with_id(value) for value in values)
    if key == "tag-key":
        return frozenset(tagged(value, None) for value in values)
    return frozenset(tagged(key.removeprefix("tag:"), value) for value in values if key.startswith("tag:"))
