"""This is where a Rule is: a pure question about one declared resource, or about a whole stack, and its answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from daypass.errors import DaypassError
from daypass.model.resource import Resource, Undecided

if TYPE_CHECKING:
    from daypass.graph.stack import Stack
    from daypass.settings import Settings

Level = Literal["mandatory", "advisory", "disabled"]
Severity = Literal["critical", "high", "medium", "low"]
Confidence = Literal["high", "medium", "low"]
Profile = Literal["baseline", "standard", "strict"]

SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low")
PROFILES: Final[tuple[Profile, ...]] = ("baseline", "standard", "strict")
PACKS: Final = ("workload_identity", "account_baseline")

DECIDED_RULE: Final = "rules-are-decided"
"""The rule under which a pack says what was left undecided; it asks nothing itself."""

EXEMPTION_RULE: Final = "exemption-is-valid"
"""The rule that reports void exemptions."""

SETTINGS_RULE: Final = "daypass-settings"
"""The entry that carries the packs' own configuration, as the engine configures rules alone; never a finding."""

RISKS: Final = frozenset(
    {
        "unowned-identity",
        "ungoverned-identity",
        "long-lived-credential",
        "secret-exposure",
        "federated-trust",
        "public-trust",
        "cross-account-trust",
        "confused-deputy",
        "admin-access",
        "pass-role",
        "privilege-escalation",
        "role-chaining",
        "shared-identity",
        "environment-crossing",
        "long-session",
        "human-use",
        "lifecycle",
        "agent-control",
        "evidence-gap",
        "revocation-gap",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a rule found. A rule may yield a plain `str` instead where the defaults fit.

    `at` is the property path; `key` tells this finding from others of the same rule and resource (a Sid, an
    environment name; never a message, an index or a secret); `advisory` lowers the level; `on` is the resource that a
    stack rule speaks of, `within` the one in which `at` stands where that is another; `witness` is a subject or
    principal that gets in and should not, or an action that should not be allowed.

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


@dataclass(frozen=True, slots=True)
class Open:
    """What a stack rule yields where an unknown keeps it from deciding about `on`; `paths` are the unknown values."""

    on: Resource
    paths: tuple[str, ...]


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
    which the rule speaks; `counts_stacks` says that it speaks only, or more, where several stacks are scanned.
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

    def __post_init__(self) -> None:
        if self.risk not in RISKS or self.severity not in SEVERITIES or self.pack not in (*PACKS, "both"):
            raise DaypassError(f"rule {self.name!r} has an unknown risk, severity or pack")
        if not self.remedy.endswith(".") or not self.controls:
            raise DaypassError(f"rule {self.name!r} needs controls and a remedy that is a sentence")

    @property
    def description(self) -> str:
        """The first paragraph of the function's docstring: why this is a risk."""
        return " ".join((self.judge.__doc__ or "").split("\n\n")[0].split())

    def defaults(self) -> dict[str, Any]:
        """Option → default value."""
        return {name: schema["default"] for name, schema in self.options.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule said: its problems, what it left undecided, and the exception if it broke: a violation."""

    rule: Rule
    problems: tuple[Problem, ...] = ()
    undecided: tuple[Open, ...] = ()
    error: Exception | None = None


def rule(name: str, **facts: Any) -> Callable[[Judge], Rule]:
    """Make a Rule of the function below: `@rule("no-long-lived-key", risk=..., ...)`."""
    return lambda judge: Rule(name=name, judge=judge, **facts)


def answer_resource(rule: Rule, resource: Resource, ask: Ask) -> Answer:
    """Ask one rule about one resource. Findings made before an unknown was read stand."""
    problems: list[Problem] = []
    try:
        for found in rule.judge(resource, ask):
            problems.append(found if isinstance(found, Problem) else Problem(found))  # noqa: PERF401 - keep what came first
    except Undecided as unknown:
        return Answer(rule, _as_sure_as_asked(problems, ask), (Open(resource, (unknown.path,)),))
    except Exception as broken:  # noqa: BLE001 - whatever a rule raises is a violation that names the rule
        return Answer(rule, _as_sure_as_asked(problems, ask), error=broken)
    return Answer(rule, _as_sure_as_asked(problems, ask))


def answer_stack(rule: Rule, stack: "Stack", ask: Ask) -> Answer:
    """Ask one stack rule about a stack. It yields `Problem(on=...)`, and `Open(...)` for what it cannot decide."""
    problems: list[Problem] = []
    undecided: list[Open] = []
    try:
        for found in rule.judge(stack, ask):
            (undecided if isinstance(found, Open) else problems).append(found)
    except Undecided as unknown:  # one that the rule did not foresee: it could not finish, so the stack is undecided
        return Answer(rule, _as_sure_as_asked(problems, ask), (*undecided, Open(stack.root, (unknown.path,))))
    except Exception as broken:  # noqa: BLE001 - whatever a rule raises is a violation that names the rule
        return Answer(rule, _as_sure_as_asked(problems, ask), tuple(undecided), broken)
    return Answer(rule, _as_sure_as_asked(problems, ask), tuple(undecided))


def _as_sure_as_asked(problems: Iterable[Problem], ask: Ask) -> tuple[Problem, ...]:
    """All of them; in profile `baseline`, which is near-certain only, no advice and nothing less than certain."""
    if ask.profile != "baseline":
        return tuple(problems)
    return tuple(one for one in problems if not one.advisory and one.confidence in (None, "high"))
