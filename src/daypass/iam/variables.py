"""This is where policy variables are: `${aws:username}` in a policy stands for what the request brings along.

They were introduced with version 2012-10-17 and are replaced in `Resource`, `NotResource` and the values of string and
ARN operators, nowhere else. Source: IAM User Guide, "IAM policy elements: Variables and tags"; read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.iam.context import Context
from daypass.iam.glob import AnyOf, Glob, Tokens, Wildcard, tokens_of

FIRST_VERSION: Final = "2012-10-17"
"""In a document of an older version `${…}` is text like any other."""

_VARIABLE: Final = re.compile(r"\$\{(?P<inside>[^{}]*)\}")
_LITERALS: Final = frozenset("*?$")
"""What `${*}`, `${?}` and `${$}` stand for: the character itself."""


class Variable(NamedTuple):
    """`${key, 'default'}`; `default` is None where there is none."""

    key: str
    default: str | None = None

    @classmethod
    def parse(cls, inside: str) -> "Variable":
        """From what stands between the braces."""
        key, _, default = inside.partition(",")
        default = default.strip()
        is_quoted = len(default) > 1 and default[0] == default[-1] == "'"
        return cls(key.strip(), default[1:-1] if is_quoted else None)

    def value(self, context: Context) -> str | None:
        """What it stands for; None where the key is absent and there is no default, and where it has several values.

        Multivalued keys cannot be policy variables. Source: "Single-valued vs. multivalued context keys".
        """
        values = context.get(self.key)
        if not values:
            return self.default
        return values[0] if len(values) == 1 else None


class Template(NamedTuple):
    """A pattern with variables in it, taken apart once."""

    parts: tuple[Tokens | Variable, ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        """What has no closing brace is text like any other."""
        return cls(tuple(_parts(text)))

    def resolve(self, context: Context) -> Tokens | None:
        """The pattern for this request, None where a variable has no value. A `*` that is put in is a character."""
        found: list[str | Wildcard] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                found.extend(part)
            elif (value := part.value(context)) is not None:
                found.append(value)
            else:
                return None
        return tuple(found)


class Patterns(NamedTuple):
    """Several patterns made ready to be tried on many requests."""

    fixed: AnyOf
    templates: tuple[Template, ...]

    @classmethod
    def of(cls, texts: Iterable[str], version: str) -> "Patterns":
        """`version` is that of their document."""
        plain, variable = apart(texts, version)
        return cls(AnyOf.of(plain), variable)

    def match(self, text: str, context: Context) -> bool:
        """Whether the whole text fits any of them; a pattern whose variable has no value fits nothing."""
        if self.fixed.matches(text):
            return True
        return any(Glob.of(tokens).matches(text) for tokens in resolved(self.templates, context))


def apart(texts: Iterable[str], version: str) -> tuple[list[str], tuple[Template, ...]]:
    """The texts that are the same for every request, and those with variables."""
    plain, variable = [], []
    for text in texts:
        if version == FIRST_VERSION and "${" in text and _VARIABLE.search(text):
            variable.append(Template.parse(text))
        else:
            plain.append(text)
    return plain, tuple(variable)


def resolved(templates: Iterable[Template], context: Context) -> Iterator[Tokens]:
    """Those of them that have a value for every variable."""
    return (tokens for template in templates if (tokens := template.resolve(context)) is not None)


def as_text(tokens: Tokens) -> str:
    """The same where no wildcard means anything, as StringEquals compares."""
    return "".join(token.value if isinstance(token, Wildcard) else token for token in tokens)


def _parts(text: str) -> Iterator[Tokens | Variable]:
    end = 0
    for match in _VARIABLE.finditer(text):
        yield tokens_of(text[end : match.start()])
        inside = match["inside"]
        yield (inside,) if inside in _LITERALS else Variable.parse(inside)
        end = match.end()
    yield tokens_of(text[end:])
