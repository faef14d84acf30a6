"""This is where it is found which claims of signed-in users give them a role of an identity pool, or a tag of theirs.

Source: Amazon Cognito Developer Guide, "Using role-based access control" and "Using attributes for access control";
AWS CloudFormation User Guide, "AWS::Cognito::IdentityPoolRoleAttachment"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import switch, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided
from daypass_policies.trusting.user_pools import UserPool, UserPools

_RULES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": ("roleMappings[]", ("mappingRules[]",)),
    "aws-native:cognito:IdentityPoolRoleAttachment": (
        "roleMappings.*",
        ("rulesConfiguration.rules[]", "RulesConfiguration.Rules[]"),
    ),
}
"""Where the mappings of an identity pool are, and in each of them its rules."""

_TAGS: Final = (
    "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag",
    "aws-native:cognito:IdentityPoolPrincipalTag",
)
_BY_DEFAULT: Final = "useDefaults"
_BY_RULES: Final = "Rules"
CHOOSING: Final = (*_RULES, *_TAGS)
"""The types that say what a claim gives."""


class UserClaim(NamedTuple):
    """A claim of the users of a pool, and what `by` gives for it: a role, by its ARN, or the value of a tag.

    The pool is None where it is not known yet, and the claim, the role or the tag "" where that is not: `unknown` are
    the paths of what is not known of it, but the role.
    """

    by: Resource
    at: str
    claim: str
    pool: UserPool | None
    role: str = ""
    tag: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def gives_tag(self) -> bool:
        """Whether it gives a tag, also one whose name is not known."""
        return self.by.type in _TAGS


def user_claims(stack: Stack) -> tuple[UserClaim, ...]:
    """Those of a stack, in order of what says so."""
    pools = stack.once(UserPools)
    each = sorted(stack.of_type(*CHOOSING), key=lambda one: one.urn)
    return tuple(claim for one in each for claim in (_by_rules if one.type in _RULES else _by_tags)(one, pools))


def _by_rules(by: Resource, pools: UserPools) -> Iterator[UserClaim]:
    mappings, rules = _RULES[by.type]
    given = {text_of(leaf.value) for leaf in _at(_whole(by), "roles.authenticated")} - {""}
    for mapping in _at(_whole(by), mappings):
        if all(leaf.value in (_BY_RULES, UNKNOWN) for leaf in _at(mapping, "type", "Type")):
            providers = _at(mapping, "identityProvider", "IdentityProvider") or [_named(mapping)]
            for rule in _at(mapping, *rules):
                role = next((text_of(leaf.value) for leaf in _at(rule, "roleArn", "roleARN", "RoleARN")), "")
                if role not in given:  # what all users have is chosen by nobody
                    found = _claims(by, _at(rule, "claim", "Claim"), providers, pools)
                    yield from (one._replace(at=rule.path, role=role) for one in found)


def _by_tags(by: Resource, pools: UserPools) -> Iterator[UserClaim]:
    whole, by_default = _whole(by), switch(by, _BY_DEFAULT)
    if by_default:
        return  # the name of the user and the id of the client, whatever else is written here
    unknown = (_BY_DEFAULT,) if by_default is None else ()
    for leaf in _at(whole, "principalTags.*"):
        for one in _claims(by, [leaf], _at(whole, "identityProviderName"), pools):
            yield one._replace(at=leaf.path, tag=leaf.path.partition(".")[2], unknown=(*one.unknown, *unknown))


def _claims(by: Resource, claims: list[Leaf], providers: list[Leaf], pools: UserPools) -> Iterator[UserClaim]:
    for provider in providers:
        pool, unknown = None, tuple[str, ...]()
        try:
            pool = pools.of_provider(by, provider)
        except Undecided as stopped:
            unknown = (stopped.path,)
        for claim in claims if pool or unknown else ():
            paths = (claim.path, *unknown) if claim.value is UNKNOWN else unknown
            yield UserClaim(by, claim.path, text_of(claim.value), pool, unknown=paths)


def _whole(by: Resource) -> Leaf:
    return Leaf(by.state.raw, "")


def _at(leaf: Leaf, *paths: str) -> list[Leaf]:
    """What stands at the first of these paths at which anything does: AWS writes keys in its own case."""
    for path in paths:
        if found := [one for one in walk(leaf, steps(path), loose=True) if not one.fault]:
            return found
    return []


def _named(mapping: Leaf) -> Leaf:
    """The provider by the name under which its mapping stands."""
    return mapping._replace(value=mapping.path.partition(".")[2])
