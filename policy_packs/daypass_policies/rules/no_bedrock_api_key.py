"""Models are called with a role's signature, not with a key that works for whoever has it."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import Concerned, concerned
from daypass_policies.located import locate
from daypass_policies.mending.allowing import allowed_by, asking, without
from daypass_policies.rights import HOLDERS, Holder, denying, may, names
from daypass_policies.rules.service_credential_ends import service_credential_ends
from daypass_policies.settle import collect

_KEYS: Final = service_credential_ends.applies_to
_BEDROCK: Final = "bedrock.amazonaws.com"
_DAYS: Final = 30

_CALL: Final[Mapping[str, str]] = {
    "bedrock:CallWithBearerToken": "bedrock:BearerTokenType",
    "bedrock-mantle:CallWithBearerToken": "bedrock-mantle:BearerTokenType",
}
"""The right to call with a key, by each of the two endpoints → the condition key that says which kind of key."""
_MAKE: Final = "iam:CreateServiceSpecificCredential"
_LONG: Final = {key: denying({"StringNotEquals": {key: "LONG_TERM"}}) for key in _CALL.values()}
_FOR_BEDROCK: Final = denying({"StringNotEquals": {"iam:ServiceSpecificCredentialServiceName": _BEDROCK}})
_TO_STAY: Final = denying({"NumericLessThanEquals": {"iam:ServiceSpecificCredentialAgeDays": str(_DAYS)}})

_CALLS: Final = ("bedrock:call", "bedrock-mantle:call")
_MAKES: Final = ("iam:createservice",)


@rule(
    "no-bedrock-api-key",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(*_KEYS, *HOLDERS),
    stack=True,
    controls=("NHI7:2025", "NHI4:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:IA-5(7)"),
    remedy="Sign calls with a role; allow bedrock:CallWithBearerToken for bedrock:BearerTokenType SHORT_TERM at most.",
    aliases=("prowler:bedrock_api_key_no_long_term_credentials",),
)
def no_bedrock_api_key(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A long-term Bedrock API key is a bearer token: whoever reads it in a prompt, a log or an image calls models.

    Found are a key without an age or with one above 30 days (`service-credential-ends` says of the same key that it
    does not end), the right to make such keys, and the right to call with them. The right to call is asked of users,
    who alone can have such a key, and of agents for whom somebody wrote it, as they might be given one; a role calls
    with keys of its own session. Asked are identities whose policies name these rights, roles only by policies that
    somebody wrote; conditions on `bedrock:BearerTokenType` and `iam:ServiceSpecificCredentialAgeDays` count.

    Refused:
        assistant:
          type: aws:iam/serviceSpecificCredential:ServiceSpecificCredential
          properties: {serviceName: bedrock.amazonaws.com, userName: assistant}

    Mended:
        assistant:
          type: aws:iam/role:Role
          properties: {name: assistant}
        models:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: assistant
            policy:
              Version: "2012-10-17"
              Statement:
                Effect: Allow
                Action: bedrock:InvokeModel
                Resource: "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"
    """
    for key in stack.of_type(*_KEYS):
        yield from _key(key)
    for one in concerned(stack, ask, (*_CALLS, *_MAKES)):
        yield from _rights(one)


def _key(resource: Resource) -> Iterator[Problem | Open]:
    try:
        service = next((place.text for place in locate(resource.declared.raw, "serviceName")), "")
        if service.strip().lower() != _BEDROCK:
            return
        days = resource.declared.get("credentialAgeDays")
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))
        return
    if isinstance(days, bool) or not isinstance(days, int | float) or not 1 <= days <= _DAYS:
        yield Problem(
            f"Bedrock API key {resource.name!r} calls models for whoever has it", at="serviceName", on=resource
        )


def _rights(one: Concerned) -> Iterator[Problem | Open]:
    """Whoever names neither may do both at most as part of everything, or by what is not known yet."""
    found, unknown = collect((_call(one), _make(one)))
    yield from found
    left = unknown.path if unknown else "" if found else next(one.holder.untold, "")
    if left:
        yield Open(one.holder.on, (left,))


def _call(one: Concerned) -> Iterator[Problem]:
    holder, policies = one.holder, one.holder.policies
    if not _may_have_key(one) or not _may_name(holder, _CALLS):
        return
    able = [action for action, key in _CALL.items() if may(policies, action, "*", _LONG[key])]
    if able and _names(holder, _CALLS):
        problem = Problem(f"{holder.called} may call models with a long-term API key", key="call", on=holder.on)
        short = asking({"StringEquals": {_CALL[action]: "SHORT_TERM" for action in able}})
        yield allowed_by(problem, holder, able, short if len(able) == 1 else without)


def _make(one: Concerned) -> Iterator[Problem]:
    holder, policies = one.holder, one.holder.policies
    can = _may_name(holder, _MAKES) and may(policies, _MAKE, "*", _FOR_BEDROCK, _TO_STAY)
    if can and _names(holder, _MAKES):
        problem = Problem(f"{holder.called} may make Bedrock API keys that stay", key="make", on=holder.on)
        yield allowed_by(problem, holder, (_MAKE,), without)


def _may_name(holder: Holder, beginnings: tuple[str, ...]) -> bool:
    """Whether its policies name such rights, or may turn out to."""
    return names(holder.policies, beginnings) or any(True for _ in holder.unread)


def _names(holder: Holder, beginnings: tuple[str, ...]) -> bool:
    """Whether they do. Raises `Undecided` where that is not known yet."""
    if not names(holder.policies, beginnings):
        for path in holder.unread:
            raise Undecided(path)
        return False
    return True


def _may_have_key(one: Concerned) -> bool:
    # Source: Amazon Bedrock User Guide, "API keys" (a long-term key is a credential of an IAM user); read 2026-11.
    is_given = names(one.holder.written, _CALLS) or any(True for _ in one.holder.unread)
    return one.holder.noun == "user" or (one.is_agent and is_given)
