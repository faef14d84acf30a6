"""This is where Stores are: what a state machine reads that somebody has written before, and by which actions.

Who writes there says what the machine then does with it, as who starts it does by its input. Sources: Service
Authorization Reference, "Amazon DynamoDB" (`dynamodb:Attributes`, `dynamodb:LeadingKeys`), "AWS Systems Manager"
(`ssm:Overwrite`), "Amazon S3", "AWS Secrets Manager" and "Amazon SQS"; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Value

ITEMS: Final = "dynamodb"
PARAMETERS: Final = "ssm"
SECRETS: Final = "secretsmanager"

ATTRIBUTES: Final = "dynamodb:attributes"
_LEADING: Final = "dynamodb:leadingkeys"
OVERWRITES: Final = ("ssm:overwrite", "true")
_WHOLE: Final = "$"
_BEFORE_RESOURCE: Final = 5
"""The parts of an ARN before its resource."""


class Ways(NamedTuple):
    """The paths by one action: to say what a machine does, to name what it gives, and to say what it has run.

    `names` is that on which one of the commits of a repository is named, which a build then takes.
    """

    says: str
    gives: str
    runs: str
    names: str


def _ways(service: str, first: int) -> Ways:
    return Ways(*(f"{service}-x{number:02}" for number in range(first, first + len(Ways._fields))))


WAYS: Final[Mapping[str, Ways]] = {
    "dynamodb:PutItem": _ways("dynamodb", 1),
    "dynamodb:UpdateItem": _ways("dynamodb", 5),
    "dynamodb:BatchWriteItem": _ways("dynamodb", 9),
    "s3:PutObject": _ways("s3", 11),
    "ssm:PutParameter": _ways("ssm", 21),
    "secretsmanager:PutSecretValue": _ways("secretsmanager", 11),
    "sqs:SendMessage": _ways("sqs", 11),
}
"""An action by which somebody stores something → its paths."""

SAYS: Final = frozenset(one.says for one in WAYS.values())
GIVES: Final = frozenset(one.gives for one in WAYS.values())
RUNS: Final = frozenset(id_ for one in WAYS.values() for id_ in (one.runs, one.names))
NAMES: Final = frozenset(one.names for one in WAYS.values())
STORED: Final = SAYS | GIVES | RUNS
"""Paths on which what somebody stores says what is done, or run."""


class Writing(NamedTuple):
    """By which action, asked on what, somebody writes there; `brings` as in `Member`, and `is_asked` as in `Store`."""

    action: str
    arn: str
    brings: tuple[tuple[str, Value], ...] = ()
    is_asked: bool = False

    @property
    def ways(self) -> Ways:
        """The paths."""
        return WAYS[self.action]


class Store(NamedTuple):
    """Where something lies that a machine reads: the ARN on which writing it is asked.

    `key` is that of the one item of a table which is read, "" where it is any. `is_asked`: whoever starts the machine
    says which it reads.
    """

    service: str
    arn: str
    key: str = ""
    is_asked: bool = False

    def written(self, places: Iterable[str], machine: str) -> Iterator[Writing]:
        """How somebody writes what stands at these places (`$.role`), and the machine with this ARN reads."""
        brings, arn = self._brings(places), beside(self.arn, machine)
        actions = (action for action in WAYS if action.partition(":")[0] == self.service)
        return (Writing(action, arn, brings, self.is_asked) for action in actions)

    def _brings(self, places: Iterable[str]) -> tuple[tuple[str, Value], ...]:
        if self.service == PARAMETERS:
            return (OVERWRITES,)
        if self.service != ITEMS:
            return ()
        names = sorted({place.split(".")[1] for place in places if place.startswith(f"{_WHOLE}.")})
        written = ((ATTRIBUTES, tuple(names)),) if names else ()
        return (*written, (_LEADING, self.key)) if self.key else written


def beside(arn: str, machine: str) -> str:
    """The same in the region and the account of the machine, where none are said."""
    parts, own = arn.split(":", _BEFORE_RESOURCE), machine.split(":", _BEFORE_RESOURCE)
    if len(parts) <= _BEFORE_RESOURCE or len(own) <= _BEFORE_RESOURCE:
        return arn
    where = (own[at] if part == ANY else part for at, part in enumerate(parts[:_BEFORE_RESOURCE]))
    return ":".join((*where, parts[_BEFORE_RESOURCE]))
