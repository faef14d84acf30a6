"""What logs in to Vault from one environment does not read there what another one signs in with."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.hcl import HclError, read_hcl
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass.model.vault_policy import PathRule
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, crosses, of_name, of_value
from daypass_policies.crossing.policy_paths import (
    PlacedPath,
    commented_in,
    noted_in,
    reached_by_blocks,
    reached_in_vault,
)
from daypass_policies.crossing.surroundings import ToldEnvironment, spanned
from daypass_policies.crossing.vault_bearers import Bearer, bearers, named_environment
from daypass_policies.elsewhere.vault_grants import VAULT_GRANTS
from daypass_policies.elsewhere.vault_policies import POLICY, TEXT, Held, VaultPolicies, machine_logins
from daypass_policies.wording import listed

_TEXTS: Final[Mapping[str, str]] = {
    POLICY: TEXT,
    "consul:index/aclPolicy:AclPolicy": "rules",
    "nomad:index/aclPolicy:AclPolicy": "rulesHcl",
}
"""Type of policies → the argument that holds what they say; input properties of pulumi-consul 3.15.2 and pulumi-nomad
2.6.1."""

_NAME: Final = "name"
_SHOWN: Final = 2


@rule(
    "vault-policy-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*_TEXTS, *VAULT_GRANTS),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give each environment a policy of its own, on its own paths, and a role that lets in nobody else.",
)
def vault_policy_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Staging that reads production's credentials in Vault is as good as production, and is guarded worse.

    Told are policies of Vault, Consul and Nomad of one environment that reach paths, keys or namespaces of another,
    and what machines log in to Vault by whose policies do. A policy's environment is what a comment or a description
    says (`environment=staging`), else its name; that of a login the namespaces or the claim `environment` that it is
    bound to, else its metadata, its name or its mount; and of either its stack, where that is none of production. A
    path is of the environment that one of its steps tells by whole segments (`secret/data/prod/*`,
    `database-prod/creds/orders`), and of none where they tell two. A login of which nothing tells it is told where it
    reaches production and another environment.

    What only lists, verifies, or says how an engine is set up passes, and so does what a closer path denies. Rights of
    production elsewhere are of severity medium.

    Refused:
        checkout:
          type: vault:index/policy:Policy
          properties:
            name: checkout-staging
            policy: 'path "secret/data/prod/checkout/*" { capabilities = ["read"] }'

    Mended:
        checkout:
          type: vault:index/policy:Policy
          properties:
            name: checkout-staging
            policy: 'path "secret/data/staging/checkout/*" { capabilities = ["read"] }'
    """
    del ask
    policies = stack.once(VaultPolicies)
    own: dict[str, str] = {}
    for policy in stack.of_type(*_TEXTS):
        if not was_looked_up(policy):
            try:
                reached = _reached(policy, policies)
                own[policy.urn] = _own(policy) if reached else NO_ENVIRONMENT
            except Undecided as unknown:
                yield Open(policy, (unknown.path,))
            else:
                yield from _of_policy(policy, own[policy.urn], reached)
    for login in machine_logins(stack):
        try:
            judged = [*_of_login(login.resource, own, policies)]
        except Undecided as unknown:
            judged = [Open(login.resource, (unknown.path,))]
        yield from [Open(login.resource, (login.unknown,))] if judged and login.unknown else judged


def _own(policy: Resource) -> str:
    """The environment of a policy. Raises `Undecided` where its name may tell it."""
    text, description = (text_of(policy.declared.raw.get(key)) for key in (_TEXTS[policy.type], "description"))
    told = (commented_in(text), noted_in(description), of_name(text_of(said(policy, _NAME))), of_name(policy.name))
    found = next(filter(None, told), NO_ENVIRONMENT)
    if not found and bare(said(policy, _NAME)) is UNKNOWN:
        raise Undecided(_NAME)
    stack = of_value(Urn.parse(policy.urn).stack)
    return found or (NO_ENVIRONMENT if stack == PRODUCTION else stack)


def _of_policy(policy: Resource, own: str, reached: list[PlacedPath]) -> Iterator[Problem]:
    yield from _told(policy, f"policy {policy.name!r} of {own} reaches", own, reached, _TEXTS[policy.type])


