"""This is where the picture is drawn as SVG: without a script or a style, each text escaped, each part with a title.

Attributes say the colours for a white ground, so that the file shows anywhere; the page of the HTML face has a style
sheet that says them again for the dark. Source: https://www.w3.org/TR/SVG2/ and
https://www.w3.org/TR/svg-aam-1.0/ (what a reader of screens makes of `role` and `title`).
"""

from collections.abc import Iterator
from typing import Final

from daypass.report.render.graph_layout import Layout, layout
from daypass.report.render.graph_map import Arrow, Map, Spot
from daypass.report.render.graph_words import CERTAIN, DASHED, LOOKS, TITLE, called, cut, description, label
from daypass.report.render.html_tags import LINE, Markup, ascii_only, joined, tag

_BOX: Final = (190, 44)
_STEP: Final = (330, 64)
_MARGIN: Final = 20
_LEGEND: Final = 64
_OUT: Final = 80
"""How far a line goes out that leads back."""
_CELLS: Final = 26
_NOUN_CELLS: Final = 32
_LABEL_CELLS: Final = 22
_FONT: Final = "system-ui, sans-serif"


def svg_file(map_: Map, remarks: tuple[str, ...]) -> str:
    """A whole file, in ASCII."""
    return ascii_only(f'<?xml version="1.0" encoding="UTF-8"?>\n{svg(map_, remarks)}\n')


def svg(map_: Map, remarks: tuple[str, ...] = ()) -> Markup:
    """The element `<svg>`."""
    drawing = _Drawing(map_, remarks)
    return drawing.markup()


class _Drawing:
    def __init__(self, map_: Map, remarks: tuple[str, ...]) -> None:
        self._map = map_
        self._said = [*remarks, *([map_.remainder] if map_.remainder else [])]
        self._layout: Layout = layout(
            [spot.key for spot in map_.spots], [(arrow.source, arrow.target) for arrow in map_.arrows]
        )

    def markup(self) -> Markup:
        width, height = self._size()
        spots = {spot.key: spot for spot in self._map.spots}
        parts = [
            tag("title", TITLE, id="picture-title"),
            tag("desc", " ".join([description(self._map), *self._said]), id="picture-desc"),
            _arrow_head(),
            tag("rect", x="0", y="0", width=_n(width), height=_n(height), fill="#ffffff", class_="ground"),
            *(self._arrow(arrow, spots) for arrow in self._map.arrows),
            *(self._spot(spot) for spot in self._map.spots),
            *self._legend(height),
        ]
        return tag(
            "svg",
            LINE,
            joined(parts, LINE),
            LINE,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_n(width)} {_n(height)}",
            width=_n(width),
            height=_n(height),
            role="img",
            aria_labelledby="picture-title picture-desc",
            font_family=_FONT,
            class_="picture",
        )

    def _size(self) -> tuple[float, float]:
        columns, rows = max(self._layout.columns, 1), max(self._layout.rows, 1)
        back = len(self._layout.bends) < len(self._map.arrows)
        width = 2 * _MARGIN + (columns - 1) * _STEP[0] + _BOX[0] + (_OUT if back else 0)
        longest = max([100, *(len(said) for said in self._said)])
        height = 2 * _MARGIN + rows * _STEP[1] + _LEGEND + 18 * len(self._said)
        return max(width, min(longest, 200) * 7 + 2 * _MARGIN, 860), height

    def _corner(self, place: tuple[int, float]) -> tuple[float, float]:
        return _MARGIN + place[0] * _STEP[0], _MARGIN + place[1] * _STEP[1]

    def _spot(self, spot: Spot) -> Markup:
        look = LOOKS[spot.level]
        x, y = self._corner(self._layout.at[spot.key])
        middle = x + _BOX[0] / 2
        colours = {"fill": look.fill, "stroke": look.line, "class_": f"shape {spot.level}"}
        noun = _text(cut(spot.noun, _NOUN_CELLS), middle, y + 16, font_size="10", fill="#57606a", class_="noun")
        named = _text(called(spot, _CELLS), middle, y + 33, font_size="12", fill="#1b1f24")
        meaning = f"{spot.text}: {spot.why or LOOKS[spot.level].meaning}"
        return tag("g", tag("title", meaning), *_outline(spot, x, y, colours), noun, named)

    def _arrow(self, arrow: Arrow, spots: dict[str, Spot]) -> Markup:
        path, place = self._path(arrow)
        ends = f"{spots[arrow.source].text} → {spots[arrow.target].text}"
        style = {} if arrow.certain else {"stroke_dasharray": "6 5"}
        line = tag("path", d=path, fill="none", stroke="#57606a", marker_end="url(#head)", class_="way", **style)
        said = label(arrow)
        short = cut(said, _LABEL_CELLS)
        halo = {"stroke": "#ffffff", "stroke_width": "4", "paint_order": "stroke"}
        text = _text(short, place[0], place[1], font_size="10", fill="#57606a", class_="how", **halo)
        return tag("g", tag("title", f"{ends}: {'; '.join(arrow.says)}"), line, text)

    def _path(self, arrow: Arrow) -> tuple[str, tuple[float, float]]:
        """The line through its bends, and where its label stands: before the target, where lines to it are apart."""
        x, y = self._corner(self._layout.at[arrow.source])
        to_x, to_y = self._corner(self._layout.at[arrow.target])
        x, y, to_y = x + _BOX[0], y + _BOX[1] / 2, to_y + _BOX[1] / 2
        bends = self._layout.bends.get((arrow.source, arrow.target))
        if bends is None:
            return _around((x, y), (to_x + _BOX[0], to_y))
        points = [(x, y)]
        for column, row in bends:
            bend_x, bend_y = self._corner((column, row))
            points += [(bend_x, bend_y + _BOX[1] / 2), (bend_x + _BOX[0], bend_y + _BOX[1] / 2)]
        points.append((to_x, to_y))
        (last_x, last_y), (end_x, end_y) = points[-2:]
        return _curve(points), (last_x + 0.5 * (end_x - last_x), last_y + 0.5 * (end_y - last_y) - 4)

    def _legend(self, height: float) -> Iterator[Markup]:
        y = height - _MARGIN - 18 * len(self._said) - 28
        x = float(_MARGIN)
        used = {spot.level for spot in self._map.spots}
        for level, look in LOOKS.items():
            if level in used:
                box = {"width": "14", "height": "14", "rx": "3"}
                yield tag("rect", x=_n(x), y=_n(y), fill=look.fill, stroke=look.line, class_=f"shape {level}", **box)
                yield _legend_text(look.meaning, x + 20, y + 11)
                x += 34 + len(look.meaning) * 6.2
        if self._map.arrows:
            for said, style in ((CERTAIN, {}), (DASHED, {"stroke_dasharray": "6 5"})):
                path = f"M{_n(x)} {_n(y + 7)}h26"
                yield tag("path", d=path, fill="none", stroke="#57606a", class_="way", **style)
                yield _legend_text(said, x + 32, y + 11)
                x += 46 + len(said) * 6.2
        for number, said in enumerate(self._said):
            yield _legend_text(said, _MARGIN, y + 34 + 18 * number)


