"""This is where it is told which rules of EventBridge hand events that anybody may put on a bus to which targets.

Events of AWS services nobody else puts there. Sources: EventBridge User Guide, "Input transformation", and API
Reference, "PutEvents" and "Target"; read 2026-11.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.commands.filters import limits, only_text, parsed
from daypass.graph.becoming.steering.commands.words import Language
from daypass.graph.leaves import declared, maps, said, switch, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

PUTS: Final = "events-x02"
_RULES: Final = ("aws:cloudwatch/eventRule:EventRule", "aws-native:events:Rule")
_TARGETS: Final = "aws:cloudwatch/eventTarget:EventTarget"
PATTERN: Final = "eventPattern"
_HELD: Final = "targets"
"""Where a rule of aws-native holds its targets."""

_DETAIL: Final = "$.detail"
_OF_ENTRIES: Final = ("$.detail-type", "$.source", "$.resources")
"""What else an entry of PutEvents says, beside the detail. Source: API Reference, "PutEventsRequestEntry"."""

_UNQUOTED: Final = re.compile(r"(?<=[\[:,])(\s{0,8})(<[\w.-]{1,64}>)(?=\s{0,8}[,\]}])")
_ALONE: Final = re.compile(r"<(?P<name>[\w.-]{1,64})>")
_OF_AWS: Final = "aws."
_BEGINNING: Final = ("prefix", "wildcard")
"""How a pattern says what a text begins with."""

_DEFAULT: Final = "default"


class Target(NamedTuple):
    """What a rule starts, as a resource says by itself; or the rule, which holds it `within`."""

    by: Resource
    within: Mapping[str, Any] | None = None

    def said(self, key: str) -> Any:
        """What stands there: as it was asked for, since its `arn` is that of what it starts and not its own."""
        return declared(self.by, key) if self.within is None else self.within.get(key)

    def behind(self, key: str) -> Sequence[str]:
        """The URNs of what a value comes from that is not known yet."""
        return self.by.property_dependencies.get(key if self.within is None else _HELD, ())


@dataclass(frozen=True)
class Handed:
    """What a rule hands to a target. `arn` is that of the bus, `brings` as in `Member`."""

    rule: Resource
    target: Target
    pattern: Any
    arn: str
    brings: tuple[tuple[str, str], ...]

    @cached_property
    def language(self) -> Language | None:
        """How its template says what comes from whoever puts the event; None where nothing does."""
        open_ = [key for key, path in self.named.items() if self.is_open(path)]
        any_of_them = re.compile(f"<(?:{'|'.join(map(re.escape, open_))})>")
        return Language(any_of_them, any_of_them) if open_ else None

    @property
    def written(self) -> str:
        """Its template, as it is written; "" where there is none."""
        return text_of(self._transformer.get("inputTemplate"))

    @cached_property
    def template(self) -> Mapping[str, Any]:
        """What it makes of the event; nothing where that is no object, or not known."""
        text = self.written
        found = (parsed(text) or parsed(_UNQUOTED.sub(r'\1"\2"', text))) if text else None
        return found if isinstance(found, Mapping) else {}

    @property
    def whole(self) -> str:
        """The place in the event of which all is handed over; "" where it is none, or says what nobody chooses."""
        alone = _ALONE.fullmatch(self.written.strip())
        path = text_of(self.target.said("inputPath")) or (self.named.get(alone["name"], "") if alone else "")
        return path if _is_detail(path) else ""

    def is_open(self, path: str) -> bool:
        """Whether whoever puts the event says what is there."""
        return (_is_detail(path) or path in _OF_ENTRIES) and not limits(self.pattern, path.removeprefix("$."))

    @property
    def is_fixed(self) -> bool:
        """Whether it hands over something that is written down."""
        return not is_empty(self.target.said("input"))

    @property
    def is_all(self) -> bool:
        """Whether it hands over the event as it is."""
        return not self.is_fixed and not text_of(self.target.said("inputPath")) and not self._transformer

    @cached_property
    def _transformer(self) -> Mapping[str, Any]:
        return next(maps(self.target.said("inputTransformer")), {})

    @cached_property
    def named(self) -> dict[str, str]:
        """The names in its template → the places in the event that they stand for."""
        paths = bare(self._transformer.get("inputPaths", self._transformer.get("inputPathsMap")))
        return {key: text_of(path) for key, path in paths.items()} if isinstance(paths, Mapping) else {}


def handed(stack: Stack) -> Iterator[Handed]:
    """What all rules hand over."""
    return _handed_by(stack, _takes_events)


def handed_by(stack: Stack, service: str) -> Iterator[Handed]:
    """What those hand over that take events of this service of AWS alone (`aws.s3`)."""
    return _handed_by(stack, lambda rule: not _is_off(rule) and only_text(said(rule, PATTERN), "source") == service)


def perhaps_handed(stack: Stack) -> Iterator[Handed]:
    """What those may hand over of which it is not known yet which events they take."""
    return _handed_by(stack, lambda rule: not _is_off(rule) and _is_hidden(rule))


def _handed_by(stack: Stack, is_one: Callable[[Resource], bool]) -> Iterator[Handed]:
    targets: dict[str, list[Target]] = {}
    for one in stack.of_type(_TARGETS):
        names = (_key_of(one, text_of(said(one, "rule"))), *one.property_dependencies.get("rule", ()))
        for name in dict.fromkeys(filter(None, names)):
            targets.setdefault(name, []).append(Target(one))
    for rule in stack.of_type(*_RULES):
        if not is_one(rule):
            continue
        own = (Target(rule, one) for one in maps(said(rule, _HELD)))
        near = [one for key in (rule.urn, _key_of(rule, text_of(said(rule, "name")))) for one in targets.get(key, ())]
        for target in (*{one.by.urn: one for one in near}.values(), *own):
            yield _handed(rule, target)


def _handed(rule: Resource, target: Target) -> Handed:
    pattern = said(rule, PATTERN)
    keys = {"events:source": only_text(pattern, "source"), "events:detail-type": only_text(pattern, "detail-type")}
    return Handed(rule, target, pattern, _arn_of_bus(rule), tuple((key, value) for key, value in keys.items() if value))


def _arn_of_bus(rule: Resource) -> str:
    """A bus is where its rules are, as far as that is known."""
    bus, arn = _bus(rule), Arn.parse(text_of(said(rule, "arn")))
    start = f"arn:{arn.partition}:events:{arn.region}:{arn.account}" if arn else "arn:*:events:*:*"
    return bus if bus.startswith("arn:") else f"{start}:event-bus/{bus}"


def _key_of(by: Resource, rule: str) -> str:
    """The rule by its bus and its name, which other buses may have too."""
    bus = _bus(by).rpartition("/")[2]
    return f"{bus}/{rule}" if rule and bus != ANY else ""


def _bus(by: Resource) -> str:
    """Its name or ARN; the default one for who names none, and `*` where it is not known."""
    written = said(by, "eventBusName")
    return text_of(written) or (_DEFAULT if is_empty(written) else ANY)


def _takes_events(rule: Resource) -> bool:
    """Whether it takes events that somebody can put there."""
    pattern = parsed(said(rule, PATTERN))
    if not isinstance(pattern, Mapping) or _is_off(rule):
        return False
    wanted = bare(pattern.get("source"))
    sources = wanted if isinstance(wanted, list) else []
    return not sources or not all(map(_is_of_aws, sources))


def _is_off(rule: Resource) -> bool:
    return text_of(said(rule, "state")).startswith("DISABLED") or switch(rule, "isEnabled", default=True) is False


def _is_hidden(rule: Resource) -> bool:
    return any(one is UNKNOWN for one in within(said(rule, PATTERN)))


def _is_of_aws(source: Any) -> bool:
    """Whether it takes nothing but sources of AWS: one by its name, or all that begin so."""
    wanted = bare(source)
    texts = [wanted.get(key) for key in _BEGINNING] if isinstance(wanted, Mapping) else [wanted]
    return any(text_of(one).startswith(_OF_AWS) for one in texts)


def _is_detail(path: str) -> bool:
    return path == _DETAIL or path.startswith(f"{_DETAIL}.")
