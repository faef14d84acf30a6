"""This is where it is told whether something that one policy allows is taken back by a Deny or by the boundary."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Final

from daypass.graph.becoming.facts import NOTHING, Facts, Value
from daypass.graph.becoming.lines import Library, Line
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

_MOST_QUESTIONS: Final = 40
"""Of one identity: a policy decides how many there are, and each may take a while. What is beyond counts as allowed."""
_ANY: Final = "*"


class _Questions:
    """How many may still be asked."""

    def __init__(self) -> None:
        self.left = _MOST_QUESTIONS


class StillAllowed:
    """What all policies of an identity leave of something that one of them allows.

    Only what no request can do, in whatever context, is taken back: a Deny that has conditions leaves a way.
    `facts` are what a request is known to bring along.
    """

    def __init__(
        self, policies: Policies, library: Library, facts: Facts = NOTHING, questions: _Questions | None = None
    ) -> None:
        self._given = policies
        self._library = library
        self._facts = facts
        self._questions = questions or _Questions()
        self._under: dict[tuple[tuple[Value | None, bool], ...], StillAllowed] = {}

    def under(self, facts: Facts) -> "StillAllowed":
        """The same of requests that bring these facts along; the questions are counted together."""
        known = tuple((facts.values.get(key), facts.tells(key)) for key in self._ordered)
        if known not in self._under:
            self._under[known] = StillAllowed(self._given, self._library, facts, self._questions)
        return self._under[known]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys, in small letters, for which the policies ask."""
        return frozenset(key for document in _documents(self._given) for key in self._keys_of(document))

    @cached_property
    def _ordered(self) -> tuple[str, ...]:
        return tuple(sorted(self.keys))

    def may_hold(self, statement: Statement, version: str) -> bool:
        """Whether its conditions may be met."""
        return Line(statement, version).says_of_any(self._facts) != "no"

    def any_of(self, statement: Statement, resource: str) -> bool:
        """Whether anything that the statement allows there is left. Raises `Undecided` where an unknown could decide.

        `resource` is one of its patterns, or of what they take in.
        """
        if not self._takes_back:
            return True
        actions = (_ANY,) if statement.has("NotAction") else statement.actions
        left = self._questions.left
        wanted = tuple(islice(actions, left + 1))
        if len(wanted) > left:
            return True
        return any(self._may(action, resource) for action in wanted)

    @cached_property
    def _policies(self) -> Policies:
        """What is left of them under the facts, and one more that denies all that contradicts these."""
        given = self._given
        if self._facts == NOTHING:
            return given
        boundary = self._left_of(given.boundary) if given.boundary else None
        left = replace(given, identity=tuple(map(self._left_of, given.identity)), boundary=boundary)
        keys = frozenset(key for one in _documents(left) for key in self._keys_of(one))
        return replace(left, resource_control=tuple((one,) for one in self._facts.denying(keys)))

    def _left_of(self, document: Document) -> Document:
        """Conditions that the facts meet are gone, and so are the statements whose conditions they do not meet.

        `reach` would find neither where a condition compares one tag with another (`${aws:PrincipalTag/…}`).
        """
        return replace(document, statements=tuple(self._left(document)))

    def _left(self, document: Document) -> Iterator[Statement]:
        for line in self._library.lines(document).all:
            said = line.says_of_any(self._facts)
            if said == "yes":
                yield _without_conditions(line.statement)
            elif said != "no":
                yield line.statement

    def _keys_of(self, document: Document) -> Iterator[str]:
        return (key for line in self._library.lines(document).all for key in line.keys)

    @cached_property
    def _takes_back(self) -> bool:
        """Whether anything may: a boundary, or a Deny without conditions, since any other leaves a way."""
        statements = (one for document in self._policies.identity for one in document.statements)
        return self._policies.boundary is not None or any(map(_may_deny, statements))

    def _may(self, action: str, resource: str) -> bool:
        self._questions.left -= 1
        try:
            return reach(self._policies, action, resource).possible
        except (MalformedRequest, MalformedDocument):
            return True  # other rules say what is wrong with it


def _documents(policies: Policies) -> tuple[Document, ...]:
    return (*policies.identity, *((policies.boundary,) if policies.boundary else ()))


def _without_conditions(statement: Statement) -> Statement:
    if "Condition" not in statement.parts:
        return statement
    return replace(statement, parts={name: part for name, part in statement.parts.items() if name != "Condition"})


def _may_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny" and not statement.conditions
    except Undecided:
        return True
