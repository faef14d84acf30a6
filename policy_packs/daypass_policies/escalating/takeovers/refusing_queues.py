"""This is where it is told whom the policy of a queue refuses, whatever their own policies allow.

An explicit Deny of everybody holds for who may send by a policy of their own, too, unless it lets be this one: so a
queue takes messages of one sender alone. What is not known of a policy refuses nobody. Sources: IAM User Guide, "Policy
evaluation logic"; Amazon SQS Developer Guide, "Basic examples of Amazon SQS policies"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.graph.becoming.granted import alone
from daypass.graph.given import Given
from daypass.graph.stack import Stack
from daypass.iam.document import EVERYONE, MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.opening.resource_policies import documents_of, types_of

_SERVICE: Final = "sqs"


class RefusingQueues:
    """The policies of the queues of a stack, each read once."""

    def __init__(self, stack: Stack) -> None:
        policies = stack.of_type(*types_of(lambda place: place.service == _SERVICE))
        self._denials = tuple(given for policy in policies for given in _denials(policy))

    def refuse(self, actor: Actor, action: str, queue: str) -> bool:
        """Whether nobody who acts as it gets this past the policy of the queue with this ARN."""
        every = (means.denied(self._denials, {}) for means in actor.means if self._denials)
        return bool(self._denials) and not any(means.on(action, queue).possible for means in every)


def _denials(policy: Resource) -> Iterator[Given]:
    """What it denies to everybody, or to all but some, as far as it can be read."""
    try:
        for document in documents_of(policy):
            if denied := tuple(alone(one) for one in document.statements if _is_of_everybody(one)):
                yield Given(replace(document, statements=denied), policy, "queue policy", document.path)
    except (MalformedDocument, Undecided):
        return


def _is_of_everybody(statement: Statement) -> bool:
    if not statement.is_fully_known or statement.effect != "Deny" or statement.principals is None:
        return False
    named = statement.principals
    return EVERYONE in named or EVERYONE in named.get("AWS", ())
