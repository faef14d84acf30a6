"""This is where the wording of actions, resources and principals is judged: what AWS says of one that it refuses.

Each function answers with what is wrong, "" where nothing is. The texts are cached, because documents repeat them.
Sources, read 2026-11: IAM User Guide, "Grammar of the IAM JSON policy language", "Identify AWS resources with Amazon
Resource Names (ARNs)", "IAM identifiers", "AWS JSON policy elements: Principal"; AWS's own messages, in the cases of
`tests/iam/cases/documents.json`.
"""

import re
from functools import lru_cache
from typing import Final

from daypass.iam.glob import has_wildcard

_VENDOR: Final = re.compile(r"[A-Za-z0-9.-]+")
_PARTITION: Final = re.compile(r"aws(-[a-z]+)*")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_UNIQUE_ID: Final = re.compile(r"A[A-Z0-9]{15,127}")
_ARN_PARTS: Final = 6
_SESSIONS: Final = ("assumed-role/", "federated-user/")
_NOT_ACCOUNTS: Final = ("cloudfront", "aws")
"""What stands in place of an account in the ARN of an origin access identity."""


@lru_cache(maxsize=4096)
def fault_of_action(pattern: str) -> str:
    """`s3:Get*` and `*` are right; `s3*`, `*:*`, `i*:*` and `ec2:ec2:RunInstances` are not."""
    if pattern == "*":
        return ""
    vendor, colon, name = pattern.partition(":")
    if not colon:
        return "has an action without the service in front"
    if ":" in name:
        return "has an action with more than one colon"
    if has_wildcard(vendor):
        return "has an action whose service has a wildcard"
    return "" if _VENDOR.fullmatch(vendor) else "has an action of a service that cannot be"


def fault_of_service(pattern: str) -> str:
    """Where an action must say its service, as in an RCP: `s3:*` is right, `*` is not."""
    vendor, colon, _ = pattern.partition(":")
    is_said = colon and _VENDOR.fullmatch(vendor)
    return "" if is_said else "has an action that does not write its service out"


def fault_among(named: frozenset[str], pattern: str) -> str:
    """Where only these actions can be named, in small letters: a wildcard may reach further, for nothing."""
    folded = pattern.lower()
    if folded in named or folded == "*":
        return ""
    vendors = {action.partition(":")[0] for action in named}
    is_within = has_wildcard(folded) and folded.partition(":")[0] in vendors
    return "" if is_within else "has an action that such a document cannot name"


@lru_cache(maxsize=4096)
def fault_of_resource(pattern: str) -> str:
    """`*`, an ARN, or the first three parts of one at least; partition, service and IAM's types are written out."""
    if pattern == "*":
        return ""
    head, *parts = pattern.split(":", _ARN_PARTS - 1)
    if head != "arn" or not parts:
        return "is neither an ARN nor *"
    partition, service, region, _, resource = (*parts, *[""] * (_ARN_PARTS - len(parts)))[:5]
    if not has_wildcard(partition) and not _PARTITION.fullmatch(partition):
        return "is an ARN of no partition of AWS"
    if not service or has_wildcard(service):
        return "is an ARN that does not write its service out"
    return _fault_in_iam(region, resource) if service == "iam" else ""


def _fault_in_iam(region: str, resource: str) -> str:
    if region:
        return "is an ARN of IAM with a region, which IAM has none of"
    kind, slash, _ = resource.partition("/")
    return "is an ARN of IAM with a wildcard in its type" if has_wildcard(kind) and (slash or kind != "*") else ""


@lru_cache(maxsize=4096)
def fault_of_whole_arn(pattern: str) -> str:
    """Where a short ARN is not filled up with wildcards: `arn:aws:sqs` is not right."""
    is_whole = pattern == "*" or pattern.count(":") >= _ARN_PARTS - 1
    return "" if is_whole else "is an ARN with parts missing"


@lru_cache(maxsize=4096)
def fault_of_principal(kind: str, principal: str) -> str:
    """Of the kinds `AWS`, `Service`, `Federated`, `CanonicalUser`; whether the principal exists nobody can say here."""
    if kind == "AWS" and (principal == "*" or _ACCOUNT.fullmatch(principal) or _UNIQUE_ID.fullmatch(principal)):
        return ""
    if has_wildcard(principal):
        return "has a wildcard in a principal"
    if kind == "AWS":
        return "" if _is_caller(principal) else "names no account, user, role or session"
    if kind == "Service" and "." not in principal:
        return "names no service, as in ec2.amazonaws.com"
    return ""


@lru_cache(maxsize=4096)
def fault_of_provider(principal: str) -> str:
    """A `Federated` principal of a trust policy: a domain, or the ARN of an OIDC or SAML provider of an account."""
    head, *parts = principal.split(":", _ARN_PARTS - 1)
    if head != "arn":
        is_domain = "." in principal and not has_wildcard(principal) and not parts
        return "" if is_domain else "is neither a domain nor the ARN of a provider"
    is_of_account = len(parts) == _ARN_PARTS - 1 and parts[1] == "iam" and _ACCOUNT.fullmatch(parts[3])
    is_provider = is_of_account and parts[4].startswith(("oidc-provider/", "saml-provider/"))
    return "" if is_provider and not has_wildcard(principal) else "is neither a domain nor the ARN of a provider"


def _is_caller(principal: str) -> bool:
    head, *parts = principal.split(":", _ARN_PARTS - 1)
    if head != "arn" or len(parts) != _ARN_PARTS - 1:
        return False
    _, service, _, account, resource = parts
    if not _ACCOUNT.fullmatch(account) and account not in _NOT_ACCOUNTS:
        return False
    if service == "iam":
        return resource == "root" or resource.startswith(("user/", "role/"))
    return service == "sts" and resource.startswith(_SESSIONS)
