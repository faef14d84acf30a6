"""This is where it is told who writes the keys of an OIDC provider, which a bucket serves: they sign whatever token.

A cluster that people run themselves keeps what its issuer says of itself, and the public keys of its tokens, in a
bucket of S3. AWS fetches both from there whenever it checks a token. Sources: Amazon EKS Pod Identity Webhook,
"Self-hosted Kubernetes setup"; Amazon S3 User Guide, "Virtual hosting of buckets"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import best
from daypass.graph.becoming.settled import Settled
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns, weighs
from daypass_policies.escalating.entrances.trusted_providers import trusted_providers
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, counts, gains, gives_more

_WRITES: Final = "s3:PutObject"
_KIND: Final = ":oidc-provider/"
_AWS: Final = r"(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?"
_SERVED: Final = (
    re.compile(rf"(?P<bucket>[a-z0-9][a-z0-9.-]+?)\.s3{_AWS}(?:/(?P<path>.*))?"),
    re.compile(rf"s3{_AWS}/(?P<bucket>[A-Za-z0-9][\w.-]+)(?:/(?P<path>.*))?"),
)
"""How a URL names a bucket: before the service's name, or as the beginning of the path, in which case counts."""

_OBJECTS: Final = (
    ".well-known/openid-configuration",
    ".well-known/jwks.json",
    "openid/v1/jwks",
    "keys.json",
    "jwks.json",
)
"""What is fetched: the document that says where the keys are, and where guides put these."""


class _Served(NamedTuple):
    """What a bucket serves of a provider, by the ARNs of the objects, and the roles that trust it, the heavy first."""

    provider: str
    objects: tuple[str, ...]
    roles: tuple[Actor, ...]


class _Buckets:
    """What buckets serve of the providers of a stack, found by patterns of objects."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        found = stack.once(trusted_providers, rising).items()
        every = [one for provider, roles in found if (one := _of(provider, roles, rising))]
        self._objects = Settled((each, (each, one)) for one in every for each in one.objects)
        self._near: dict[str, dict[str, _Served]] = {}
        self.are_there = bool(every)

    def near(self, texts: tuple[str, ...]) -> list[_Served]:
        """Those of which one of the patterns takes in something, in order of providers."""
        found = {provider: one for text in texts for provider, one in self._taken_in(text).items()}
        return [found[provider] for provider in sorted(found)]

    def _taken_in(self, text: str) -> dict[str, _Served]:
        if text not in self._near:
            near = self._objects.near(text)
            self._near[text] = {one.provider: one for object_, one in near if matches(text, object_)}
        return self._near[text]


def signs_as_issuer(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The roles that it enters so: those that have more, and those that weigh where it was given this very bucket."""
    buckets = rising.reach.stack.once(_Buckets, rising)
    mine = buckets.near(patterns(actor, _WRITES)) if buckets.are_there and has_by_itself(actor, _WRITES) else ()
    for served in mine:
        answer = _writes(actor, served)
        weighing = weighs if _is_named(actor, served) else _gives
        role = next((one for one in served.roles if weighing(actor, one, rising)), None) if answer.possible else None
        if role:
            words = f"write the keys of an issuer of tokens, which are in a bucket and by which {role.title} is entered"
            yield Opened(_WRITES, words, answer)
            if not answer.unknown:
                return  # who writes those of very many is told of one


def _writes(actor: Actor, served: _Served) -> Answer:
    return best(may(actor, _WRITES, one) for one in served.objects)


def _is_named(actor: Actor, served: _Served) -> bool:
    """Whether whatever lets it write there names the bucket itself: then that may be its work."""
    texts = [text for text in patterns(actor, _WRITES) if any(matches(text, one) for one in served.objects)]
    buckets = [arn.resource.partition("/")[0] if (arn := Arn.parse(text)) else text for text in texts]
    return not any(map(has_wildcard, buckets))


def _gives(actor: Actor, role: Actor, rising: Rising) -> bool:
    return weighs(actor, role, rising) or gives_more(actor, role)


def _of(provider: str, roles: tuple[Actor, ...], rising: Rising) -> _Served | None:
    """What the ARN of a provider says of the bucket; None where it is no such provider, or another serves its keys."""
    arn, (start, kind, url) = Arn.parse(provider), provider.partition(_KIND)
    host, slash, rest = url.partition("/")
    asked = f"{host.lower()}{slash}{rest}"
    found = next((match for one in _SERVED if (match := one.fullmatch(asked))), None) if kind and start else None
    if arn is None or found is None:
        return None
    path = (found["path"] or "").strip("/")
    head = f"arn:{arn.partition}:s3:::{found['bucket']}/{f'{path}/' if path else ''}"
    heavy = sorted(roles, key=lambda role: _lightness(role, rising))[:MOST]
    return _Served(provider, tuple(f"{head}{name}" for name in _OBJECTS), tuple(heavy))


def _lightness(role: Actor, rising: Rising) -> int:
    """0 for a strong role, then by the heaviest that it has, whoever enters it."""
    if role.node and rising.strength(role.node):
        return 0
    heaviest = next(filter(counts, gains(None, role, WEIGHTS)), None)
    return 1 + (WEIGHTS.index(heaviest.weight) if heaviest else len(WEIGHTS))