def _text(said: str, x: float, y: float, **attributes: str) -> Markup:
    """Text around a middle."""
    return tag("text", said, x=_n(x), y=_n(y), text_anchor="middle", **attributes)


def _legend_text(said: str, x: float, y: float) -> Markup:
    return tag("text", said, x=_n(x), y=_n(y), font_size="11", fill="#57606a", class_="noun")


def _arrow_head() -> Markup:
    shape = tag("path", d="M0 0L8 4L0 8z", fill="#57606a", class_="head")
    return tag(
        "defs",
        tag("marker", shape, id="head", markerWidth="8", markerHeight="8", refX="8", refY="4", orient="auto"),
    )


def _outline(spot: Spot, x: float, y: float, colours: dict[str, str]) -> Iterator[Markup]:
    """What it is, by its shape: a box, a rounder one for a user, one with bars for code, six corners for outside."""
    width, height = _BOX
    if spot.shape == "outside":
        points = [(x + 12, y), (x + width - 12, y), (x + width, y + height / 2)]
        points += [(x + width - 12, y + height), (x + 12, y + height), (x, y + height / 2)]
        yield tag("polygon", points=" ".join(f"{_n(px)},{_n(py)}" for px, py in points), **colours)
        return
    radius = {"user": "22", "identity": "8", "workload": "0"}[spot.shape]
    yield tag("rect", x=_n(x), y=_n(y), width=str(width), height=str(height), rx=radius, **colours)
    if spot.shape == "workload":
        path = f"M{_n(x + 7)} {_n(y)}v{height}M{_n(x + width - 7)} {_n(y)}v{height}"
        yield tag("path", d=path, **{**colours, "fill": "none"})


def _curve(points: list[tuple[float, float]]) -> str:
    """Flat where it leaves and where it arrives; straight between the two ends of a bend."""
    (x, y), *rest = points
    made = f"M{_n(x)} {_n(y)}"
    for to_x, to_y in rest:
        half, end = _n((x + to_x) / 2), f"{_n(to_x)} {_n(to_y)}"
        made += f"L{end}" if to_y == y else f"C{half} {_n(y)} {half} {_n(to_y)} {end}"
        x, y = to_x, to_y
    return made


def _around(start: tuple[float, float], end: tuple[float, float]) -> tuple[str, tuple[float, float]]:
    """A line back, or to a neighbour in the same column: out to the right of both, and in from there."""
    (x, y), (to_x, to_y) = start, end
    out = max(x, to_x) + _OUT
    path = f"M{_n(x)} {_n(y + 6)}C{_n(out)} {_n(y + 6)} {_n(out)} {_n(to_y - 6)} {_n(to_x)} {_n(to_y - 6)}"
    return path, (0.25 * (x + to_x) / 2 + 0.75 * out, (y + to_y) / 2)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
