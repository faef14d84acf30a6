"""Nobody signs in as a workload, and people sign in where their employer ends it."""

from collections.abc import Iterator

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import alternative_to

_PROFILE = "aws:iam/userLoginProfile:UserLoginProfile"
_USER_WITH_PASSWORD = "aws-native:iam:User"  # noqa: S105 - a type token


@rule(
    "no-login-profile",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=(_PROFILE, _USER_WITH_PASSWORD),
    controls=("NHI10:2025", "NHI4:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Remove it; people sign in through IAM Identity Center and assume a role.",
    aliases=("checkov:CKV2_AWS_22",),
)
def no_login_profile(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A console password outlives the person who knows it, and lets people act as a workload.

    Refused:
        anna:
          type: aws:iam/userLoginProfile:UserLoginProfile
          properties: {user: anna}

    Mended:
        anna:
          type: aws:ssoadmin/accountAssignment:AccountAssignment
          properties: {principalType: USER, targetType: AWS_ACCOUNT}
    """
    instead = alternative_to(_PROFILE)
    if resource.type == _USER_WITH_PASSWORD:
        if resource.declared.raw.get("loginProfile") is not None:
            yield Problem(f"user {resource.name!r} has a console password{instead}", at="loginProfile")
        return
    yield Problem(f"login profile {resource.name!r} is a console password that does not end{instead}")
