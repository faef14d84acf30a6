"""This is where the scope of an identity is: the permission document of each grant, and the boundary around all."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from daypass.errors import DeclarationError
from daypass.iam.document import Document
from daypass.iam.node import MalformedDocument
from daypass.model.grant import Grant
from daypass.model.identity import BOUNDARY_NAME, PATH
from daypass.model.term import CLASSES
from daypass.model.written import nearest

VERSION: Final = "2012-10-17"


def grant_document(grant: Grant) -> dict[str, Any]:
    """The policy document of one grant. Raises `DeclarationError` where AWS would refuse it (an unknown operator)."""
    document = {"Version": VERSION, "Statement": [grant.as_statement()]}
    try:
        Document.parse(document, path=f"grant {grant.key!r}")
    except MalformedDocument as malformed:
        raise DeclarationError(malformed.fact, place=malformed.place, remedy=malformed.remedy) from None
    return document


def boundary_document(workload_class: str = "") -> dict[str, Any]:
    """The permissions boundary: the most that any grant can reach, whatever a policy of the role says.

    It never lets an identity make a credential that stays, take its boundary off or stop the record of what happened.
    For `agent` it also hands no role to a service; only `pipeline` and "" (any class) may make roles, and only bounded
    ones. Raises `DeclarationError` for a class that does not exist.
    """
    if workload_class not in (*CLASSES, ""):
        raise DeclarationError(
            f"{workload_class!r} is no class", place="class", remedy=nearest(workload_class, CLASSES)
        )
    statements: list[Mapping[str, object]] = [_WORK, _KEEP_THE_FENCE]
    if workload_class != "agent":
        statements.insert(1, _PASS_ROLES)
    if workload_class in ("pipeline", ""):
        statements.insert(1, _MAKE_BOUNDED_ROLES)
    return {"Version": VERSION, "Statement": copy.deepcopy(statements)}


_BOUNDARY: Final = f"arn:*:iam::*:policy{PATH}{BOUNDARY_NAME}"

_WORK: Final[Mapping[str, object]] = {
    "Sid": "WhatGrantsMayReach",
    "Effect": "Allow",
    "NotAction": ["account:*", "aws-portal:*", "billing:*", "iam:*", "identitystore:*", "organizations:*", "sso:*"],
    "Resource": "*",
}
_PASS_ROLES: Final[Mapping[str, object]] = {
    "Sid": "HandRolesToServices",
    "Effect": "Allow",
    "Action": ["iam:GetRole", "iam:PassRole"],
    "Resource": f"arn:*:iam::*:role{PATH}*",
}
_MAKE_BOUNDED_ROLES: Final[Mapping[str, object]] = {
    "Sid": "MakeBoundedRoles",
    "Effect": "Allow",
    "Action": [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
    ],
    "Resource": f"arn:*:iam::*:role{PATH}*",
    "Condition": {"ArnLike": {"iam:PermissionsBoundary": _BOUNDARY}},
}
_KEEP_THE_FENCE: Final[Mapping[str, object]] = {
    "Sid": "KeepTheFence",
    "Effect": "Deny",
    "Action": [
        "cloudtrail:DeleteTrail",
        "cloudtrail:StopLogging",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreateServiceSpecificCredential",
        "iam:CreateUser",
        "iam:DeleteRolePermissionsBoundary",
        "iam:ResetServiceSpecificCredential",
        "iam:UpdateLoginProfile",
    ],
    "Resource": "*",
}
