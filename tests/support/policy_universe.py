"""This is where a small world of policies is: a few services, names, principals and keys, and the documents over them.

Strategies give documents of each kind that AWS accepts. `policy_lines.py` makes whole lines of `daypass policy` of
them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

HOME: Final = "111122223333"
AWAY: Final = "444455556666"
GITHUB: Final = "token.actions.githubusercontent.com"
CLUSTER: Final = "oidc.eks.eu-west-1.amazonaws.com/id/A1"

Document = dict[str, Any]

# What a request may hold ---------------------------------------------------------------------------------------------

ACTIONS: Final = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "kms:Decrypt",
    "kms:Encrypt",
    "sts:AssumeRole",
)
RESOURCES: Final = (
    "arn:aws:s3:::reports",
    "arn:aws:s3:::reports/q3.csv",
    "arn:aws:s3:::reports/payments/q3.csv",
    "arn:aws:s3:::Reports/search/a b",
    f"arn:aws:sqs:eu-west-1:{HOME}:jobs",
    f"arn:aws:sqs:eu-west-1:{AWAY}:jobs",
    f"arn:aws:kms:eu-west-1:{HOME}:key/k1",
    f"arn:aws:kms:eu-west-1:{AWAY}:key/k1",
    f"arn:aws:iam::{HOME}:role/app",
    f"arn:aws:iam::{AWAY}:role/svc/app2",
    f"arn:aws:kms:eu-west-1:{HOME}:alias/k1",
    "*",
)
IDENTITIES: Final = tuple(
    arn
    for account in (HOME, AWAY)
    for arn in (
        f"arn:aws:iam::{account}:role/app",
        f"arn:aws:iam::{account}:role/svc/app2",
        f"arn:aws:sts::{account}:assumed-role/app/s1",
        f"arn:aws:sts::{account}:assumed-role/app2/s1",
        f"arn:aws:iam::{account}:user/alice",
        f"arn:aws:sts::{account}:federated-user/alice",
    )
)
ROOTS: Final = (HOME, f"arn:aws:iam::{AWAY}:root")
LINKED: Final = (
    f"arn:aws:iam::{HOME}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForECS/s1",
)
SERVICES: Final = ("lambda.amazonaws.com", "sns.amazonaws.com")
PROVIDERS: Final = (
    f"arn:aws:iam::{HOME}:oidc-provider/{GITHUB}",
    f"arn:aws:iam::{HOME}:oidc-provider/{CLUSTER}",
    f"arn:aws:iam::{HOME}:saml-provider/corp",
)

# What a policy may say of it -----------------------------------------------------------------------------------------

ACTION_PATTERNS: Final = (
    *ACTIONS,
    "*",
    "s3:*",
    "S3:get*",
    "s3:?etObject",
    "s3:GETOBJECT",
    "sqs:*Message",
    "sqs:S*",
    "kms:De*",
    "sts:*",
)
RESOURCE_PATTERNS: Final = (
    *RESOURCES,
    "arn:aws:s3:::*",
    "arn:aws:s3:::reports*",
    "arn:aws:s3:::reports/*",
    "arn:aws:s3:::reports/q?.csv",
    "arn:aws:s3:::reports/*/q3.csv",
    f"arn:aws:sqs:*:{HOME}:jobs",
    "arn:aws:sqs:eu-west-1:*:*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:iam::*:role/app",
)
VARIABLE_RESOURCES: Final = (
    "arn:aws:s3:::reports/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::reports/${aws:principaltag/TEAM, 'payments'}/q3.csv",
    "arn:aws:s3:::reports${*}",
)

# Each key with the operators of its type, the values a request has, and what a policy compares them with.
STRINGS: Final = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase")
LIKES: Final = ("StringLike", "StringNotLike")
COMPARISONS: Final = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
Words = tuple[tuple[str, ...], tuple[Any, ...], tuple[Any, ...]]
KEYS: Final[Mapping[str, Words]] = {
    "aws:PrincipalTag/team": (
        (*STRINGS, *LIKES),
        ("payments", "Payments", "search", "*", ""),
        ("payments", "PAYMENTS", "search", "pay*", "?earch", "*", "${s3:prefix}", "${s3:prefix, 'search'}", "${*}"),
    ),
    "s3:prefix": ((*STRINGS, *LIKES), ("payments", "search"), ("payments", "s*", "${aws:PrincipalTag/team}")),
    "aws:TagKeys": ((*STRINGS, *LIKES), ("team", "owner", "cost"), ("team", "OWNER", "owner", "c*", "*")),
    "s3:max-keys": (tuple(f"Numeric{name}" for name in COMPARISONS), (5, "10", "10.0", 10.5), ("5", 10, "10.00", "11")),
    "aws:CurrentTime": (
        tuple(f"Date{name}" for name in COMPARISONS),
        ("2026-11-24T22:00:00Z", "2026-11-25T00:00:00+02:00", "2026-12-01T00:00:00.5Z"),
        ("2026-11-24T22:00:00Z", "2026-11-25T00:00:00+02:00", "2026-12-01T00:00:00Z", "1796083200"),
    ),
    "aws:SourceIp": (
        ("IpAddress", "NotIpAddress"),
        ("198.51.100.7", "198.51.100.8", "10.0.0.1", "2001:db8::1"),
        ("198.51.100.0/24", "198.51.100.7", "198.51.100.8/31", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0"),
    ),
    "aws:SecureTransport": (("Bool",), (True, False, "true", "false"), (True, False, "true", "false")),
    "aws:SourceArn": (
        ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", *LIKES),
        (f"arn:aws:sns:eu-west-1:{HOME}:topic", f"arn:aws:sns:eu-west-1:{AWAY}:topic:x", "topic"),
        ("arn:aws:sns:*:*:topic", f"arn:aws:sns:*:{HOME}:*", "arn:aws:s?s:eu-*:4*:topic:?", f"arn:*:{HOME}:topic"),
    ),
    "example:Blob": (("BinaryEquals",), ("QQ==", "QUI="), ("QQ==", "QUI=")),
}
MULTIVALUED: Final = ("aws:TagKeys",)


@cache
def among(*words: Any) -> st.SearchStrategy[Any]:
    """One of some words. Made once: making strategies takes longer than drawing from them."""
    return st.sampled_from(words)


@cache
def one_or_more(words: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """One word without brackets, or a list of some."""
    word = among(*words)
    return st.one_of(word, st.lists(word, min_size=1, max_size=3, unique_by=str))


def contexts(keys: Mapping[str, Words]) -> st.SearchStrategy[dict[str, Any]]:
    """The whole context of a request: each key present or not, all in one spelling, with one value or several."""

    def values(key: str) -> st.SearchStrategy[Any]:
        value = among(*keys[key][1])
        if key in MULTIVALUED:
            return st.lists(value, max_size=3, unique_by=str)
        return st.one_of(value, value.map(lambda one: [one]))

    given = st.fixed_dictionaries({}, optional={key: values(key) for key in keys})
    return st.builds(
        lambda spell, found: {spell(key): found[key] for key in found}, among(str, str.lower, str.upper), given
    )


@st.composite
def conditions(draw: st.DrawFn, keys: Mapping[str, Words]) -> dict[str, dict[str, Any]]:
    """A condition of one to three operators over keys of their type, each in one spelling: no key stands twice."""
    made: dict[str, dict[str, Any]] = {}
    spell = draw(among(str, str.lower))
    for _ in range(draw(st.integers(1, 3))):
        key = draw(among(*sorted(keys)))
        operators, _, wanted = keys[key]
        spelled = spell(key)
        if draw(st.integers(0, 5)) == 0:
            absent: Any = draw(among("true", "false", True, False))
            made.setdefault("Null", {})[spelled] = absent
            continue
        # What a bare operator means for several values is not written down; only a set operator is asked about them.
        qualifiers = (
            ("ForAllValues:", "ForAnyValue:") if key in MULTIVALUED else ("", "", "ForAllValues:", "ForAnyValue:")
        )
        name = draw(among(*qualifiers)) + draw(among(*operators)) + draw(among("", "IfExists"))
        made.setdefault(name, {})[spelled] = draw(one_or_more(wanted))
    return made


# Documents -----------------------------------------------------------------------------------------------------------


@st.composite
def statements(
    draw: st.DrawFn,
    *,
    effects: tuple[str, ...] = ("Allow", "Allow", "Deny"),
    actions: tuple[str, ...] = ACTION_PATTERNS,
    resources: tuple[str, ...] = (*RESOURCE_PATTERNS, *VARIABLE_RESOURCES),
    keys: Mapping[str, Words] = KEYS,
    negations: bool = True,
) -> Document:
    """A statement of an identity's policy. Half speak of all resources, so that requests are allowed now and then."""
    made: Document = {"Effect": draw(among(*effects))}
    not_ = ("", "", "", "Not") if negations else ("",)
    made[draw(among(*not_)) + "Action"] = draw(one_or_more(actions))
    everything = draw(st.booleans())
    if everything:
        made["Resource"] = "*"
    else:
        made[draw(among("", "", "", "Not")) + "Resource"] = draw(one_or_more(resources))
    if keys and draw(st.booleans()):
        made["Condition"] = draw(conditions(keys))
    return made


