"""This is where it is told whether a trust policy lets someone in: a token with its claims, or an AWS principal.

Judged is the trust alone: the caller's own policies count as allowing, so that an account which is named stands for
every role, user and session of it. Source: IAM User Guide, "How IAM roles are assumed" and "Available keys for AWS OIDC
federation"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Any, Final

from daypass.data.claim_keys import claim_keys
from daypass.iam.applies import applies
from daypass.iam.context import Context
from daypass.iam.decision import Deciding, Decision
from daypass.iam.document import Document
from daypass.iam.principal import Principal
from daypass.iam.request import Request

TRUST: Final = "trustPolicy"
"""The name under which a trust stands in a decision."""


def admits(
    trust: Document | None,
    *,
    action: str,
    principal: Principal,
    claims: Mapping[str, Any] | None = None,
    context: Context | None = None,
) -> Decision:
    """Whether the trust lets this principal do `action` (`sts:AssumeRoleWithWebIdentity`).

    `claims` are those of the token (claim → text, number, boolean or a list): only those that STS maps for the issuer
    of an OIDC or SAML `principal` become keys. `context` holds keys beside them, and wins. Raises `MalformedRequest`,
    `MalformedDocument`, and `Undecided` where an unknown in the trust could decide.
    """
    if trust is None:
        return Decision("implicitDeny", (), TRUST)
    whole = mapped_claims(principal, claims or {}).with_others(context or Context())
    request = Request(action, "*", principal, whole)
    fitting = [one for one in trust.statements if applies(one, request, trust.version)]
    found = tuple(Deciding(TRUST, one.index, one.effect) for one in fitting)
    denies = tuple(one for one in found if one.effect == "Deny")
    if denies:
        return Decision("explicitDeny", denies)
    return Decision("allowed", found) if found else Decision("implicitDeny", (), TRUST)


def mapped_claims(principal: Principal, claims: Mapping[str, Any]) -> Context:
    """The condition keys that STS makes of these claims; none for a principal that shows no token."""
    if principal.type not in ("OIDC provider", "SAML provider"):
        return Context()
    issuer = "saml" if principal.type == "SAML provider" else principal.name
    keys = {key: _first(claims, names) for key, names in claim_keys(issuer).items()}
    return Context.of({f"{issuer}:{key}": value for key, value in keys.items() if value is not None}, "claims")


def _first(claims: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((claims[name] for name in names if claims.get(name) is not None), None)
