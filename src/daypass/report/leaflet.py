"""This is where the leaflet of a rule is: its docstring taken apart into why, what is read, and two examples."""

from dataclasses import dataclass
from inspect import cleandoc
from textwrap import dedent
from typing import Final

from daypass.rule import Rule

_SECTIONS: Final = ("Refused:", "Mended:")


@dataclass(frozen=True, slots=True)
class Leaflet:
    """`why` and `more` are paragraphs; `refused` and `mended` are pieces of a Pulumi program in YAML, or ""."""

    why: str
    more: tuple[str, ...]
    refused: str
    mended: str

    @classmethod
    def of(cls, rule: Rule) -> "Leaflet":
        """The leaflet that a rule's author wrote."""
        parts: dict[str, list[str]] = {"": []}
        section = ""
        for line in cleandoc(rule.judge.__doc__ or "").splitlines():
            if line.strip() in _SECTIONS:
                section = line.strip()
            parts.setdefault(section, []).append(line)
        paragraphs = [" ".join(part.split()) for part in "\n".join(parts[""]).split("\n\n")]
        why, *more = [paragraph for paragraph in paragraphs if paragraph] or [""]
        refused, mended = (dedent("\n".join(parts.get(name, [])[1:])).strip("\n") for name in _SECTIONS)
        return cls(why, tuple(more), refused, mended)
