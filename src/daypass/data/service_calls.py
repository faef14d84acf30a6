"""This is where it is told what a service says of itself when it calls a resource for one of its customers."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from daypass.data.service_principals import ANSWERS, Answer
from daypass.data.table import read_table, word

_REGION: Final = re.compile(r"\.[a-z]{2}(?:-[a-z]+)+-[0-9](?=\.amazonaws\.com$)")
_SUFFIX: Final = re.compile(r"\.amazonaws\.com(?:\.cn)?$")


class ServiceCall(NamedTuple):
    """Whether aws:SourceAccount and aws:SourceArn come with a call of one service to another, and the page about it.

    `context` is the key of the encryption context that says it to a key of KMS, "" where none does.
    """

    account: Answer
    arn: Answer
    context: str
    source: str

    @property
    def says_who(self) -> bool:
        """Whether a policy may ask on whose behalf the service calls: never where nobody knows that it says so."""
        return "yes" in (self.account, self.arn) or bool(self.context)


@cache
def service_calls() -> Mapping[tuple[str, str], ServiceCall]:
    """Principal (`sns.amazonaws.com`) and called service (`sqs`) → what comes with the call."""
    return MappingProxyType(
        {
            (row["principal"], row["target"]): ServiceCall(
                word(row, "account", ANSWERS), word(row, "arn", ANSWERS), row["context"], row["source"]
            )
            for row in read_table("service_calls").rows
        }
    )


def plain_principal(principal: str) -> str:
    """A service's principal without region and partition: `logs.eu-west-1.amazonaws.com` is `logs.amazonaws.com`."""
    folded = _SUFFIX.sub(".amazonaws.com", principal.strip().lower())
    return _REGION.sub("", folded)
