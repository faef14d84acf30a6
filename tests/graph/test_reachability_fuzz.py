"""Whatever a small stack says, no edge is missing that AWS would let through, and nothing crashes."""

from typing import Any, Final

from hypothesis import given, note, settings
from hypothesis import strategies as st
from tests.support.becoming import LAMBDA, OTHER, ROOT, allow, document, every_edge, function, graph, may, role
from tests.support.grants import ACCOUNT, ARN, aws, group, policy, user

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.lines import UNITS_AT_LEAST, UNITS_EACH
from daypass.graph.reachability import Reachability
from daypass.iam.context import Context
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.glob import matches
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.request import Request
from daypass.model.resource import UNKNOWN, Resource, Secret

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
FREE: Final[dict[str, tuple[str | None, ...]]] = {
    "sts:ExternalId": (None, "x", "y"),
    "aws:MultiFactorAuthPresent": (None, "true"),
}

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


def contexts(found: Reachability, source: str, target: str) -> list[Context]:
    """What a session of one role may bring along when it asks for the other."""
    caller = next(means.caller for node in found.nodes.values() if node.name == source for means in found.means(node))
    role_of = {node.name: node.resource for node in found.nodes.values() if node.resource}
    base = {"aws:PrincipalArn": caller.arn, "aws:PrincipalAccount": caller.account, "aws:PrincipalType": "AssumedRole"}
    for start, name in (("aws:PrincipalTag", source), ("aws:ResourceTag", target)):
        tags = role_of[name].inputs.raw.get("tags") or {}
        base |= {f"{start}/{key}": value for key, value in tags.items()}
    whole = [base]
    for key, values in FREE.items():
        whole = [one | ({key: value} if value else {}) for one in whole for value in values]
    return [Context.of(dict(one)) for one in whole]


def between(found: Reachability, source: str, target: str, how: str) -> list[Edge]:
    node = next(node for node in found.nodes.values() if node.name == source)
    return [edge for edge in found.edges(node) if edge.target.name == target and edge.how == how]


