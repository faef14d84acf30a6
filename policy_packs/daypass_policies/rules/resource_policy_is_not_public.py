"""What a resource's policy opens to everyone, nobody can close by taking care of identities."""

import json
from collections.abc import Iterator, Sequence
from functools import partial

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import ACCOUNT, account_of, named_instead, principals
from daypass_policies.opening.excuses import AS_A_SITE, Excuses
from daypass_policies.opening.exposure import Exposure
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import closes_everyone, is_everyone
from daypass_policies.opening.own_accounts import OwnAccounts, about
from daypass_policies.opening.resource_policies import (
    FUNCTIONS,
    ask_grants,
    reported,
    said_malformed,
    types_of,
)
from daypass_policies.opening.ways_in import WayIn, key_of, said_actions, ways_of
from daypass_policies.settle import collect

_TYPES = tuple(type_ for type_ in types_of(lambda place: place.exposure != "network") if type_ not in FUNCTIONS)


@rule(
    "resource-policy-is-not-public",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=_TYPES,
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-3",
        "NIST-800-53:SC-7",
        "SOC2:CC6.6",
        "MAESTRO:L2-DATA-EXFILTRATION",
    ),
    remedy="Name the principals, or close `*` with aws:PrincipalOrgID, aws:SourceArn, aws:SourceAccount or a network.",
    aliases=(
        "checkov:CKV_AWS_32",
        "checkov:CKV_AWS_33",
        "checkov:CKV_AWS_70",
        "checkov:CKV_AWS_168",
        "checkov:CKV_AWS_169",
        "checkov:CKV_AWS_167",
        "checkov:CKV_AWS_283",
        "checkov:CKV_AWS_387",
        "prowler:s3_bucket_policy_public_write_access",
        "prowler:kms_key_not_publicly_accessible",
        "prowler:sqs_queues_not_publicly_accessible",
        "prowler:sns_topics_not_publicly_accessible",
        "prowler:secretsmanager_not_publicly_accessible",
        "prowler:ecr_repositories_not_publicly_accessible",
        "prowler:s3_bucket_public_access",
        "prowler:efs_not_publicly_accessible",
        "prowler:eventbridge_bus_exposed",
        "prowler:glacier_vaults_policy_public_access",
        "prowler:glue_data_catalogs_not_publicly_accessible",
        "prowler:ses_identity_not_publicly_accessible",
        "prowler:cloudwatch_log_group_not_publicly_accessible",
        "prowler:opensearch_service_domains_not_publicly_accessible",
    ),
)
def resource_policy_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A secret, key, queue or bucket whose policy allows `*` is open to every account there is, or to no account.

    `*` counts in every form, also inside an ARN and as `NotPrincipal`. It is closed by who comes (aws:PrincipalOrgID,
    aws:PrincipalAccount, aws:PrincipalArn, kms:CallerAccount), on whose behalf (aws:SourceArn, aws:SourceAccount,
    aws:SourceOrgID), or from which network (aws:SourceVpce, aws:SourceVpc, aws:SourceIp up to a /8), by exact values
    that must be there: `...IfExists`, `ForAllValues`, negations, wildcards, a referrer or a tag close nothing. A Deny
    of everyone else closes as well, as far as it is about the same actions and resources.

    This is a stack rule, because a bucket with a public access block, a search domain in a network or with users of
    its own, an access point with its default block are not open. The policy of an API counts only where the API is
    private, that of a public repository of images only where it lets everyone do more than pull. A policy is told once
    for all statements that let in the same strangers in the same way.

    A statement that lets everyone read the objects of a bucket that the stack makes a website, and do nothing else, is
    told in profile `strict` alone, as advice: serve it through CloudFront. Advice is also what is told of a bucket that
    the stack opens on purpose: its public access block in the stack says no to `blockPublicPolicy` or to
    `restrictPublicBuckets`, and yes to neither, or its own list is `public-read`, and all that the policy lets everyone
    do is to read objects, their tags and their attributes, and to list them (`s3:GetObject`, `s3:GetObjectTagging`,
    `s3:ListBucket`); where its name calls the bucket public as well, or the policy asks for a tag of the objects,
    profile `strict` alone speaks of it.

    Refused:
        orders:
          type: aws:sqs/queuePolicy:QueuePolicy
          properties:
            queueUrl: https://sqs.eu-west-1.amazonaws.com/111122223333/orders
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage",
                              "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders"}]}

    Mended:
        orders:
          type: aws:sqs/queuePolicy:QueuePolicy
          properties:
            queueUrl: https://sqs.eu-west-1.amazonaws.com/111122223333/orders
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                              "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders",
                              "Condition": {"ArnEquals":
                                {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}}}]}
    """
    places = resource_policies()
    for resource in stack.resources:
        if resource.type in _ASKED:
            yield from reported(resource, _judged(stack, ask, resource, places[resource.type]))


_ASKED = frozenset(_TYPES)


def _judged(stack: Stack, ask: Ask, resource: Resource, place: PolicyPlace) -> Iterator[Problem]:
    opened: dict[str, Grant] = {}
    problems, unknown = collect([_noted(stack, resource, place, opened)])
    yield from problems
    excuses = Excuses(stack.once(Exposure), resource, place, ask.profile)
    may_be_more = unknown is not None or bool(problems)
    for way, grants in ways_of(excuses.told(tuple(opened.values()), may_be_more=may_be_more)).items():
        first = grants[0]
        yield Problem(
            f"{place.noun} {resource.name!r} lets in {way.who}{_how(way, grants)}",
            at=first.where,
            key=key_of(grants),
            severity="medium" if way.excused else None,
            advisory=bool(way.excused),
            mended=None if first.hidden else _mended(stack, ask, resource, place, first),
        )
    if unknown:
        raise unknown


def _noted(stack: Stack, resource: Resource, place: PolicyPlace, opened: dict[str, Grant]) -> Iterator[Problem]:
    """Only what there is to say of a policy that nobody can read; `opened` gets each open statement, by its path."""
    try:
        yield from ask_grants(resource, partial(_note, stack, resource, place, opened))
    except MalformedDocument as malformed:
        yield said_malformed(resource, malformed)


def _note(
    stack: Stack, resource: Resource, place: PolicyPlace, opened: dict[str, Grant], grant: Grant
) -> tuple[Problem, ...]:
    # One that is open is open, however many it names; to mend each of them would cost their square.
    if grant.where in opened or not is_everyone(grant) or grant.is_closed(closes_everyone):
        return ()
    if not stack.once(Exposure).is_shut(resource, place):
        opened[grant.where] = grant
    return ()


def _mended(stack: Stack, ask: Ask, resource: Resource, place: PolicyPlace, grant: Grant) -> str | None:
    """Somebody of the account that the resource is in; that account where the principal is an argument."""
    account = account_of(resource, ask.settings, about(grant))
    if account == ACCOUNT:
        account = stack.once(OwnAccounts, ask.settings).of(resource, place, about(grant)) or ACCOUNT
    if place.form == "grant":
        return json.dumps({place.path: account})
    return principals(grant.statement, named_instead(account))


def _how(way: WayIn, grants: Sequence[Grant]) -> str:
    """For what, in words that follow whom. What a website is read for needs no words."""
    if way.excused == AS_A_SITE:
        return f", {way.excused}"
    actions = said_actions(grants)
    conditions = ", under conditions that strangers meet too" if way.has_conditions else ""
    excused = f", {way.excused}" if way.excused else ""
    return (f" for {actions}" if actions else "") + conditions + excused
