"""This is where the events of a parser of YAML become plain values. Only `yaml_text` imports it, when it has a text.

Of its events, and not of the values that it would make: so a key is seen twice, an alias is none that grows without
bounds, and what is nested too deep ends the reading. Sources: YAML 1.2.2, chapter 7; CloudFormation User Guide,
"CloudFormation template format" (aliases and merges are not supported) and "Intrinsic function reference" (short
forms); read 2026-12.
"""

from collections.abc import Iterator
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 60
_MERGE: Final = "<<"
_TEXT: Final = "tag:yaml.org,2002:str"
_PLAIN_NAMES: Final = ("Ref", "Condition")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""What plain words mean in every version of YAML; `yes` and `on` are texts in the last one."""


class Strange(Exception):  # noqa: N818 - not an error: another reader may understand it
    """A text that is not read."""


def value_of(text: str, *, functions: bool) -> Any:
    """What `yaml_text.yaml_value` says of it. Raises `Strange`."""
    try:
        events = (one for one in yaml.parse(text, Loader=_LOADER) if not isinstance(one, _AROUND))
        return _Reading(events, functions=functions).whole()
    except yaml.YAMLError:
        raise Strange from None


_AROUND: Final = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)


class _Reading:
    """Events, of which those that were taken are read."""

    def __init__(self, events: Iterator[yaml.Event], *, functions: bool) -> None:
        self._events, self._functions = events, functions

    def whole(self) -> Any:
        """What the only document says; nothing where there is none."""
        if next(self._events, None) is None:
            return None
        value = self._value(next(self._events), _DEEPEST)
        if next(self._events, None) is not None:
            raise Strange
        return value

    def _value(self, event: Any, depth: int) -> Any:
        if depth <= 0 or not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            raise Strange
        if isinstance(event, yaml.SequenceStartEvent):
            value: Any = [self._value(one, depth - 1) for one in self._until(yaml.SequenceEndEvent)]
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(depth - 1)
        else:
            value = _scalar(event)
        return self._tagged(event.tag, value) if event.tag and event.tag != "!" else value

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._until(yaml.MappingEndEvent):
            is_key = isinstance(event, yaml.ScalarEvent) and event.tag in (None, "!", _TEXT)
            if not is_key or event.value == _MERGE or event.value in found:
                raise Strange
            found[event.value] = self._value(next(self._events), depth)
        return found

    def _until(self, end: type[yaml.Event]) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _tagged(self, tag: str, value: Any) -> Any:
        if tag == _TEXT and isinstance(value, str):
            return value
        if not self._functions or not tag.startswith("!"):
            raise Strange
        return {tag[1:] if tag[1:] in _PLAIN_NAMES else f"Fn::{tag[1:]}": value}


def _scalar(event: Any) -> Any:
    """A text, or what a plain word means."""
    return _WORDS.get(event.value, event.value) if event.implicit[0] else event.value
