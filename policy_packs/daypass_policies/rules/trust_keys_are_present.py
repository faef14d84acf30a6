"""A condition protects by a claim that AWS sees; one that it never sees is only writing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from daypass.data.claim_keys import claim_keys
from daypass.iam.admission import admissions
from daypass.iam.admitting import NARROW
from daypass.iam.asked import asks, limiting_keys
from daypass.iam.condition import Condition
from daypass.iam.document import Document, MalformedDocument, Statement
from daypass.iam.federated import SAML, claim_of, is_set, issuer_path
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.settle import settle
from daypass_policies.trusting.trust import ROLES, trust_of
from daypass_policies.wording import shown

_REMEDY: Final = "Ask with ForAnyValue, or a plain operator, or that the attribute is there (Null: false)."


@rule(
    "trust-keys-are-present",
    risk="federated-trust",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=ROLES,
    controls=("NHI6:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Ask for a claim that STS maps for this provider, under the provider's whole path.",
    other_remedies=(_REMEDY,),
)
def trust_keys_are_present(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """STS makes condition keys of few claims, under the whole path of the provider; others are never in a request.

    A condition on such a key protects nothing where it holds without the key: `…IfExists`, `ForAllValues`, a negation,
    and a plain comparison in a Deny. A plain comparison in an Allow lets nobody in at all, which is safe and hardly
    meant; that is said as advice. Of a statement that asks so for the key of another issuer trust-pins-subject has
    nothing to say; a claim of this one, STS may come to map. A key that begins with `https://` is never there either:
    the path has no scheme. Where a statement names several providers, a key of any of them counts as present. What an
    `…IfExists` was to add to a trust that names one workload anyway, only profile `strict` asks.

    Told as well is a trust in a SAML provider that says who may come by an attribute (`SAML:eduPersonAffiliation`), and
    only by `ForAllValues` or `…IfExists`: both hold for an assertion that does not have it, as a guest's.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      token.actions.githubusercontent.com:sub: repo:acme/invoice:environment:prod
                    StringNotEquals: {"token.actions.githubusercontent.com:event_name": pull_request}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      token.actions.githubusercontent.com:aud: sts.amazonaws.com
                      token.actions.githubusercontent.com:sub: repo:acme/invoice:environment:prod
                      token.actions.githubusercontent.com:ref: refs/heads/main
    """
    try:
        document = trust_of(resource)
    except MalformedDocument:
        return  # others say so
    problems = (_of_statement(resource, document, statement, ask) for statement in document.statements)
    yield from settle(problems)


def _of_statement(resource: Resource, document: Document, statement: Statement, ask: Ask) -> Iterator[Problem]:
    if not statement.has("Condition"):
        return
    denies = statement.effect == "Deny"
    paths = _paths(chain.from_iterable(map(_providers, document.statements)) if denies else _providers(statement))
    if not paths or "" in paths:
        return
    if not denies and paths == {SAML}:
        yield from _of_attributes(resource, document, statement)
    for condition in statement.conditions:
        if not claim_of(condition.key) or any(is_set(condition.key, path) for path in paths):
            continue
        is_open = _holds_without_key(condition) != denies
        is_beside = is_open and condition.if_exists and not denies and _is_pinned(document, statement)
        if is_beside and ask.profile != "strict":
            continue
        if is_open or not denies:  # a Deny that always holds narrows more than was meant, which is safe
            mended = None if document.secret else _mended(condition, paths)
            yield replace(_problem(resource, document, statement, condition, is_open=is_open), mended=mended)


def _of_attributes(resource: Resource, document: Document, statement: Statement) -> Iterator[Problem]:
    """That who may come is told by an attribute alone, in a way that an assertion without it meets.

    Which attributes an assertion has is the directory's to say, and a guest's may have few. `ForAllValues` is true
    where the key is absent. Source: IAM User Guide, "Set operators for multivalued context keys"; read 2026-12.
    """
    enforced = limiting_keys(statement.conditions, document.version)
    if any(_is_attribute(key) for key in enforced):
        return
    for condition in statement.conditions:
        if _is_attribute(condition.key.lower()) and asks(condition) and _holds_without_key(condition):
            key = "an attribute" if document.secret else shown(condition.key)
            yield Problem(
                f"role {resource.name!r} asks for {key} by a condition that lets in an assertion without it",
                at=statement.path,
                key=None if document.secret else f"{condition.key.lower()} absent",
                remedy=_REMEDY,
            )


def _is_attribute(key: str) -> bool:
    """Whether a key, in small letters, is an attribute of a SAML assertion that this may lack."""
    found = claim_of(key)
    return found is not None and found[0] == SAML and found[1] not in _IN_EVERY_ASSERTION and is_set(key, SAML)


_IN_EVERY_ASSERTION: Final = ("aud", "doc", "iss", "namequalifier", "sub", "sub_type")
"""Keys that STS makes of what every assertion must have: its recipient, its issuer, its subject.

Source: IAM User Guide, "Available keys for SAML-based AWS STS federation"; read 2026-12.
"""


def _is_pinned(document: Document, statement: Statement) -> bool:
    """Whether all that the statement lets in is one workload each, whatever the condition was to add to that."""
    found = [one for one in admissions(document) if one.where == statement.path]
    return bool(found) and all(one.breadth in NARROW and not one.missing and not one.weak for one in found)


def _problem(
    resource: Resource, document: Document, statement: Statement, condition: Condition, *, is_open: bool
) -> Problem:
    key = "a key" if document.secret else shown(condition.key)
    does = "protects nothing" if is_open else "lets nobody in"
    return Problem(
        f"role {resource.name!r} asks for {key}, which STS never sets for this provider, by a condition that {does}",
        at=statement.path,
        key=None if document.secret else f"{condition.key.lower()} {'open' if is_open else 'closed'}",
        severity=None if is_open else "low",
        advisory=not is_open,
    )


def _mended(condition: Condition, paths: frozenset[str]) -> str | None:
    """The same claim under the path of the statement's provider, where STS maps it there and there is but one."""
    path, claim = next(iter(paths)), condition.key.rpartition(":")[2]
    if len(paths) > 1 or claim.lower() not in {name.lower() for name in claim_keys(path)}:
        return None
    values = condition.values[0] if len(condition.values) == 1 else list(condition.values)
    return json.dumps({"Condition": {str(condition.test): {condition.key: None, f"{path}:{claim}": values}}})


def _providers(statement: Statement) -> tuple[str, ...]:
    return (statement.principals or {}).get("Federated", ()) if statement.effect == "Allow" else ()


def _paths(providers: Iterator[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(issuer_path, providers))


def _holds_without_key(condition: Condition) -> bool:
    if condition.operator == "Null":
        return any(value.lower() == "true" for value in condition.values)
    if condition.qualifier:
        return condition.qualifier == "ForAllValues"
    return condition.if_exists or condition.test.negated
