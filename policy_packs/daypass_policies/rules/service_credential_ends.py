"""A key to one service ends as well, and soon."""

from collections.abc import Iterator
from typing import Any, Final

from daypass.graph.leaves import text_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import alternative_to
from daypass_policies.mending.arguments import instead

_CREDENTIAL = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential"


@rule(
    "service-credential-ends",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=(_CREDENTIAL,),
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Use role credentials (SigV4, git-remote-codecommit, short-term Bedrock keys); else set credentialAgeDays.",
    options={
        "maxDays": {
            "type": "integer",
            "minimum": 1,
            "default": 30,
            "description": "The longest life in days that a service credential may have.",
        }
    },
    aliases=("prowler:bedrock_api_key_no_long_term_credentials",),
)
def service_credential_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A service-specific credential, such as a Bedrock API key, lives for ever unless it is made with an age.

    `credentialAgeDays` may be as much as 36,600, so that it is there decides nothing: its value does. CodeCommit and
    Keyspaces take no age at all; their credentials do not end.

    Refused:
        bedrock:
          type: aws:iam/serviceSpecificCredential:ServiceSpecificCredential
          properties: {serviceName: bedrock.amazonaws.com, userName: assistant}

    Mended:
        bedrock:
          type: aws:iam/serviceSpecificCredential:ServiceSpecificCredential
          properties: {serviceName: bedrock.amazonaws.com, userName: assistant, credentialAgeDays: 7}
    """
    longest = int(ask.options.get("maxDays", 30))
    fact = _fact(resource.declared.get(_AGE), longest)
    if fact:
        message = f"service credential {resource.name!r} {fact}{alternative_to(_CREDENTIAL)}"
        yield Problem(message, at=_AGE, mended=instead(_AGE, longest) if _takes_an_age(resource) else None)


_AGE: Final = "credentialAgeDays"


def _takes_an_age(resource: Resource) -> bool:
    return text_of(resource.declared.raw.get("serviceName")) == "bedrock.amazonaws.com"


def _fact(days: Any, longest: int) -> str:
    """What is wrong with this age, "" where nothing is."""
    if days is None:
        return "never expires"
    if isinstance(days, bool) or not isinstance(days, int | float) or not days >= 1:
        return "has an age that is not in days"
    if days > longest:
        said = days if isinstance(days, int) else f"{days:.0f}"  # no float holds every whole number
        return f"lives {said} days, more than {longest}"
    return ""
