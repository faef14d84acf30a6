"""Pulumi Cloud gives its tokens to workloads that an issuer's policies name, not to a whole organisation of theirs."""

from collections.abc import Iterator
from typing import Any, Final

from daypass.iam.glob import has_wildcard
from daypass.model.issuers import known_issuer
from daypass.model.kind import Asked, Claim
from daypass.model.resource import Resource, bare
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.trusting.token_tenancy import path_of, reached
from daypass_policies.wording import cut

_ISSUER: Final = "pulumiservice:index:OidcIssuer"
_LONGEST: Final = 600


@rule(
    "pulumi-issuer-pins-workload",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(_ISSUER,),
    controls=("NHI6:2025", "NHI8:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Ask in every allowing policy for `sub` up to the repository, and for an `aud` of your own.",
)
def pulumi_issuer_pins_workload(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever meets an allowing policy of an issuer gets an access token of the organisation in Pulumi Cloud.

    With that token it deploys every stack and opens every environment that the token may. Each allowing policy is
    judged for itself, as a statement of a trust policy is; in its rules `*` and `?` are wildcards. One that takes in
    all of a shared issuer is critical, one that takes in an organisation, or all that the issuer's URL names, high. A
    repository with a wildcard behind it passes, as Pulumi's own guide shows it. Without an audience a token that was
    made for another service will do.

    Refused:
        github:
          type: pulumiservice:index:OidcIssuer
          properties:
            organization: acme
            name: github
            url: https://token.actions.githubusercontent.com
            policies:
              - decision: allow
                tokenType: organization
                rules: {aud: "urn:pulumi:org:acme", sub: "repo:acme/*"}

    Mended:
        github:
          type: pulumiservice:index:OidcIssuer
          properties:
            organization: acme
            name: github
            url: https://token.actions.githubusercontent.com
            policies:
              - decision: allow
                tokenType: organization
                rules: {aud: "urn:pulumi:org:acme", sub: "repo:acme/invoice:ref:refs/heads/main"}
    """
    del ask
    yield from settle(_of_policy(resource, policy) for policy in locate(resource.declared.raw, "policies[]"))


def _of_policy(resource: Resource, policy: Located) -> Iterator[Problem]:
    entry = policy.known
    if not isinstance(entry, dict):
        yield Problem(f"issuer {resource.name!r} has a policy that cannot be read", at=policy.path, key="unread")
        return
    if any(one.text.lower() == "deny" for one in policy.below("decision")):
        return
    rules = next(policy.below("rules"), None)
    asked, marked = _asked(rules)
    marked = marked or resource.declared.is_secret("url")
    path = _path(resource)
    found = reached(asked, path)
    named = f"issuer {resource.name!r} has a policy that"
    if found.breadth in ("world", "issuer", "organisation"):
        who = "more than one repository or project" if marked else found.who
        shared = known_issuer(path).shared and found.breadth != "organisation"
        severity: Severity = "critical" if shared else "high"
        witness = None if marked else found.witness
        message = cut(f"{named} lets in {who}", _LONGEST)
        yield Problem(message, at=policy.path, key=found.breadth, severity=severity, witness=witness)
    elif "aud" not in asked or not all(claim.exact for claim in asked["aud"]):
        yield Problem(f"{named} asks for no exact `aud`", at=policy.path, key="aud", severity="medium")


def _asked(rules: Located | None) -> tuple[Asked, bool]:
    """What the rules ask of each claim, and whether any of it is marked as a secret. Raises `Undecided`."""
    held: Any = rules.known if rules else None
    if rules is None or not isinstance(held, dict):
        return {}, bool(rules and rules.marked)
    values = {name: next(rules.below(name), None) for name in held if "." not in name}
    texts = {name: value for name, value in values.items() if value is not None and isinstance(value.known, str)}
    asked = {name: (Claim(value.text, exact=not has_wildcard(value.text)),) for name, value in texts.items()}
    return asked, rules.marked or any(value.marked for value in texts.values())


def _path(resource: Resource) -> str:
    url = resource.declared.get("url")
    return path_of(url) if isinstance(bare(url), str) else ""
