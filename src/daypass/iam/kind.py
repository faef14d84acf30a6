"""This is where a DocumentKind is: how long a policy document of each kind may be, and what it must and may hold.

A kind is a value, so that a limit which AWS raised for an account is `replace(KINDS["trust"], limit=4096)`.
Sources, read 2026-11: IAM User Guide ("Grammar of the IAM JSON policy language", "IAM and AWS STS quotas"),
AWS Organizations User Guide ("SCP syntax", "RCP syntax", "Quotas"), and the pages that stand at each kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Principals = Literal["any", "trusted", "everyone"]
"""Any that AWS has; in a trust policy, where a bare `*` is none and a provider is one of IAM's; `*` and no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """What AWS asks of one kind of policy document, beyond the grammar that all kinds share.

    `limit`: the most characters. `counts_space`: all characters of the text count as they are sent; otherwise white
    space does not. `most_statements`: 0 for any number. `version`: the only one that is taken, "" for any.

    `required`: elements of a statement, or the `Not…` in their place; `prohibited`: of it or of the document. `sid`:
    which characters a `Sid` may hold; `unique_sids`: no two are the same. `actions`: the only ones that may be named,
    in small letters; none = any; `with_service`: `*` alone names no action. `iam_words`: actions and resources are
    worded as IAM demands; `whole_arns`: an ARN has all six parts. `begins_with_brace`, `latin`: no white space comes
    first in the text, no character beyond U+00FF in it. `of_aws`: what AWS's own document of this kind says.
    """

    name: str
    limit: int
    source: str
    counts_space: bool = False
    most_statements: int = 0
    version: str = ""
    required: tuple[str, ...] = ("Principal",)
    principals: Principals = "any"
    prohibited: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset(("Allow", "Deny"))
    sid: Literal["any", "alphanumeric"] = "any"
    unique_sids: bool = False
    actions: frozenset[str] = frozenset()
    with_service: bool = False
    iam_words: bool = False
    whole_arns: bool = False
    begins_with_brace: bool = False
    latin: bool = False
    of_aws: Mapping[str, str] | None = None


_IAM: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_STS: Final = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"
_ORGANIZATIONS: Final = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"

_TRUSTED_TO: Final = frozenset(
    f"sts:{name}"
    for name in (
        *("assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "assumeroot"),
        *("decodeauthorizationmessage", "getaccesskeyinfo", "getcalleridentity", "getdelegatedaccesstoken"),
        *("getfederationtoken", "getscopedcredentials", "getservicebearertoken", "getsessiontoken"),
        *("getwebidentitytoken", "setcontext", "setsourceidentity", "taggetwebidentitytoken", "tagsession"),
    )
)
"""Service Authorization Reference, "Actions defined by AWS Security Token Service": a trust policy names no others."""

_OF_TOPICS: Final = frozenset(
    f"sns:{name}"
    for name in (
        *("addpermission", "deletetopic", "getdataprotectionpolicy", "gettopicattributes", "listsubscriptionsbytopic"),
        *("listtagsforresource", "publish", "putdataprotectionpolicy", "receive", "removepermission"),
        *("settopicattributes", "subscribe", "tagresource", "untagresource"),
    )
)
"""SNS Developer Guide, "Amazon SNS API permissions": what a topic policy may name; SNS refuses all others."""

_CALLERS: Final = frozenset(("Principal", "NotPrincipal"))

_INLINE: Final = DocumentKind(
    name="identity",
    limit=10_240,
    source=_IAM,
    required=("Resource",),
    prohibited=_CALLERS | {"Id"},
    sid="alphanumeric",
    unique_sids=True,
    iam_words=True,
    begins_with_brace=True,
    latin=True,
)
"""An identity policy of which it is not said how it is attached: what any of the ways to attach it takes. The policies
of AWS itself are not bound by a length.
"""

# A document of the older version has been taken inline ever since, never as a managed policy, which came later.
_MANAGED: Final = replace(_INLINE, name="managed", limit=6_144, version="2012-10-17")

_RESOURCE: Final = DocumentKind(
    name="resource",
    limit=32_768,
    source="https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
    counts_space=True,
)
"""A resource policy of an unnamed service: the longest that any takes, and what all of them demand."""

_ALL: Final = (
    _INLINE,
    _MANAGED,
    replace(_MANAGED, name="boundary"),
    replace(_INLINE, name="role-inline"),
    replace(_INLINE, name="user-inline", limit=2_048),
    replace(_INLINE, name="group-inline", limit=5_120),
    replace(
        _INLINE, name="session", limit=2_048, source=_STS, counts_space=True, whole_arns=True, begins_with_brace=False
    ),
    replace(
        _INLINE,
        name="trust",
        limit=2_048,
        required=("Principal",),
        principals="trusted",
        prohibited=frozenset(("Resource", "NotResource")),
        actions=_TRUSTED_TO,
    ),
    DocumentKind(
        name="scp",
        limit=10_240,  # 5,120 until May 2026
        source=_ORGANIZATIONS,
        counts_space=True,
        required=("Resource",),
        prohibited=_CALLERS,
        sid="alphanumeric",
    ),
    DocumentKind(
        name="rcp",
        limit=5_120,
        source=_ORGANIZATIONS,
        counts_space=True,
        principals="everyone",
        required=("Principal", "Resource"),
        prohibited=frozenset(("NotAction", "NotPrincipal")),
        effects=frozenset(("Deny",)),
        with_service=True,
        of_aws={"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},  # RCPFullAWSAccess
    ),
    _RESOURCE,
    replace(
        _RESOURCE,
        name="resource:s3",
        limit=20_480,
        counts_space=False,  # S3 keeps the policy in a form of its own
        begins_with_brace=True,
        required=("Principal", "Resource"),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
    ),
    replace(
        _RESOURCE,
        name="resource:kms",
        required=("Principal", "Resource"),
        source="https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
    ),
    replace(
        _RESOURCE,
        name="resource:sqs",
        limit=8_192,
        most_statements=20,
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html",
    ),
    replace(
        _RESOURCE,
        name="resource:sns",
        actions=_OF_TOPICS,
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
    ),
    replace(
        _RESOURCE,
        name="resource:lambda",
        limit=20_480,
        source="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
    ),
    replace(
        _RESOURCE,
        name="resource:secretsmanager",
        limit=20_480,
        source="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html",
    ),
)

KINDS: Final[Mapping[str, DocumentKind]] = {kind.name: kind for kind in _ALL}
"""By name: `identity` (attached in any way), `managed`, `boundary`, `role-inline`, `user-inline`, `group-inline`,
`session`, `trust`, `scp`, `rcp`, `resource` (of any service), `resource:s3`, `resource:kms`, ….
"""
