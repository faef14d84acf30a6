"""A service that calls a resource says for whom it calls, and the resource asks."""

import json
import re
from collections.abc import Iterator
from functools import partial

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.data.service_calls import plain_principal, service_calls
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.closing import account_of, condition, source
from daypass_policies.opening.deputies import Asking, asking
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import (
    is_everyone,
    may_ask_for_source,
    only_pulls,
    says_for_whom,
    says_how_buckets_are_named,
    says_which_account,
)
from daypass_policies.opening.own_accounts import about
from daypass_policies.opening.resource_policies import ask_grants, types_of

_TARGETS = frozenset(target for _, target in service_calls())
_STORAGE = "s3.amazonaws.com"
_CONFIG = "config.amazonaws.com"
_OF_AN_ACCOUNT = re.compile(r"/AWSLogs/(?:[0-9]{12}|o-[a-z0-9]+)(?:/|$)")
_LOOKS = frozenset(
    (
        *("s3:getbucketacl", "s3:getbucketlocation", "s3:listbucket", "logs:describeloggroups"),
        *("kms:describekey", "kms:describe*"),
    )
)
"""What a service looks up before it writes: it tells a stranger nothing."""


@rule(
    "resource-policy-asks-source",
    risk="confused-deputy",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=types_of(lambda place: place.service in _TARGETS),
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-4", "NIST-800-53:SC-7", "SOC2:CC6.1"),
    remedy="Ask for aws:SourceArn (sourceArn), and for aws:SourceAccount where the ARN has no account.",
    aliases=("checkov:CKV_AWS_364", "trivy:AWS-0067"),
)
def resource_policy_asks_source(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A function that S3 may invoke without a source is invoked by every bucket there is, through S3.

    Asked are topics, queues, functions, buckets, keys, image repositories and log policies about the services of which
    AWS shows the condition for that very call (see the table of service calls), never others: EventBridge, for one,
    sends nothing to a key. aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or the encryption context of a key bind
    a service to one customer, also in a Deny of all others; `*`, an ARN of every account, `...IfExists` and negations
    do not, nor does a pattern of bucket names alone: the ARN of a bucket has no account, and whoever makes a bucket so
    named comes through S3, also where `*` is named for it. CloudWatch Logs says to a key for whom it calls by the
    encryption context alone: a finding of low severity. Where the statement names another service that says nothing,
    it cannot ask: the finding is of low severity, and the two need a statement each. Log files that are written below
    `AWSLogs/ACCOUNT/` can come from that account alone, as CloudTrail makes no trail whose own prefix holds `AWSLogs/`,
    and pass; of AWS Config nobody says that of its prefix, and its guide asks for the account: low. Images that Lambda
    may only pull pass as well, as its guide has it. In profile `strict` all are asked, and so is the account of a
    bucket, whose name another may take over.

    Refused:
        resize:
          type: aws:lambda/permission:Permission
          properties: {function: resize, action: lambda:InvokeFunction, principal: s3.amazonaws.com}

    Mended:
        resize:
          type: aws:lambda/permission:Permission
          properties:
            function: resize
            action: lambda:InvokeFunction
            principal: s3.amazonaws.com
            sourceArn: arn:aws:s3:::uploads-prod
            sourceAccount: "111122223333"
    """
    place = resource_policies()[resource.type]
    try:
        yield from ask_grants(resource, partial(_of_grant, resource, ask, place))
    except MalformedDocument:
        return  # the rules about everyone refuse what nobody can read


def _of_grant(resource: Resource, ask: Ask, place: PolicyPlace, grant: Grant) -> Iterator[Problem]:
    strict = ask.profile == "strict"
    may_ask = Asking.AT_ONCE if _is_for_buckets(place, grant) else asking(grant, partial(_says_who, place))
    if may_ask is Asking.NO or _only_looks(grant):
        return
    is_bound = _is_bound_by_path(grant)
    if not strict and (only_pulls(grant) or (is_bound and _service(grant) != _CONFIG)):
        return
    if not grant.is_closed(says_for_whom):
        split = may_ask is Asking.BY_ITSELF
        fact = _MIXED if split else _unasked(place, grant)
        mended = None if split or grant.statement.is_part else _mended(resource, ask, place, grant)
        yield _problem(resource, place, grant, fact, mended, low=is_bound or fact not in (_UNASKED, _SO_NAMED))
    elif strict and not grant.is_closed(says_which_account) and _has_account_to_ask(place, grant):
        mended = _mended(resource, ask, place, grant)
        yield _problem(resource, place, grant, "for a bucket without asking for its account", mended, low=True)


_UNASKED = "without asking for whom it acts (aws:SourceAccount, aws:SourceArn)"
_SO_NAMED = "for every bucket that is named so, which anybody may make, without asking for its account"
_MIXED = f"{_UNASKED}, in one statement with a service that could not say so; it needs a statement of its own"


def _unasked(place: PolicyPlace, grant: Grant) -> str:
    """What is not asked, which is the encryption context alone where the service says nothing else."""
    if grant.is_closed(says_how_buckets_are_named):
        return _SO_NAMED
    call = service_calls()[_service(grant), place.service]
    is_context = "yes" not in (call.account, call.arn)
    return f"without asking for the encryption context kms:EncryptionContext:{call.context}" if is_context else _UNASKED


def _mended(resource: Resource, ask: Ask, place: PolicyPlace, grant: Grant) -> str:
    """That the source is asked for: by account where the service says it, else by ARN, else by encryption context."""
    call = service_calls()[_service(grant), place.service]
    account = account_of(resource, ask.settings, about(grant))
    if place.form == "grant":
        return json.dumps({"sourceAccount": account} if call.account == "yes" else {"sourceArn": "ARN-OF-THE-SOURCE"})
    if "yes" not in (call.account, call.arn):
        return condition("ArnLike", f"kms:EncryptionContext:{call.context}", f"arn:*:*:*:{account}:*")
    return source(account, by_account=call.account == "yes")


def _problem(
    resource: Resource, place: PolicyPlace, grant: Grant, fact: str, mended: str | None, *, low: bool
) -> Problem:
    named = "" if grant.hidden else f" {_service(grant)}"
    parts = (grant.sid, _service(grant))
    return Problem(
        f"{place.noun} {resource.name!r} lets the service{named} in {fact}",
        at=grant.where,
        key=None if grant.hidden else " ".join(filter(None, parts)),
        severity="low" if low else None,
        witness=None if grant.hidden else _service(grant),
        mended=mended,
    )


def _says_who(place: PolicyPlace, principal: str) -> bool:
    call = service_calls().get((plain_principal(principal), place.service))
    return call is not None and call.says_who


def _has_account_to_ask(place: PolicyPlace, grant: Grant) -> bool:
    return _service(grant) == _STORAGE and service_calls()[_STORAGE, place.service].account == "yes"


def _is_for_buckets(place: PolicyPlace, grant: Grant) -> bool:
    """Whether everyone is named, as S3's guides once did, and meant are buckets of some names, for which S3 comes.

    A source that is not known yet may be those.
    """
    if not is_everyone(grant) or grant.kind == "Service" or not _says_who(place, _STORAGE):
        return False
    return says_how_buckets_are_named(grant.conditions, grant.document.version) or may_ask_for_source(grant)


def _service(grant: Grant) -> str:
    """The service that comes; that of buckets where everyone is named."""
    return _STORAGE if grant.kind != "Service" else plain_principal(grant.principal)


def _only_looks(grant: Grant) -> bool:
    actions = grant.actions
    return bool(actions) and all(action.lower() in _LOOKS for action in actions)


def _is_bound_by_path(grant: Grant) -> bool:
    """Whether all that it may write lies where a log service writes for one account or organisation alone.

    Source: CloudTrail User Guide, "Setting bucket policy for multiple accounts": nobody else can create a trail whose
    prefix includes `AWSLogs/`, below which a stranger's files would otherwise look like ours; read 2026-11. AWS Config
    Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel"; read 2026-12.
    """
    return all(_OF_AN_ACCOUNT.search(resource) for resource in grant.resources)
