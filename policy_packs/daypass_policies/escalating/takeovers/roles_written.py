"""This is where RolesWritten are: the tables and parameters in which a deployment itself writes the ARNs of roles.

Whoever else may write there changes what the deployment said. Source: Pulumi Registry, "aws.dynamodb.TableItem" and
"aws.ssm.Parameter"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare

_WRITTEN: Final[Mapping[str, tuple[str, str, str]]] = {
    "aws:dynamodb/tableItem:TableItem": (":table/", "tableName", "item"),
    "aws:ssm/parameter:Parameter": (":parameter/", "name", "value"),
    "aws-native:ssm:Parameter": (":parameter/", "name", "value"),
}
"""Type → how the ARN of what it writes to begins after the account, and where its name and its value are."""

_KINDS: Final = frozenset(kind for kind, _, _ in _WRITTEN.values())
_OF_ROLES: Final = ":role/"


class RolesWritten:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._places = frozenset(place for one in stack.of_type(*_WRITTEN) for place in _place(one))

    def __contains__(self, arn: str) -> bool:
        """Whether it writes the ARN of a role there, or what is not known yet."""
        return any(kind in arn and f"{kind}{arn.partition(kind)[2]}" in self._places for kind in _KINDS)


def _place(one: Resource) -> Iterator[str]:
    kind, name, value = _WRITTEN[one.type]
    written = declared(one, value)
    if bare(written) is UNKNOWN or _OF_ROLES in text_of(written):
        yield f"{kind}{text_of(said(one, name)).removeprefix('/')}"
