"""This is where HTML is put together: whatever is not markup already is escaped, so that no caller can forget it.

Escaping goes by type, as template libraries do it: a `str` is text of somebody, a `Markup` was made here.
"""

import html
from collections.abc import Iterable
from typing import Final

from daypass.report.render.plain import plain

_EMPTY: Final = frozenset({"col", "input", "meta"})
"""Elements that have no content and no end tag."""


class Markup(str):
    """HTML as it goes into the document. Adding a `str` to it makes a `str`, which is escaped again: safe, and seen."""

    __slots__ = ()


LINE: Final = Markup("\n")
"""A line break in the source, which the page does not show."""


def tag(name: str, /, *children: str, **attributes: str | bool) -> Markup:
    """The element `name`. Texts in `children` and attributes are made plain and escaped; `Markup` is left as it is.

    Attributes are written `class_`, `aria_label`, and those of SVG that have capitals as they are; True stands for one
    without a value, False for none at all.
    """
    start = f"<{name}{''.join(_attribute(*item) for item in attributes.items())}>"
    if name in _EMPTY:
        return Markup(start)
    return Markup(f"{start}{joined(children)}</{name}>")


def joined(children: Iterable[str], between: str = "") -> Markup:
    """Texts and markup behind each other, all of them escaped where they are texts."""
    return Markup(_written(between).join(map(_written, children)))


def section(name: str, title: str, *content: str) -> Markup:
    """A part of the page with a heading, which `#name` leads to."""
    heading = tag("h2", title, id=f"{name}-title")
    return tag("section", heading, LINE, joined(content, LINE), LINE, id=name, aria_labelledby=f"{name}-title")


def scrolled(name: str, table: Markup) -> Markup:
    """A table that is wider than a small screen: it scrolls by itself, by keyboard as well."""
    return tag("div", table, class_="scroll", role="region", aria_labelledby=f"{name}-title", tabindex="0")


def foreign(text: str) -> Markup:
    """Somebody else's text within a line of ours: letters that run from right to left stay among themselves."""
    return tag("bdi", text)


def ascii_only(markup: str) -> str:
    """The same document in ASCII, so that it reads alike whatever encoding a terminal or a server puts on it."""
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _written(child: str) -> str:
    return child if isinstance(child, Markup) else html.escape(plain(child))


def _attribute(name: str, value: str | bool) -> str:  # noqa: FBT001 - an attribute of HTML is a text or a switch
    if value is False:
        return ""
    written = f" {name.rstrip('_').replace('_', '-')}"
    return written if value is True else f'{written}="{html.escape(plain(value))}"'
