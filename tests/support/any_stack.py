"""Small stacks of roles whose policies and trusts say anything."""

from typing import Any, Final

from hypothesis import strategies as st
from tests.support.becoming import LAMBDA, OTHER, ROOT, allow, document, may, role
from tests.support.grants import ACCOUNT, ARN, policy

from daypass.model.resource import Resource

NAMES: Final = ("a", "b", "c")
FENCE = f"{ARN}policy/fence"
ACTIONS: Final = ("*", "sts:*", "sts:AssumeRole", "iam:*", "iam:PassRole", "iam:Put*", "lambda:*", "s3:GetObject")
RESOURCES: Final = (
    *("*", f"{ARN}role/*", f"{ARN}role/a", f"{ARN}role/b*", f"{ARN}role/?", "arn:aws:s3:::x/*", "arn:aws:*:role/c"),
    f"{ARN}role/${{aws:PrincipalTag/to}}",
)
PRINCIPALS: Final = (
    *("*", {"AWS": "*"}, {"AWS": ACCOUNT}, {"AWS": OTHER}, {"AWS": f"{ARN}role/a"}, {"AWS": f"{ARN}user/ann"}),
    *({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/b/session"}, {"Service": LAMBDA}, {"AWS": ROOT, "Service": LAMBDA}),
)
CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    *({}, {}, {"StringEquals": {"sts:ExternalId": "x"}}, {"StringNotEquals": {"sts:ExternalId": "x"}}),
    *({"StringEquals": {"aws:PrincipalTag/to": "b"}}, {"Null": {"aws:PrincipalTag/to": "true"}}),
    *({"ArnLike": {"aws:PrincipalArn": f"{ARN}role/?"}}, {"StringEqualsIfExists": {"aws:PrincipalTag/to": ["a", "b"]}}),
    *({"StringLike": {"aws:username": "a*"}}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    {"StringEquals": {"aws:ResourceTag/to": "${aws:PrincipalTag/to}"}},
)
TAGS: Final = (None, {"to": "a"}, {"to": "b"}, {"other": "x"})

effects = st.sampled_from(("Allow", "Allow", "Allow", "Deny"))
conditions = st.sampled_from(CONDITIONS)


@st.composite
def identity_statements(draw: st.DrawFn) -> dict[str, Any]:
    """A statement of an identity policy."""
    actions = draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2))
    resources = draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2))
    statement = allow(actions, resources) | {"Effect": draw(effects)}
    if draw(st.booleans()) and draw(st.booleans()):
        statement["NotAction"] = statement.pop("Action")
    if draw(st.booleans()) and draw(st.booleans()):
        statement["NotResource"] = statement.pop("Resource")
    condition = draw(conditions)
    return statement | ({"Condition": condition} if condition else {})


@st.composite
def trust_statements(draw: st.DrawFn) -> dict[str, Any]:
    """A statement of a trust policy."""
    action = draw(st.sampled_from(("sts:AssumeRole", "sts:AssumeRole", "sts:*", "sts:TagSession")))
    condition = draw(conditions)
    element = draw(st.sampled_from(("Principal",) * 5 + ("NotPrincipal",)))
    statement = {"Effect": draw(effects), element: draw(st.sampled_from(PRINCIPALS)), "Action": action}
    return statement | ({"Condition": condition} if condition else {})


@st.composite
def roles(draw: st.DrawFn, name: str) -> tuple[Resource, ...]:
    """A role with its policy."""
    account = draw(st.sampled_from((ACCOUNT, ACCOUNT, OTHER))) if name == "c" else ACCOUNT
    inputs: dict[str, Any] = {"tags": draw(st.sampled_from(TAGS))}
    if draw(st.booleans()) and draw(st.booleans()):
        inputs["permissionsBoundary"] = FENCE
    trust = draw(st.lists(trust_statements(), min_size=1, max_size=3))
    own = draw(st.lists(identity_statements(), max_size=3))
    return role(name, *trust, account=account, **inputs), *((may(name, *own),) if own else ())


@st.composite
def stacks(draw: st.DrawFn) -> tuple[Resource, ...]:
    """Three roles and a boundary that some of them have."""
    fence = draw(st.lists(identity_statements(), min_size=1, max_size=2))
    found = [resource for name in NAMES for resource in draw(roles(name))]
    return (*found, policy("fence", policy=document(*fence)))
