"""This is where the words and colours of a picture are: short labels, and what each level looks like."""

import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.report.render.graph_map import Arrow, Map, Spot
from daypass.report.render.plain import plain

TITLE: Final = "Who can become whom"


class Look(NamedTuple):
    """How a level is drawn, and what it says in the legend. Colours are for a white ground."""

    fill: str
    line: str
    meaning: str


LOOKS: Final[Mapping[str, Look]] = {
    "outside": Look("#ffffff", "#57606a", "comes from outside"),
    "nothing": Look("#f6f8fa", "#8c959f", "may do nothing by itself"),
    "reads": Look("#dafbe1", "#116329", "reads"),
    "writes": Look("#ddf4ff", "#0550ae", "writes"),
    "unknown": Look("#fff8c5", "#7d4e00", "not known"),
    "escalates": Look("#ffe7d6", "#9a3412", "escalates"),
    "admin": Look("#ffebe9", "#a40e26", "admin"),
}
"""In the order of what may be done. Shapes say the same kind of thing twice over: nobody needs to see colours."""

DASHED: Final = "possible: something is not known yet"
CERTAIN: Final = "certain"


def label(arrow: Arrow) -> str:
    """`assume, pass role`."""
    return ", ".join(arrow.hows)


def cut(text: str, cells: int) -> str:
    """The text in at most so many columns; letters of East Asia take two."""
    text = plain(text)
    width = 0
    for at, character in enumerate(text):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > cells:
            return f"{text[: max(0, at - 1)]}…"
    return text


def called(spot: Spot, cells: int) -> str:
    """Its name in at most so many columns; of an ARN the part that tells it from others."""
    is_arn = spot.name.startswith("arn:") and spot.name.count(":") >= _ARN_COLONS
    return cut(spot.name.split(":", _ARN_COLONS)[-1] if is_arn else spot.name, cells)


_ARN_COLONS: Final = 5


def description(map_: Map) -> str:
    """What the picture shows, for who does not see it."""
    drawn = f"{len(map_.spots)} identities, workloads and outsiders, {len(map_.arrows)} ways between them."
    return f"{drawn} {map_.remainder}".strip()


def sentences(map_: Map) -> list[str]:
    """Each arrow as a sentence."""
    names = {spot.key: spot.text for spot in map_.spots}
    return [
        f"{names[arrow.source]} → {names[arrow.target]} ({label(arrow)}{'' if arrow.certain else ', possible'}): "
        + "; ".join(arrow.says)
        for arrow in map_.arrows
    ]
