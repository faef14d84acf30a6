"""This is where classes of workloads are ordered by how far each is trusted."""

from typing import Final

_ABOVE: Final = {
    "agent": ("service", "pipeline", "break-glass"),
    "vendor": ("service", "pipeline", "break-glass"),
    "batch": ("pipeline", "break-glass"),
    "service": ("pipeline", "break-glass"),
    "pipeline": ("break-glass",),
}


def has_above(low: str) -> bool:
    """Whether there is a class that is trusted more."""
    return low in _ABOVE


def is_above(low: str, high: str) -> bool:
    """Whether a workload of the class `low` should not decide what one of the class `high` does."""
    return high in _ABOVE.get(low, ())
