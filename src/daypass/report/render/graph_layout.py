"""This is where it is worked out where things stand in a picture: columns from left to right, few lines crossing.

The usual way for layered graphs: circles are opened, each node gets a column behind all that lead to it, lines over
several columns get a place in each, and columns are sorted by where their neighbours stand. Source: Sugiyama, Tagawa,
Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]
_Slot = Hashable

_SWEEPS: Final = 6
_COLUMNS: Final = 6
_ROWS_A_COLUMN: Final = 16
"""Nodes that nobody leads to and that lead nowhere are put into columns of this many."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`at`: key → column and row, rows counting from 0 in halves. `bends`: pair → column and row of each bend.

    A pair without bends goes straight, or back where its target stands in no later column.
    """

    at: Mapping[str, tuple[int, float]]
    bends: Mapping[Pair, tuple[tuple[int, float], ...]]
    columns: int
    rows: float


def layout(keys: Sequence[str], pairs: Sequence[Pair]) -> Layout:
    """Where each of the keys stands, for these pairs of them; the same for the same input."""
    joined = {key for pair in pairs for key in pair}
    linked = [key for key in keys if key in joined]
    forward = _without_circles(linked, pairs)
    columns = _columns(linked, forward)
    if max(columns.values(), default=0) >= _COLUMNS:  # a long chain, on which nobody sees both ends
        columns = _steps(linked, forward)
    forward = [pair for pair in forward if columns[pair[0]] < columns[pair[1]]]
    slots, ways = _with_bends(linked, columns, forward)
    order = _sorted(slots, ways)
    rows = {slot: row for column in order for row, slot in enumerate(column)}
    height = max((len(column) for column in order), default=0)
    centred = {slot: rows[slot] + (height - len(column)) / 2 for column in order for slot in column}
    at = {key: (columns[key], centred[key]) for key in linked}
    bends = {
        pair: tuple((column, centred[pair, column]) for column in range(*_between(columns, pair))) for pair in forward
    }
    lonely = [key for key in keys if key not in joined]
    width = len(order)
    for number, key in enumerate(lonely):
        at[key] = (width + number // _ROWS_A_COLUMN, float(number % _ROWS_A_COLUMN))
    width += -(-len(lonely) // _ROWS_A_COLUMN)
    return Layout(at, bends, width, max(height, min(len(lonely), _ROWS_A_COLUMN)))


def _without_circles(keys: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs without those that lead back to where a walk has come from. No recursion: a chain may be long."""
    after: dict[str, list[str]] = {key: [] for key in keys}
    entered = {target for _, target in pairs}
    for source, target in pairs:
        after[source].append(target)
    back: set[Pair] = set()
    done: set[str] = set()
    for start in sorted(keys, key=lambda key: key in entered):  # those that nobody leads to come first
        on_the_way: dict[str, None] = {}
        todo = [(start, False)]
        while todo:
            key, is_left = todo.pop()
            if is_left:
                on_the_way.pop(key, None)
                done.add(key)
            elif key not in done and key not in on_the_way:
                on_the_way[key] = None
                todo.append((key, True))
                for target in reversed(after[key]):
                    if target in on_the_way:
                        back.add((key, target))
                    elif target not in done:
                        todo.append((target, False))
    return [pair for pair in dict.fromkeys(pairs) if pair not in back and pair[0] != pair[1]]


def _columns(keys: Sequence[str], forward: Sequence[Pair]) -> Mapping[str, int]:
    """The longest way to each, in steps: then every line leads to the right."""
    after: dict[str, list[str]] = {}
    missing = dict.fromkeys(keys, 0)
    for source, target in forward:
        after.setdefault(source, []).append(target)
        missing[target] += 1
    columns = dict.fromkeys(keys, 0)
    todo = [key for key in keys if not missing[key]]
    for key in todo:
        for target in after.get(key, ()):
            columns[target] = max(columns[target], columns[key] + 1)
            missing[target] -= 1
            if not missing[target]:
                todo.append(target)
    return columns


def _steps(keys: Sequence[str], forward: Sequence[Pair]) -> Mapping[str, int]:
    """The shortest way to each from where nobody leads to; what is further than that shares the last column."""
    after: dict[str, list[str]] = {}
    for source, target in forward:
        after.setdefault(source, []).append(target)
    entered = {target for _, target in forward}
    columns = {key: 0 for key in keys if key not in entered}
    todo = list(columns)
    for key in todo:
        for target in after.get(key, ()):
            if target not in columns:
                columns[target] = min(columns[key] + 1, _COLUMNS - 1)
                todo.append(target)
    return columns


def _with_bends(
    keys: Sequence[str], columns: Mapping[str, int], forward: Sequence[Pair]
) -> tuple[list[list[_Slot]], list[tuple[_Slot, _Slot]]]:
    """What stands in each column, bends of long lines too, and what is next to what."""
    slots: list[list[_Slot]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for key in keys:
        slots[columns[key]].append(key)
    ways: list[tuple[_Slot, _Slot]] = []
    for pair in forward:
        before: _Slot = pair[0]
        for column in range(*_between(columns, pair)):
            slots[column].append((pair, column))
            ways.append((before, (pair, column)))
            before = (pair, column)
        ways.append((before, pair[1]))
    return slots, ways


def _between(columns: Mapping[str, int], pair: Pair) -> tuple[int, int]:
    return columns[pair[0]] + 1, columns[pair[1]]


def _sorted(slots: Sequence[list[_Slot]], ways: Iterable[tuple[_Slot, _Slot]]) -> list[list[_Slot]]:
    """The columns, each sorted by where the neighbours of its slots stand, to and fro."""
    left: dict[_Slot, list[_Slot]] = {}
    right: dict[_Slot, list[_Slot]] = {}
    for one, other in ways:
        right.setdefault(one, []).append(other)
        left.setdefault(other, []).append(one)
    order = [list(column) for column in slots]
    for sweep in range(_SWEEPS):
        neighbours = right if sweep % 2 else left
        places = {slot: row / len(column) for column in order for row, slot in enumerate(column)}
        for column in reversed(order) if sweep % 2 else order:
            wanted = {slot: _middle([places[one] for one in neighbours.get(slot, ())], places[slot]) for slot in column}
            column.sort(key=lambda slot, wanted=wanted: wanted[slot])  # type: ignore[misc]  # the default binds it now
            places.update((slot, row / len(column)) for row, slot in enumerate(column))
    return order


def _middle(places: Sequence[float], here: float) -> float:
    return sum(places) / len(places) if places else here
