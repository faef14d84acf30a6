"""This is where the picture is written as DOT, for Graphviz and what reads its language.

Source: https://graphviz.org/doc/info/lang.html (quoted texts) and https://graphviz.org/docs/attr-types/escString/.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.report.render.graph_map import Map, Shape
from daypass.report.render.graph_words import LOOKS, TITLE, cut, label
from daypass.report.render.plain import plain

_LONGEST: Final = 80
_SHAPES: Final[Mapping[Shape, str]] = {
    "identity": "box",
    "user": "oval",
    "workload": "component",
    "outside": "hexagon",
}


def dot(map_: Map, remarks: tuple[str, ...]) -> str:
    """The whole digraph."""
    return "".join(f"{line}\n" for line in _lines(map_, remarks))


def _lines(map_: Map, remarks: tuple[str, ...]) -> Iterator[str]:
    said = [*remarks, *([map_.remainder] if map_.remainder else [])]
    yield "digraph becoming {"
    yield f'  graph [rankdir=LR, charset="UTF-8", label={_quoted(" ".join([TITLE, *said]))}];'
    yield '  node [style="filled", fontname="sans-serif", fontcolor="#1b1f24"];'
    yield '  edge [fontname="sans-serif", fontsize=10];'
    ids = {spot.key: f"n{number}" for number, spot in enumerate(map_.spots, 1)}
    for spot in map_.spots:
        look = LOOKS[spot.level]
        colours = f'fillcolor="{look.fill}", color="{look.line}"'
        called, tooltip = _quoted(cut(spot.text, _LONGEST)), _quoted(_told(spot.text, spot.why))
        shape = _SHAPES[spot.shape]
        yield f"  {ids[spot.key]} [shape={shape}, {colours}, label={called}, tooltip={tooltip}];"
    for arrow in map_.arrows:
        style = "" if arrow.certain else ", style=dashed"
        why = _quoted("; ".join(arrow.says))
        yield f"  {ids[arrow.source]} -> {ids[arrow.target]} [label={_quoted(label(arrow))}, tooltip={why}{style}];"
    yield "}"


def _told(text: str, why: str) -> str:
    return f"{text}: {why}" if why else text


def _quoted(text: str) -> str:
    return '"' + plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
