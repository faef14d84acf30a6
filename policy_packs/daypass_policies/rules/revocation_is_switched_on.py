"""What may be called back is called back by a switch, and the switch is on."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.recording.trails import says


class _Switch(NamedTuple):
    """The property that turns revocation on, what the resource is, and what happens while it is off."""

    key: str
    noun: str
    fact: str


_OF_CLIENT: Final = _Switch("enableTokenRevocation", "app client", "gives refresh tokens that nobody can revoke")

_SWITCHES: Final[Mapping[str, _Switch]] = {
    "aws-native:rolesanywhere:Crl": _Switch("enabled", "revocation list", "is off: certificates on it still get in"),
    "aws:cognito/userPoolClient:UserPoolClient": _OF_CLIENT,
    "aws-native:cognito:UserPoolClient": _OF_CLIENT,
}
"""Source: IAM Roles Anywhere User Guide, "Revocation"; Amazon Cognito Developer Guide, "Ending user sessions with token
revocation" (it is on unless a client turns it off); read 2026-11."""


@rule(
    "revocation-is-switched-on",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(_SWITCHES),
    controls=("NHI7:2025", "NIST-800-53:AC-3(8)", "NIST-800-53:IA-5(2)", "SOC2:CC6.3"),
    remedy="Leave revocation on; a list or a client that is not needed any more is removed.",
    aliases=("prowler:cognito_user_pool_client_token_revocation_enabled",),
)
def revocation_is_switched_on(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A stolen certificate or refresh token works until it ends by itself where nothing looks at what was revoked.

    Asked are revocation lists of IAM Roles Anywhere and app clients of Cognito. Revocation is off only where somebody
    turned it off.

    Refused:
        machines:
          type: aws-native:rolesanywhere:Crl
          properties: {name: machines, crlData: "-----BEGIN X509 CRL-----", enabled: false}

    Mended:
        machines:
          type: aws-native:rolesanywhere:Crl
          properties: {name: machines, crlData: "-----BEGIN X509 CRL-----", enabled: true}
    """
    switch = _SWITCHES[resource.type]
    if not was_looked_up(resource) and not says(resource, switch.key, default=True):
        mended = json.dumps({switch.key: True})
        yield Problem(f"{switch.noun} {resource.name!r} {switch.fact}", at=switch.key, mended=mended)
