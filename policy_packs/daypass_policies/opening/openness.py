"""This is where it is told whom a grant of a resource policy is open to: everyone, a whole account, or whom it names.

What callers choose themselves (a tag, a referrer, an encryption, a region) closes nothing; who they are, on whose
behalf they come, and the network they come from does. Source: S3 User Guide, "The meaning of public"; IAM User Guide,
"AWS global condition context keys"; KMS, EFS, Lambda and SNS guides for the keys of their own; read 2026-11.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from daypass.iam.admitted import EXCEPT
from daypass.iam.arn import Arn
from daypass.iam.asked import asked_of, limiting_keys
from daypass.iam.document import EVERYONE
from daypass.iam.glob import has_wildcard
from daypass.iam.who import said_who
from daypass.model.kind import Asked, Claim
from daypass.model.resource import Undecided, bare
from daypass_policies.addresses import are_few
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.taken_back import Conditions

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_WHOLE: Final = re.compile(r"(?:arn:[\w-]+:iam::)?(?P<account>[0-9]{12})(?::(?:root|\*))?")
_WITHIN: Final = re.compile(r"arn:[\w-]+:(?:iam|sts)::(?P<account>[0-9]{12}):.*")

_EXACT: Final = (
    *("kms:calleraccount", "s3:dataaccesspointaccount", "aws:principalorgmasteraccountid"),
    *("aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid", "aws:ec2instancesourcevpc"),
    *("aws:principalservicename", "aws:principalservicenameslist", "lambda:eventsourcetoken"),
)
"""Keys that say who comes, from which network, or with which secret: closed by exact values."""

_ARNS: Final = ("aws:sourcearn", "aws:principalarn", "s3:dataaccesspointarn", "elasticfilesystem:accesspointarn")
_TRUE: Final = ("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget")
"""Keys that say yes of services alone, or of what came through a file system's own network."""

_UNIQUE_ID: Final = re.compile(r"A[A-Z0-9]{15,}(?::.*)?")


def is_everyone(grant: Grant) -> bool:
    """Whether the statement names all there are, or with a wildcard what no one account holds."""
    if grant.kind in (EVERYONE, EXCEPT) or grant.principal == EVERYONE:
        return True
    return has_wildcard(grant.principal) and not _WITHIN.fullmatch(grant.principal)


def whole_account(grant: Grant) -> str:
    """The account that the statement names as a whole, or with a wildcard most of; "" where it does neither."""
    return account_in(grant.principal) if grant.kind == "AWS" else ""


def account_in(principal: str) -> str:
    """The same of a principal of the kind `AWS`: a root, twelve digits, or a pattern within an account."""
    if whole := _WHOLE.fullmatch(principal):
        return whole["account"]
    within = _WITHIN.fullmatch(principal) if has_wildcard(principal) else None
    return within["account"] if within else ""


def only_pulls(grant: Grant) -> bool:
    """Whether no more is allowed than to run what somebody else has built."""
    try:
        return bool(grant.actions) and all(_PULLS.fullmatch(action.lower()) for action in grant.actions)
    except Undecided:
        return False


_PULLS: Final = re.compile(r"ecr:(?:batchcheck|batchget|get|describe|list)[a-z*]*")


def closes_everyone(conditions: Conditions, version: str) -> bool:
    """Whether these conditions, which all hold together, keep strangers out."""
    if not conditions:
        return False
    asked = asked_of(conditions, version)
    if said_who(asked).breadth != "world" or _is_exact(asked) or _names_who(asked):
        return True
    limiting = limiting_keys(conditions, version)
    return _says_yes(conditions, limiting) or _from_known_addresses(conditions, limiting)


def says_for_whom(conditions: Conditions, version: str) -> bool:
    """Whether these conditions bind a service to one customer: by account, organisation, or the resource it acts for.

    What a KMS key is asked about (`kms:EncryptionContext:…`) names that resource just as well.
    """
    if not conditions:
        return False
    asked = {
        key: claims
        for key, claims in asked_of(conditions, version).items()
        if key not in _NAMES_SERVICE and not any(map(_is_any_bucket_so_named, claims))
    }
    if said_who(asked).breadth != "world" or _is_exact(asked) or _names_who(asked):
        return True
    resources = [key for key in asked if key in _OF_RESOURCES or key.startswith("kms:encryptioncontext:")]
    return any(_all(asked, key, _names_resource) for key in resources)


def says_for_which_database_user(conditions: Conditions, version: str) -> bool:
    """The same of Redshift, which says in `sts:ExternalId` for which user of which database it acts.

    Source: Redshift Management Guide, "Restricting access to IAM roles"; read 2026-12.
    """
    if says_for_whom(conditions, version):
        return True
    return bool(conditions) and _all(asked_of(conditions, version), _ID, _is_database_user)


_ID: Final = "sts:externalid"


def _is_database_user(claim: Claim) -> bool:
    arn = Arn.parse(claim.text)
    if arn is None or arn.service != "redshift" or _ACCOUNT.fullmatch(arn.account) is None:
        return False
    return arn.resource.startswith("dbuser:")


