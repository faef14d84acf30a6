"""A revocation outlives the next update, or it was none."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.graph.leaves import declared, said, text_of, was_looked_up
from daypass.graph.managed import ManagedPolicies
from daypass.graph.stack import Stack
from daypass.graph.ways import ATTACHED, WAYS
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.identity import REVOKED_POLICY
from daypass.model.resource import Items, Resource, Undecided, bare
from daypass.rule import Ask, Confidence, Open, Problem, Severity, rule
from daypass_policies.opening.resource_policies import reported
from daypass_policies.revokers import Revokers
from daypass_policies.settle import settle
from daypass_policies.wording import listed


class _Holder(NamedTuple):
    """A type that holds a list exclusively: the list, what it takes away, and whether it exists for nothing else."""

    key: str
    takes: str
    confidence: Confidence


_INLINE: Final = "every inline policy that it does not list"
_ATTACHED: Final = "every attached policy that it does not list"

_HOLDERS: Final[Mapping[str, _Holder]] = {
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": _Holder("policyNames", _INLINE, "high"),
    "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": _Holder("policyNames", _INLINE, "high"),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": _Holder("policyArns", _ATTACHED, "medium"),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": _Holder("policyArns", _ATTACHED, "medium"),
}
"""Source: the documentation of these resources in pulumi-aws 7.51.1, which is Terraform's."""

_HOLDING_ATTACHED: Final = tuple(type_ for type_, holder in _HOLDERS.items() if holder.takes == _ATTACHED)

_ROLE: Final = "aws:iam/role:Role"
_ALONE: Final = "aws:iam/policyAttachment:PolicyAttachment"
_NAMED: Final[Mapping[str, str]] = {
    "aws:iam/rolePolicy:RolePolicy": "name",
    "aws:iam/userPolicy:UserPolicy": "name",
    "aws-native:iam:RolePolicy": "policyName",
    "aws-native:iam:UserPolicy": "policyName",
}
"""Types that make one inline policy → the property with its name."""


@rule(
    "attachments-do-not-undo-a-revocation",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(_ROLE, _ALONE, *_HOLDERS, *_NAMED),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-3(8)", "NIST-800-53:IR-4", "SOC2:CC6.2"),
    remedy="Give each policy as a RolePolicy or RolePolicyAttachment of its own, and hold none exclusively.",
)
def attachments_do_not_undo_a_revocation(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What holds all policies of an identity takes the denial away that cut a stolen session off, at the next update.

    So do the resources whose names end in `Exclusive`, a PolicyAttachment (which takes its policy away from everyone
    else in the account, and weighs more where that is one of AWS's own; unless the stack makes the policy for it, and
    that denies nothing), an inline policy with the revoker's own name (`daypass-revoked`), `inlinePolicies` of a role
    with one empty entry, which says that there shall be none, and those of a role that somebody of the stack is there
    to revoke by inline policies. Of lists of other roles, and of `managedPolicyArns`, which keep no denial out, only
    profile `strict` speaks. A list of names that holds `daypass-revoked` lets the revoker's policy stay. What holds
    attached policies, and so keeps out only a denial that somebody attaches, is told once in a stack, by all names, and
    in profile `strict` each by itself.

    Refused:
        only-these:
          type: aws:iam/rolePoliciesExclusive:RolePoliciesExclusive
          properties: {roleName: invoice-api, policyNames: [invoice-api-s3-put-object]}

    Mended:
        write:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: invoice-api
            name: invoice-api-s3-put-object
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
               "Action": "s3:PutObject", "Resource": "arn:aws:s3:::invoices/*"}]}
    """
    once = () if ask.profile == "strict" else _HOLDING_ATTACHED
    made = [one for one in stack.of_type(_ROLE, _ALONE, *_HOLDERS, *_NAMED) if not was_looked_up(one)]
    for resource in made:
        if resource.type not in once:
            yield from reported(resource, _told(resource, stack, ask))
    if alike := sorted((one for one in made if one.type in once), key=lambda one: one.urn):
        yield _of_attached(alike)


def _of_attached(alike: list[Resource]) -> Problem:
    """What holds attached policies does so by one habit, which is told once: at the first."""
    first, *more = alike
    told = _of_holder(first, _HOLDERS[first.type])
    if more:
        names = listed(repr(one.name) for one in alike)
        message = f"{names} take away every attached policy that they do not list, a revocation among them"
        told = replace(told, message=message, key=" ".join(one.name for one in alike))
    return replace(told, on=first)


def _told(resource: Resource, stack: Stack, ask: Ask) -> Iterator[Problem]:
    if holder := _HOLDERS.get(resource.type):
        if not _lets_stay(resource, holder):
            yield _of_holder(resource, holder)
    elif resource.type == _ROLE:
        yield from _of_role(resource, stack, ask)
    elif resource.type == _ALONE:
        if ask.profile == "strict" or not stack.once(_Made).is_for(resource):
            fact = f"{resource.name!r} takes its policy away from everyone in the account whom it does not list"
            severity: Severity = "medium" if _is_by_aws(resource) else "low"
            yield Problem(f"{fact}; instead: {_instead(resource)}", severity=severity, confidence="medium")
    elif _has_reserved_name(resource):
        fact = f"{resource.name!r} has the revoker's own name ({REVOKED_POLICY}), and overwrites a revocation"
        yield Problem(fact, at=_NAMED[resource.type])


def _of_holder(resource: Resource, holder: _Holder) -> Problem:
    fact = f"{resource.name!r} takes away {holder.takes}, a revocation among them"
    return Problem(fact, at=holder.key, confidence=holder.confidence, mended=_letting_stay(resource, holder))


def _instead(attachment: Resource) -> str:
    """What gives the policy to one alone of those whom it lists."""
    kinds = ("Role", "User", "Group")
    named = [kind for kind in kinds if bare(declared(attachment, f"{kind.lower()}s"))]
    return " or ".join(f"a {kind}PolicyAttachment" for kind in named or kinds[:1])


def _is_by_aws(attachment: Resource) -> bool:
    """Whether its policy is one of AWS's own, which roles of other stacks have as well and lose."""
    arn = Arn.parse(text_of(said(attachment, "policyArn")))
    return bool(arn and arn.aws_managed_policy)