@given(stacks())
@settings(max_examples=60, deadline=None)
def test_whatever_aws_would_allow_has_an_edge(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    nodes = {node.name: node for node in found.nodes.values()}
    for source in NAMES:
        (means,) = found.means(nodes[source])
        for target in NAMES:
            trust, arn = found.trusts.by_urn[nodes[target].key].document, nodes[target].arn
            principal = Principal.parse(means.caller.text)
            for context in contexts(found, source, target):
                assume = Request("sts:AssumeRole", arn, principal, context)
                whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
                if source != target and evaluate(assume, whole).is_allowed:
                    assert between(found, source, target, "assume")
                own = Policies(means.policies.identity, means.policies.boundary)
                if evaluate(Request("iam:PutRolePolicy", arn, principal, context), own).is_allowed:
                    assert between(found, source, target, "policy edit")
                starts = Request("lambda:CreateFunction", "*", principal, context)
                hands = Request("iam:PassRole", arn, principal, context)
                invokes = Request("lambda:InvokeFunction", "*", principal, context)
                trusting = Policies(resource=trust)
                comes = Request("sts:AssumeRole", arn, Principal.parse(LAMBDA), Context.of({"sts:ExternalId": "x"}))
                allowed = all(evaluate(one, own).is_allowed for one in (starts, hands, invokes))
                if allowed and evaluate(comes, trusting).is_allowed and source != target:
                    assert between(found, source, target, "pass role")


OUTSIDE: Final = (
    *(f"{ARN}role/elsewhere", f"{ARN}role/bx", f"{ARN}role/z", f"arn:aws:iam::{OTHER}:role/a"),
    f"arn:aws:iam::{OTHER}:role/elsewhere",
)


@given(stacks())
@settings(max_examples=60, deadline=None)
def test_a_role_outside_that_aws_would_let_its_policies_assume_has_an_edge(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    had = {node.arn for node in found.nodes.values() if node.is_identity}
    for node in [node for node in found.nodes.values() if node.is_identity]:
        (means,) = found.means(node)
        leads = [edge.target for edge in found.edges(node) if edge.how == "assume" and edge.target.is_outside]
        assert had.isdisjoint(target.arn for target in leads)
        for arn in OUTSIDE:
            principal, anyone = Principal.parse(means.caller.text), {"Effect": "Allow", "Action": "sts:AssumeRole"}
            trust = Document.parse({"Statement": [{**anyone, "Principal": {"AWS": means.caller.account}}]})
            whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
            for context in contexts(found, node.name, node.name):
                if evaluate(Request("sts:AssumeRole", arn, principal, context), whole).is_allowed:
                    # What a tag of the caller decides is named by nobody, since the tag may be marked as secret.
                    assert any(not target.arn or matches(target.arn, arn) for target in leads)


@given(stacks())
@settings(max_examples=40, deadline=None)
def test_a_witness_of_an_assumption_is_allowed(resources: tuple[Resource, ...]) -> None:
    note(str([dict(resource.inputs.raw) for resource in resources]))
    found = graph(*resources)
    for node in found.nodes.values():
        for edge in found.edges(node):
            if edge.how == "assume" and edge.witness and not edge.source.is_outside:
                (means,) = found.means(edge.source)
                trust = found.trusts.by_urn[edge.target.key].document
                whole = Policies(means.policies.identity, means.policies.boundary, resource=trust)
                assert evaluate(edge.witness, whole).is_allowed


ODD: Final = st.one_of(
    st.just(UNKNOWN),
    st.sampled_from((None, "", "*", 0, True, [], {}, "arn:aws:iam::1:role/x", "${", Secret(UNKNOWN), Secret("{}"))),
    st.text(max_size=5),
)


@st.composite
def odd_stacks(draw: st.DrawFn) -> tuple[Resource, ...]:
    """A stack in which some properties, or parts of documents, are something else."""
    others = (
        user("ann"),
        group("staff"),
        function("fn", "a"),
        aws("iam/userGroupMembership", "m", user="ann", groups=["staff"]),
        aws("ssoadmin/permissionSet", "Audit", name="Audit"),
        aws("iam/instanceProfile", "profile", name="profile", role="b"),
    )
    found = []
    for resource in (*draw(stacks()), *others):
        raw = dict(resource.inputs.raw)
        for key in sorted(raw):
            if draw(st.integers(0, 5)) == 0:
                raw[key] = draw(ODD)
        found.append(Resource.of(resource.type, resource.name, **raw))
    return tuple(found)


@given(odd_stacks())
@settings(max_examples=50, deadline=None)
def test_nothing_that_a_stack_says_or_does_not_say_crashes(resources: tuple[Resource, ...]) -> None:
    found = graph(*resources)
    for node in found.nodes.values():
        assert all(edge.why for edge in found.edges(node))
        privilege = found.privilege(node)
        assert privilege.level != "nothing" or not privilege.unknown
        assert all(path.why for path in found.paths(node))


@given(stacks(), st.data())
@settings(max_examples=30, deadline=None)
def test_what_becomes_unknown_takes_no_edge_away(resources: tuple[Resource, ...], data: st.DataObject) -> None:
    """An edge that was there stays, certain or possible, whatever document is not known yet."""
    note(str([dict(resource.inputs.raw) for resource in resources]))
    known = graph(*resources)
    which = data.draw(st.sampled_from([resource for resource in resources if "policy" in resource.inputs.raw]))
    later = [
        Resource.of(one.type, one.name, **{**one.inputs.raw, "policy": UNKNOWN}) if one is which else one
        for one in resources
    ]
    unknown = graph(*later)
    told = {(edge.source.name, edge.how, edge.target.name) for edge in every_edge(unknown)}
    certain = (edge for edge in every_edge(known) if edge.is_certain and edge.source.is_identity)
    before = {(edge.source.name, edge.how, edge.target.name) for edge in certain}
    assert before <= told


@given(stacks(), st.sampled_from((0, 10, 100, 1_000, 10_000)))
@settings(max_examples=60, deadline=None)
def test_an_edge_that_there_is_no_time_to_ask_about_is_kept(resources: tuple[Resource, ...], units: int) -> None:
    hurried = graph(*resources)
    library = next(means.library for node in hurried.nodes.values() for means in hurried.means(node))
    library.spend(UNITS_AT_LEAST + UNITS_EACH * len(NAMES) - units)
    whole, kept = (
        {(edge.source, edge.target, edge.how) for edge in every_edge(found)} for found in (graph(*resources), hurried)
    )
    assert whole <= kept
