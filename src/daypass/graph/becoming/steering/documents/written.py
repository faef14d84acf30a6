"""This is where the documents are that a stack writes, by their ARN, so that a pattern is compared with few of them."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY, Caller
from daypass.graph.becoming.patterns import meets, start_of
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.steering.documents.contents import name_of
from daypass.graph.becoming.steering.documents.steps import leaves_open
from daypass.graph.becoming.unsettled import Unsettled
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource

DOCUMENTS: Final = ("aws:ssm/document:Document", "aws-native:ssm:Document")
KIND: Final = "document/"
"""How the name begins in the ARN of a document."""

ACCOUNT: Final = "ACCOUNT"
"""Stands for the caller's own account in an ARN. A document may have this word in its name."""

_COLONS: Final = 5
"""Before the name in an ARN."""


class SsmDocument(NamedTuple):
    """`is_open`: whether its sender says what it runs; None where that is not known."""

    name: str
    arn: str
    is_open: bool | None


Kinds = Mapping[bool | None, tuple[SsmDocument, ...]]
"""Documents by whether they are open."""


class WrittenDocuments:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._found: dict[tuple[str, str, str], Kinds] = {}

    def near(self, pattern: str, caller: Caller) -> Kinds:
        """Those that the pattern may take in where the caller is; a kind of which there are none is left out."""
        partition, account = _place(caller)
        key = (pattern, partition, account)
        if key not in self._found:
            every = self._perhaps_near(pattern)
            self._found[key] = _by_kind(one for one in every if meets(pattern, here(one.arn, caller)) != "no")
        return self._found[key]

    def _perhaps_near(self, pattern: str) -> Iterable[SsmDocument]:
        """All that the pattern may take in, and perhaps some others: by how a name begins, else by how it ends."""
        begins = len(start_of(pattern.split(":", _COLONS)[-1])) > len(KIND)
        return self._by_name.near(pattern) if begins else (*self._settled.near(pattern), *self._unsettled.near(pattern))

    @cached_property
    def _by_name(self) -> Unsettled[SsmDocument]:
        return Unsettled(self._every)

    @cached_property
    def _settled(self) -> Settled[SsmDocument]:
        return Settled((arn, one) for arn, one in self._every if not has_wildcard(arn))

    @cached_property
    def _unsettled(self) -> Unsettled[SsmDocument]:
        return Unsettled((arn, one) for arn, one in self._every if has_wildcard(arn))

    @cached_property
    def _every(self) -> tuple[tuple[str, SsmDocument], ...]:
        """In an order that does not depend on the stack's, with what is known of their ARNs wherever a caller is."""
        every = (SsmDocument(one.name, _arn(one), leaves_open(one)) for one in self._stack.of_type(*DOCUMENTS))
        return tuple((_placed(one.arn, ANY, ANY), one) for one in sorted(every, key=attrgetter("arn", "name")))


def here(arn: str, caller: Caller) -> str:
    """The same in the caller's own account and partition, as far as they are known."""
    return _placed(arn, *_place(caller))


def _place(caller: Caller) -> tuple[str, str]:
    own = Arn.parse(caller.arn)
    return own.partition if own else ANY, caller.account or ANY


def _placed(arn: str, own_partition: str, own_account: str) -> str:
    start, partition, service, region, account, name = arn.split(":", _COLONS)
    partition = own_partition if partition == ANY else partition
    account = own_account if account == ACCOUNT else account
    return f"{start}:{partition}:{service}:{region}:{account}:{name}"


def _by_kind(documents: Iterable[SsmDocument]) -> Kinds:
    found: dict[bool | None, tuple[SsmDocument, ...]] = {}
    every = tuple(documents)
    for kind in (True, False, None):
        if of_kind := tuple(one for one in every if one.is_open is kind):
            found[kind] = of_kind
    return found


def _arn(document: Resource) -> str:
    name = name_of(document) or ANY
    arn = text_of(said(document, "arn"))
    region = text_of(document.provider.inputs.raw.get("region")) or ANY
    return arn if Arn.parse(arn) else f"arn:*:ssm:{region}:{ACCOUNT}:{KIND}{name}"
