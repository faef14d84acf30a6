"""This is where a Pulumi URN is taken apart and compared with a pattern."""

import re
from typing import NamedTuple


class Urn(NamedTuple):
    """`urn:pulumi:STACK::PROJECT::TYPE::NAME`; the type is the whole chain `parent$type`, the name may hold `::`."""

    stack: str
    project: str
    type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Urn":
        """Split at the first four `::`; parts that are missing are empty, so that any text has an answer."""
        stack, project, type_, name = [*text.split("::", 3), "", "", ""][:4]
        return cls(stack.removeprefix("urn:pulumi:"), project, type_, name)


def urn_matches(pattern: str, urn: str) -> bool:
    """Whether a URN is one of those that a pattern names.

    `*` stands for anything within one of the four parts, a last `**` for all parts that remain. A default provider is
    compared without its version, as everywhere.
    """
    stable = stable_urn(urn)
    # As it is written, too: `default_*` means a default provider, whose name without its version it would miss.
    return _matches(stable_urn(pattern), stable) or (stable != urn and _matches(pattern, urn))


def stack_matches(pattern: str, urn: str) -> bool:
    """Whether a URN pattern names the stack and project that the resource `urn` belongs to."""
    return urn_matches(stack_of(pattern), stack_of(urn))


def stack_of(urn: str) -> str:
    """What of a URN, or of a pattern of them, names the stack and project."""
    return "::".join(urn.split("::")[:2])


def _matches(pattern: str, urn: str) -> bool:
    """Whether each part of the pattern stands for the same part of the URN."""
    wanted, parts = pattern.split("::", 3), urn.split("::", 3)
    if wanted[-1] == "**" and len(wanted) <= len(parts):
        wanted, parts = wanted[:-1], parts[: len(wanted) - 1]
    return len(wanted) == len(parts) and all(map(_part_matches, wanted, parts))


def _part_matches(pattern: str, text: str) -> bool:
    """One part with `*` in it, in linear time: a regular expression of many `.*` would not end on a hostile file."""
    first, *middle = pattern.split("*")
    if not middle:
        return pattern == text
    last = middle.pop()
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


_DEFAULT_PROVIDER = re.compile(r"^(urn:pulumi:[^:]*::.*::pulumi:providers:[^:]+::default)(_\d+)+[^:]*$")


def stable_urn(urn: str) -> str:
    """The URN as fingerprints, exemptions and baselines know it: a default provider's name without its version."""
    match = _DEFAULT_PROVIDER.match(urn)
    return match[1] if match else urn