def _reached(policy: Resource, policies: VaultPolicies) -> list[PlacedPath]:
    """Raises `Undecided`."""
    if policy.type == POLICY:
        rules = list(policies.rules(policy))
        return _marked(policy, reached_in_vault(rules, rules))
    at = _TEXTS[policy.type]
    text = bare(policy.declared.raw.get(at))
    try:
        return _marked(policy, reached_by_blocks(read_hcl(text if isinstance(text, str) else "{")))
    except HclError:
        raise Undecided(at) from None


def _marked(policy: Resource, reached: Iterable[PlacedPath]) -> list[PlacedPath]:
    """With nothing of a text that is a secret but the environment."""
    is_secret = policy.declared.is_secret(_TEXTS[policy.type])
    return [PlacedPath("a path" if is_secret else repr(one.path), one.environment) for one in reached]


class _Given(NamedTuple):
    """What a login is given, by which policy of the stack."""

    place: PlacedPath
    by: Resource | None


def _of_login(login: Resource, own: Mapping[str, str], policies: VaultPolicies) -> Iterator[Problem | Open]:
    """Raises `Undecided`."""
    held = [*policies.held(login)]
    known, unknown = _rules(held, policies)
    rules = [one for each in known.values() for one in each]
    given = [_Given(place, one.by) for one in held for place in _by(one, known, rules)]
    fresh = [one.place for one in given if not (one.by and crosses(own.get(one.by.urn, ""), one.place.environment))]
    named = named_environment(login)
    who = bearers(login) if fresh or unknown or named else ()
    told = [problem for bearer in who for problem in _of_bearer(login, bearer, named, fresh)]
    if not who and (both := spanned(ToldEnvironment(one.environment, "name") for one in fresh)):
        where = listed((f"{one.path} of {one.environment}" for one in fresh), _SHOWN)
        fact = f"what logs in to Vault by {login.name!r} reaches paths of {both}: {where}"
        told.append(Problem(fact, key="several environments", severity="medium", on=login))
    yield from told or (unknown if who else ())


def _rules(held: Iterable[Held], policies: VaultPolicies) -> tuple[dict[str, tuple[PathRule, ...]], list[Open]]:
    """URN → what each policy of the stack says, and what is not known of them."""
    known: dict[str, tuple[PathRule, ...]] = {}
    unknown: list[Open] = []
    for one in held:
        if one.by:
            try:
                known[one.by.urn] = policies.rules(one.by)
            except Undecided as hidden:
                unknown.append(Open(one.by, (hidden.path,)))
    return known, unknown


def _by(one: Held, known: Mapping[str, tuple[PathRule, ...]], rules: list[PathRule]) -> list[PlacedPath]:
    """What a policy reaches; one that the stack does not have is of the environment that its name tells."""
    if one.unknown:
        raise Undecided(one.at)
    if one.by:
        return _marked(one.by, reached_in_vault(known.get(one.by.urn, ()), rules))
    told = of_name(one.name)
    return [PlacedPath(f"what policy {one.name!r} gives", told)] if told else []


def _of_bearer(login: Resource, bearer: Bearer, named: str, reached: list[PlacedPath]) -> Iterator[Problem]:
    fact = f"what logs in to Vault by {login.name!r} of {bearer.environment} reaches"
    if bearer.words:
        fact = f"{bearer.words} of {bearer.environment}, by {login.name!r} of Vault, reach"
    problems = [*_told(login, fact, bearer.environment, reached, None)]
    yield from problems
    if bearer.words and not problems and crosses(bearer.environment, named):
        fact = f"{bearer.words} of {bearer.environment} log in to Vault by {login.name!r} of {named}"
        yield Problem(fact, key=f"{bearer.words} {named}", severity=_severity(named), on=login)


def _told(on: Resource, fact: str, own: str, reached: Iterable[PlacedPath], at: str | None) -> Iterator[Problem]:
    foreign = grouped((one.environment, one.path) for one in reached if crosses(own, one.environment))
    for environment, paths in foreign.items():
        where = f"{fact} {listed(paths, _SHOWN)} of {environment}"
        yield Problem(where, at=at, key=f"{fact} {environment}", severity=_severity(environment), on=on)


def _severity(environment: str) -> Severity | None:
    return None if environment == PRODUCTION else "medium"
