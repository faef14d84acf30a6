"""This is where it is told whether somebody may send a machine a document that runs what they like.

Who sends a command, or associates a document, is asked about that as well as about the machine. A document of the
stack whose steps are fixed runs what its author wrote, unless the sender may write its next version; of those of AWS
only some run what their sender writes. Documents that the stack does not have may run anything. Sources: Service
Authorization Reference, "AWS Systems Manager"; Systems Manager User Guide, "Enforce a session document permission check
for the AWS CLI"; API Reference, "CreateDocument" (the names that are AWS's own), "SendCommand" and "CreateAssociation"
(`DocumentVersion`); read 2026-11.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Final

from daypass.data.escalation_documents import code_documents, shell_documents
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.steering.documents.written import ACCOUNT, KIND, SsmDocument, WrittenDocuments, here
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard, matches

SESSION: Final = "ssm:StartSession"
_SENDS: Final = ("ssm:SendCommand", "ssm:CreateAssociation", "ssm:CreateAssociationBatch", SESSION)
_CHECKS: Final = "ssm:sessiondocumentaccesscheck"
"""The condition key without which nobody is asked about the document of a session."""

_EDITS: Final = ("ssm:UpdateDocument", "ssm:DeleteDocument")
"""What it must be able to do, at least one of them, to write what a document says next."""

_CHECKED: Final = Facts({_CHECKS: "true"})
_UNCHECKED: Final = Facts({_CHECKS: "false"})

_OF_AWS: Final = ("aws", "amazon", "amzn")
_MAY: Final = Answer(possible=True)


class Sending:
    """The documents of a stack, as they are sent."""

    def __init__(self, written: WrittenDocuments) -> None:
        self._written = written

    def runs_anything(self, means: Means, action: str) -> Answer:
        """Whether what may be sent by this action runs what its sender likes; yes for an action that sends nothing."""
        if action not in _SENDS or not _are_asked_about(means, action):
            return _MAY
        facts = _CHECKED if action == SESSION else NOTHING
        found = best(self._each(means, action, facts))
        every = here(f"arn:*:ssm:*:*:{KIND}*", means.caller)
        if found.possible or not means.open or not means.on(action, every, facts).possible:
            return found
        return best(self._own(means, action, facts, ("*",)))  # more than the stack tells may let it send any of them

    def _each(self, means: Means, action: str, facts: Facts) -> Iterator[Answer]:
        for arn in (*_published(means, action), *self._elsewhere(means, action)):
            yield means.on(action, arn, facts)
        yield from self._own(means, action, facts, _allowed(means, action))

    def _own(self, means: Means, action: str, facts: Facts, patterns: Collection[str]) -> Iterator[Answer]:
        """Those of the stack that these patterns may take in."""

        def sends(document: SsmDocument) -> Answer:
            return means.on(action, here(document.arn, means.caller), facts)

        yield from map(sends, self._near(means, patterns, is_open=True))
        for one in self._rewritable(means, patterns):
            if (found := sends(one)).possible:
                yield joined(found, _edits(means, here(one.arn, means.caller)))
        for one in self._near(means, patterns, is_open=None):
            found = sends(one)
            yield found.under(Untold.of(f"document {one.name!r}", "content"))
            if found.is_certain:
                return  # of no other one of these more is known

    def _rewritable(self, means: Means, patterns: Collection[str]) -> Sequence[SsmDocument]:
        """Those of fixed steps of which it is asked whether it may write what they say next."""
        if not any(map(means.may, _EDITS)):
            return ()
        sent = self._near(means, patterns, is_open=False)
        return sent if means.open else min(sent, self._near(means, _allowed(means, *_EDITS), is_open=False), key=len)

    def _near(self, means: Means, patterns: Collection[str], *, is_open: bool | None) -> Sequence[SsmDocument]:
        each = (self._written.near(text, means.caller).get(is_open, ()) for text in patterns)
        return tuple(dict.fromkeys(chain.from_iterable(each)))

    def _elsewhere(self, means: Means, action: str) -> Iterator[str]:
        """Those that its policies name, by a pattern perhaps, and the stack does not have."""
        told = means.told(action)
        texts = [text for held in (*told.allows, *told.bounds) for text in _patterns(means, held)]
        texts += [text for held in told.denies for text in held.left_out]
        for text in dict.fromkeys(texts):
            name = _name_in(text)
            start = text.removesuffix(name)
            if name.lower().startswith(_OF_AWS):
                yield from (start + one for one in _of_aws(action) if matches(name, one))
            elif name and not self._written.near(text, means.caller):
                yield start + filled(name, PROBE)


def opens_a_shell(means: Means) -> Answer:
    """Whether a session may be started in which somebody types what they like, with a document that nobody named."""
    if not _are_asked_about(means, SESSION):
        return _MAY
    return best(means.on(SESSION, arn, _CHECKED) for arn in _published(means, SESSION))


def _are_asked_about(means: Means, action: str) -> bool:
    """Whether documents hold it back at all: where its policies name machines alone, others may name documents."""
    if action == SESSION:
        machine = here(f"arn:*:ec2:*:{ACCOUNT}:instance/*", means.caller)
        return _CHECKS in means.told(action).keys and not means.on(action, machine, _UNCHECKED).possible
    return any(_is_of_documents(text) for held in means.told(action).allows for text in _patterns(means, held))


def _published(means: Means, action: str) -> Iterator[str]:
    """Those of AWS that run what their sender writes, and one of the account that nobody named."""
    for name in _of_aws(action):
        yield here(f"arn:*:ssm:*::{KIND}{name}", means.caller)
    yield here(f"arn:*:ssm:*:{ACCOUNT}:{KIND}{PROBE}", means.caller)
    if action == SESSION:
        yield here(f"arn:*:ssm:*:{ACCOUNT}:{KIND}SSM-SessionManagerRunShell", means.caller)


def _of_aws(action: str) -> tuple[str, ...]:
    return shell_documents() if action == SESSION else code_documents()


def _edits(means: Means, arn: str) -> Answer:
    """Whether it may write what the document says next; who sends it chooses the version."""
    anew = NO
    if means.may("ssm:DeleteDocument") and means.may("ssm:CreateDocument"):
        anew = joined(means.on("ssm:DeleteDocument", arn), means.on("ssm:CreateDocument", arn))
    return best((means.on("ssm:UpdateDocument", arn), anew))


def _allowed(means: Means, *actions: str) -> Collection[str]:
    """The resources that its policies name for any of these actions."""
    every = (_patterns(means, held) for action in actions for held in means.told(action).allows)
    return dict.fromkeys(chain.from_iterable(every))


def _patterns(means: Means, held: Held) -> tuple[str, ...]:
    return held.line.patterns(means.caller.facts)


def _name_in(text: str) -> str:
    """The name of a document that a pattern is about; "" where it is about none, or about other things as well."""
    arn = Arn.parse(text)
    is_document = arn is not None and arn.service == "ssm" and arn.resource.startswith(KIND)
    return arn.resource.removeprefix(KIND) if arn and is_document else ""


def _is_of_documents(text: str) -> bool:
    """Whether a pattern may take in a document."""
    arn = Arn.parse(text)
    if arn is None:
        return True
    start = arn.resource[: len(KIND)]
    return matches(arn.service, "ssm") and (has_wildcard(start) or start == KIND)