class _Made:
    """The policies that a stack makes for one attachment, and that deny nothing: nobody else has them to lose."""

    def __init__(self, stack: Stack) -> None:
        policies = stack.once(ManagedPolicies)
        given = (
            (one, found)
            for one in stack.of_type(*_ATTACHING)
            for path in _ATTACHING[one.type]
            for _, found in policies.at(one, path)
        )
        by_policy = grouped((found.key, (one, found)) for one, found in given)
        alone = (each[0] for each in by_policy.values() if len(each) == 1)
        self._for = {one.urn: found for one, found in alone if one.type == _ALONE}

    def is_for(self, attachment: Resource) -> bool:
        """Whether the attachment's policy is one of those. Raises `Undecided` where only its text can tell."""
        found = self._for.get(attachment.urn)
        if found is None or found.policy is None or was_looked_up(found.policy):
            return False
        if found.document is None:
            if found.fault and not found.fault.malformed:
                raise Undecided("policyArn")
            return False
        return all(statement.effect == "Allow" for statement in found.document.statements)


_ATTACHING: Final[Mapping[str, frozenset[str]]] = {
    type_: paths
    for type_, ways in WAYS.items()
    if (paths := frozenset(way.what for way in ways if way.how == ATTACHED and way.what))
}
"""Type → the property paths by which it attaches managed policies."""


def _has_reserved_name(resource: Resource) -> bool:
    """A name that is not known yet is made up, or comes from elsewhere: the reserved one is one that somebody wrote."""
    key = _NAMED[resource.type]
    return resource.declared.is_known(key) and bool(resource.declared.get(key) == REVOKED_POLICY)


def _of_role(resource: Resource, stack: Stack, ask: Ask) -> Iterator[Problem]:
    yield from settle(_of_list(resource, key, stack, ask) for key in _LISTS)


def _of_list(resource: Resource, key: str, stack: Stack, ask: Ask) -> Iterator[Problem]:
    if _is_emptied(resource, key) or (_has(resource, key) and _is_asked(resource, key, stack, ask)):
        fact = f"role {resource.name!r} holds its {_LISTS[key]} policies exclusively, and takes a revocation away again"
        yield Problem(fact, at=key, key=key, confidence="medium")


def _is_asked(resource: Resource, key: str, stack: Stack, ask: Ask) -> bool:
    """Whether its list matters: a revoker's denial is an inline policy, and there is a revoker."""
    if ask.profile == "strict":
        return True
    try:
        return key == _DENIALS and stack.once(Revokers).cut_off(resource, ask.settings)
    except Undecided as unknown:  # what somebody else may do, and here it is asked of the list
        raise Undecided(key) from unknown


_DENIALS: Final = "inlinePolicies"
_LISTS: Final[Mapping[str, str]] = {_DENIALS: "inline", "managedPolicyArns": "attached"}


def _is_emptied(resource: Resource, key: str) -> bool:
    """Whether the list says that there shall be none: one entry, and nothing in it."""
    found = resource.declared.get(key) if resource.declared.is_known(key) else None
    return isinstance(found, Items) and len(found) == 1 and bare(found.raw[0]) == {}


def _lets_stay(resource: Resource, holder: _Holder) -> bool:
    names = resource.declared.get(holder.key, ()) if holder.takes == _INLINE else ()
    return isinstance(names, Items) and REVOKED_POLICY in list(names)


def _letting_stay(resource: Resource, holder: _Holder) -> str | None:
    """The names with the revoker's among them; None where they are not known, and of ARNs, of which it has none."""
    names = resource.declared.raw.get(holder.key)
    if holder.takes != _INLINE or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return json.dumps({holder.key: [*names, REVOKED_POLICY]})


def _has(resource: Resource, key: str) -> bool:
    """Whether the list has an entry; one that is not known yet has one, or nobody would have waited for it."""
    if not resource.declared.is_known(key):
        return key in resource.declared
    found = resource.declared.get(key)
    return isinstance(found, Items) and len(found) > 0
