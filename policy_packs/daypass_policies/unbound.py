"""This is where a request is told by which whoever makes it serves itself, from one that is bound to something.

A grant on a key for a service's own work, and an invocation that one service is let make, are asked for every day.
Source: Service Authorization Reference, condition keys of AWS KMS, AWS Lambda, AWS Organizations, Amazon S3 and Amazon
Redshift; KMS Developer Guide, "AWS KMS condition keys" (`kms:GrantIsForAWSResource`, `kms:ViaService`); IAM User Guide,
"AWS global condition context keys" (`aws:CalledVia`); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from daypass.data.stand_ins import PROBE
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.statement import Statement
from daypass_policies.rights import allows, denying, mentions

_NAMED: Final = ("kms:ViaService", "kms:ResourceAliases", "kms:RequestAlias")
"""Keys of a request through a service, and of one about a key with a name."""
_OF_GRANTS: Final = ("kms:GranteeServicePrincipal", "kms:GrantConstraintType", "kms:GrantConstraintSourceArn")
_CONTEXT: Final = "kms:encryptioncontext"
_TAGS: Final = "aws:TagKeys"
"""A grant is made without tags, so that nobody can ask for some."""

_ABSENT: Final[Mapping[str, tuple[str, ...]]] = {
    "kms:PutKeyPolicy": _NAMED,
    "kms:CreateGrant": (*_NAMED, *_OF_GRANTS, _TAGS),
    "s3:CreateAccessGrant": ("s3:AccessGrantScope",),
}
"""Keys that are absent from such a request: a statement that asks for one of them is bound by it."""

_VIA: Final = ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")
_BY_TEMPLATES: Final = "cloudformation.amazonaws.com"
_BY_A_SERVICE: Final[tuple[Mapping[str, Any], ...]] = (
    {"ForAnyValue:StringNotEquals": {_VIA[0]: _BY_TEMPLATES}},
    *({"Null": {key: "false"}, "StringNotEquals": {key: _BY_TEMPLATES}} for key in _VIA[1:]),
)
"""True of what a service asks for somebody, as its own work needs it; CloudFormation asks for what a template says."""

_TYPE: Final = "organizations:PolicyType"
_HARMLESS: Final = (
    *("BACKUP_POLICY", "TAG_POLICY", "AISERVICES_OPT_OUT_POLICY"),
    *("SECURITYHUB_POLICY", "INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY"),
)
"""Types of policies that hold nobody back: they plan, name and switch on. One that is newer than this list may.

Source: AWS Organizations User Guide, "Managing organization policies with AWS Organizations"; read 2026-11.
"""
_OF_A_HARMLESS_TYPE: Final[tuple[Mapping[str, Any], ...]] = (
    {"StringEquals": {_TYPE: list(_HARMLESS)}},
    {"Null": {_TYPE: "true"}},  # each such request says its type
)

_OTHERS: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "organizations:UpdatePolicy": _OF_A_HARMLESS_TYPE,
    "organizations:DetachPolicy": _OF_A_HARMLESS_TYPE,
    "organizations:DisablePolicyType": _OF_A_HARMLESS_TYPE,
    "kms:CreateGrant": (
        {"Null": {"kms:GrantIsForAWSResource": "true"}},
        {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        {"StringNotLike": {"kms:GranteePrincipal": f"arn:*:iam::*:role/{PROBE}"}},
        {"ForAllValues:StringNotEquals": {"kms:GrantOperations": "Decrypt"}},
    ),
    "lambda:AddPermission": ({"StringNotLike": {"lambda:Principal": f"*{PROBE}"}},),
    "organizations:RegisterDelegatedAdministrator": ({"StringNotEquals": {"organizations:ServicePrincipal": PROBE}},),
    "redshift:GetClusterCredentials": ({"StringNotEquals": {"redshift:DbUser": PROBE}},),
}
"""What is true of every other request: for a service, for somebody else, not for reading, as a user of a name, about a
policy that holds nobody back.
"""

_OWN_USER: Final = "${redshift:dbuser}"


def unbound(policies: Policies, action: str) -> Policies:
    """The same, of which only such requests for this action are left."""
    if not any(mentions(statement, action) for statement in allows(policies)):
        return policies
    policies = replace(policies, identity=tuple(map(_without_own_things, policies.identity)))
    if not _asks_anything(policies, action):
        return policies
    absent = dict.fromkeys((*_ABSENT.get(action, ()), *_contexts(policies, action)))
    others = (*({"Null": {key: "false"}} for key in absent), *_BY_A_SERVICE, *_OTHERS.get(action, ()))
    documents = map(_without_own_user, policies.identity)
    return replace(policies, identity=(*documents, *(denying(dict(one)) for one in others)))


def _without_own_things(document: Document) -> Document:
    """The same without what names things by whoever asks, as `session/${aws:username}-*`: those of others it is not."""
    left = tuple(one for one in document.statements if not _names_own_things(one))
    return document if len(left) == len(document.statements) else replace(document, statements=left)


def _names_own_things(statement: Statement) -> bool:
    if not statement.is_fully_known or statement.effect != "Allow" or not statement.resources:
        return False
    return all(any(own in text.lower() for own in _OWN_NAMES) for text in statement.resources)


_OWN_NAMES: Final = ("${aws:username}", "${aws:userid}")


def _asks_anything(policies: Policies, action: str) -> bool:
    """Whether a statement about it has a condition: where none has, such a request is as good as any other."""
    documents = (*policies.identity, *(filter(None, (policies.boundary,))))
    statements = (statement for document in documents for statement in document.statements)
    return any(not one.is_fully_known or one.conditions for one in statements if mentions(one, action))


def _without_own_user(document: Document) -> Document:
    """The same without what lets somebody sign in by its own name: `reach` cannot compare two keys of a request."""
    return replace(document, statements=tuple(one for one in document.statements if not _asks_own_user(one)))


def _asks_own_user(statement: Statement) -> bool:
    """As in the examples of the Amazon Redshift Management Guide: `aws:userid` is like `*:${redshift:DbUser}`."""
    return (
        statement.is_fully_known
        and statement.effect == "Allow"
        and any(
            _OWN_USER in value.lower()
            for one in statement.conditions
            if one.operator in ("StringEquals", "StringLike") and not one.if_exists and not one.qualifier
            for value in one.values
        )
    )


def _contexts(policies: Policies, action: str) -> Iterator[str]:
    """Keys of an encryption context by which a policy allows grants: those of one thing that somebody encrypted."""
    for statement in allows(policies) if action == "kms:CreateGrant" else ():
        if statement.is_fully_known:
            yield from (one.key for one in statement.conditions if one.key.lower().startswith(_CONTEXT))
