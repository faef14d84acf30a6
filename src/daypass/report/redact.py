"""This is where secrets are taken out of what people read, whatever a rule put into its message.

Rules do not print values. This is the net below them: no text that Pulumi marked as secret, and nothing that looks
like a credential, leaves in a message.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from daypass.data.credential_shapes import shapes_in
from daypass.model.resource import Resource

MASK: Final = "[secret]"

SHORTEST: Final = 4
"""Characters. Shorter texts are in every sentence; who knows that one was taken out knows as much as before."""

_CALLED: Final = ("name", "arn")
_BEFORE: Final = re.compile(r"[^\s'\"]*\Z")
_AFTER: Final = re.compile(r"[^\s'\"]*")
_AROUND: Final = "(),.;:"

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
    def _secrets(self) -> frozenset[str]:
        marked = (text for resource in self.resources for text in resource.secrets())
        return frozenset(form for text in marked for form in _forms(text) if len(form) >= SHORTEST)

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the resources are called, in their program and in AWS, where nobody marked that itself."""
        said = (one.state.raw.get(key) for one in self.resources for key in _CALLED)
        own = (name for one in self.resources for name in (one.name, one.urn, one.id))
        return frozenset(name for name in (*own, *said) if isinstance(name, str)) - self._secrets

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for secret in self._secrets:
            at = text.find(secret)
            while at >= 0:
                end = at + len(secret)
                if not self._is_in_a_name(text, at, end):
                    yield at, end
                at = text.find(secret, at + 1)

    def _is_in_a_name(self, text: str, start: int, end: int) -> bool:
        """Whether it is a part of a longer word that names a resource, which who reads the finding knows.

        A database is called `shop`, and somebody marked that: it is no secret in the name of the role 'shop-prod-task'.
        """
        before, after = _BEFORE.search(text[:start]), _AFTER.match(text, end)
        word = f"{before.group() if before else ''}{text[start:end]}{after.group() if after else ''}"
        return len(word) > end - start and word.strip(_AROUND) in self._names


def without_credentials(text: str) -> str:
    """The text as it is, but for what looks like a credential."""
    return _cut(text, _credentials(text))


def _credentials(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands that looks like a credential, whether anybody marked it or not."""
    for shape, pattern in shapes_in(text):
        group = "password" if "password" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if shape.phrase == "a private key" and (rest := _KEY_END.search(text, end)):
                end = rest.end()
            yield start, end


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
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


_NO_SECRETS: Final = frozenset(("name", "username", "user", "host", "port", "engine", "dbname"))
"""Keys of JSON under which nothing secret stands, though the whole is marked: what a container calls its variables, and
what Secrets Manager keeps beside the password of a database."""


def _inside(text: str) -> list[str]:
    try:
        todo = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found = []
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            todo.extend(item for key, item in value.items() if key not in _NO_SECRETS)
        elif isinstance(value, list):
            todo.extend(value)
    return found
