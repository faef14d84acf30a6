"""This is where it is told which wildcards of a grant need a reason: those that leave open what it is about.

`arn:aws:s3:::reports/*` says what it is about, the bucket, and needs none. `arn:aws:s3:::*` and
`arn:aws:dynamodb:eu-central-1:111122223333:table/*` do not. A wildcard in the region widens nothing that has a name.
"""

import re
from typing import Final

_PARTS: Final = 6  # arn:partition:service:region:account:resource
_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
_STARTS_WITH_NAME: Final = ("sqs", "sns", "codecommit", "codepipeline", "execute-api")
"""Services whose resource begins with its name, where those of others begin with a type: `table/NAME`. So does S3's."""


def wide_action(action: str) -> bool:
    """Whether an action of a grant is a pattern: `s3:Get*`."""
    return _is_pattern(action)


def wide_resource(resource: str) -> bool:
    """Whether a wildcard stands in service, account, bucket or first segment of the name, or for the whole resource."""
    # What a policy variable becomes is one value and never a wildcard; its colons and slashes are no separators.
    parts = _VARIABLE.sub("variable", resource).split(":", _PARTS - 1)
    if len(parts) < _PARTS:
        return _is_pattern(resource)
    _, _, service, region, account, name = parts
    return any(map(_is_pattern, (service, account, *_name(service, region + account, name))))


def _name(service: str, place: str, resource: str) -> list[str]:
    """The segments that say what the ARN is about: type and name, or the name alone where no type stands before it."""
    # Names that begin with a slash (`log-group:/aws/lambda/app`) leave an empty segment, which says nothing.
    segments = [segment for segment in re.split(r"[/:]", resource) if segment]
    is_bucket = service == "s3" and not place
    return segments[:1] if is_bucket or service in _STARTS_WITH_NAME else segments[:2]


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text
