"""This is where secrets are taken out of what people read, whatever a rule put into its message.

Rules do not print values. This is the net below them: no text that Pulumi marked as secret, and nothing that looks
like a credential, leaves in a message. A word of AWS's own (an action, a service) is none, whatever holds it.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from daypass.data.credential_shapes import shapes_in
from daypass.data.words_of_aws import is_word_of_aws
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource

MASK: Final = "[secret]"

SHORTEST: Final = 4
"""Characters. Shorter texts are in every sentence; who knows that one was taken out knows as much as before."""

Span = tuple[int, int]

_QUOTED: Final = re.compile(r"'([^'\n]{1,256})'")
"""How a message names a resource."""

_WORDS: Final = re.compile(r"[^A-Za-z0-9]+")
"""What stands between the words of a name."""

_KEY_END: Final = re.compile(r"-----END [A-Z ]{0,80}-----|\Z")
"""A private key is known by how it begins; what must not be read follows."""


@dataclass(frozen=True)
class Redactor:
    """Takes the secrets of these resources out of texts. They are gathered when the first text comes."""

    resources: tuple[Resource, ...] = field(repr=False)

    def __call__(self, text: str) -> str:
        """The text without secrets, credentials and lone surrogates (which no encoder takes)."""
        masked = _cut(text, self._spans(text))
        return _cut(masked, _credentials(masked)).encode(errors="replace").decode()

    def value(self, value: Any) -> Any:
        """The same for every text in a JSON-like value."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    @cached_property
    def _marked(self) -> frozenset[str]:
        return frozenset(text for resource in self.resources for text in resource.secrets())

    @cached_property
    def _secrets(self) -> frozenset[str]:
        forms = frozenset(form for text in self._marked for form in _forms(text) if len(form) >= SHORTEST)
        return frozenset(form for form in forms - self._places if not is_word_of_aws(form))

    @cached_property
    def _places(self) -> frozenset[str]:
        """Stacks and projects and their words, which stand in every address: to mark one of them hides nothing."""
        beginnings = {tuple(one.urn.removeprefix("urn:pulumi:").split("::", 2)[:-1]) for one in self.resources}
        names = {name for beginning in beginnings for name in beginning}
        return frozenset(names | {word for name in names for word in _WORDS.split(name)})

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the resources are called in their program, which stands in their addresses: nobody can hide that."""
        return frozenset(one.name for one in self.resources) - self._marked

    def _spans(self, text: str) -> list[Span]:
        """Where a secret stands, but inside a resource's name: `shop` is a database, and of 'shop-prod-task' a part."""
        found = [span for secret in self._secrets for span in _occurrences(text, secret)]
        named = [match.span() for match in _QUOTED.finditer(text) if match.group(1) in self._names] if found else []
        return [span for span in found if not _is_within(span, named)]


def _occurrences(text: str, secret: str) -> Iterator[Span]:
    at = text.find(secret)
    while at >= 0:
        yield at, at + len(secret)
        at = text.find(secret, at + 1)


def _is_within(span: Span, others: list[Span]) -> bool:
    """Whether it is inside one of the others, which stand in order and apart."""
    before = bisect_right(others, span[0], key=lambda other: other[0]) - 1
    return before >= 0 and span[1] <= others[before][1]


def without_credentials(text: str) -> str:
    """The text as it is, but for what looks like a credential."""
    return _cut(text, _credentials(text))


def _credentials(text: str) -> Iterator[Span]:
    """Where something stands that looks like a credential, whether anybody marked it or not."""
    for shape, pattern in shapes_in(text):
        group = "password" if "password" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if shape.phrase == "a private key" and (rest := _KEY_END.search(text, end)):
                end = rest.end()
            yield start, end


def _cut(text: str, spans: Iterable[Span]) -> str:
    """Spans may overlap: masking one secret must not leave the rest of another."""
    made: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            made += [text[done:start], MASK]
        done = max(done, end)
    return "".join([*made, text[done:]])


def _forms(text: str, depth: int = 3) -> Iterator[str]:
    """A secret text as it may turn up: whole, line by line, escaped in quotes, and what is inside it if it is JSON."""
    yield text
    yield from (line.strip() for line in text.splitlines())
    yield repr(text)[1:-1]
    yield json.dumps(text)[1:-1]
    if depth and text.lstrip()[:1] in ("{", "["):
        for inner in _inside(text):
            yield from _forms(inner, depth - 1)


_NO_SECRETS: Final = frozenset(("name", "username", "user", "host", "engine", "dbname"))
"""Keys of JSON under which a word is no secret, though the whole is marked: what a container calls its variables, and
what Secrets Manager keeps beside the password of a database."""

_BESIDE: Final = frozenset(("value", "password"))
"""One of these is what was marked, then."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def _is_told(key: str, item: Any, beside: dict[str, Any]) -> bool:
    """Whether it is a word that says what the secret beside it is for, or whose."""
    is_word = isinstance(item, str) and _PLAIN.fullmatch(item) is not None
    return is_word and key in _NO_SECRETS and not _BESIDE.isdisjoint(beside) and item not in map(beside.get, _BESIDE)


_STRING: Final = re.compile(r'"(?P<inside>(?:[^"\\]|\\.)*)(?:"(?P<key>\s*:)?|$)', re.DOTALL)
"""One that nothing ends reaches to the end: the text may have been cut."""


def _read(inside: str) -> list[str]:
    """What stands between quotes, as it is written and as JSON reads it."""
    try:
        return [inside, str(json_value(f'"{inside}"'))]
    except JsonError:
        return [inside]


def _inside(text: str) -> list[str]:
    """The texts in a JSON text. Of what is no JSON, or says a key twice, all between quotes but keys."""
    try:
        todo = [json_value(text)]
    except JsonError:
        return [form for match in _STRING.finditer(text) if not match["key"] for form in _read(match["inside"])]
    found = []
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            todo.extend(item for key, item in value.items() if not _is_told(key, item, value))
        elif isinstance(value, list):
            todo.extend(value)
    return found
