"""This is where it is told which policies of Vault a login or a token has, and what they say, as far as the stack does.

A policy that the stack does not have says nothing here. Source: Vault API documentation, "Token auth method" and the
auth methods' `token_policies`; input properties of pulumi-vault 7.14.0; `sanitizeName` of
Vault's vault/policy_store.go; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.model.hcl import HclError
from daypass.model.resource import Resource, Undecided, bare
from daypass.model.vault_policy import PathRule, read_policy
from daypass_policies.elsewhere.named_things import named_things
from daypass_policies.keeping.standing import word_at

POLICY: Final = "vault:index/policy:Policy"
TOKEN: Final = "vault:index/token:Token"  # noqa: S105 - a type
TEXT: Final = "policy"
ROOT: Final = "root"
"""The policy that every Vault has, and that may do everything."""

_NAME: Final = "name"


class Held(NamedTuple):
    """A policy that a login gives: `by` is the stack's, None where it has none of this name; `at` is where it says so.

    `unknown`: the name is not known.
    """

    name: str
    at: str
    by: Resource | None = None
    unknown: bool = False


def folded(name: str) -> str:
    """The name under which Vault keeps a policy, or a role of AppRole: "Owner" is "owner"."""
    return name.strip().lower()


class VaultPolicies:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def held(self, login: Resource, key: str = "") -> Iterator[Held]:
        """The policies that whoever logs in by it, or has it, is given, by this argument or that of its type."""
        written = key or ("policies" if login.type == TOKEN else "tokenPolicies")
        for one in named_things(login, written, self._names):
            by = self._stack.by_urn.get(one.urn) or self._by_folded.get(folded(one.text))
            yield Held(one.text or (text_of(said(by, _NAME)) if by else ""), one.at, by, one.unknown)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, {POLICY: Kind("policy", "", _NAME)})

    @cached_property
    def _by_folded(self) -> Mapping[str, Resource]:
        """Those that are alone in their name, as Vault writes it."""
        found: dict[str, list[Resource]] = {}
        for one in self._stack.of_type(POLICY):
            if name := folded(text_of(said(one, _NAME))):
                found.setdefault(name, []).append(one)
        return {name: alike[0] for name, alike in found.items() if len(alike) == 1}

    def rules(self, policy: Resource) -> tuple[PathRule, ...]:
        """What a policy says. Raises `Undecided` where its text is not known, or none that is read."""
        found = self._rules.get(policy.urn)
        if found is None:
            raise Undecided(TEXT)
        return found

    @cached_property
    def _rules(self) -> Mapping[str, tuple[PathRule, ...] | None]:
        return {one.urn: _read(one) for one in self._stack.of_type(POLICY)}


def _read(policy: Resource) -> tuple[PathRule, ...] | None:
    text = bare(policy.declared.raw.get(TEXT))
    try:
        return read_policy(text) if isinstance(text, str) else None
    except HclError:
        return None


class Login(NamedTuple):
    """By what a machine logs in to Vault, or its token. `unknown` is the path of what hides whether people do."""

    resource: Resource
    unknown: str = ""


def machine_logins(stack: Stack) -> Iterator[Login]:
    """Those of machines, and those that may be."""
    for one in stack.resources:
        if (one.type == TOKEN or one.type in vault_logins()) and not was_looked_up(one):
            try:
                if one.type == TOKEN or not is_for_people(one):
                    yield Login(one)
            except Undecided as unknown:
                yield Login(one, unknown.path)


def is_for_people(login: Resource) -> bool:
    """Whether people log in by it: user names, and roles of OIDC, as JWT's are that say nothing. Raises `Undecided`."""
    people = vault_logins()[login.type].people
    return people == "yes" or (bool(people) and word_at(login, people, "oidc") == "oidc")
