"""This is where it is told which accounts of an organisation somebody may move to another root e-mail address.

Whoever starts the change of the address and accepts it, with the code that is sent to the new one, resets the password
of the account's root user. That is done to members alone, from the management account or a delegated one: nobody does
it to the account in which they are. Sources: Account Management Reference, "StartPrimaryEmailUpdate" and
"AcceptPrimaryEmailUpdate"; Service Authorization Reference, "AWS Account Management"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.unnamed import account_for, partition_for, texts_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided

MOVES_ROOT: Final = frozenset(("account:StartPrimaryEmailUpdate", "account:AcceptPrimaryEmailUpdate"))

_MEMBERS: Final = "account/"
_ANY: Final = "*"
_PATHS: Final = "account:accountresourceorgpaths"
_PLACE: Final = re.compile(r"(?P<organisation>o-[a-z0-9]+)(?:/(?P<root>r-[a-z0-9]+)(?=/))?")
_NOBODYS: Final = (f"o-{PROBE}", f"r-{PROBE}")
_ACCOUNT: Final = f"{PROBE:x<12}"[:12]
"""One that nobody named, as long as the number of an account is."""


class MemberAccount(NamedTuple):
    """An account that nobody named, and what a request about it brings along: an address and a place of nobody's."""

    arn: str
    facts: Facts


def member_accounts(means: Means, action: str) -> Iterator[MemberAccount]:
    """One of whatever organisation, and one of each that a statement names, by its ARN or by a condition."""
    partition, own = partition_for(means, action), account_for(means, action)
    arns = [arn for text in dict.fromkeys(texts_of(means, action)) if (arn := Arn.parse(text))]
    named = [arn for arn in arns if arn.service in ("account", _ANY)]
    accounts = dict.fromkeys((own, *(arn.account for arn in named if not has_wildcard(arn.account))))
    written = (*(arn.resource.removeprefix(_MEMBERS) for arn in named), *_paths(means, action))
    places = dict.fromkeys((_NOBODYS, *(place for text in written if (place := _place(text)))))
    for account in accounts:
        yield from (_member(f"arn:{partition}:account::{account}", *place) for place in places)


def _place(text: str) -> tuple[str, str] | None:
    """The organisation, and its root, with which a pattern begins; a root of nobody's where it names none."""
    found = _PLACE.match(text)
    return (found["organisation"], found["root"] or _NOBODYS[1]) if found else None


def _paths(means: Means, action: str) -> Iterator[str]:
    """The places of members that conditions ask for."""
    for held in means.told(action).allows:
        try:
            conditions = held.line.statement.conditions
        except Undecided:
            continue
        yield from (value for one in conditions if one.is_on(_PATHS) for value in one.values)


def _member(start: str, organisation: str, root: str) -> MemberAccount:
    facts = Facts(
        {"account:emailtargetdomain": f"{PROBE}.example", _PATHS: f"{organisation}/{root}/ou-{PROBE}/"},
        tags=("account:accountresourceorgtags/",),
    )
    return MemberAccount(f"{start}:{_MEMBERS}{organisation}/{_ACCOUNT}", facts)
