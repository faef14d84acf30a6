"""This is where a Line is: one statement that has a say in the graph, and where a person finds it."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple, get_args

from daypass.errors import DaypassError
from daypass.graph.becoming.facts import (
    Facts,
    keys_asked_for,
    keys_of,
    keys_of_conditions,
    keys_of_resources,
    variables_in,
)
from daypass.graph.becoming.patterns import covers, loose, meets
from daypass.graph.becoming.when_and_where import has_begun, is_over
from daypass.graph.untold import Untold
from daypass.iam.conditions import Test, test_of
from daypass.iam.context import Context
from daypass.iam.document import Document, Statement
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.reading import Reading
from daypass.iam.variables import Template, as_text
from daypass.model.form import quoted
from daypass.model.resource import Resource, Undecided

Say = Literal["no", "unknown", "perhaps", "yes"]
"""`perhaps`: conditions decide; `unknown`: a value decides that is not known yet, or that nobody can read."""

ORDER: Final[tuple[Say, ...]] = get_args(Say)


UNITS_AT_LEAST: Final = 1_000_000
UNITS_EACH: Final = 1_000
"""What all questions about a stack may cost, at least and for each identity; a plain one costs one unit."""

TOO_MUCH: Final = Untold("more than can be asked about one by one")


class Ground(NamedTuple):
    """Where a statement stands: at which path of which resource. What was marked as secret is not shown."""

    path: str
    by: Resource
    sid: str = ""

    def __str__(self) -> str:
        place = f"{self.path} of {self.by.name!r}"
        return f"statement {quoted(self.sid)} ({place})" if self.sid else place


def place_of(ground: Ground) -> tuple[str, str]:
    """Sorts statements by where they stand, so that the order of registration says nothing."""
    return ground.by.urn, ground.path


class Line:
    """One statement of a document of this version, made ready once however many are asked about it."""

    def __init__(self, statement: Statement, version: str) -> None:
        self.statement, self.version = statement, version
        self.reading = Reading(statement, version)

    def __repr__(self) -> str:
        return f"Line({self.statement.path!r})"

    @cached_property
    def is_allow(self) -> bool | None:
        """Whether it allows; None where its effect is not known."""
        try:
            return self.statement.effect == "Allow"
        except Undecided:
            return None

    @cached_property
    def unknown(self) -> str:
        """The path of the first part that is not known; the path of the statement where all are."""
        parts = self.statement.parts.values()
        return next((part.path for part in parts if isinstance(part, Undecided)), self.statement.path)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys, in small letters, that may decide whether it applies; none where that is not known."""
        try:
            return self._resource_keys | keys_of_conditions(self.statement, self.version)
        except Undecided:
            return frozenset()

    @cached_property
    def asks_for(self) -> frozenset[str]:
        """The keys, in small letters, that must have some value for it to apply; none where that is not known."""
        try:
            return keys_asked_for(self.statement, self.version)
        except Undecided:
            return frozenset()

    @cached_property
    def names_by_tag(self) -> bool:
        """Whether a tag of whoever asks decides which resources it names."""
        try:
            return any(key.startswith("aws:principaltag/") for key in self._resource_keys)
        except Undecided:
            return False

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing decides but action and resource, and both are known."""
        return self.statement.is_fully_known and not self.keys and not self.statement.has("Condition")

    @cached_property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return is_over(self.statement, self.version)

    def is_about(self, action: str) -> bool:
        """Whether it may say something about this action. What is not known may; what is over says nothing."""
        return _tell(lambda: self.reading.fits_action(action)) != "no" and not self.is_over

    def is_of(self, pattern: str) -> bool:
        """Whether it may say something about this action, or about any of a service (`athena:*`)."""
        service, _, name = pattern.partition(":")
        if name != _EVERY:
            return self.is_about(pattern)
        try:
            actions = self.statement.actions
        except Undecided:
            return True
        fits = not actions or any(matches(one.partition(":")[0].lower(), service) for one in actions)
        return fits and not self.is_over

    def says(self, action: str, resource: str, facts: Facts) -> Say:
        """Whether it applies to this action on this resource (an ARN, in which `*` is what is not known)."""
        about = _tell(lambda: self.reading.fits_action(action))
        fits = self._fits(resource, facts) if about != "no" else "no"
        holds = self._holds(facts) if fits != "no" else "no"
        most: Say = "unknown" if self.is_allow is None else "yes"
        return min(about, fits, holds, most, key=ORDER.index)

    def says_of_any(self, facts: Facts) -> Say:
        """The same of an action that it is about, on a resource that it fits."""
        return self._holds(facts)

    def is_free(self, facts: Facts) -> bool:
        """Whether it applies to every resource that fits one of its patterns, whatever else a request brings along."""
        known = self.statement.is_fully_known and self.statement.has("Resource")
        return known and all(map(facts.tells, self._resource_keys)) and self._holds(facts) == "yes"

    def patterns(self, facts: Facts) -> tuple[str, ...]:
        """The resources that it names, variables replaced; `*` where it names what it leaves out, or is not known.

        A pattern with a variable that has no value names nothing.
        """
        try:
            if not self.statement.has("Resource"):
                return ("*",)
            texts = self.statement.resources
            return tuple(self.replaced(texts, facts)) if self._resource_keys else texts
        except Undecided:
            return ("*",)

    def deciding(self, facts: Facts) -> tuple[str, ...] | None:
        """The patterns that alone decide which resources it fits, whatever they bring along; None where more does."""
        try:
            told = self.statement.has("Resource") and all(map(facts.tells, self._resource_keys))
        except Undecided:
            return None
        return self.patterns(facts) if told else None

    def covers(self, pattern: str, facts: Facts) -> bool:
        """Whether it takes in whatever fits this pattern of a resource."""
        if not self.statement.is_fully_known or self.statement.has("NotResource"):
            return False
        told = all(map(facts.tells, self._resource_keys))
        return told and any(covers(one, pattern) for one in self.patterns(facts))

    def replaced(self, texts: Iterable[str], facts: Facts) -> Iterator[str]:
        """These texts of it, variables replaced: by `*` where it is not known, and none where one has no value."""
        for text in texts:
            told = all(map(facts.tells, variables_in((text,), self.version)))
            tokens = Template.parse(text).resolve(facts.context) if told else None
            if tokens is not None:
                yield as_text(tokens)
            elif not told:
                yield loose(text)

    def _fits(self, resource: str, facts: Facts) -> Say:
        try:
            told = all(map(facts.tells, self._resource_keys))
            if told and not has_wildcard(resource):
                context = facts.context if self._resource_keys else _NOTHING
                return "yes" if self.reading.fits_resource(resource, context) else "no"
            if self.statement.has("NotResource"):
                return self._leaves_in(resource, facts) if told else "perhaps"
            met = {meets(one, resource) for one in self.patterns(facts)}
        except Undecided:
            return "unknown"
        if "yes" in met and told and (self.is_allow or self.covers(resource, facts)):
            return "yes"  # whatever is not known may turn out so that it is allowed
        return "perhaps" if met - {"no"} else "no"

    def _leaves_in(self, resource: str, facts: Facts) -> Say:
        """Whether `NotResource` does not leave it out."""
        left_out = tuple(self.replaced(self.statement.not_resources, facts))
        if any(covers(one, resource) for one in left_out):
            return "no"
        return "yes" if all(meets(one, resource) == "no" for one in left_out) else "perhaps"

    def _holds(self, facts: Facts) -> Say:
        try:
            worst: Say = "yes"
            for keys, test in self._tests:
                if not all(map(facts.tells, keys)):
                    worst = "perhaps"
                elif not test(facts.context):
                    return "no"
        except (Undecided, DaypassError):  # a value that nobody can read may turn out either way
            return "unknown"
        return worst

    @cached_property
    def _resource_keys(self) -> frozenset[str]:
        return keys_of_resources(self.statement, self.version)

    @cached_property
    def _tests(self) -> tuple[tuple[frozenset[str], Test], ...]:
        """Each condition, with the keys that decide it."""
        path, version = self.statement.path, self.version
        asked = (one for one in self.statement.conditions if not has_begun(one, version, path))
        return tuple((keys_of(one, version), test_of(one, version, path)) for one in asked)


class Lines(NamedTuple):
    """The statements of one document. `answers` holds which of them are about an action that was asked for before."""

    document: Document
    all: tuple[Line, ...]
    answers: dict[str, tuple[Line, ...]]

    @classmethod
    def of(cls, document: Document) -> "Lines":
        """Ready to be asked."""
        return cls(document, tuple(Line(one, document.version) for one in document.statements), {})

    def about(self, action: str) -> tuple[Line, ...]:
        """Those that may say something about this action."""
        if action not in self.answers:
            self.answers[action] = tuple(line for line in self.all if line.is_about(action))
        return self.answers[action]


class Library:
    """The documents of a graph, each made ready once however many identities have it.

    `identities` is how many may ask about them: what the asking may cost is in proportion.
    """

    def __init__(self, identities: int = 0) -> None:
        self._lines: dict[int, Lines] = {}
        self._left = UNITS_AT_LEAST + UNITS_EACH * identities

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self._left < 0

    def spend(self, units: int) -> bool:
        """Whether a question of so many units (of about ten microseconds) may still be asked."""
        self._left -= units
        return self._left >= 0

    def spend_on(self, members: int) -> bool:
        """The same of so many members that are sorted, which costs little of each."""
        return self.spend(1 + members // _A_UNIT)

    def lines(self, document: Document) -> Lines:
        """Its statements. The document is kept, so that no other one gets its place in memory."""
        found = self._lines.get(id(document))
        if found is None:
            found = self._lines[id(document)] = Lines.of(document)
        return found


_EVERY: Final = "*"
_A_UNIT: Final = 10
"""Members that are sorted for one unit."""

_NOTHING: Final = Context()


def ground_of(line: Line, by: Resource, *, secret: bool) -> Ground:
    """Where this statement of a document that stands in the resource `by` is found; `secret`: someone marked it so."""
    try:
        return Ground(line.statement.path, by, "" if secret else line.statement.sid)
    except Undecided:
        return Ground(line.statement.path, by)


def sharper(path: str, lines: Iterable[Line]) -> str:
    """The path of what is not known in the one of these statements that has this path; the path itself for no such."""
    return next((line.unknown for line in lines if line.statement.path == path), path)


def _tell(question: Callable[[], bool]) -> Say:
    try:
        return "yes" if question() else "no"
    except Undecided:
        return "unknown"
