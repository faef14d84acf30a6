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
from daypass.model.vault_policy import PathRule, PathRules
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
    reach = _Reach(policies, own)
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
            judged = [*_of_login(login.resource, reach)]
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
    yield from _told(policy, f"policy {policy.name!r} of {own} reaches", own, _in_words(reached), _TEXTS[policy.type])


def _reached(policy: Resource, policies: VaultPolicies) -> list[PlacedPath]:
    """Raises `Undecided`."""
    if policy.type == POLICY:
        rules = policies.rules(policy)
        return _marked(policy, reached_in_vault(rules, PathRules(rules)))
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


def _in_words(reached: Iterable[PlacedPath]) -> Mapping[str, str]:
    """Environment → its paths, as people are told them."""
    paths = grouped((one.environment, one.path) for one in reached)
    return {environment: listed(each, _SHOWN) for environment, each in paths.items()}


class _Fresh(NamedTuple):
    """What policies let reach for which none of them is told: by environment, and all of it; and what is not known."""

    places: Mapping[str, str]
    words: str
    unknown: tuple[Open, ...]


class _Reach:
    """What logins reach by their policies, worked out once for all that have the same."""

    def __init__(self, policies: VaultPolicies, own: Mapping[str, str]) -> None:
        self._policies = policies
        self._own = own
        self._found: dict[tuple[tuple[str, str], ...], _Fresh] = {}

    def of(self, login: Resource) -> _Fresh:
        """Raises `Undecided` where it is not known which policies it has."""
        held = [*self._policies.held(login)]
        if hidden := next((one for one in held if one.unknown), None):
            raise Undecided(hidden.at)
        same = tuple((one.name, one.by.urn if one.by else "") for one in held)
        if same not in self._found:
            self._found[same] = self._fresh(held)
        return self._found[same]

    def _fresh(self, held: Iterable[Held]) -> _Fresh:
        known: dict[str, tuple[PathRule, ...]] = {}
        unknown: list[Open] = []
        for one in held:
            try:
                known |= {one.by.urn: self._policies.rules(one.by)} if one.by else {}
            except Undecided as hidden:
                unknown += [Open(one.by, (hidden.path,))] if one.by else []
        rules = PathRules(rule for each in known.values() for rule in each)
        places = [place for one in held for place in self._by(one, known, rules)]
        words = listed((f"{one.path} of {one.environment}" for one in places), _SHOWN)
        return _Fresh(_in_words(places), words, tuple(unknown))

    def _by(self, one: Held, known: Mapping[str, tuple[PathRule, ...]], rules: PathRules) -> Iterator[PlacedPath]:
        """What a policy reaches; one that the stack does not have is of the environment that its name tells."""
        if one.by:
            own = self._own.get(one.by.urn, NO_ENVIRONMENT)
            reached = _marked(one.by, reached_in_vault(known.get(one.by.urn, ()), rules))
            yield from (place for place in reached if not crosses(own, place.environment))
        elif told := of_name(one.name):
            yield PlacedPath(f"what policy {one.name!r} gives", told)


def _of_login(login: Resource, reach: _Reach) -> Iterator[Problem | Open]:
    """Raises `Undecided`."""
    fresh, named = reach.of(login), named_environment(login)
    who = bearers(login) if fresh.places or fresh.unknown or named else ()
    told = [problem for bearer in who for problem in _of_bearer(login, bearer, named, fresh.places)]
    if not who and (both := spanned(ToldEnvironment(one, "name") for one in fresh.places)):
        fact = f"what logs in to Vault by {login.name!r} reaches paths of {both}: {fresh.words}"
        told.append(Problem(fact, key="several environments", severity="medium", on=login))
    yield from told or (fresh.unknown if who else ())


def _of_bearer(login: Resource, bearer: Bearer, named: str, reached: Mapping[str, str]) -> Iterator[Problem]:
    fact = f"what logs in to Vault by {login.name!r} of {bearer.environment} reaches"
    if bearer.words:
        fact = f"{bearer.words} of {bearer.environment}, by {login.name!r} of Vault, reach"
    problems = [*_told(login, fact, bearer.environment, reached, None)]
    yield from problems
    if bearer.words and not problems and crosses(bearer.environment, named):
        fact = f"{bearer.words} of {bearer.environment} log in to Vault by {login.name!r} of {named}"
        yield Problem(fact, key=f"{bearer.words} {named}", severity=_severity(named), on=login)


def _told(on: Resource, fact: str, own: str, reached: Mapping[str, str], at: str | None) -> Iterator[Problem]:
    for environment, paths in reached.items():
        if crosses(own, environment):
            where = f"{fact} {paths} of {environment}"
            yield Problem(where, at=at, key=f"{fact} {environment}", severity=_severity(environment), on=on)


def _severity(environment: str) -> Severity | None:
    return None if environment == PRODUCTION else "medium"
