"""This is where an Arn is: `arn:partition:service:region:account:resource`, as it is and as a pattern."""

from typing import NamedTuple

from daypass.iam.glob import has_wildcard

_NAMED_BY_FIRST_SEGMENT = "s3"
"""Its ARNs begin with the bucket's name, where those of other services begin with a type: `table/NAME`."""

_ENOUGH = 3
"""Letters and digits that a pattern must fix before it counts as a name: `*-*` names nothing."""


class Arn(NamedTuple):
    """The parts of an ARN; the resource is all the rest and may hold `:` and `/`."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn | None":
        """None where the text is no ARN: too few parts, or another word in front."""
        head, *parts = text.split(":", 5)
        return cls(*parts) if head == "arn" and len(parts) == len(cls._fields) else None

    @property
    def aws_managed_policy(self) -> str:
        """Path and name of an AWS-managed policy (`job-function/Billing`), "" for anything else. Any partition."""
        is_managed = self.service == "iam" and self.account == "aws" and self.resource.startswith("policy/")
        return self.resource.removeprefix("policy/") if is_managed else ""


def names_resource(pattern: str) -> bool:
    """Whether a `Resource` pattern is limited to something with a name, rather than to all there is of a type.

    `arn:aws:s3:::reports/*` and `arn:aws:sqs:*:*:orders` are; `*`, `arn:aws:s3:::*`, `arn:aws:iam::*:role/*` are not.
    """
    arn = Arn.parse(pattern)
    if arn is None:
        return bool(pattern) and not has_wildcard(pattern)
    name = arn.resource
    if arn.service != _NAMED_BY_FIRST_SEGMENT:
        slash, colon = name.lstrip("/").partition("/"), name.partition(":")
        kind, separator, rest = min(slash, colon, key=lambda parts: len(parts[0]))
        name = rest if separator and not has_wildcard(kind) else name
    return sum(character.isalnum() for character in name) >= _ENOUGH
