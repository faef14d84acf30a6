"""This is where it is told who reads where another writes, and so gets at what that one hands over to somebody.

An id or a token by which something is answered that waits is kept in a table or a bucket until somebody does, or sent
to them. Which of all that somebody writes there has it nothing tells, so that each place may.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns

TOLD: Final = (("sqs:SendMessage", ("sqs:ReceiveMessage",)), ("sns:Publish", ("sns:Subscribe",)))
"""By what somebody tells others, and by what these hear it."""

_ITEMS: Final = ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan")
_READ: Final = (
    *TOLD,
    ("dynamodb:PutItem", _ITEMS),
    ("dynamodb:UpdateItem", _ITEMS),
    ("s3:PutObject", ("s3:GetObject",)),
)
"""By what somebody hands something over, and by what others take it from there."""


class Read(NamedTuple):
    """Whether somebody reads by this action what another writes at a place, which is a pattern of ARNs."""

    answer: Answer
    action: str
    place: str


def read_by(actor: Actor, writers: Iterable[Actor]) -> Iterator[Read]:
    """What somebody may read of where these write."""
    for writer in writers:
        for writes, reads in _READ:
            for pattern in patterns(writer, writes):
                yield from (Read(may(actor, read, pattern), read, pattern) for read in reads)
