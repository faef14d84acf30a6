"""This is where the language of patterns is: which texts some have in common while others leave them out.

A pattern is a machine that reads a text character by character, and all patterns of one question are read side by side:
one bit for each place in each pattern, so that a step of all of them together is a few operations on one whole number
("shift-and", Baeza-Yates and Gonnet). Texts are tried breadth first, so the first that fits is among the shortest.
Nothing is expanded; a question that takes too many steps raises `TooHard`, and whoever asked takes it for possible.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Final

from daypass.iam.glob import ANY_ONE, ANY_TEXT, Tokens


class TooHard(Exception):  # noqa: N818 - says what the question is
    """A question that is not answered within its budget. Never leaves `reach` and `compare`."""


class Budget:
    """How much work may still be done. One unit is about a microsecond."""

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Raises `TooHard` where nothing is left."""
        self.left -= units
        if self.left < 0:
            raise TooHard


class Hole(Enum):
    """A step that takes in more than the characters it names; `…_INSIDE` takes no colon."""

    RUN = "*"
    ONE = "?"
    RUN_INSIDE = "*:"
    ONE_INSIDE = "?:"


Step = str | Hole
"""The characters of which one may stand here (`a`, or `aA` where case does not count), or a hole."""

Steps = tuple[Step, ...]
"""A pattern, step by step."""

_RUNS: Final = (Hole.RUN, Hole.RUN_INSIDE)
_FILLERS: Final = "x1abcdefghijklmnopqrstuvwyz023456789XABCDEFGHIJKLMNOPQRSTUVWYZ-_.+=@"
_MOST_BITS: Final = 1 << 26
"""Places times different characters: what the tables of one question may take."""
_MOST_TRIMMED: Final = 16
_MOST_AT_ONCE: Final = 100_000
"""Units that one question may take, so that a single hard one leaves something for all others."""


def steps_of(tokens: Tokens, *, folded: bool = False) -> Steps:
    """The steps of a pattern in which `*` and `?` stand for any characters."""
    return tuple(_collapsed(_steps(tokens, folded=folded)))


def arn_steps_of(tokens: Tokens) -> Steps | None:
    """The steps of a pattern as the ARN operators read it: each component by itself. None where no ARN can fit.

    A wildcard before the fifth colon takes in no colon; `*` alone is any ARN. Source: IAM User Guide, "ARN condition
    operators".
    """
    tokens = _ANY_ARN if tokens == (ANY_TEXT,) else tokens
    found: list[Step] = []
    colons = 0
    for step in _steps(tokens):
        colons += step == ":"
        found.append(_INSIDE.get(step, step) if isinstance(step, Hole) and colons < _COLONS else step)
    if colons < _COLONS:
        return None
    head = tuple(found[: found.index(":")])
    return tuple(_collapsed([*_ARN, *found[len(head) :]])) if _reads_arn(head) else None


_INSIDE: Final = {Hole.RUN: Hole.RUN_INSIDE, Hole.ONE: Hole.ONE_INSIDE}
_COLONS: Final = 5
_ANY_ARN: Final[Tokens] = ("arn:", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT)
_ARN: Final = ("a", "r", "n")


def _reads_arn(head: Steps) -> bool:
    if head == _ARN:
        return True
    machine = _Machine([[head]], [])
    state = machine.start
    for character in _ARN:
        state = machine.step(state, character)
    return machine.accepts(state)


def _steps(tokens: Tokens, *, folded: bool = False) -> Iterator[Step]:
    for token in tokens:
        if token is ANY_TEXT:
            yield Hole.RUN
        elif token is ANY_ONE:
            yield Hole.ONE
        elif isinstance(token, str):
            yield from (map(_any_case, token) if folded else token)


def _any_case(character: str) -> str:
    forms = {character, character.lower(), character.upper()}
    return "".join(sorted(form for form in forms if len(form) == 1))


def _collapsed(steps: Iterable[Step]) -> Iterator[Step]:
    """The same pattern without runs side by side, so that one look ahead leaves all of them behind."""
    before: Step = ""
    for step in steps:
        if before in _RUNS and step in _RUNS:
            before = Hole.RUN if Hole.RUN in (before, step) else before
            continue
        if before:
            yield before
        before = step
    if before:
        yield before


