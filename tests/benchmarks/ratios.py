"""This is where ratios are held: times differ from machine to machine, what grows out of proportion does so on each."""

import gc
import time
from collections.abc import Callable
from typing import Final

TIMES: Final = 4
BOUND: Final = 8
"""Four times as much may cost four times the time, with room for a busy machine, not sixteen times."""

LEAST_SECONDS: Final = 0.01
"""Less is noise, and so is a ratio to it."""


MISSED: Final[list[str]] = []
"""What is told again at the end: the first lines of a long run are those that people are shown last."""


def at_most(what: str, ratio: float, bound: float) -> bool:
    """Whether the ratio holds, printed."""
    return _told(f"{what}: {ratio:.2f}, at most {bound}", held=ratio <= bound)


def at_least(what: str, ratio: float, bound: float) -> bool:
    """Whether the ratio holds, printed."""
    return _told(f"{what}: {ratio:.1f} times, at least {bound}", held=ratio >= bound)


def in_proportion(small: float, large: float, bound: float = BOUND) -> bool:
    """Whether `TIMES` as much costs little more than so many times the seconds, printed."""
    return at_most(f"{TIMES} times as much, of the time", large / max(small, LEAST_SECONDS), bound)


def work(do: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of the processor for one call: the best, since other work on the machine only ever adds."""
    return min(_seconds(do) for _ in range(rounds))


def _seconds(do: Callable[[], object]) -> float:
    """Without the collector of garbage, which looks at all that other measurements left, too."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        do()
        return time.process_time() - begun
    finally:
        gc.enable()


def _told(sentence: str, *, held: bool) -> bool:
    print(f"{'held  ' if held else 'MISSED'} {sentence}")
    if not held:
        MISSED.append(sentence)
    return held
