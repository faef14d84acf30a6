"""This is where the picture is written as Mermaid: a flowchart that merge requests and documents show.

Every character that Mermaid or Markdown could take for something stands as its number, `#35;`.
Source: https://mermaid.js.org/syntax/flowchart.html ("Special characters that break syntax", "Entity codes").
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.report.render.graph_map import Map, Shape
from daypass.report.render.graph_words import LOOKS, TITLE, cut, description, label
from daypass.report.render.plain import plain

_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"[^A-Za-z0-9 .,/+=()'-]")
_SHAPES: Final[Mapping[Shape, tuple[str, str]]] = {
    "identity": ("(", ")"),
    "user": ("([", "])"),
    "workload": ("[[", "]]"),
    "outside": ("{{", "}}"),
}


def mermaid(map_: Map, remarks: tuple[str, ...]) -> str:
    """The whole flowchart."""
    return "".join(f"{line}\n" for line in _lines(map_, remarks))


def _lines(map_: Map, remarks: tuple[str, ...]) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {TITLE}"
    yield f"  accDescr: {_words(description(map_))}"
    ids = {spot.key: f"n{number}" for number, spot in enumerate(map_.spots, 1)}
    for spot in map_.spots:
        begin, end = _SHAPES[spot.shape]
        yield f'  {ids[spot.key]}{begin}"{_text(cut(spot.text, _LONGEST))}"{end}:::{spot.level}'
    for arrow in map_.arrows:
        line = "-->" if arrow.certain else "-.->"
        yield f'  {ids[arrow.source]} {line}|"{_text(label(arrow))}"| {ids[arrow.target]}'
    for number, remark in enumerate([*remarks, *([map_.remainder] if map_.remainder else [])], 1):
        yield f'  r{number}>"{_text(plain(remark))}"]:::outside'
    for level, look in LOOKS.items():
        yield f"  classDef {level} fill:{look.fill},stroke:{look.line},color:#1b1f24"


def _text(text: str) -> str:
    """Text between quotes."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", plain(text))


def _words(text: str) -> str:
    """Text that goes to the end of its line, where entities are not read."""
    return _PLAIN.sub(" ", plain(text))
