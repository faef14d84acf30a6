"""This is where it is told whether somebody may send a machine a document that runs what they like.

Who sends a command is asked about the document as well as about the machine. A document of the stack whose steps are
fixed runs what its author wrote, unless the sender may write its next version; of those of AWS only some run what
their sender writes. Documents that the stack does not have may run anything. Sources: Service Authorization Reference,
"AWS Systems Manager"; Systems Manager User Guide, "Enforce a session document permission check for the AWS CLI"; API
Reference, "CreateDocument" (the names that are AWS's own), "SendCommand" (`DocumentVersion`); read 2026-11.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_documents import code_documents, shell_documents
from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Held, Means, best
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.documents.steps import leaves_open
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource, Undecided

_DOCUMENTS: Final = ("aws:ssm/document:Document", "aws-native:ssm:Document")
SESSION: Final = "ssm:StartSession"
_SENDS: Final = ("ssm:SendCommand", SESSION)
_CHECKS: Final = "ssm:sessiondocumentaccesscheck"
"""The condition key without which nobody is asked about the document of a session."""

_CHECKED: Final = Facts({_CHECKS: "true"})
_UNCHECKED: Final = Facts({_CHECKS: "false"})

_KIND: Final = "document/"
_ACCOUNT: Final = "ACCOUNT"
"""Stands for the caller's own account in an ARN. A document may have this word in its name."""

_COLONS: Final = 5
"""Before the name in an ARN."""

_OF_AWS: Final = ("aws", "amazon", "amzn")
_MAY: Final = Answer(possible=True)


class _Document(NamedTuple):
    name: str
    arn: str
    is_open: bool | None


class Sending:
    """The documents of a stack, as they are sent."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def runs_anything(self, means: Means, action: str) -> Answer:
        """Whether what may be sent by this action runs what its sender likes; yes for an action that sends nothing."""
        if action not in _SENDS or not _are_asked_about(means, action):
            return _MAY
        return best(self._each(means, action, _CHECKED if action == SESSION else NOTHING))

    def _each(self, means: Means, action: str, facts: Facts) -> Iterator[Answer]:
        for arn in (*_published(means, action), *self._elsewhere(means, action)):
            yield means.on(action, arn, facts)
        for one in self._own:
            arn = _here(means, one.arn)
            found = means.on(action, arn, facts)
            if found.possible and one.is_open is False:
                found = joined(found, _edits(means, arn))
            yield found.under(f"content of document {one.name!r}") if one.is_open is None else found

    def _elsewhere(self, means: Means, action: str) -> Iterator[str]:
        """Those that its policies name, by a pattern perhaps, and the stack does not have."""
        told = means.told(action)
        texts = [text for held in (*told.allows, *told.bounds) for text in _patterns(means, held)]
        texts += [text for held in told.denies for text in _left_out(held)]
        own = [_here(means, one.arn) for one in self._own]
        for text in dict.fromkeys(texts):
            name = _name_in(text)
            start = text.removesuffix(name)
            if name.lower().startswith(_OF_AWS):
                yield from (start + one for one in _of_aws(action) if matches(name, one))
            elif name and all(meets(text, arn) == "no" for arn in own):
                yield start + name.replace("*", PROBE).replace("?", "x")

    @cached_property
    def _own(self) -> tuple[_Document, ...]:
        every = self._stack.of_type(*_DOCUMENTS)
        return tuple(_Document(one.name, _arn(one), leaves_open(one)) for one in every)


def opens_a_shell(means: Means) -> Answer:
    """Whether a session may be started in which somebody types what they like, with a document that nobody named."""
    if not _are_asked_about(means, SESSION):
        return _MAY
    return best(means.on(SESSION, arn, _CHECKED) for arn in _published(means, SESSION))


def _are_asked_about(means: Means, action: str) -> bool:
    """Whether documents hold it back at all: where its policies name machines alone, others may name documents."""
    if action == SESSION:
        machine = _here(means, f"arn:*:ec2:*:{_ACCOUNT}:instance/*")
        return _CHECKS in means.told(action).keys and not means.on(action, machine, _UNCHECKED).possible
    return any(_is_of_documents(text) for held in means.told(action).allows for text in _patterns(means, held))


def _published(means: Means, action: str) -> Iterator[str]:
    """Those of AWS that run what their sender writes, and one of the account that nobody named."""
    for name in _of_aws(action):
        yield _here(means, f"arn:*:ssm:*::{_KIND}{name}")
    yield _here(means, f"arn:*:ssm:*:{_ACCOUNT}:{_KIND}{PROBE}")
    if action == SESSION:
        yield _here(means, f"arn:*:ssm:*:{_ACCOUNT}:{_KIND}SSM-SessionManagerRunShell")


def _of_aws(action: str) -> tuple[str, ...]:
    return shell_documents() if action == SESSION else code_documents()


def _edits(means: Means, arn: str) -> Answer:
    """Whether it may write what the document says next; who sends it chooses the version."""
    anew = NO
    if means.may("ssm:DeleteDocument") and means.may("ssm:CreateDocument"):
        anew = joined(means.on("ssm:DeleteDocument", arn), means.on("ssm:CreateDocument", arn))
    return best((means.on("ssm:UpdateDocument", arn), anew))


def _here(means: Means, arn: str) -> str:
    """The same in the caller's own account and partition, as far as they are known."""
    own = Arn.parse(means.caller.arn)
    start, partition, service, region, account, name = arn.split(":", _COLONS)
    partition = own.partition if own and partition == ANY else partition
    account = (means.caller.account or ANY) if account == _ACCOUNT else account
    return f"{start}:{partition}:{service}:{region}:{account}:{name}"


def _arn(document: Resource) -> str:
    name = text_of(said(document, "name")) or document.id or ANY
    arn = text_of(said(document, "arn"))
    region = text_of(document.provider.inputs.raw.get("region")) or ANY
    return arn if Arn.parse(arn) else f"arn:*:ssm:{region}:{_ACCOUNT}:{_KIND}{name}"


def _patterns(means: Means, held: Held) -> tuple[str, ...]:
    return held.line.patterns(means.caller.facts)


def _left_out(held: Held) -> tuple[str, ...]:
    """What a Deny lets be."""
    try:
        return held.line.statement.not_resources
    except Undecided:
        return ()


def _name_in(text: str) -> str:
    """The name of a document that a pattern is about; "" where it is about none, or about other things as well."""
    arn = Arn.parse(text)
    is_document = arn is not None and arn.service == "ssm" and arn.resource.startswith(_KIND)
    return arn.resource.removeprefix(_KIND) if arn and is_document else ""


def _is_of_documents(text: str) -> bool:
    """Whether a pattern may take in a document."""
    arn = Arn.parse(text)
    if arn is None:
        return True
    start = arn.resource[: len(_KIND)]
    return matches(arn.service, "ssm") and (has_wildcard(start) or start == _KIND)
