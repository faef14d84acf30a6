"""What Google lets a machine or a person be for longer than their work takes is left over for whoever copies it."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import yes_or_no
from daypass.model.resource import Resource
from daypass.model.term import DEFAULT_LIMIT, HOUR, format_duration
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.keeping.lifetimes import span
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect
from daypass_policies.wording import listed, shown

_POOL: Final = "gcp:iam/workforcePool:WorkforcePool"
_AT: Final = "sessionDuration"
_HOURS: Final = 8


class _Policy(NamedTuple):
    """Where a policy of an organisation says of which constraint it is, that it allows all, and what it allows."""

    constraint: str
    all_of_them: str
    values: str


_LISTED: Final = _Policy("constraint", "listPolicy.allow.all", "listPolicy.allow.values[]")
_POLICIES: Final[Mapping[str, _Policy]] = {
    "gcp:orgpolicy/policy:Policy": _Policy("name", "spec.rules[].allowAll", "spec.rules[].values.allowedValues[]"),
    "gcp:projects/organizationPolicy:OrganizationPolicy": _LISTED,
    "gcp:folder/organizationPolicy:OrganizationPolicy": _LISTED,
    "gcp:organizations/policy:Policy": _LISTED,
}
_LONGER: Final = "iam.allowserviceaccountcredentiallifetimeextension"
_LONGEST: Final = 12 * HOUR
"""What the tokens of an account live that this constraint allows, if whoever makes them asks for it."""


@rule(
    "google-token-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(*_POLICIES, _POOL),
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Take the accounts out: libraries renew a token of one hour by themselves. Let pools give eight at most.",
    options={
        "maxHours": {
            "type": "integer",
            "minimum": 1,
            "default": _HOURS,
            "description": "The longest session in hours that a workforce pool may give.",
        }
    },
)
def google_token_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A token of a service account is the account until it ends, and nobody can take back one alone.

    Google makes them for one hour. A policy of the organisation, a folder or a project may name accounts whose tokens
    live up to twelve (`iam.allowServiceAccountCredentialLifetimeExtension`), which is more than any class of workload
    is allowed; where it names all, every account's do. It is no fault where the settings' `[terms]` give some class
    that long, unless it names all. And a workforce pool, by which people come in, gives an hour where it says nothing,
    and up to twelve: eight are a working day.

    Source: Google Cloud, "Create short-lived credentials for a service account" and "Manage workforce identity pools
    and providers"; input properties of pulumi-gcp 9; read 2026-12.

    Refused:
        long-tokens:
          type: gcp:orgpolicy/policy:Policy
          properties:
            name: projects/acme-prod/policies/iam.allowServiceAccountCredentialLifetimeExtension
            parent: projects/acme-prod
            spec: {rules: [{values: {allowedValues: [etl@acme-prod.iam.gserviceaccount.com]}}]}

    Mended:
        long-tokens:
          type: gcp:orgpolicy/policy:Policy
          properties:
            name: projects/acme-prod/policies/iam.allowServiceAccountCredentialLifetimeExtension
            parent: projects/acme-prod
            spec: {rules: [{denyAll: "TRUE"}]}
    """
    if resource.type == _POOL:
        yield from _pool(resource, ask)
    else:
        yield from _policy(resource, _POLICIES[resource.type], ask)


def _policy(resource: Resource, policy: _Policy, ask: Ask) -> Iterator[Problem]:
    raw = resource.declared.raw
    if not any(True for path in policy[1:] for _ in locate(raw, path)):
        return  # it refuses all, or leaves it to what stands above, whichever constraint it is of
    names = [place.text.strip().rpartition("/")[2].lower() for place in locate(raw, policy.constraint)]
    if _LONGER not in names:
        return
    every, unknown = collect(_says_all(place) for place in locate(raw, policy.all_of_them))
    if every:
        yield _told(resource, "every service account", policy.all_of_them, "high")
        return
    if max((DEFAULT_LIMIT, *ask.settings.terms.values())) < _LONGEST:
        accounts, unknown_too = collect(_account(one) for one in locate(raw, policy.values))
        unknown = unknown or unknown_too
        if accounts:
            yield _told(resource, listed(accounts), policy.values)
    if unknown:
        raise unknown


def _told(resource: Resource, whose: str, path: str, severity: Severity | None = None) -> Problem:
    fact = f"policy {resource.name!r} lets tokens of {whose} live up to {format_duration(_LONGEST)}"
    return Problem(fact, at=path.partition("[")[0], severity=severity)


def _says_all(place: Located) -> Iterator[bool]:
    if yes_or_no(place.known):
        yield True


def _account(place: Located) -> Iterator[str]:
    """Words for an account that a policy names; what is there without a letter names none. Raises `Undecided`."""
    text = place.text.strip().removeprefix("is:")
    if text:
        yield "a service account" if place.marked else shown(text)


def _pool(resource: Resource, ask: Ask) -> Iterator[Problem]:
    longest = int(ask.options.get("maxHours", _HOURS)) * HOUR
    for place in locate(resource.declared.raw, _AT):
        if place.known == "":
            return  # says nothing
        try:
            seconds = span(place.known, "duration")
        except ValueError:
            yield Problem(
                f"workforce pool {resource.name!r} has a session length that is none, such as 3600s is", at=_AT
            )
            return
        if (seconds is None or seconds > longest) and not _is_off(resource):
            said = "" if place.marked or seconds is None else f" of {format_duration(int(seconds))}"
            fact = f"workforce pool {resource.name!r} gives sessions{said}, more than {format_duration(longest)}"
            yield Problem(fact, at=_AT, mended=instead(_AT, f"{longest}s"))


def _is_off(pool: Resource) -> bool:
    return any(yes_or_no(place.known) is True for place in locate(pool.declared.raw, "disabled"))
