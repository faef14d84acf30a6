"""A credential that has ended is taken away, and not left for somebody to renew."""

from collections.abc import Iterator

from daypass.data.credential_tokens import credential_tokens
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import life_of
from daypass_policies.settle import collect


@rule(
    "credential-has-not-expired",
    risk="lifecycle",
    severity="low",
    confidence="high",
    level="advisory",
    applies_to=tuple(type_ for type_, token in credential_tokens().items() if token.endings),
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:IA-5", "SOC2:CC6.3"),
    remedy="Remove it; or, if it is still needed, make a new one that ends within its limit.",
    aliases=("prowler:entra_app_registration_credential_not_expired",),
)
def credential_has_not_expired(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What has ended by its date and still stands in a program opens nothing, until somebody moves the date.

    Whoever needs it again renews what is there, with all that it opened before, and nobody is asked. The day itself
    still counts. Whether an end is near enough is asked by `token-ends`; what says for how long, and not until when,
    is made anew.

    Refused:
        deploy:
          type: gitlab:index/projectDeployToken:ProjectDeployToken
          properties: {project: "42", name: deploy, scopes: [read_registry], expiresAt: "2020-01-31T00:00:00Z"}

    Mended:
        deploy:
          type: gitlab:index/projectDeployToken:ProjectDeployToken
          properties: {project: "42", name: deploy, scopes: [read_registry], expiresAt: "2026-12-10T00:00:00Z"}
    """
    token = credential_tokens()[resource.type]
    lives, unknown = collect(life_of(resource, ending, ask.today) for ending in token.endings)
    over = next((life for life in lives if life.until and life.until < ask.today), None)
    if over:
        day = "" if over.marked else f" on {over.until}"
        yield Problem(f"{token.noun} {resource.name!r} ended{day} and is still there", at=over.at, key="ended")
    elif unknown:
        raise unknown