def shortest(
    within: Sequence[Sequence[Steps]],
    without: Sequence[Steps],
    budget: Budget,
    alphabet: str = "",
) -> str | None:
    """A shortest text that fits one pattern of each group of `within` and none of `without`; None where there is none.

    With an `alphabet`, a text of these characters. Raises `TooHard`.
    """
    if not all(within):
        return None
    budget.spend(sum(len(steps) for group in (*within, without) for steps in group) // 4)
    machine = _Machine(within or [[(Hole.RUN,)]], without)
    characters = machine.telling(alphabet)
    came_from: dict[int, tuple[int, str]] = {}
    todo = deque([machine.start] if machine.is_alive(machine.start) else [])
    seen = set(todo)
    price = 1 + machine.size // 256
    own = Budget(min(budget.left, _MOST_AT_ONCE))
    while todo:
        state = todo.popleft()
        if machine.accepts(state):
            return _spelled(came_from, state, machine.start)
        for character in characters:
            if not machine.matters(state, character):
                continue
            after = machine.step(state, character)
            budget.spend(price)
            own.spend(price)
            if after not in seen and machine.is_alive(after):
                seen.add(after)
                came_from[after] = (state, character)
                todo.append(after)
    return None


def _spelled(came_from: dict[int, tuple[int, str]], state: int, start: int) -> str:
    found = []
    while state != start:
        state, character = came_from[state]
        found.append(character)
    return "".join(reversed(found))


class _Machine:
    """All patterns side by side. A state is a whole number: bit i is set where place i has been reached.

    A pattern of n steps has n + 1 places; the last is reached where the whole text fits.
    """

    def __init__(self, within: Sequence[Sequence[Steps]], without: Sequence[Steps]) -> None:
        self.size = 0
        self._places: dict[Step, list[int]] = defaultdict(list)
        self._starts: list[int] = []
        self._runs: list[tuple[int, list[int]]] = []
        groups = [(self.size, [self._laid(steps) for steps in group], self.size) for group in within]
        bad_ends = [self._laid(steps) for steps in without]
        # Where a pattern ends in `*`, all fits once that is reached: no way on.
        traps = [end - 1 for end, steps in zip(bad_ends, without, strict=True) if steps and steps[-1] is Hole.RUN]
        self._ends = [(_span(first, end), _bits(ends, self.size)) for first, ends, end in groups]
        self._bad_ends, self._traps = _bits(bad_ends, self.size), _bits(traps, self.size)
        self._make_tables()

    def _laid(self, steps: Steps) -> int:
        """Give the pattern its places; the last one is returned."""
        first = self.size
        for place, step in enumerate(steps, first):
            self._places[step].append(place)
        self._starts.append(first)
        self.size += len(steps) + 1
        runs = [place for place, step in enumerate(steps, first) if step is Hole.RUN]
        if len(runs) > 1:
            self._runs.append((first, runs))
        return self.size - 1

    def _make_tables(self) -> None:
        exact: dict[str, list[int]] = defaultdict(list)
        for step, places in self._places.items():
            for character in step if isinstance(step, str) else ():
                exact[character].extend(places)
        if len(exact) * self.size > _MOST_BITS:
            raise TooHard
        self._exact = {character: _bits(places, self.size) for character, places in exact.items()}
        holes = {hole: _bits(self._places.get(hole, ()), self.size) for hole in Hole}
        self._one = {True: holes[Hole.ONE], False: holes[Hole.ONE] | holes[Hole.ONE_INSIDE]}
        self._run = {True: holes[Hole.RUN], False: holes[Hole.RUN] | holes[Hole.RUN_INSIDE]}
        self._holes = self._one[False] | self._run[False]
        self._minds_colons = bool(holes[Hole.ONE_INSIDE] | holes[Hole.RUN_INSIDE])
        trims = self._runs if len(self._runs) <= _MOST_TRIMMED else []
        self._trims = [(_span(first, runs[-1]), _bits(runs, self.size)) for first, runs in trims]
        start = _bits(self._starts, self.size)
        self.start = start | (start & self._run[False]) << 1

    def telling(self, alphabet: str) -> str:
        """The characters that make a difference: those that patterns name, and one that stands for all others."""
        if alphabet:
            others = [character for character in alphabet if character not in self._exact][:1]
            return "".join([*others, *(character for character in alphabet if character in self._exact)])
        other = next((one for one in _FILLERS if one not in self._exact), None) or self._unnamed()
        colon = ":" if self._minds_colons and ":" not in self._exact else ""
        return other + "".join(sorted(self._exact, key=_plain_first)) + colon

    def _unnamed(self) -> str:
        return next(chr(code) for code in range(0xA1, 0xD800) if chr(code) not in self._exact)

    def matters(self, state: int, character: str) -> bool:
        """Whether any pattern goes on with this character from here."""
        return bool(state & (self._exact.get(character, 0) | self._holes))

    def step(self, state: int, character: str) -> int:
        """The state after one more character."""
        is_colon = character == ":"
        after = (state & (self._exact.get(character, 0) | self._one[is_colon])) << 1 | state & self._run[is_colon]
        after |= (after & self._run[False]) << 1
        for span, runs in self._trims:
            if reached := after & runs:  # from the last `*` that is reached, all fits that fits from a place before it
                after &= ~(span & ((1 << (reached.bit_length() - 1)) - 1))
        return after

    def is_alive(self, state: int) -> bool:
        """Whether each group still has a pattern that may come to fit, and no pattern of `without` fits for good."""
        return not state & self._traps and all(state & span for span, _ in self._ends)

    def accepts(self, state: int) -> bool:
        """Whether the text so far is one that is asked for."""
        return not state & self._bad_ends and all(state & ends for _, ends in self._ends)


def _span(first: int, end: int) -> int:
    return (1 << end) - (1 << first)


def _bits(places: Iterable[int], size: int) -> int:
    table = bytearray(size // 8 + 1)
    for place in places:
        table[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(table, "little")


def _plain_first(character: str) -> tuple[bool, bool, str]:
    return (not character.isalnum(), not character.islower(), character)