def documents(
    of: st.SearchStrategy[Document], *, versions: tuple[str | None, ...] = ("2012-10-17",) * 4 + ("2008-10-17", None)
) -> st.SearchStrategy[Document]:
    """A document of some statements: a list of them, or one without brackets."""
    bodies = st.one_of(of, st.lists(of, min_size=1, max_size=3))
    return st.tuples(among(*versions), bodies).map(
        lambda pair: ({"Version": pair[0]} if pair[0] else {}) | {"Statement": pair[1]}
    )


NAMED: Final = (*IDENTITIES, HOME, f"arn:aws:iam::{HOME}:root", AWAY, f"arn:aws:iam::{AWAY}:root")
PRINCIPALS: Final[st.SearchStrategy[Any]] = st.one_of(
    st.just("*"),
    st.just({"AWS": "*"}),
    st.fixed_dictionaries({"AWS": one_or_more(NAMED)}, optional={"Service": one_or_more(SERVICES)}),
    st.fixed_dictionaries({}, optional={"Service": one_or_more(SERVICES), "Federated": one_or_more(PROVIDERS)}).filter(
        bool
    ),
)
# Whom AWS spares when an account is listed without its user, or a user without its account, is open ("might"): each
# list here holds both.
SPARED: Final = st.sampled_from(
    (
        {"AWS": [f"arn:aws:iam::{HOME}:user/alice", HOME]},
        {
            "AWS": [
                f"arn:aws:sts::{HOME}:assumed-role/app/s1",
                f"arn:aws:iam::{HOME}:role/app",
                f"arn:aws:iam::{HOME}:root",
            ]
        },
        {"Service": "sns.amazonaws.com"},
    )
)


