"""What a policy gives to others, somebody of its own account can take back."""

from collections.abc import Iterator
from typing import Final

from daypass.data.resource_policies import resource_policies
from daypass.graph.leaves import switch
from daypass.graph.stack import Stack
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.opening.locked import CHANGES, denying_everyone, is_given_to_us
from daypass_policies.opening.own_accounts import OwnAccounts
from daypass_policies.opening.resource_policies import documents_of, reported, types_of

_UNCHECKED: Final = "bypassPolicyLockoutSafetyCheck"
_CHANGES_KEY: Final = "kms:PutKeyPolicy"


@rule(
    "resource-policy-can-be-changed",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=types_of(lambda place: place.noun in CHANGES),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-3(8)", "SOC2:CC6.3"),
    remedy="Leave a role of the own account that may change the policy: the one that answers incidents.",
)
def resource_policy_can_be_changed(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A policy that nobody here may change keeps its doors open for those it names, whatever they do meanwhile.

    Told is the policy of a bucket, queue, topic, secret, table, repository of images or key which denies all changes of
    itself to everybody of its own account, by one statement or several: to everyone, to the account as a whole, or to
    all but named principals of other accounts (by `aws:PrincipalArn`, `aws:PrincipalAccount` or `NotPrincipal`), who
    may not change it either. Root alone, or not even that, gets it off again. So is the policy of a key that gives
    `kms:PutKeyPolicy` to nobody of the own account: there no IAM policy counts. AWS takes such a policy only with its
    check for lockouts switched off, and no other is asked. A Deny under a condition on anything else leaves somebody.
    Where nothing says which account is the own one, any that is named may be.

    Refused:
        shared:
          type: aws:s3/bucketPolicy:BucketPolicy
          properties:
            bucket: shared
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/partner"},
                              "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/*"},
                             {"Effect": "Deny", "Principal": "*", "Resource": "arn:aws:s3:::shared",
                              "Action": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]}]}

    Mended:
        shared:
          type: aws:s3/bucketPolicy:BucketPolicy
          properties:
            bucket: shared
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/partner"},
                              "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/*"},
                             {"Effect": "Deny", "Principal": "*", "Resource": "arn:aws:s3:::shared",
                              "Action": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
                              "Condition": {"ArnNotEquals": {
                                  "aws:PrincipalArn": "arn:aws:iam::111122223333:role/incidents"}}}]}
    """
    accounts = stack.once(OwnAccounts, ask.settings)
    for resource in stack.of_type(*resource_policy_can_be_changed.applies_to):
        yield from reported(resource, _judged(resource, accounts))


def _judged(resource: Resource, accounts: OwnAccounts) -> Iterator[Problem]:
    place = resource_policies()[resource.type]
    own = accounts.of(resource, place, ())
    try:
        for document in documents_of(resource):
            if at := _locked(resource, document, own):
                fact = f"{place.noun} {resource.name!r} lets nobody of its own account change it"
                yield Problem(f"{fact}, so that whom it names keeps what it gives", at=at, key="locked")
    except MalformedDocument:
        return  # the rules about everyone refuse what nobody can read


def _locked(resource: Resource, document: Document, own: str) -> str:
    """The path of what locks it; "" where somebody may change it."""
    deny = denying_everyone(document, resource_policies()[resource.type].noun, own)
    if deny:
        return deny.path
    is_unchecked = switch(resource, _UNCHECKED)
    if is_unchecked is False or is_given_to_us(document, _CHANGES_KEY, own):
        return ""
    if is_unchecked is None:
        raise Undecided(_UNCHECKED)
    return document.path
