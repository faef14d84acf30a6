"""This is where a Rule is: a pure question about one declared resource, or about a whole stack."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, get_args

from daypass.errors import AnswerError, DeclarationError
from daypass.model.resource import Resource
from daypass.model.risks import RISKS
from daypass.model.written import nearest, only_keys

if TYPE_CHECKING:
    from daypass.settings import Settings

Level = Literal["mandatory", "advisory", "disabled"]
Severity = Literal["critical", "high", "medium", "low"]
Confidence = Literal["high", "medium", "low"]
Profile = Literal["baseline", "standard", "strict"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
PROFILES: Final[tuple[Profile, ...]] = get_args(Profile)
PACKS: Final = ("workload_identity", "account_baseline")

DECIDED_RULE: Final = "rules-are-decided"
"""The rule under which a pack says what was left undecided; it asks nothing itself."""

EXEMPTION_RULE: Final = "exemption-is-valid"
"""The rule that reports void exemptions."""

SETTINGS_RULE: Final = "daypass-settings"
"""The entry that carries the packs' own configuration, as the engine configures rules alone; never a finding."""

_KNOWN: Final[Mapping[str, Iterable[str]]] = {
    "risk": RISKS,
    "severity": SEVERITIES,
    "confidence": CONFIDENCES,
    "level": LEVELS,
    "profile": PROFILES,
    "pack": (*PACKS, "both"),
}
"""Facts of a rule, and what each may be."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a rule found. A rule may yield a plain `str` instead where the defaults fit.

    `at` is the property path; `key` tells this finding from others of the same rule and resource (a Sid, an
    environment name; never a message, an index or a secret); `advisory` lowers the level; `on` is the resource that a
    stack rule speaks of, `within` the one in which `at` stands where that is another; `witness` is a subject or
    principal that gets in and should not, or an action that should not be allowed; `remedy` is one of the rule's
    `other_remedies`, where its own has no place.

    `mended` is JSON of what `explain --finding` shows as a diff. Where `at` is a statement (`policy.Statement[1]`), or
    lies in one, it holds elements of it: `{"Condition": {operator: {key: value}}}` is put into the statement's
    conditions; any other element takes the place of the one written and of its `Not…` twin (`{"Action": [...]}`);
    null takes an element, or one key of a condition, out; `{"Statement": null}` takes out the statement. Anywhere else
    it holds arguments of the resource, by name (`{"maxSessionDuration": 3600}`), null for one to take out. What
    only its author knows is a word in capitals.
    """

    message: str
    at: str | None = None
    key: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    advisory: bool = False
    witness: Any = None
    mended: str | None = None
    on: Resource | None = None
    within: Resource | None = None
    remedy: str | None = None

    def __post_init__(self) -> None:
        _check_kind(self, "message", str, "a text")
        for name in ("at", "key", "mended", "remedy"):
            _check_kind(self, name, str | None, "a text or None")
        for name in ("on", "within"):
            _check_kind(self, name, Resource | None, "a Resource or None")
        _check_kind(self, "advisory", bool, "True or False")
        _check_kind(self, "witness", str | int | float | dict | list | tuple | None, "JSON")
        for name, known in (("severity", SEVERITIES), ("confidence", CONFIDENCES)):
            if getattr(self, name) not in (None, *known):
                raise AnswerError(f"a Problem whose {name} is none of {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Open:
    """What a stack rule yields where an unknown keeps it from deciding about `on`; `paths` are the unknown values."""

    on: Resource
    paths: tuple[str, ...]

    def __post_init__(self) -> None:
        _check_kind(self, "on", Resource, "a Resource")
        if not _are_texts(self.paths):
            raise AnswerError(f"an Open whose paths are {kind_of(self.paths)}, not a tuple of texts")


@dataclass(frozen=True, slots=True)
class VoidExemption:
    """An exemption that excuses nothing: the rule and URN pattern it names, and why it is void."""

    rule: str
    urn: str
    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a rule may know beside the resource. `today` is the date that is judged for, UTC.

    `in_company` says whether other stacks are scanned too, be they in this one joined or not.
    """

    today: date
    settings: "Settings"
    options: Mapping[str, Any] = field(default_factory=dict)
    profile: Profile = "standard"
    void_exemptions: tuple[VoidExemption, ...] = ()
    in_company: bool = False


class Judge(Protocol):
    """The function of a rule."""

    __name__: str
    __doc__: str | None

    def __call__(self, subject: Any, ask: Ask, /) -> Iterator[Any]:
        """What is wrong with the subject: texts or Problems, and of a whole stack also Opens."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A question with its facts. `applies_to` are type tokens; `judge` the function; `stack` asks about a whole stack.

    `options` is a JSON Schema `properties` object with a `default` for each; `profile` is the smallest profile in
    which the rule speaks; `counts_stacks` says that it speaks only, or more, where several stacks are scanned;
    `other_remedies` are what a Problem may say in place of its remedy; `brought_by` is the distribution that it came
    with. Raises `DeclarationError` for facts that cannot be.
    """

    name: str
    risk: str
    severity: Severity
    confidence: Confidence
    level: Level
    applies_to: tuple[str, ...]
    controls: tuple[str, ...]
    remedy: str
    judge: Judge
    options: Mapping[str, Any] = field(default_factory=dict)
    stack: bool = False
    pack: str = "workload_identity"
    profile: Profile = "standard"
    aliases: tuple[str, ...] = ()
    counts_stacks: bool = False
    other_remedies: tuple[str, ...] = ()
    brought_by: str = field(default="daypass", compare=False)

    def __post_init__(self) -> None:
        for fact, known in _KNOWN.items():
            if (said := getattr(self, fact)) not in tuple(known):
                raise self._refused(f"has a {fact} that is not known", nearest(str(said), known))
        for fact in ("applies_to", "controls", "aliases", "other_remedies"):
            if not _are_texts(getattr(self, fact)):
                comma = "A comma makes a tuple of one text: ('aws:iam/role:Role',)."
                raise self._refused(f"has {fact} that are no tuple of texts", comma)
        if not self.controls or not all(str(one).endswith(".") for one in self.remedies):
            raise self._refused("needs controls and a remedy that is a sentence")
        if self.level == "mandatory" and self.confidence != "high":
            remedy = "Only what is certain blocks: make it advisory, and let the organisation raise it."
            raise self._refused(f"is mandatory by default, with a confidence that is {self.confidence}", remedy)
        if not isinstance(self.options, Mapping):
            raise self._refused("has options that are no properties of a JSON Schema")
        for option, schema in self.options.items():
            if not isinstance(schema, Mapping) or "default" not in schema:
                raise self._refused(f"has the option {str(option)[:80]!a} without a default")

    def _refused(self, fact: str, remedy: str = "") -> DeclarationError:
        return DeclarationError(f"rule {str(self.name)[:80]!a} {fact}", remedy=remedy)

    @property
    def description(self) -> str:
        """The first paragraph of the function's docstring: why this is a risk."""
        return " ".join((self.judge.__doc__ or "").split("\n\n")[0].split())

    @property
    def remedies(self) -> tuple[str, ...]:
        """What its findings may say is to be done, first what they say unless they know better."""
        return (self.remedy, *self.other_remedies)

    def defaults(self) -> dict[str, Any]:
        """Option → default value."""
        return {name: schema["default"] for name, schema in self.options.items()}


def rule(name: str, **facts: Any) -> Callable[[Judge], Rule]:
    """Make a Rule of the function below: `@rule("no-long-lived-key", risk=..., ...)`.

    Raises `DaypassError` where a fact is missing, or is none of a rule.
    """
    known = {one.name: one for one in fields(Rule) if one.name not in ("name", "judge", "brought_by")}
    place = f"rule {str(name)[:80]!a}"
    only_keys(facts, known, place)
    needed = (one.name for one in known.values() if one.default is MISSING and one.default_factory is MISSING)
    if missing := [fact for fact in needed if fact not in facts]:
        raise DeclarationError(f"says nothing of its {', '.join(missing)}", place=place)
    return lambda judge: Rule(name=name, judge=judge, **facts)


def _check_kind(holder: Problem | Open, name: str, kind: Any, words: str) -> None:
    held = getattr(holder, name)
    if not isinstance(held, kind):
        article = "a Problem" if isinstance(holder, Problem) else "an Open"
        raise AnswerError(f"{article} whose {name} is {kind_of(held)}, not {words}")


def kind_of(value: object) -> str:
    """The name of its type: a value may be a secret."""
    return type(value).__name__[:80]


def _are_texts(several: object) -> bool:
    return isinstance(several, tuple | list) and all(isinstance(one, str) for one in several)
