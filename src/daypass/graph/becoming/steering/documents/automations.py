"""This is where it is told who starts nothing with an automation but what others wrote.

An automation does with the role that is passed to it what its document says. One of the stack whose steps are fixed,
started by its name by somebody who may not write what it says next, is nothing of their own. Another account may share
one of the same name. Sources: Systems Manager User Guide, "Running an automation by using IAM service roles" and
"Sharing SSM documents"; Service Authorization Reference, "AWS Systems Manager" (an automation is asked about as
`automation-definition/NAME:VERSION`); read 2026-11.
"""

from typing import Final

from daypass.graph.becoming.means import Means
from daypass.graph.becoming.steering.documents.written import KIND, WrittenDocuments
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard

STARTS: Final = "ssm:StartAutomationExecution"
_DEFINITION: Final = "automation-definition/"
_RUN: Final = "automation-execution/"
_WRITES: Final = ("ssm:CreateDocument", "ssm:UpdateDocument", "ssm:DeleteDocument")


def starts_only_what_is_written(means: Means, written: WrittenDocuments) -> bool:
    """Whether each automation that it may start is one of the stack, by its name, whose steps it cannot choose."""
    allows = means.told(STARTS).allows
    if means.open or not allows or any(map(means.may, _WRITES)):
        return False
    patterns = {text for held in allows for text in held.line.patterns(means.caller.facts)}
    return all(_is_fixed(text, means, written) for text in patterns)


def _is_fixed(pattern: str, means: Means, written: WrittenDocuments) -> bool:
    arn = Arn.parse(pattern)
    if arn is None or arn.service != "ssm":
        return False
    kind, slash, name = arn.resource.partition("/")
    if f"{kind}{slash}" == _RUN:
        return True  # a run that is there does what it did
    if not arn.account or arn.account != means.caller.account:
        return False
    name = name.partition(":")[0]
    if f"{kind}{slash}" not in (_DEFINITION, KIND) or not name or has_wildcard(name):
        return False
    found = written.near(":".join(("arn", *arn._replace(resource=f"{KIND}{name}"))), means.caller)
    return found.keys() == {False}
