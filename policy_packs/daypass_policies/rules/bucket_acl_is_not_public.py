"""An access control list that names everyone is a bucket policy in fewer words."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import declared
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import locate
from daypass_policies.opening.exposure import Exposure
from daypass_policies.opening.resource_policies import reported
from daypass_policies.settle import collect

_BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_LISTS: Final = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
_NATIVE: Final = "aws-native:s3:Bucket"

_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_BUCKETS, ("acl", "grants[].uri")),
    **dict.fromkeys(_LISTS, ("acl", "accessControlPolicy.grants[].grantee.uri")),
    _NATIVE: ("accessControl",),
}
"""Type → where it names a list of AWS's, or a group of AWS's."""

_READERS: Final = "publicread"
_OPEN: Final = frozenset((_READERS, "publicreadwrite", "authenticatedread"))
_GROUPS: Final = ("/groups/global/allusers", "/groups/global/authenticatedusers")
_BLOCKS: Final = ("ignorePublicAcls", "blockPublicAcls")


@rule(
    "bucket-acl-is-not-public",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(_PLACES),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:SC-7", "SOC2:CC6.6"),
    remedy="Leave the list out, let the bucket's owner own its objects, and set a public access block.",
    aliases=(
        "checkov:CKV_AWS_20",
        "checkov:CKV_AWS_57",
        "checkov:CKV2_AWS_43",
        "prowler:s3_bucket_public_list_acl",
        "prowler:s3_bucket_public_write_acl",
        "prowler:s3_bucket_public_access",
        "prowler:cloudtrail_logs_s3_bucket_is_not_publicly_accessible",
    ),
)
def bucket_acl_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A bucket with the list `public-read` is listed by the whole internet, one with `public-read-write` is written to.

    `authenticated-read` is no better: it lets in everyone who has an AWS account. So do grants to the groups AllUsers
    and AuthenticatedUsers. A list counts for nothing where a public access block ignores or refuses it, or where the
    bucket's owner owns all objects (`BucketOwnerEnforced`). `public-read` of a bucket that the stack makes a website is
    told in profile `strict` alone, as advice. `authenticated-read` of one is advice too, but not as quiet: no browser
    has an account.

    Refused:
        reports:
          type: aws:s3/bucketAcl:BucketAcl
          properties: {bucket: reports, acl: public-read}

    Mended:
        reports:
          type: aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock
          properties: {bucket: reports, blockPublicAcls: true, ignorePublicAcls: true, restrictPublicBuckets: true}
    """
    for resource in stack.resources:
        if resource.type in _PLACES:
            yield from reported(resource, _judged(stack, ask, resource))


def _judged(stack: Stack, ask: Ask, resource: Resource) -> Iterator[Problem]:
    found, unknown = collect(_opened(resource, path) for path in _PLACES[resource.type])
    if not found and unknown is None:
        return
    target = "bucket" if resource.type in _LISTS else ""
    exposure = stack.once(Exposure)
    if exposure.has_no_lists(resource, target) or exposure.is_blocked(resource, target, _BLOCKS):
        return
    is_silent = ask.profile != "strict" and exposure.is_website(resource, target)
    told = [one for one in found if not (is_silent and one.who == _READERS)]
    for one in told[:1]:
        is_site = not one.may_write and exposure.may_be_website(resource, target)
        yield Problem(
            f"bucket {resource.name!r} has an access control list that {_WORDS[one.who]}"
            f"{', as a website' if is_site else ''}",
            at=one.path,
            key="write" if one.may_write else "read",
            severity="medium" if is_site else "critical" if one.may_write else None,
            advisory=is_site,
            mended=_MENDED.get(one.path),
        )
    if unknown and not told:
        raise Undecided(unknown.path)


_MENDED: Final[Mapping[str, str]] = {"acl": '{"acl": "private"}', "accessControl": '{"accessControl": null}'}
"""Where the list is written → what is written instead; a grant is one of several, which only the author can tell."""


_WORDS: Final[Mapping[str, str]] = {
    "publicread": "lets everyone list what it holds",
    "publicreadwrite": "lets everyone list, add and overwrite what it holds",
    "authenticatedread": "lets everyone with an AWS account list what it holds",
    "": "lets in a group that everyone belongs to",
}
"""List → what it lets whom do. Source: S3 User Guide, "Access control list overview", canned ACL; read 2026-11."""


class _Opening(NamedTuple):
    """Where everyone is let in: `who` is the list of AWS's, "" for a group, of which it is taken that it may write."""

    path: str
    who: str

    @property
    def may_write(self) -> bool:
        return self.who in ("publicreadwrite", "")


def _opened(resource: Resource, path: str) -> Iterator[_Opening]:
    first = path.partition(".")[0].removesuffix("[]")
    for found in locate({first: declared(resource, first)}, path):
        said = found.text.replace("-", "").lower()
        if said in _OPEN:
            yield _Opening(found.path, said)
        elif said.endswith(_GROUPS):
            yield _Opening(found.path, "")
