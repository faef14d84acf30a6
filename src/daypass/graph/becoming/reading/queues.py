"""This is where the queues of SQS of a stack are, and where it is told who receives what is sent to one.

The queue's own policy has a say in it, by itself or against, and a key of the company's own must open the message.
Sources: Amazon SQS Developer Guide, "Using policies with Amazon SQS" and "Amazon SQS Key management" (a consumer needs
`kms:Decrypt`); properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.resource_policies import resource_policies
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.reading.locks import Locks
from daypass.graph.becoming.reading.readers import let_by, opens
from daypass.graph.faults import Fault
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.model.resource import Resource
from daypass.settings import Settings

RECEIVES: Final = "sqs:ReceiveMessage"
QUEUES: Final[Mapping[str, Kind]] = {
    "aws:sqs/queue:Queue": Kind("queue", "", "name"),
    "aws-native:sqs:Queue": Kind("queue", "", "queueName"),
}
_POLICIES: Final[Mapping[str, str]] = {
    "aws:sqs/queue:Queue": "",
    "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
    "aws-native:sqs:QueueInlinePolicy": "queue",
    "aws-native:sqs:QueuePolicy": "queues[]",
}
"""Type → where it names the queues that its policy is about; "" for itself."""

_KEY: Final = "kmsMasterKeyId"
_URL: Final = re.compile(
    r"https://(?:sqs\.)?(?P<region>[a-z0-9-]{1,30})(?:\.queue)?\.amazonaws\.com(?:\.cn)?/(?P<account>\d{12})/"
    r"(?P<name>[\w-]{1,80}(?:\.fifo)?)"
)


class Queues:
    """Those of a stack."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._locks = stack, stack.once(Locks, settings)

    def named(self, by: Resource, text: str) -> Resource | None:
        """The queue of the stack that `by` means by a URL, an ARN or a name."""
        name = text.rpartition("/")[2] if _URL.fullmatch(text) else text
        found = (self._names.named(by, each).urn for each in (text, name))
        return self._stack.by_urn.get(next(filter(None, found), ""))

    def arn(self, by: Resource, text: str) -> str:
        """The ARN of the queue that `by` means so, with `*` for what is not known of it."""
        queue, url = self.named(by, text), _URL.fullmatch(text)
        own = text_of(said(queue, "arn")) if queue else ""
        if Arn.parse(own or text):
            return own or text
        place = f"{url['region']}:{url['account']}:{url['name']}" if url else f"{ANY}:{ANY}:{text or ANY}"
        return f"arn:{ANY}:sqs:{place}"

    def received(self, means: Means, by: Resource, text: str) -> Answer:
        """Whether somebody receives what is sent to the queue that `by` means so."""
        queue, arn = self.named(by, text), self.arn(by, text)
        facts = tag_facts(queue, "aws:resourcetag/") if queue else NOTHING
        found = means.on(RECEIVES, arn, facts) if means.may(RECEIVES) else NO
        for place, policy in self._policies.get(queue.urn if queue else arn, ()):
            if isinstance(policy, Document):
                let = let_by(policy, means, RECEIVES, arn, facts)
                found = joined(found, let) if found.possible else let
            elif not policy.malformed:
                found = found.under(place)
        lock = self._locks.of(queue, _KEY, arn) if queue and found.possible else None
        return joined(found, opens(means, lock)) if lock else found

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, QUEUES)

    @cached_property
    def _policies(self) -> Mapping[str, tuple[tuple[Untold, Document | Fault], ...]]:
        """URN of a queue, or its ARN where the stack has none such → its policies, and where each stands."""
        return grouped((queue, found) for one in self._stack.of_type(*_POLICIES) for queue, found in self._read(one))

    def _read(self, one: Resource) -> Iterator[tuple[str, tuple[Untold, Document | Fault]]]:
        what = resource_policies()[one.type].path
        value = declared(one, what)
        if value is None or value == "":
            return
        place = Untold.of(one, what)
        for queue in self._whose(one):
            yield queue, (place, document_or_fault(value, str(place)))

    def _whose(self, one: Resource) -> Iterator[str]:
        way = _POLICIES[one.type]
        if not way:
            yield one.urn
            return
        found = walk(Leaf(one.state.raw, one.state.path), steps(way), loose=True)
        for leaf, meant in zip(found, self._names.meant(one, beginning(way), found), strict=True):
            queue = self.named(one, text_of(leaf.value))
            yield meant.urn or (queue.urn if queue else self.arn(one, text_of(leaf.value)))
