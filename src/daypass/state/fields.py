"""This is where a JSON object is read field by field, each of the type that Pulumi writes or refused with its place."""

from dataclasses import dataclass
from typing import Any, Self

from daypass.errors import UnreadableError
from daypass.state.json_file import EXPORT_AGAIN


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the file and its place there. A field that is absent or null has the empty value of its type."""

    raw: dict[str, Any]
    place: str

    @classmethod
    def of(cls, value: object, place: str) -> Self:
        """Raises UnreadableError where the value is no object."""
        return cls(_typed(value, dict, "an object", place), place)

    def __contains__(self, name: str) -> bool:
        return name in self.raw

    def text(self, name: str) -> str:
        """The text, or "" ."""
        return str(self._get(name, str, "a text", ""))

    def required_text(self, name: str) -> str:
        """The text, which may be neither absent nor empty."""
        found = self.text(name)
        if not found:
            raise UnreadableError("it is missing", place=f"{self.place}.{name}", remedy=EXPORT_AGAIN)
        return found

    def flag(self, name: str) -> bool:
        """The truth value, or False."""
        return bool(self._get(name, bool, "true or false", default=False))

    def map(self, name: str) -> dict[str, Any]:
        """The object, or an empty one."""
        found: dict[str, Any] = self._get(name, dict, "an object", {})
        return found

    def items(self, name: str) -> list[Any]:
        """The list, or an empty one."""
        found: list[Any] = self._get(name, list, "a list", [])
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of texts, or an empty one."""
        return tuple(_typed(item, str, "a text", f"{self.place}.{name}") for item in self.items(name))

    def map_of_texts(self, name: str) -> dict[str, tuple[str, ...]]:
        """The object of lists of texts, or an empty one."""
        inner = Fields(self.map(name), f"{self.place}.{name}")
        return {key: inner.texts(key) for key in inner.raw}

    def _get(self, name: str, kind: type, word: str, default: object) -> Any:
        value = self.raw.get(name)
        return default if value is None else _typed(value, kind, word, f"{self.place}.{name}")


def _typed(value: object, kind: type, word: str, place: str) -> Any:
    if not isinstance(value, kind):
        raise UnreadableError(f"it is not {word}", place=place[:200], remedy=EXPORT_AGAIN)
    return value
