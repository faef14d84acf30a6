"""This is where grants become policies of a role: one inline policy each, so that one can go and the others stay.

Never an exclusive attachment: the engine would then take away the policy by which the revoker cuts the role off.
Never protected: rights can always be withdrawn.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from daypass.errors import DeclarationError
from daypass.iam.scope import grant_document
from daypass.model.grant import Grant
from daypass.model.identity import REVOKED_POLICY

SIZE_LIMIT: Final = 10_240
"""Characters that the inline policies of one role may have together; IAM and STS quotas, read 2026-11."""

_KNOWN_LATER: Final = "arn:aws:s3:::known-later"
"""Stands for a resource that is an Output while everything else of its grant is checked."""


def refuse_documents(grants: Sequence[Grant]) -> None:
    """Raise DeclarationError where AWS would refuse the policies of these grants: a word it has not, or too many."""
    _refuse_size(sum(len(_json(grant)) for grant in grants))


class GrantPolicies:
    """The grants of one role. Adding one raises DeclarationError, while the program is written, for what cannot be."""

    def __init__(self, identity: pulumi.ComponentResource, role: aws.iam.Role, name: str) -> None:
        self._identity, self._role, self._name = identity, role, name
        self._keys: set[str] = set()
        self._size = 0

    def add(self, grant: Grant) -> aws.iam.RolePolicy:
        """The policy of a grant that is known."""
        text = _json(grant)
        self._size += len(text)
        _refuse_size(self._size)
        return self._policy(grant, text)

    def add_later(self, grant: Mapping[str, object], resources: Sequence[pulumi.Input[str]]) -> aws.iam.RolePolicy:
        """The policy of a grant some of whose resources are Outputs: checked as each value becomes known.

        In preview such a policy is unknown. In an update a value that is refused ends the program before the policy
        exists.
        """
        checked = Grant.of({**grant, "resources": [_plain(resource) for resource in resources]})
        _json(checked)

        def settle(known: Sequence[str]) -> str:
            return _json(_settled(grant, checked.key, known))

        return self._policy(checked, pulumi.Output.all(*resources).apply(settle))

    def _policy(self, grant: Grant, document: pulumi.Input[str]) -> aws.iam.RolePolicy:
        name = f"{self._name}-{grant.key}"
        self._refuse(grant.key, name)
        return aws.iam.RolePolicy(
            name,
            name=name,
            role=self._role.name,
            policy=document,
            opts=pulumi.ResourceOptions(parent=self._identity, protect=False, retain_on_delete=False),
        )

    def _refuse(self, key: str, name: str) -> None:
        if key in self._keys:
            raise DeclarationError(
                f"two grants have the key {key!r}", place="grants", remedy='Give the second one a name = "…".'
            )
        if name == REVOKED_POLICY:
            raise DeclarationError(
                f"the policy's name would be {name!r}, which belongs to the revoker",
                place="grants",
                remedy="Give the grant another name.",
            )
        self._keys.add(key)


def _refuse_size(size: int) -> None:
    if size > SIZE_LIMIT:
        raise DeclarationError(
            f"together they have {size:,} characters",
            place="grants",
            remedy=f"AWS takes {SIZE_LIMIT:,} for a role: name fewer resources, or split the workload.",
        )


def _json(grant: Grant) -> str:
    return json.dumps(grant_document(grant), sort_keys=True, separators=(",", ":"))


def _plain(resource: pulumi.Input[str]) -> object:
    return _KNOWN_LATER if isinstance(resource, pulumi.Output) else resource


def _settled(grant: Mapping[str, object], key: str, resources: Sequence[str]) -> Grant:
    """The grant with its values. An Output may be a secret, so a refusal names its place and not the value."""
    for index, resource in enumerate(resources):
        try:
            Grant.of({**grant, "resources": [resource]})
        except DeclarationError:
            raise DeclarationError(
                "its value, now known, is no ARN, or a wildcard that names nothing in particular",
                place=f"grant {key!r}: resources[{index}]",
                remedy='Give the Output of one ARN, or say why it must be so wide: wildcard = "why".',
            ) from None
    return Grant.of({**grant, "resources": list(resources)})
