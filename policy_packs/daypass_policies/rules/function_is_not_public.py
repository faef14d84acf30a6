"""Whoever invokes a function acts with its role, so a function asks who that is."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.resource_policies import resource_policies
from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.mending.closing import account_of, named_instead, principals
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.open_urls import SIGNED, URLS, OpenUrls, answers_all, is_called_by_strangers
from daypass_policies.opening.openness import closes_everyone, is_everyone
from daypass_policies.opening.own_accounts import about
from daypass_policies.opening.resource_policies import FUNCTIONS, ask_grants, once_each, reported, said_malformed

_TYPES: Final = (*URLS, *FUNCTIONS)
_ASKED: Final = frozenset(_TYPES)


@rule(
    "function-is-not-public",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=_TYPES,
    stack=True,
    controls=("NHI5:2025", "NHI4:2025", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Set AWS_IAM and name who may invoke it, or put CloudFront or an API with an authorizer before it.",
    aliases=(
        "checkov:CKV_AWS_258",
        "checkov:CKV_AWS_301",
        "prowler:awslambda_function_not_publicly_accessible",
        "prowler:awslambda_function_url_public",
    ),
)
def function_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A function that everyone may invoke lends its role to everyone, with whatever input they think of.

    Open are a permission for the principal `*` without an organisation, a source account or a source ARN, also where
    it is for signed requests alone (every account can sign one), and a function URL that asks for no signature. Such a
    URL is there on purpose, and seldom is it seen here whether its code asks who calls: it is medium, and advice; low
    where its name or its function's calls it a webhook, or public, or where a distribution of the stack fetches from
    it, around which one may go. Where that code stands in the stack in Python, and checks a signature of what it is
    sent before it does anything, profile `strict` alone tells it. The permissions that AWS needs beside it are told
    with it; one that lets everyone invoke the function in any way, beside such a URL, should be for calls through it
    alone.

    Refused:
        hook-for-all:
          type: aws:lambda/permission:Permission
          properties: {function: hook, action: lambda:InvokeFunction, principal: "*"}

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
    urls = stack.once(OpenUrls)
    for resource in stack.resources:
        if resource.type in URLS:
            yield from reported(resource, _of_url(urls, resource, ask))
        elif resource.type in _ASKED and not urls.have(resource):
            yield from reported(resource, _of_policy(urls, resource, ask))


def _of_url(urls: OpenUrls, resource: Resource, ask: Ask) -> Iterator[Problem]:
    key = URLS[resource.type]
    if answers_all(resource) and (ask.profile == "strict" or not urls.checks_first(resource)):
        before = urls.before(resource)
        around = f", also around the distribution {before.name!r}" if before else ""
        severity: Severity = "low" if before or is_called_by_strangers(resource) else "medium"
        yield Problem(
            f"function URL {resource.name!r} answers whoever calls it{around}",
            at=key,
            key="url",
            severity=severity,
            advisory=True,
            mended=json.dumps({key: SIGNED}),
        )


def _of_policy(urls: OpenUrls, resource: Resource, ask: Ask) -> Iterator[Problem]:
    try:
        yield from once_each(ask_grants(resource, partial(_of_grant, urls, resource, ask)))
    except MalformedDocument as malformed:
        yield said_malformed(resource, malformed)


def _of_grant(urls: OpenUrls, resource: Resource, ask: Ask, grant: Grant) -> Iterator[Problem]:
    if is_everyone(grant) and not grant.is_closed(closes_everyone):
        around = ", also around its URL" if urls.answer_for(resource) else ""
        yield Problem(
            f"permission {resource.name!r} lets everyone invoke the function{around}",
            at=grant.where,
            key=None if grant.hidden else grant.sid or "everyone",
            mended=None if grant.hidden else _mended(resource, ask, grant, beside_url=bool(around)),
        )


def _mended(resource: Resource, ask: Ask, grant: Grant, *, beside_url: bool) -> str | None:
    """Somebody of the own account; that account, or calls through its URL alone, where arguments say it."""
    account = account_of(resource, ask.settings, about(grant))
    place = resource_policies()[resource.type]
    if place.form == "grant" and beside_url:
        return json.dumps({"invokedViaFunctionUrl": True})
    if place.form == "grant":
        return json.dumps({place.path: account})
    return principals(grant.statement, named_instead(account))