@st.composite
def resource_statements(draw: st.DrawFn, keys: Mapping[str, Words] = KEYS) -> Document:
    """A statement of a resource's policy."""
    made = draw(statements(keys=keys))
    if made["Effect"] == "Deny" and draw(st.integers(0, 3)) == 0:
        return made | {"NotPrincipal": draw(SPARED)}
    return made | {"Principal": draw(PRINCIPALS)}


RCP_ACTIONS: Final = ("s3:*", "sqs:*", "kms:*", "sts:*", "s3:GetObject", "kms:Decrypt", "sqs:SendMessage")


def rcp_statements() -> st.SearchStrategy[Document]:
    """A statement of an RCP: it denies everyone, and names actions of services."""
    denies = statements(effects=("Deny",), actions=RCP_ACTIONS, resources=RESOURCE_PATTERNS, negations=False)
    return denies.map(lambda made: made | {"Principal": "*"})


IDENTITY_DOCUMENTS: Final = documents(statements())
RESOURCE_DOCUMENTS: Final = documents(resource_statements())
BOUNDARY_DOCUMENTS: Final = documents(statements(), versions=("2012-10-17",))
"""A boundary is a managed policy, which "must be version 2012-10-17 or greater"."""
SCP_DOCUMENTS: Final = documents(statements(resources=RESOURCE_PATTERNS), versions=("2012-10-17",))
RCP_DOCUMENTS: Final = documents(rcp_statements(), versions=("2012-10-17",))
RCP_FULL_ACCESS: Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
"""What the managed `RCPFullAWSAccess` says."""
ALLOW_ALL: Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}

