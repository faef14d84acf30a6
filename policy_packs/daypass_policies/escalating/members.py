"""This is where it is told which accounts of an organisation somebody may move to another root e-mail address.

Whoever starts the change of the address and accepts it, with the code that is sent to the new one, resets the password
of the account's root user. That is done to members alone, from the management account or a delegated one: nobody does
it to the account in which they are. Sources: Account Management Reference, "StartPrimaryEmailUpdate" and
"AcceptPrimaryEmailUpdate"; Service Authorization Reference, "AWS Account Management"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.unnamed import account_for, partition_for, texts_of

MOVES_ROOT: Final = frozenset(("account:StartPrimaryEmailUpdate", "account:AcceptPrimaryEmailUpdate"))

_MEMBERS: Final = "account/"
_ANY: Final = "*"


class Member(NamedTuple):
    """An account that nobody named, and what a request about it brings along: an address and a place of nobody's."""

    arn: str
    facts: Facts


def members(means: Means, action: str) -> Iterator[Member]:
    """One of whatever organisation, and one of each of which a statement takes in all accounts."""
    start = f"arn:{partition_for(means, action)}:account::"
    yield _member(f"{start}{account_for(means, action)}", f"o-{PROBE}")
    for arn in filter(None, map(Arn.parse, dict.fromkeys(texts_of(means, action)))):
        organisation, _, account = arn.resource.removeprefix(_MEMBERS).partition("/")
        if arn.service == "account" and account == _ANY and not has_wildcard(organisation + arn.account):
            yield _member(f"{start}{arn.account}", organisation)


def _member(start: str, organisation: str) -> Member:
    facts = Facts(
        {
            "account:emailtargetdomain": f"{PROBE}.example",
            "account:accountresourceorgpaths": f"{organisation}/r-{PROBE}/ou-{PROBE}/",
        },
        tags=("account:accountresourceorgtags/",),
    )
    return Member(f"{start}:{_MEMBERS}{organisation}/{PROBE}", facts)
