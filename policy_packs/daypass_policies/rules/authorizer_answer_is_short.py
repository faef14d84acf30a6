"""Whoever was let in is let in again until an authorizer is asked anew."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.model.term import MINUTE, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import span
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import settle

_TTL: Final = "authorizerResultTtlInSeconds"
_LAMBDAS: Final = f"lambdaAuthorizerConfig.{_TTL}"
_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:apigateway/authorizer:Authorizer": (_TTL,),
    "aws:apigatewayv2/authorizer:Authorizer": (_TTL,),
    "aws-native:apigateway:Authorizer": (_TTL,),
    "aws-native:apigatewayv2:Authorizer": (_TTL,),
    "aws:appsync/graphQLApi:GraphQLApi": (_LAMBDAS, f"additionalAuthenticationProviders[].{_LAMBDAS}"),
    "aws-native:appsync:GraphQlApi": (_LAMBDAS, f"additionalAuthenticationProviders[].{_LAMBDAS}"),
    "aws:appsync/api:Api": (f"eventConfig.authProviders[].{_LAMBDAS}",),
    "aws-native:appsync:Api": (f"eventConfig.authProviders[].{_LAMBDAS}",),
}
"""Type → where it says for how many seconds an answer is kept."""

_KINDS: Final = ("type", "authorizerType")
_KEEPS_NONE: Final = frozenset(("cognito_user_pools", "jwt"))
"""Kinds that read a token anew each time, so that nothing is kept."""

_LONGEST: Final = 15
_OPTION: Final = "maxMinutes"


@rule(
    "authorizer-answer-is-short",
    risk="revocation-gap",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_KEPT),
    controls=("NHI1:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-5", "SOC2:CC6.3"),
    remedy="Keep an answer for five minutes, as API Gateway does by itself, or for none where access is taken back.",
    options={
        _OPTION: {
            "type": "integer",
            "minimum": 0,
            "default": _LONGEST,
            "description": "For how many minutes an answer may be kept.",
        }
    },
)
def authorizer_answer_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Who was let in stays in for as long as the answer is kept, whatever has been taken back since.

    A function that authorizes calls looks up whether a token is still good; API Gateway and AppSync keep what it
    answered, for five minutes where nothing is said, and for an hour at most. Told is more than a quarter of an hour.
    What reads signed tokens by itself (Cognito, JWT) keeps nothing.

    Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers" (authorization caching); AWS AppSync
    Developer Guide, "Configuring authorization and authentication" (AWS_LAMBDA); read 2026-12.

    Refused:
        partners:
          type: aws:apigateway/authorizer:Authorizer
          properties: {restApi: p4r7n3r2a1, type: TOKEN, authorizerResultTtlInSeconds: 3600}

    Mended:
        partners:
          type: aws:apigateway/authorizer:Authorizer
          properties: {restApi: p4r7n3r2a1, type: TOKEN, authorizerResultTtlInSeconds: 60}
    """
    if was_looked_up(resource):
        return
    longest = int(ask.options.get(_OPTION, _LONGEST)) * MINUTE
    places = (place for path in _KEPT[resource.type] for place in locate(resource.declared.raw, path))
    yield from settle(_told(resource, place, longest) for place in places)


def _reads_tokens_itself(resource: Resource) -> bool:
    """Whether it is of such a kind. Raises `Undecided`."""
    kinds = (place for path in _KINDS for place in locate(resource.declared.raw, path))
    return any(place.text.lower() in _KEEPS_NONE for place in kinds)


def _told(resource: Resource, place: Located, longest: int) -> Iterator[Problem]:
    try:
        seconds = span(place.known, "seconds") or 0
    except (ValueError, OverflowError):
        yield Problem(f"{resource.name!r} keeps what its authorizer answers for a time nobody can read", at=place.path)
        return
    if seconds > longest and not _reads_tokens_itself(resource):
        said = "" if place.marked else f" {format_duration(int(seconds))},"
        fact = f"{resource.name!r} keeps what its authorizer answers for{said} more than {format_duration(longest)}"
        yield Problem(
            f"{fact}: whose access is taken back still gets in", at=place.path, mended=_mended(place, longest)
        )


def _mended(place: Located, longest: int) -> str | None:
    return instead(place.path, min(longest, 5 * MINUTE)) if place.path == _TTL else None
