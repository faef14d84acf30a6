"""Whoever was let in is let in again until an authorizer is asked anew."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.leaves import was_looked_up
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource, Undecided
from daypass.model.term import MINUTE, format_duration
from daypass.model.yaml_text import YamlError, yaml_value
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

_BODIES: Final = (
    *("aws:apigateway/restApi:RestApi", "aws-native:apigateway:RestApi"),
    *("aws:apigatewayv2/api:Api", "aws-native:apigatewayv2:Api"),
)
"""Types that take a document of OpenAPI, in which authorizers may stand."""
_BODY: Final = "body"
_SCHEMES: Final = ("securityDefinitions", "components.securitySchemes")
"""Where they stand in a document of OpenAPI 2, and of 3."""
_AUTHORIZER: Final = "x-amazon-apigateway-authorizer"

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
    applies_to=(*_KEPT, *_BODIES),
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
    What reads signed tokens by itself (Cognito, JWT) keeps nothing. The authorizers in an API's document of OpenAPI are
    read, too (`x-amazon-apigateway-authorizer`).

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
    raw = resource.declared.raw
    if resource.type in _BODIES:
        yield from settle(_in_a_body(resource, body, longest) for body in locate(raw, _BODY))
        return
    whole = Located(raw, "", marked=False)
    places = (place for path in _KEPT[resource.type] for place in locate(raw, path))
    yield from settle(_told(resource, whole, place, longest) for place in places)


def _in_a_body(resource: Resource, body: Located, longest: int) -> Iterator[Problem]:
    """What its authorizers keep, each told where the whole of it stands."""
    each = [
        (name, scheme[_AUTHORIZER])
        for path in _SCHEMES
        for schemes in locate(_document(body), path)
        for name, scheme in (schemes.known if isinstance(schemes.known, Mapping) else {}).items()
        if isinstance(scheme, Mapping) and isinstance(scheme.get(_AUTHORIZER), Mapping)
    ]
    questions = (
        _told(resource, Located(own, body.path, body.marked), Located(own[_TTL], body.path, body.marked), longest, name)
        for name, own in each
        if _TTL in own
    )
    yield from settle(questions)


def _document(body: Located) -> Any:
    """What it says. Raises `Undecided` where that is not known, or where it names the time and cannot be read."""
    said = body.known
    if not isinstance(said, str) or _TTL not in said:
        return said if isinstance(said, Mapping) else {}
    try:
        return json_value(said) if said.lstrip().startswith("{") else yaml_value(said)
    except (JsonError, YamlError):
        pass
    raise Undecided(body.path)


def _reads_tokens_itself(whole: Located) -> bool:
    """Whether it is of such a kind. Raises `Undecided`."""
    kinds = (place for path in _KINDS for place in whole.below(path))
    return any(place.text.lower() in _KEEPS_NONE for place in kinds)


def _told(resource: Resource, whole: Located, place: Located, longest: int, name: str = "") -> Iterator[Problem]:
    key = None if place.marked else name or None
    try:
        seconds = span(place.known, "seconds") or 0
    except (ValueError, OverflowError):
        yield Problem(
            f"{resource.name!r} keeps what its authorizer answers for a time nobody can read", at=place.path, key=key
        )
        return
    if seconds > longest and not _reads_tokens_itself(whole):
        said = "" if place.marked else f" {format_duration(int(seconds))},"
        fact = f"{resource.name!r} keeps what its authorizer answers for{said} more than {format_duration(longest)}"
        yield Problem(
            f"{fact}: whose access is taken back still gets in",
            at=place.path,
            key=key,
            mended=_mended(place, longest),
        )


def _mended(place: Located, longest: int) -> str | None:
    return instead(place.path, min(longest, 5 * MINUTE)) if place.path == _TTL else None
