"""Whoever invokes a function acts with its role, so a function asks who that is."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from daypass.data.resource_policies import resource_policies
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.closing import account_of, named_instead, principals
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import closes_everyone, is_everyone
from daypass_policies.opening.own_accounts import about
from daypass_policies.opening.resource_policies import FUNCTIONS, ask_grants, once_each, said_malformed

_URLS: Final[Mapping[str, str]] = {
    "aws:lambda/functionUrl:FunctionUrl": "authorizationType",
    "aws-native:lambda:Url": "authType",
}
"""Type → the property that says whether callers are asked for their identity."""

_SIGNED: Final = "AWS_IAM"


@rule(
    "function-is-not-public",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=(*_URLS, *FUNCTIONS),
    controls=("NHI5:2025", "NHI4:2025", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Set AWS_IAM and name who may invoke it, or put CloudFront or an API with an authorizer before it.",
    aliases=(
        "checkov:CKV_AWS_258",
        "checkov:CKV_AWS_301",
        "prowler:awslambda_function_not_publicly_accessible",
        "prowler:awslambda_function_url_public",
    ),
)
def function_is_not_public(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A function that everyone may invoke lends its role to everyone, with whatever input they think of.

    Open are a permission for the principal `*` without an organisation, a source account or a source ARN, also where
    it is for signed requests alone (every account can sign one), and a function URL that asks for no signature, for
    which AWS needs such a permission beside it. A webhook that checks a signature of its own is an exemption with an
    owner and an end.

    Refused:
        hook:
          type: aws:lambda/functionUrl:FunctionUrl
          properties: {functionName: hook, authorizationType: NONE}

    Mended:
        hook:
          type: aws:lambda/functionUrl:FunctionUrl
          properties: {functionName: hook, authorizationType: AWS_IAM}
        hook-for-the-site:
          type: aws:lambda/permission:Permission
          properties:
            function: hook
            action: lambda:InvokeFunctionUrl
            principal: cloudfront.amazonaws.com
            sourceArn: arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE
    """
    if resource.type in _URLS:
        yield from _of_url(resource, _URLS[resource.type])
        return
    try:
        yield from once_each(ask_grants(resource, partial(_of_grant, resource, ask)))
    except MalformedDocument as malformed:
        yield said_malformed(resource, malformed)


def _of_url(resource: Resource, key: str) -> Iterator[Problem]:
    asked = resource.declared.get(key, "")
    if not isinstance(asked, str) or asked.strip().upper() != _SIGNED:
        message = f"function URL {resource.name!r} answers whoever calls it"
        yield Problem(message, at=key, key="url", severity="high", mended=json.dumps({key: _SIGNED}))


def _of_grant(resource: Resource, ask: Ask, grant: Grant) -> Iterator[Problem]:
    if is_everyone(grant) and not grant.is_closed(closes_everyone):
        yield Problem(
            f"permission {resource.name!r} lets everyone invoke the function",
            at=grant.where,
            key=None if grant.hidden else grant.sid or "everyone",
            mended=None if grant.hidden else _mended(resource, ask, grant),
        )


def _mended(resource: Resource, ask: Ask, grant: Grant) -> str | None:
    """Somebody of the own account; that account where the principal is an argument."""
    account = account_of(resource, ask.settings, about(grant))
    place = resource_policies()[resource.type]
    if place.form == "grant":
        return json.dumps({place.path: account})
    return principals(grant.statement, named_instead(account))
