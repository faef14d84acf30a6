"""This is where it is told who signs in as whatever user of a database or a server that they name, its owner too.

Source: Amazon Redshift Management Guide, "GetClusterCredentials"; Amazon RDS User Guide, "Creating and using an IAM
policy for IAM database access"; Transfer Family API, ImportSshPublicKey; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import Facts
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.entrances.server_users import ServerUsers
from daypass_policies.escalating.rising import Rising


class _Way(NamedTuple):
    """An action, how its users begin in an ARN, and words that follow "may".

    `makes` is what makes users, "" where a database does so itself: whoever does gives them their keys.
    """

    action: str
    kind: str
    words: str
    makes: str = ""


_WAYS: Final = (
    _Way("redshift:GetClusterCredentials", "dbuser:", "sign in as any user of a warehouse that it names"),
    _Way("rds-db:connect", "dbuser:", "sign in as any user of a database that it names"),
    _Way(
        "transfer:ImportSshPublicKey",
        "user/",
        "give itself a key for any user of a file server that it names",
        "transfer:CreateUser",
    ),
)
_AS_ANOTHER: Final = Facts(
    {"redshift:dbuser": PROBE, "aws:userid": "AROAEXAMPLE:session"},
    absent=frozenset({"aws:sourceidentity"}),
    tags=("aws:principaltag/", "aws:resourcetag/"),
)
"""The user has a name that nobody wrote down, neither that of the session nor one of its tags, and no tag itself."""


def signs_in(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What a workload signs in to as a user of whatever name: those that it needs could be named.

    Of users that a pattern of names takes in, what those of the stack have is asked about, where it has some.
    """
    users = rising.reach.stack.once(ServerUsers, rising)
    for way in _WAYS:
        if has_by_itself(actor, way.action) and not _makes_users(actor, way):
            for pattern in patterns(actor, way.action):
                is_asked = _is_of_users(pattern, way) and of_arn(pattern) in (PRODUCTION, NO_ENVIRONMENT)
                if is_asked and not users.give_nothing(actor, way.action, pattern):
                    yield Opened(way.action, way.words, may(actor, way.action, _any_user_of(pattern), _AS_ANOTHER))


def _makes_users(actor: Actor, way: _Way) -> bool:
    return bool(way.makes) and may_at_all(actor, way.makes)


def _is_of_users(pattern: str, way: _Way) -> bool:
    """Whether it names no user, and is no pattern of databases or servers, which a request may name besides."""
    arn = Arn.parse(pattern)
    return has_wildcard(pattern.rpartition("/")[2]) and (arn is None or arn.resource.startswith((way.kind, "*")))


def _any_user_of(pattern: str) -> str:
    """What stands behind the thing's own name (`dbuser:CLUSTER/USER`, `user/SERVER/USER`) is the user's."""
    thing, slash, _ = pattern.rpartition("/")
    return f"{thing}/{PROBE}" if slash else pattern