# Trusts --------------------------------------------------------------------------------------------------------------

SUBJECTS: Final = (
    "repo:acme/app:ref:refs/heads/main",
    "repo:acme/app:pull_request",
    "repo:evil/app:ref:refs/heads/main",
)
TRUST_KEYS: Final[Mapping[str, Words]] = {
    f"{GITHUB}:sub": ((*STRINGS, *LIKES), SUBJECTS, (*SUBJECTS, "repo:acme/*", "repo:*", "REPO:ACME/APP:PULL_REQUEST")),
    f"{GITHUB}:aud": (STRINGS, ("sts.amazonaws.com", "other"), ("sts.amazonaws.com", "other")),
    f"{GITHUB}:oaud": (STRINGS, (), ("sts.amazonaws.com", "other")),
    f"{GITHUB}:environment": ((*STRINGS, *LIKES), ("prod", "dev"), ("prod", "*")),
    f"{GITHUB}:event_name": (STRINGS, (), ("push", "pull_request")),
    f"{CLUSTER}:sub": ((*STRINGS, *LIKES), (), ("system:serviceaccount:a:b", "system:*")),
    f"{CLUSTER}:groups": (STRINGS, (), ("admins",)),
    "sts:ExternalId": (STRINGS, ("x1", "x2"), ("x1",)),
    "aws:SourceIp": KEYS["aws:SourceIp"],
}
TRUST_ACTIONS: Final = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "sts:TagSession")


@st.composite
def trust_statements(
    draw: st.DrawFn,
    principals: st.SearchStrategy[Any] = PRINCIPALS,
    actions: tuple[str, ...] = (*TRUST_ACTIONS, "sts:*", "sts:assumerole*"),
    keys: Mapping[str, Words] = TRUST_KEYS,
) -> Document:
    """A statement of a trust policy: a principal, actions of STS, often a condition, never a resource."""
    made: Document = {"Effect": draw(among("Allow", "Allow", "Allow", "Deny"))}
    made["Principal"] = draw(principals)
    made["Action"] = draw(one_or_more(actions))
    if draw(st.integers(0, 3)) != 0:
        made["Condition"] = draw(conditions(keys))
    return made


TRUSTS: Final = documents(trust_statements())
GITHUB_TRUSTS: Final = documents(
    trust_statements(
        st.just({"Federated": PROVIDERS[0]}),
        ("sts:AssumeRoleWithWebIdentity", "sts:assumerolewithw*", "sts:*"),
        {key: words for key, words in TRUST_KEYS.items() if key.startswith(GITHUB) and words[1]},
    )
)
CLAIMS: Final = st.fixed_dictionaries(
    {},
    optional={
        "sub": st.sampled_from((*SUBJECTS, "system:serviceaccount:a:b")),
        "aud": st.sampled_from(("sts.amazonaws.com", "other")),
        "azp": st.sampled_from(("sts.amazonaws.com", "other")),
        "environment": st.sampled_from(("prod", "dev")),
        "event_name": st.sampled_from(("push", "pull_request")),
        "groups": st.sampled_from(("admins", "devs")),
    },
)
