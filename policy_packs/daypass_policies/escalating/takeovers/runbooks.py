"""This is where it is told which roles Systems Manager enters for runbooks alone: they do what those say, and no more.

A trust tells it that asks for the execution of an automation (`aws:SourceArn`), else the stack, by what uses the role.
Machines elsewhere come by the same service, for which an activation is made: what works there does as it likes.
Source: Systems Manager User Guide, "Setting up Automation" and "Create the IAM service role required for Systems
Manager in hybrid and multicloud environments"; read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Final

from daypass.graph.becoming.steering.documents.contents import content_of
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.iam.admitted import Admitted
from daypass.iam.arn import Arn
from daypass.iam.asked import asked_of
from daypass.iam.document import Document, MalformedDocument
from daypass.model.kind import Claim
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.trust import ROLES, known_admissions, trust_of

BY_RUNBOOKS: Final = "ssm.amazonaws.com"
_SOURCE: Final = "aws:sourcearn"
_RUN: Final = "automation-execution/"


def is_held_to_runbooks(role: Resource) -> bool:
    """Whether its trust lets Systems Manager in for executions of automations alone, wherever it does at all."""
    entering = [one for one in known_admissions(role) if one.principal == BY_RUNBOOKS]
    return bool(entering) and all(_asks_for_a_run(one, role) for one in entering)


class RunbookRoles:
    """The roles of a stack that it gives to runbooks."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._consumers = stack, stack.once(Consumers)

    def has(self, role: Resource) -> bool:
        """Whether nobody but services enters it, and Systems Manager for runbooks alone.

        That says its trust, or all that uses it.
        """
        if role.type not in ROLES or not all(one.kind == "Service" for one in known_admissions(role)):
            return False
        uses = self._consumers.by_role.get(role.urn, ())
        is_given = role.urn in self._written or any(BY_RUNBOOKS in use.principals for use in uses)
        return is_held_to_runbooks(role) or (is_given and all(use.purpose == "service" for use in uses))

    def of(self, document: Resource) -> Iterator[str]:
        """The URNs of those that a document names, or what it calls such a role otherwise.

        Of one whose content is not known these are those on which it depends, else all that are there for runbooks.
        """
        named = self._consumers.by_consumer.get(document.urn, ())
        urns = [urn for use in named for urn in (use.role, *use.possible) if urn]
        yield from self._every if not urns and content_of(document) is None else urns
        yield from self._assumed(document)

    @cached_property
    def _every(self) -> tuple[str, ...]:
        """The URNs of all that are there for runbooks."""
        return tuple(one.urn for one in self._stack.of_type(*ROLES) if self.has(one))

    @cached_property
    def _written(self) -> frozenset[str]:
        """Those that a document names; of one in YAML the table of consumers does not know it."""
        return frozenset(chain.from_iterable(map(self._assumed, self._stack.of_type(*DOCUMENTS))))

    def _assumed(self, document: Resource) -> Iterator[str]:
        if role := text_of((content_of(document) or {}).get("assumeRole")):
            yield self._consumers.role_of(document, role)


def _asks_for_a_run(admitted: Admitted, role: Resource) -> bool:
    try:
        document = trust_of(role)
        asked = _asked(document, admitted.statement)
    except (MalformedDocument, Undecided):
        return False
    return bool(asked) and all(map(_is_a_run, asked))


def _asked(document: Document, at: int | None) -> tuple[Claim, ...]:
    """What a statement asks of the thing for which a service comes. Raises `Undecided`."""
    if at is None:
        return ()
    return asked_of(document.statements[at].conditions, document.version).get(_SOURCE, ())


def _is_a_run(claim: Claim) -> bool:
    arn = Arn.parse(claim.text)
    return arn is not None and arn.service == "ssm" and arn.resource.startswith(_RUN)
