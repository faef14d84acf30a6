"""This is where a template of CloudFormation in YAML is read by its lines, as far as they tell what it is made of.

A parser of YAML would take a pack longer to load than all its rules. Read are block mappings whose lines have forms
that mean one thing alone. A line of any other form (an alias, a tag `!!`, a list or a quoted text that goes on in the
next line) makes the whole unreadable, since it may swallow the lines after it, or stand for others.
Source: YAML 1.2.2, chapters 6 to 8; CloudFormation User Guide, "CloudFormation template format" and "Understand
CloudFormation quotas" (51,200 bytes of a template body); read 2026-11.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_LONGEST: Final = 51_200
_DEEPEST: Final = 5
"""`Resources`, a resource, its properties, one of them, and what a function is given."""

_ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)")
"""Characters that some readers take for the end of a line, and others do not."""
_LEADING: Final = re.compile(r"(?P<indent> *)(?P<items>(?:-(?: +|$))*)(?P<rest>.*)")

_END: Final = r"(?:[ \t]+#.*|[ \t]*)"
_QUOTED: Final = r"""(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")"""
_PLAIN: Final = r"""(?:[^\s,\[\]{}#&*!|>'"%@`?:-]|[?:-](?=\S))(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ \t]+(?=[^\s#]))*"""
_ENTRY: Final = re.compile(rf"""(?P<key>'[^']*'|"[^"\\]*"|{_PLAIN})[ \t]*:(?:[ \t]+(?P<value>.*)|$)""")
_TAGGED: Final = re.compile(r"(?:!(?P<tag>[A-Za-z][A-Za-z0-9]*)(?:[ \t]+|$))?(?P<value>.*)")
_SCALAR: Final = re.compile(rf"(?P<text>{_QUOTED}|{_PLAIN}){_END}")
_BLOCK: Final = re.compile(rf"[|>][-+0-9]*{_END}")
_FLOW: Final = re.compile(
    rf"""[ \t]*(?:![A-Za-z0-9]+[ \t]+)?(?:{_QUOTED}[ \t]*(?P<after>[]:[{{}},])"""
    rf"""|(?:[^]'"[{{}},#:]|:(?=[^\s'"]))*(?P<sign>:(?=[ \t])|[][{{}},]))"""
)
_NULLS: Final = ("", "~", "null", "Null", "NULL")


class Unread(NamedTuple):
    """A value of which the lines tell no more than how it is written; nothing where not even that is kept."""

    text: str = ""


class _Line(NamedTuple):
    """A line outside of texts. A key after `- ` is none: it stands in a mapping of its own, farther in.

    `opens`: the column farther in than which the lines of a text lie that begins in it.
    """

    text: str
    indent: int
    is_item: bool
    key: str | None
    value: str
    opens: int | None


def read_lines(template: str) -> object:
    """The template as JSON-like values, with `Unread` in places. Raises `ValueError` where its lines do not tell."""
    if len(template) > _LONGEST or _ODD.search(template):
        raise ValueError("a template that lines do not tell")
    lines = tuple(_lines(template))
    read = _mapping(lines, _DEEPEST) if lines else None
    if isinstance(read, Unread):
        raise ValueError("a template that is no mapping of lines")  # noqa: TRY004 - a text, not a wrong argument
    return read


def _lines(template: str) -> Iterator[_Line]:
    """The lines, without comments and without those of texts that stand in blocks (`|`, `>`)."""
    before: _Line | None = None
    within: int | None = None
    for text in template.splitlines():
        bare = text.strip(" \t")
        if not bare or (within is not None and _indent(text) > within):
            continue
        within = None
        if bare.startswith("#") or (before is None and text.rstrip(" \t") == "---"):
            continue
        before = _line(text)
        within = before.opens
        yield before


def _line(text: str) -> _Line:
    leading = _LEADING.fullmatch(text)
    if leading is None or leading["rest"].startswith("\t"):
        raise ValueError("a line that is indented in an odd way")
    indent, items, rest = len(leading["indent"]), leading["items"], leading["rest"]
    entry = _ENTRY.fullmatch(rest)
    value = (entry["value"] or "" if entry else rest).strip(" \t")
    if _is_block(value) and (entry or items):
        opens = indent + (len(items) if entry else items.rindex("-"))
    elif _is_whole(value):
        opens = None
    else:
        raise ValueError("a line that may not be all of what it begins")
    key = _unquoted(entry["key"].rstrip(" \t")) if entry and not items else None
    return _Line(text, indent, bool(items), key, value, opens)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _is_block(value: str) -> bool:
    return bool(_BLOCK.fullmatch(_tagged(value)[1]))


def _is_whole(value: str) -> bool:
    """Whether it ends in this line."""
    bare = _tagged(value)[1]
    return not bare or bool(_SCALAR.fullmatch(bare)) or _is_flow(bare)


def _tagged(value: str) -> tuple[str, str]:
    """The function that a tag stands for (`!Sub`), and what is written behind it, which may be nothing."""
    found = _TAGGED.fullmatch(value)
    tag, bare = (found["tag"] or "", found["value"]) if found else ("", value)
    name = tag if tag in ("", "Ref", "Condition") else f"Fn::{tag}"
    return name, "" if bare.startswith("#") else bare


def _is_flow(value: str) -> bool:
    """Whether it is a list or a mapping in brackets that ends in this line."""
    at = depth = 0
    while value.startswith(("[", "{")) and (found := _FLOW.match(value, at)):
        sign, at = found["after"] or found["sign"], found.end()
        depth += (sign in "[{") - (sign in "]}")
        if depth == 0:
            return bool(re.fullmatch(_END, value[at:]))
    return False


def _mapping(lines: Sequence[_Line], depth: int) -> dict[str, object] | Unread:
    """The mapping that these lines are, where each of its keys stands there once."""
    indent = lines[0].indent
    entries: list[tuple[str, _Line, list[_Line]]] = []
    for line in lines:
        if line.indent == indent and line.key is not None:
            entries.append((line.key, line, []))
        elif entries and (line.indent > indent or (line.indent == indent and line.is_item)):
            entries[-1][2].append(line)
        else:
            return Unread(_text(lines))
    made = {key: _value(line, body, depth - 1) for key, line, body in entries}
    return Unread(_text(lines)) if len(made) < len(entries) or "<<" in made else made


def _value(line: _Line, body: Sequence[_Line], depth: int) -> object:
    function, bare = _tagged(line.value)
    if line.opens is not None or (bare and body):
        value: object = Unread()
    elif body:
        value = Unread(_text(body)) if function or depth <= 0 else _mapping(body, depth)
    else:
        value = _scalar(bare)
    return {function: value} if function else value


def _scalar(bare: str) -> object:
    found = _SCALAR.fullmatch(bare)
    text = found["text"] if found else bare
    if text in _NULLS:
        return None
    return Unread(bare) if found is None or "\\" in text else _unquoted(text)


def _unquoted(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text[1:-1] if text.startswith('"') else text


def _text(lines: Sequence[_Line]) -> str:
    """The lines as they are written; nothing where a text stood among them."""
    return "" if any(line.opens is not None for line in lines) else "\n".join(line.text for line in lines)
