"""This is where a Lever is: something by which somebody decides with which keys the tokens of an issuer are checked.

AWS fetches the keys whenever a token is shown, from whatever answers for the issuer's host by then. Who signs with the
key itself needs to change nothing. Sources: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM";
Amazon CloudFront API Reference, "UpdateDistribution"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY, account_of
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.issuers.addresses import is_of_s3
from daypass.graph.becoming.issuers.documents import IssuerDocuments
from daypass.graph.becoming.issuers.served import Hosts, Served
from daypass.graph.becoming.issuers.signing_keys import SigningKeys
from daypass.graph.becoming.issuers.zones import HostedZones, repointing
from daypass.graph.becoming.steering.replicated import Replications
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass.settings import Settings

_FETCHES_ELSEWHERE: Final = "oidc-x02"
_LEADS_ELSEWHERE: Final = "oidc-x03"
SIGNS: Final = "oidc-x04"
"""The path on which somebody signs with the key of the issuer."""

WRITES: Final = "oidc-x01"
"""The path on which somebody writes what an issuer says of itself, or its keys."""

_ANYWHERE: Final = "arn:*:"


class Lever(NamedTuple):
    """What an action of a path is asked on, by its ARN, and what such a request brings along.

    `home` is the account in which it is, "" where that is not known, and `thing` the URN of what has tags that count;
    `unknown`: whether it decides anything; `is_by_name`: nothing but names says whose it is.
    """

    path: str
    arn: str
    home: str = ""
    brings: tuple[tuple[str, Value], ...] = ()
    thing: str = ""
    unknown: tuple[Untold, ...] = ()
    is_by_name: bool = False


class Levers:
    """Those of issuers whose keys are in buckets of the stack, whose host is in its zones, or that sign with `keys`."""

    def __init__(self, stack: Stack, settings: Settings, keys: SigningKeys) -> None:
        self._stack, self._settings, self._keys = stack, settings, keys
        self._documents, self._zones = IssuerDocuments(stack, Hosts(stack)), HostedZones(stack)
        self._replications = Replications(stack)
        self._found: dict[tuple[str, str], tuple[Lever, ...]] = {}

    def of(self, issuer: str, partition: str) -> tuple[Lever, ...]:
        """Those of an issuer, which is a URL without its scheme."""
        key = (issuer, partition)
        if key not in self._found:
            served = self._documents.of(issuer)
            each = dict.fromkeys((*self._every(issuer, served), *self._signing(issuer)))
            self._found[key] = tuple(one._replace(arn=_in_partition(one.arn, partition)) for one in each)
        return self._found[key]

    def _every(self, issuer: str, served: tuple[Served, ...]) -> Iterator[Lever]:
        for one in served:
            arn, home = f"{_ANYWHERE}s3:::{one.bucket}/{one.key}", self._account(self._stack.by_urn.get(one.urn))
            yield Lever(WRITES, arn, home, unknown=one.unknown, is_by_name=one.is_by_name)
            for copied in self._replications.of((arn,)):
                unknown = tuple(dict.fromkeys((*one.unknown, *copied.unknown)))
                yield Lever(WRITES, copied.arn, home, unknown=unknown, is_by_name=one.is_by_name)
        by = {one.by: one for one in reversed(served) if one.by}
        for urn, one in by.items():
            yield self._distribution(self._stack.by_urn[urn], one.unknown)
        # A bucket answers under a name of AWS's own; of what else answers, nobody has to know more than the name.
        host = issuer.partition("/")[0]
        yield from () if is_of_s3(host) else self._zone(host)

    def _distribution(self, one: Resource, unknown: tuple[Untold, ...]) -> Lever:
        """To have it fetch from elsewhere: the certificate is that of the host all the same."""
        own, home = text_of(said(one, "arn")), self._account(one)
        arn = own if Arn.parse(own) else f"{_ANYWHERE}cloudfront::{home or ANY}:distribution/{one.id or PROBE}"
        return Lever(_FETCHES_ELSEWHERE, arn, account_of(arn) or home, thing=one.urn, unknown=unknown)

    def _zone(self, host: str) -> Iterator[Lever]:
        """To lead the host elsewhere."""
        if zone := self._zones.of(host):
            for brings in repointing(host):
                yield Lever(_LEADS_ELSEWHERE, f"{_ANYWHERE}route53:::hostedzone/{zone}", brings=brings)

    def _signing(self, issuer: str) -> Iterator[Lever]:
        """To sign with the key itself."""
        for key in self._keys.of(issuer):
            home = account_of(key.arn) or self._account(self._stack.by_urn[key.urn])
            yield from (Lever(SIGNS, key.arn, home, one, unknown=key.unknown) for one in self._keys.requests(key))

    def _account(self, resource: Resource | None) -> str:
        return (own_account(resource, self._settings) or "") if resource else ""


def _in_partition(arn: str, partition: str) -> str:
    return f"arn:{partition}:{arn[len(_ANYWHERE) :]}" if arn.startswith(_ANYWHERE) else arn
