"""This is where it is told whether the right to open what a key sealed opens anything for whoever has it.

Under `kms:ViaService` a key is used by no request but those of a service, for whoever asked that one: it gives what
they read there, and who may only write opens nothing (S3 asks for `kms:Decrypt` to put together an upload of several
parts). Sources: AWS KMS Developer Guide, "AWS KMS condition keys" (`kms:ViaService`: it "limits use of a KMS key to
requests from specified AWS services"); Amazon S3 User Guide, "Protecting data using server-side encryption with AWS KMS
keys" (multipart uploads); read 2026-12. A key that seals something which it uses opens what that hands out, by the
rights to that. What the policy of a bucket, a queue or a secret alone lets it read is not
seen: the rules about those say so.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from daypass.data.secret_reads import secret_reads
from daypass.data.stored_reads import stored_reads
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.working import is_reading
from daypass.grouping import grouped
from daypass.iam.action import action_matches
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.sealed_things import is_about

_OPENS: Final = ("kms:decrypt", "kms:decrypt*")
_OF_KEYS: Final = "kms:"
_VIA: Final = "kms:viaservice"
_ASKS: Final = ("StringEquals", "StringEqualsIgnoreCase", "StringLike")
_LOOKS: Final = ("list", "describe", "head")
"""How actions begin that say what there is, and not what is in it."""


def is_opening(pattern: str) -> bool:
    """Whether it is to open what a key sealed, and nothing else."""
    return pattern.lower() in _OPENS


def used_of(means: Means, things: Iterable[str]) -> tuple[str, ...]:
    """Those of the sealed things, by ARN, of which it uses anything: what the key opens there is what they hand out."""
    own = [one for one in means.everything if one.line.is_allow and one.given is not means.permissions.bounded]
    patterns = [pattern for one in own if not _is_of_keys(one) for pattern in one.line.patterns(means.caller.facts)]
    return tuple(thing for thing in things if any(is_about(pattern, thing) for pattern in patterns))


def _is_of_keys(held: Held) -> bool:
    return all(pattern.lower().startswith(_OF_KEYS) for pattern in _patterns(held))


def opens_nothing(means: Means, held: Held, pattern: str) -> bool:
    """Whether this statement lets a key be used by services alone from which nothing is read, as far as is known."""
    if not is_opening(pattern):
        return False
    services = _services(held)
    return bool(services) and not any(one not in _reads() or _reads_from(means, one) for one in services)


def opens_stores_alone(held: Held) -> bool:
    """Whether the key is used by services alone that hand out what is stored, and no secrets: to read that, no more."""
    services, keeping = _services(held), {one.action.partition(":")[0] for one in secret_reads()}
    return bool(services) and services <= _reads().keys() - keeping


def _services(held: Held) -> frozenset[str]:
    """Those that its condition names, of any region; none where it names none, or not all is known of it."""
    try:
        named = [
            one.values
            for one in held.line.statement.conditions
            if one.is_on(_VIA) and one.operator in _ASKS and not one.if_exists and not one.qualifier
        ]
    except Undecided:
        return frozenset()
    return frozenset(value.partition(".")[0].lower() for value in named[0]) if named else frozenset()


def _reads_from(means: Means, service: str) -> bool:
    """Whether anything may let it read what is in there: by whatever version, or in whatever other way."""
    if any(map(means.may, _reads()[service])):
        return True
    own = (one for one in means.everything if one.given is not means.permissions.bounded)
    return any(_may_read(pattern, service) for held in own for pattern in _patterns(held))


def _patterns(held: Held) -> Iterator[str]:
    try:
        yield from held.line.statement.actions
    except Undecided:
        yield "*"


def _may_read(pattern: str, service: str) -> bool:
    plain = pattern.lower()
    of, _, name = plain.partition(":")
    if has_wildcard(of) or of != service:
        return has_wildcard(of) and any(action_matches(pattern, one) for one in _reads()[service])
    return is_reading(pattern) and not name.startswith(_LOOKS)


@cache
def _reads() -> Mapping[str, tuple[str, ...]]:
    """Service → the actions by which what is in it is read."""
    every = (*secret_reads(), *stored_reads())
    return grouped((one.action.partition(":")[0], one.action) for one in every)
