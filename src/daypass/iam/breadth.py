"""This is where the breadth of a permission policy is: does it give everything, or everything in a service?

Judged statement by statement within one document. What a Deny beside it takes away, `breadth_left` tells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from daypass.iam.action import EVERYTHING, whole_service, whole_services
from daypass.iam.arn import names_resource
from daypass.iam.condition import Condition
from daypass.iam.document import Document, Statement
from daypass.iam.glob import is_any, matches
from daypass.model.resource import Undecided

Breadth = Literal["everything", "service"]
Limit = Literal["", "named resources", "resource tags"]


@dataclass(frozen=True, slots=True)
class BroadStatement:
    """One statement that gives away everything or whole services (`services`, in small letters, maybe patterns).

    `limit` says what holds it back: the resources it names, or tags they must carry; "" means nothing does. `within`
    are the resources that a Deny beside it leaves, () where none names any.
    """

    breadth: Breadth
    services: tuple[str, ...]
    statement: Statement
    limit: Limit = ""
    within: tuple[str, ...] = ()

    @property
    def leaves_nothing_out(self) -> bool:
        """Whether neither resources, nor a condition such as a region, nor a list of exceptions limit everything."""
        if self.breadth != "everything" or self.limit:
            return False
        return not (self.statement.conditions or self.statement.has("NotAction"))

    def leaves_out(self, service: str) -> bool:
        """Whether it gives all but, among others, the whole of this service, as AWS's PowerUserAccess does of IAM."""
        excluded = whole_services(self.statement.not_actions) if self.statement.has("NotAction") else ()
        return any(matches(one, service) for one in excluded)


def broad(document: Document) -> Iterator[BroadStatement]:
    """The statements that reach too far, in order. Where an unknown would decide one, `Undecided` comes at the end."""
    unknown: Undecided | None = None
    for statement in document.statements:
        try:
            # Deny first, then the actions: the resources and conditions of a narrow statement are never read.
            if statement.effect == "Allow" and (services := _services(statement)):
                breadth: Breadth = "everything" if EVERYTHING in services else "service"
                yield BroadStatement(breadth, services, statement, _limit(statement, breadth))
        except Undecided as stopped:
            unknown = unknown or stopped
    if unknown:
        raise Undecided(unknown.path)


def gives_everything(document: Document) -> bool:
    """Whether a statement gives every action, or all but some, on everything. Raises `Undecided`."""
    return any(one.breadth == "everything" and not one.limit for one in broad(document))


def _services(statement: Statement) -> tuple[str, ...]:
    if statement.has("NotAction"):
        excluded = {whole_service(pattern) for pattern in statement.not_actions}
        return () if EVERYTHING in excluded else (EVERYTHING,)
    actions = statement.actions
    letters = "".join(actions)
    if "*" not in letters and "?" not in letters:
        return ()  # as nearly every statement is, told without taking it apart
    return tuple(sorted(whole_services(actions)))


def _limit(statement: Statement, breadth: Breadth) -> Limit:
    """What holds the statement back. `NotResource` names what is left out, so what is left in is everything else."""
    if statement.resources and all(names_resource(pattern) for pattern in statement.resources):
        return "named resources"
    if breadth == "service" and any(_ties_to_tags(condition) for condition in statement.conditions):
        return "resource tags"
    return ""


_TAG_KEYS: Final = ("aws:resourcetag/", ":resourcetag/")
_TIES: Final = ("StringEquals", "StringEqualsIgnoreCase", "StringLike")


def _ties_to_tags(condition: Condition) -> bool:
    """Whether only resources with a certain tag are meant: the form that AWS gives attribute-based access."""
    return (
        any(key in condition.key.lower() for key in _TAG_KEYS)
        and condition.operator in _TIES
        and not condition.if_exists
        and condition.qualifier != "ForAllValues"
        and not any(is_any(value) for value in condition.values)
    )
