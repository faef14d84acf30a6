"""This is where it is told which policies must allow a request, once none denies it.

Each function is one rule and names the page of AWS that it comes from; "IAM" is the IAM User Guide; read 2026-11.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.iam.arn import Arn
from daypass.iam.decision import Deciding
from daypass.iam.layer import CONTROLS, Field
from daypass.iam.named import DIRECT, Way
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal, PrincipalType
from daypass.iam.request import Request


class Allow(NamedTuple):
    """A statement that allows the request, and as what it names who makes it (where it names anyone)."""

    deciding: Deciding
    way: Way


class Requirement(NamedTuple):
    """What must allow, under its name in `Decision.missing`, and the statements that do: () where none does."""

    name: str
    allows: Sequence[Allow]


Allows = Mapping[str, Sequence[Allow]]
"""Name of a `Requirement` → the statements there that allow the request."""

_RESOURCE: Final = "resourcePolicy"
_OWN_POLICY: Final = {"sts": ("iam", "role/"), "kms": ("kms", "key/")}
"""Service of an action → service and start of the ARNs whose own policy must allow it in any case."""
_OUTSIDE: Final = ("service", "OIDC provider", "SAML provider")
"""Principals of no account: nothing but the policy of a resource can let them in."""


def requirements(request: Request, policies: Policies, allows: Allows) -> Iterator[Requirement]:
    """All that must allow, in the order in which the first that does not is called missing."""
    kind, granted = request.principal.type, allows.get(_RESOURCE, ())
    is_cross = is_cross_account(request)
    needs_resource = is_cross or needs_its_own_policy(request) or kind in _OUTSIDE
    yield from _levels(request, policies, allows)
    if is_unlimited(request.principal):
        yield from [Requirement(_RESOURCE, granted)] if needs_resource else ()
    elif not is_cross and _is_direct(granted):
        yield Requirement(_RESOURCE, granted)
    else:
        yield from _grants(granted, allows, is_cross=is_cross, needs_resource=needs_resource)
        yield from _limits(kind, policies, allows)


def is_unlimited(principal: Principal) -> bool:
    """Whether no policy of its own account gives or limits what it may: then only SCPs and the resource are asked.

    "All requests are implicitly denied with the exception of the AWS account root user, which has full access"; a
    service or an identity provider has no account. Source: IAM, "How AWS enforcement code logic evaluates requests".
    """
    return principal.type == "account" or principal.type in _OUTSIDE


def exempt_from(request: Request) -> tuple[Field, ...]:
    """The kinds of policies that do not apply to this request.

    SCPs "do not affect any service-linked role", and limit users and roles, not services. RCPs leave service-linked
    roles alone, "AWS services' ability to assume a service-linked role", and `kms:RetireGrant`. Source: Organizations
    User Guide, "Service control policies" and "Resource control policies" ("… not restricted by RCPs").
    """
    if request.principal.is_service_linked:
        return CONTROLS
    is_service = request.principal.type == "service"
    if (is_service and _is_service_linked(request.resource)) or request.action.lower() == "kms:retiregrant":
        return CONTROLS if is_service else ("resourceControlPolicies",)
    return ("serviceControlPolicies",) if is_service else ()


def is_cross_account(request: Request) -> bool:
    """Whether caller and resource are in different accounts: then both accounts must allow.

    Source: IAM, "Cross-account policy evaluation logic".
    """
    return bool(request.principal.account) and request.owner != request.principal.account


def needs_its_own_policy(request: Request) -> bool:
    """Whether the resource's own policy must allow even within the account: roles that are assumed, and KMS keys.

    A key's grants are no policies and are not looked at. Source: IAM, "How AWS enforcement code logic evaluates
    requests" ("IAM role trust policies and KMS key policies are exceptions"); KMS Developer Guide, "Key policies".
    """
    service = request.action.partition(":")[0].lower()
    if service not in _OWN_POLICY:
        return False
    arn, (owner, kind) = Arn.parse(request.resource), _OWN_POLICY[service]
    return arn is not None and arn.service == owner and arn.resource.startswith(kind)


def _is_service_linked(resource: str) -> bool:
    arn = Arn.parse(resource)
    return arn is not None and arn.service == "iam" and arn.resource.startswith("role/aws-service-role/")


def _levels(request: Request, policies: Policies, allows: Allows) -> Iterator[Requirement]:
    """Every level from the root to the account must allow; RCPs cannot but allow, with AWS's policy beside them.

    Source: Organizations User Guide, "SCP evaluation" and "RCP evaluation".
    """
    if "serviceControlPolicies" in exempt_from(request):
        return
    for level in range(len(policies.service_control)):
        name = f"serviceControlPolicies[{level}]"
        yield Requirement(name, allows.get(name, ()))


def _is_direct(granted: Sequence[Allow]) -> bool:
    """Whether the resource's policy names the caller itself, or everyone: nothing else limits that.

    "Permissions granted directly to a session are not limited by an implicit deny in an identity-based policy, a
    permissions boundary, or session policy", nor are those to a user, nor those to `*`: "for IAM users and role
    principals within your account, no other permissions are required". Source: IAM, "How AWS enforcement code logic
    evaluates requests" and "AWS JSON policy elements: Principal".
    """
    return any(allow.way in DIRECT for allow in granted)


def _grants(granted: Sequence[Allow], allows: Allows, *, is_cross: bool, needs_resource: bool) -> Iterator[Requirement]:
    """What must give the permission that boundary and session policies then limit.

    Within the account a resource policy that names the caller's role (or the user that a federated user comes from)
    gives it; one that names the account only says that the account's own policies may. Source: IAM, "How AWS
    enforcement code logic evaluates requests" ("IAM role", "AWS STS federated user principal") and "AWS JSON policy
    elements: Principal" ("AWS account principals").
    """
    is_given = not is_cross and any(allow.way == "origin" for allow in granted)
    if is_given or needs_resource:
        yield Requirement(_RESOURCE, granted)
    if not is_given:
        yield Requirement("identityPolicies", allows.get("identityPolicies", ()))


def _limits(kind: PrincipalType, policies: Policies, allows: Allows) -> Iterator[Requirement]:
    """What must also allow where it is there: the boundary, and the session policies, which a federated user needs.

    "If you do not pass a policy with the GetFederationToken API call, the resulting temporary security credentials have
    no permissions." Source: IAM, "Permissions boundaries", "Permissions for GetFederationToken".
    """
    if policies.boundary is not None:
        yield Requirement("permissionsBoundary", allows.get("permissionsBoundary", ()))
    if policies.session or kind == "federated user":
        yield Requirement("sessionPolicies", allows.get("sessionPolicies", ()))
