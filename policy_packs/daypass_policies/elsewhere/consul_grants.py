"""This is where tokens of Consul are found that administer it, or may give themselves any right, by policies and roles.

A policy that the stack does not have says nothing here, but for the one that every Consul has. `acl = "write"` is what
writes policies and tokens; Vault needs it to make tokens of its own, so what is called after Vault is left alone.
Sources: Consul documentation, "ACL rules" (`acl`), "ACL policies" (`global-management`) and "ACL tokens"; HashiCorp
Vault, "Consul secrets engine" (setup); input properties of pulumi-consul 3.15.2; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from daypass.data.foreign_roles import ForeignRole
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.hcl import Body, HclError, read_hcl
from daypass.model.resource import Resource, bare
from daypass.words import words_in
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.elsewhere.named_things import NamedThing, named_things

POLICY: Final = "consul:index/aclPolicy:AclPolicy"
_ROLE: Final = "consul:index/aclRole:AclRole"
_TOKEN: Final = "consul:index/aclToken:AclToken"  # noqa: S105 - a type
_TO_TOKEN: Final = "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment"  # noqa: S105 - a type
_ROLE_TO_TOKEN: Final = "consul:index/aclTokenRoleAttachment:AclTokenRoleAttachment"  # noqa: S105 - a type
_TO_ROLE: Final = "consul:index/aclRolePolicyAttachment:AclRolePolicyAttachment"
CONSUL_GRANTS: Final = (_TOKEN, _TO_TOKEN, _ROLE_TO_TOKEN)

RULES: Final = "rules"
_NOUNS: Final = {_TOKEN: "token", _TO_TOKEN: "the token of attachment", _ROLE_TO_TOKEN: "the token of attachment"}
EVERYTHING: Final = ("global-management", "00000000-0000-0000-0000-000000000001")
_ALL: Final = ForeignRole(EVERYTHING[1], EVERYTHING[0], "everything", is_advice=False, act="do everything")
_FOR_VAULT: Final = "vault"


class ConsulGrants:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._policies = Names.of(stack.resources, {POLICY: Kind("policy", "", "name")})
        self._roles = Names.of(stack.resources, {_ROLE: Kind("role", "", "name")})

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each token that may do everything or give itself more, and what hides whether it may."""
        given = (one for one in self._stack.of_type(*CONSUL_GRANTS) if not was_looked_up(one))
        return tuple(grant for one in given for grant in self._of(one))

    def _of(self, by: Resource) -> Iterator[ForeignGrant]:
        for policy in self.given(by):
            made = self._stack.by_urn.get(policy.urn)
            if policy.unknown:
                yield ForeignGrant(by, None, unknown=policy.at)
            elif policy.text in EVERYTHING:
                yield _grant(by, _ALL, policy)
            elif made and not (is_for_vault(by) or is_for_vault(made)):
                yield from _made(by, policy, made)

    def given(self, by: Resource) -> Iterator[NamedThing]:
        """The policies that a token, or an attachment to one, has, also by its roles."""
        if by.type != _ROLE_TO_TOKEN:
            yield from named_things(by, "policies" if by.type == _TOKEN else "policy", self._policies)
        if by.type != _TO_TOKEN:
            for role in named_things(by, "roles" if by.type == _TOKEN else "role", self._roles):
                of_role = [role] if role.unknown else self._of_roles.get(role.urn, ())
                yield from (one._replace(at=role.at) for one in of_role)

    @cached_property
    def _of_roles(self) -> Mapping[str, Sequence[NamedThing]]:
        """Role → the policies that it names, and those that are attached to it."""
        own = ((one.urn, one, "policies") for one in self._stack.of_type(_ROLE))
        attached = ((self._roles.one(one, "roleId"), one, "policy") for one in self._stack.of_type(_TO_ROLE))
        each = ((urn, by, key) for urn, by, key in (*own, *attached) if urn)
        return grouped((urn, policy) for urn, by, key in each for policy in named_things(by, key, self._policies))


def _made(by: Resource, policy: NamedThing, made: Resource) -> Iterator[ForeignGrant]:
    rules = rules_of(made)
    if rules is None:
        yield ForeignGrant(made, None, unknown=RULES)
    elif writes_acls(rules):
        name = text_of(said(made, "name")) or made.name
        yield _grant(by, ForeignRole(name, name, "more", is_advice=True, act="make tokens with any policy"), policy)


def _grant(by: Resource, role: ForeignRole, policy: NamedThing) -> ForeignGrant:
    return ForeignGrant(by, role, f"{_NOUNS[by.type]} {by.name!r}", "Consul", policy.at)


def rules_of(policy: Resource) -> Body | None:
    """What a policy of Consul says; None where that is not known, or none that is read."""
    try:
        text = bare(policy.declared.raw[RULES])
        return read_hcl(text) if isinstance(text, str) else None
    except (HclError, KeyError):
        return None


def writes_acls(rules: Body) -> bool:
    """Whether it lets its bearer write policies and tokens."""
    return any(keys == ("acl",) and value == "write" for keys, value in rules.entries)


def is_for_vault(one: Resource) -> bool:
    """Whether it is called after Vault, which makes tokens of its own."""
    said_of_it = (one.name, text_of(said(one, "name")), text_of(said(one, "description")))
    return any(_FOR_VAULT in words_in(text) for text in said_of_it)
