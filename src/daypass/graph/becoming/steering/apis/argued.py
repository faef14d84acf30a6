"""This is where the request is read that a field of GraphQL writes: what of it is an argument of whoever queries that.

Of a template, or code, that branches nobody tells here what it makes of an argument. Sources: AWS AppSync Developer
Guide, "Resolver mapping template context reference" and "JavaScript resolvers overview"; read 2026-12.
"""

import re
from typing import Final

from daypass.graph.becoming.steering.apis.mappings import Template
from daypass.graph.becoming.steering.commands.shapes import FIXED
from daypass.graph.becoming.steering.commands.words import Word

_ARGUMENT: Final = re.compile(
    r"(?P<start>\$!?\{?)(?:ctx|context)\.(?:args|arguments)\.(?P<name>\w{1,100})(?:\.\w{1,100}){0,5}\}?"
)
_AS_INPUT: Final = r"$input.params('\g<name>')"
"""An argument in a template, and what stands for it in one of API Gateway, which is of the same language."""

_IS_CODE: Final = re.compile(r"\bexport\s{1,9}(?:async\s{1,9})?(?:function|const)\s{1,9}request\b")
_LOOKS: Final = re.compile(
    r"\bif\s{0,9}\(|\bswitch\b|\?(?!\.)|\bthrow\b|\butil\.(?:error|unauthorized|matches)\b|&&|\|\||\[ctx"
)
"""How code looks at what it is given."""

_SOME: Final = r"\b(?:ctx|context)\.(?:args|arguments)(?:\.\w{1,100}){1,5}\b"
_TAKEN: Final = re.compile(rf"\b(?:const|let|var)\s{{1,9}}(?P<name>\w{{1,100}})\s{{0,9}}=\s{{0,9}}{_SOME}")
_TAKEN_APART: Final = re.compile(
    r"\b(?:const|let|var)\s{1,9}\{(?P<names>[\w\s,:]{1,1000})\}\s{0,9}=\s{0,9}(?:ctx|context)\.(?:args|arguments)\b(?:\.\w{1,100})?"
)


class Mapped:
    """A mapping template."""

    def __init__(self, text: str) -> None:
        plain = _ARGUMENT.sub(_AS_INPUT, text)
        self._templates = [Template(one) for one in dict.fromkeys((plain, plain.replace('\\"', '"')))]

    def word(self, key: str) -> Word:
        """What stands under a key of what is sent."""
        words = (one.word(key) for one in self._templates)
        return next((one for one in words if one.of_input != "fixed"), FIXED)

    def part(self, text: str) -> Word:
        """What becomes of a piece of a path."""
        return Template(f'{{"part": "{_ARGUMENT.sub(_AS_INPUT, text)}"}}').word("part")


class Code:
    """Code in JavaScript."""

    def __init__(self, text: str) -> None:
        taken = [found["name"] for found in _TAKEN.finditer(text)]
        apart = (one for found in _TAKEN_APART.finditer(text) for one in found["names"].split(","))
        names = [*taken, *(one.rpartition(":")[2].strip() for one in apart)]
        self._names = frozenset(filter(None, names))
        self._some = re.compile("|".join((_SOME, *(rf"\b{one}\b(?!\s*[:.(])" for one in self._names))))
        self._text = "" if _LOOKS.search(text) else text

    def word(self, key: str) -> Word:
        """What stands under a key of what is sent."""
        found = re.search(
            rf"""\b{re.escape(key)}["']?\s{{0,9}}:\s{{0,9}}(?P<value>`[^`]{{0,500}}`|[^,}}\n]{{1,500}})""", self._text
        )
        if found is None:
            is_short = key in self._names and re.search(rf"[{{,]\s{{0,9}}{re.escape(key)}\s{{0,9}}[,}}]", self._sent)
            return Word("", "whole") if is_short else FIXED
        return self._of(found["value"].strip())

    @property
    def _sent(self) -> str:
        return _TAKEN_APART.sub("", self._text)

    def part(self, text: str) -> Word:
        """What becomes of a piece of a path."""
        return self._of(f"`{text}`") if self._text else FIXED

    def _of(self, value: str) -> Word:
        if self._some.fullmatch(value) or (value[:3] == "`${" and self._some.fullmatch(value[3:-2])):
            return Word("", "whole")
        marked = re.sub(r"\$\{[^{}]{1,200}\}", lambda one: "*" if self._some.search(one[0]) else one[0], value)
        return Word(marked.strip("`"), "part") if marked != value else FIXED


def request_of(text: str) -> Mapped | Code:
    """What is written, in whichever language."""
    return Code(text) if _IS_CODE.search(text) else Mapped(text)