def says_how_buckets_are_named(conditions: Conditions, version: str) -> bool:
    """Whether these conditions ask of the source no more than how a bucket is named."""
    return any(map(_is_any_bucket_so_named, asked_of(conditions, version).get(_SOURCE, ())))


def may_ask_for_source(grant: Grant) -> bool:
    """Whether conditions of which something is not known may ask for a source."""
    if not grant.unknown:
        return False
    written = bare(grant.statement.written)
    if not isinstance(written, Mapping):  # arguments, of which the path of an unknown one is its name
        return grant.unknown.lower() == _SOURCE.removeprefix("aws:")
    asked = bare(written.get("Condition"))
    if not isinstance(asked, Mapping):
        return True
    return any(not isinstance(keys, Mapping) or _SOURCE in _folded(keys) for keys in map(bare, asked.values()))


def _folded(keys: Iterable[object]) -> frozenset[str]:
    return frozenset(str(key).lower() for key in keys)


_NAMES_SERVICE: Final = ("aws:principalservicename", "aws:principalservicenameslist")
_SOURCE: Final = "aws:sourcearn"
_OF_RESOURCES: Final = (_SOURCE, "lambda:eventsourcetoken")


def _is_any_bucket_so_named(claim: Claim) -> bool:
    """Whether a pattern of bucket names takes in buckets of strangers, as the ARN of a bucket has no account.

    A name is anybody's who makes it first, but for those of an account's own namespace, which end in the account.
    Source: S3 User Guide, "Namespaces for general purpose buckets"; read 2026-11.
    """
    arn = Arn.parse(claim.text)
    if claim.exact or arn is None or arn.service != "s3" or _ACCOUNT.fullmatch(arn.account):
        return False
    return has_wildcard(arn.resource.partition("/")[0]) and not _is_of_a_namespace(arn)


def _is_of_a_namespace(bucket: Arn) -> bool:
    return _OF_A_NAMESPACE.search(bucket.resource.partition("/")[0]) is not None


_OF_A_NAMESPACE: Final = re.compile(r"-[0-9]{12}-[a-z]{2}(?:-[a-z]+)+-[0-9]-an$")


def _names_resource(claim: Claim) -> bool:
    return _names_account_or_bucket(claim) or (claim.exact and len(claim.text.strip()) >= _SHORTEST_BUCKET)


def says_which_account(conditions: Conditions, version: str) -> bool:
    """The same where a bucket's ARN does not suffice: who deletes a bucket leaves its name to the next who wants it."""
    asked = asked_of(conditions, version)
    return said_who(asked).breadth != "world" or _is_exact(asked)


def _is_exact(asked: Asked) -> bool:
    return any(_all(asked, key, lambda claim: claim.exact and bool(claim.text.strip())) for key in _EXACT)


def _names_who(asked: Asked) -> bool:
    is_named = any(_all(asked, key, _names_account_or_bucket) for key in _ARNS)
    is_user = _all(asked, "aws:userid", lambda claim: bool(_UNIQUE_ID.fullmatch(claim.text)))
    return is_named or is_user or _all(asked, "sns:endpoint", _names_receiver)


def _names_account_or_bucket(claim: Claim) -> bool:
    """An ARN in an account, or of an S3 bucket, whose name is one in the whole world and stands without an account."""
    arn = Arn.parse(claim.text)
    if arn is None:
        return False
    if arn.service == "s3" and not arn.resource.startswith("accesspoint"):
        return len(re.split(r"[*?]", arn.resource, maxsplit=1)[0]) >= _SHORTEST_BUCKET or _is_of_a_namespace(arn)
    return _ACCOUNT.fullmatch(arn.account) is not None


_SHORTEST_BUCKET: Final = 3


def _names_receiver(claim: Claim) -> bool:
    """Who subscribes to a topic: an address of one domain, one web address, or an ARN in an account."""
    address, at, domain = claim.text.rpartition("@")
    is_mail = bool(at and address and "." in domain and not has_wildcard(domain))
    return is_mail or (claim.exact and claim.text.startswith("https://")) or _names_account_or_bucket(claim)


def _all(asked: Asked, key: str, test: Callable[[Claim], bool]) -> bool:
    return bool(asked.get(key)) and all(map(test, asked[key]))


def _says_yes(conditions: Conditions, limiting: frozenset[str]) -> bool:
    asked = [one for one in conditions if one.operator == "Bool" and one.key.lower() in limiting.intersection(_TRUE)]
    return any({value.lower() for value in one.values} == {"true"} for one in asked)


def _from_known_addresses(conditions: Conditions, limiting: frozenset[str]) -> bool:
    """Whether callers come from networks that are small enough to be somebody's."""
    if "aws:sourceip" not in limiting:
        return False
    ranges = [one for one in conditions if one.operator == "IpAddress" and one.is_on("aws:SourceIp")]
    return any(are_few(one.values) for one in ranges)
