"""What a stack does not tell keeps an edge possible and is named with it; what it tells is certain."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import (
    FUNCTION,
    LAMBDA,
    OTHER,
    ROOT,
    allow,
    deny,
    document,
    edges,
    every_edge,
    function,
    graph,
    inner,
    lets_in,
    may,
    named,
    not_known,
    role,
    told,
)
from tests.support.grants import ACCOUNT, ARN, SET, aws, depending, new, permission_set

from daypass.data.partitions import Partition, partitions
from daypass.graph.reachability import Reachability
from daypass.model.resource import UNKNOWN, Partial, Properties, Provider, Resource
from daypass.settings import Settings

HOP = allow("sts:AssumeRole", f"{ARN}role/b")
START = ["lambda:CreateFunction", "lambda:InvokeFunction"]
SETTINGS = Settings(accounts={ACCOUNT: "dev"})


def unread(name: str) -> Resource:
    """A policy of the role of that name of which nothing is known yet."""
    return new(may(name, allow("s3:GetObject")), "policy")


def partly(**parts: Any) -> Resource:
    """A policy of role a, written as an object, in which some parts are not known yet."""
    body = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", **parts}]}
    return aws("iam/rolePolicy", "a-policy", role="a", policy=body)


def unknown_of(found: Reachability, source: str, how: str, target: str) -> tuple[str, ...]:
    """What is not known of the edge, which there must be."""
    (edge,) = (one for one in edges(found, source) if (one.how, one.target.name) == (how, target))
    return not_known(edge)


@pytest.mark.parametrize(
    ("policy_of_a", "path"),
    [
        (unread("a"), "policy of 'a-policy'"),
        (partly(Resource=UNKNOWN), "policy.Statement[0].Resource of 'a-policy'"),
        (partly(Resource=[f"{ARN}role/c", UNKNOWN]), "policy.Statement[0].Resource[1] of 'a-policy'"),
        (partly(Resource="*", Action=UNKNOWN), "policy.Statement[0].Action of 'a-policy'"),
        (partly(Resource="*", Effect=UNKNOWN), "policy.Statement[0].Effect of 'a-policy'"),
        (
            partly(Resource="*", Condition={"StringEquals": {"sts:ExternalId": UNKNOWN}}),
            "policy.Statement[0].Condition.StringEquals.sts:ExternalId of 'a-policy'",
        ),
        (
            aws("iam/rolePolicy", "a-policy", role="a", policy={"Statement": [UNKNOWN]}),
            "policy.Statement[0] of 'a-policy'",
        ),
        (aws("iam/rolePolicy", "a-policy", role="a", policy="{no document"), "policy of 'a-policy'"),
    ],
)
def test_a_policy_that_is_not_known_keeps_it_possible(policy_of_a: Resource, path: str) -> None:
    found = graph(role("a"), policy_of_a, role("b", ROOT))
    assert told(found) >= {("a", "assume?", "b")}
    assert unknown_of(found, "a", "assume", "b") == (path,)
    assert path in edges(found, "a")[0].why


@pytest.mark.parametrize(
    ("trust", "path"),
    [
        (UNKNOWN, "assumeRolePolicy of 'b'"),
        ({"Statement": [lets_in({"AWS": UNKNOWN})]}, "assumeRolePolicy.Statement[0].Principal.AWS of 'b'"),
        (
            {"Statement": [lets_in(ROOT, Condition={"StringEquals": {"sts:ExternalId": UNKNOWN}})]},
            "assumeRolePolicy.Statement[0].Condition.StringEquals.sts:ExternalId of 'b'",
        ),
        ({"Statement": [{**lets_in(ROOT), "Effect": UNKNOWN}]}, "assumeRolePolicy.Statement[0].Effect of 'b'"),
        ({"Statement": [UNKNOWN]}, "assumeRolePolicy.Statement[0] of 'b'"),
        ({"Statement": [lets_in(ROOT), {**lets_in("*"), "Effect": "Deny", "Principal": UNKNOWN}]}, "of 'b'"),
    ],
)
def test_a_trust_that_is_not_known_keeps_it_possible(trust: Any, path: str) -> None:
    found = graph(role("a"), may("a", HOP), role("b", assumeRolePolicy=trust))
    assert ("a", "assume?", "b") in told(found)
    assert path in "".join(unknown_of(found, "a", "assume", "b"))


def test_whoever_an_unknown_trust_depends_on_may_be_the_one_whom_it_names() -> None:
    a = role("a")
    b = depending(role("b"), assumeRolePolicy=a)
    found = graph(a, role("c"), b)
    assert told(found) == {("a", "assume?", "b")}


def test_an_unknown_trust_may_let_in_someone_who_is_not_known() -> None:
    (edge,) = every_edge(graph(new(role("b"), "assumeRolePolicy")))
    assert (edge.source.kind, edge.is_certain) == ("someone", False)


def test_an_unknown_trust_may_trust_a_service_that_is_handed_roles() -> None:
    found = graph(role("a"), may("a", allow(["iam:PassRole", *START])), new(role("b"), "assumeRolePolicy"))
    assert ("a", "pass role?", "b") in told(found)


def test_an_unknown_policy_beside_one_that_allows_takes_nothing_away() -> None:
    """It may give more; that it denies is nothing that anybody would call likely, and nothing that it is said to do."""
    found = graph(
        role("a"), may("a", HOP), new(aws("iam/rolePolicy", "p", role="a", policy="{}"), "policy"), role("b", ROOT)
    )
    assert ("a", "assume", "b") in told(found)


def test_a_statement_that_may_deny_keeps_it_from_being_certain() -> None:
    body = {"Version": "2012-10-17", "Statement": [HOP, {**deny("sts:AssumeRole"), "Resource": UNKNOWN}]}
    found = graph(role("a"), aws("iam/rolePolicy", "p", role="a", policy=body), role("b", ROOT))
    assert unknown_of(found, "a", "assume", "b") == ("policy.Statement[1].Resource of 'p'",)


def test_a_boundary_that_is_not_known_keeps_it_from_being_certain() -> None:
    fenced = new(role("a", permissionsBoundary="x"), "permissionsBoundary")
    found = graph(fenced, may("a", HOP), role("b", ROOT))
    assert unknown_of(found, "a", "assume", "b") == ("permissionsBoundary of 'a'",)


def test_a_policy_that_another_resource_takes_away_keeps_it_from_being_certain() -> None:
    exclusive = aws("iam/rolePoliciesExclusive", "only", roleName="a", policyNames=["another"])
    found = graph(role("a"), may("a", HOP), exclusive, role("b", ROOT))
    assert ("a", "assume?", "b") in told(found)


def test_a_condition_that_nobody_can_read_keeps_it_possible() -> None:
    odd = allow("sts:AssumeRole", Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": "soon"}})
    found = graph(role("a"), may("a", odd), role("b", ROOT))
    assert ("a", "assume?", "b") in told(found)


def preview(called: str, /, *trust: dict[str, Any] | str, provider: Provider = Provider(), **inputs: Any) -> Resource:  # noqa: B008 - frozen
    """A role as a preview has it: its ARN is not known, and with `name=UNKNOWN` neither is its name."""
    return replace(new(role(called, *trust, **inputs), "arn"), provider=provider)


@pytest.mark.parametrize(
    ("resource", "settings", "how"),
    [
        (f"{ARN}role/b", SETTINGS, "assume"),
        (f"arn:aws:iam::{OTHER}:role/b", SETTINGS, ""),
        (f"{ARN}role/c", SETTINGS, ""),
        (f"{ARN}role/*", SETTINGS, "assume"),
        ("*", None, "assume?"),
        (f"{ARN}role/b", None, "assume?"),
        (f"arn:aws:iam::{OTHER}:role/c", None, ""),
    ],
)
def test_the_arn_of_a_new_role_is_made_of_its_name_and_its_account(
    resource: str, settings: Settings | None, how: str
) -> None:
    """Without settings nobody knows the account, so that the role may be in the one that its trust names."""
    region = Provider(inputs=Properties({"region": "eu-west-1"}))
    a, b = preview("a", provider=region), preview("b", ROOT, provider=region)
    found = graph(a, may("a", allow("sts:AssumeRole", resource)), b, settings=settings)
    assert {edge[1] for edge in told(found)} == ({how} if how else set())


@pytest.mark.parametrize("partition", partitions(), ids=lambda one: one.name)
def test_a_provider_says_the_account_and_the_partition_of_a_new_role(partition: Partition) -> None:
    there = Provider(inputs=Properties({"region": f"{partition.prefix}somewhere-1", "allowedAccountIds": [ACCOUNT]}))
    found = graph(preview("a", provider=there))
    assert named(found, "a").arn == f"arn:{partition.name}:iam::{ACCOUNT}:role/a"
    assert named(found, "a").account == ACCOUNT


def test_where_no_region_is_said_the_partition_of_a_new_role_is_open() -> None:
    assert named(graph(preview("a")), "a").arn == "arn:*:iam::*:role/a"


@pytest.mark.parametrize(
    ("inputs", "arn"),
    [
        ({"path": "/team/"}, "role/team/b"),
        ({"path": UNKNOWN}, "role/*b"),
        ({"name": UNKNOWN}, "role/*"),
        ({"name": UNKNOWN, "namePrefix": "app-"}, "role/app-*"),
        ({"name": None, "namePrefix": "app-"}, "role/app-*"),
    ],
)
def test_what_is_not_known_of_a_name_is_a_wildcard(inputs: dict[str, Any], arn: str) -> None:
    found = graph(preview("b", **inputs), settings=SETTINGS)
    assert named(found, "b").arn == f"arn:*:iam::{ACCOUNT}:{arn}"


def test_a_role_of_an_unknown_name_may_be_the_one_that_a_policy_names() -> None:
    b = preview("b", LAMBDA, name=UNKNOWN)
    start = allow(["iam:PassRole", *START], f"{ARN}role/app-*")
    found = graph(role("a"), may("a", start, allow(START)), b, settings=SETTINGS)
    assert {edge[1:] for edge in told(found)} == {("pass role", "b")}
    other = allow("iam:PassRole", f"arn:aws:iam::{OTHER}:role/app-*")
    assert told(graph(role("a"), may("a", other, allow(START)), b, settings=SETTINGS)) == set()


def test_a_workload_that_is_new_is_known_by_its_name() -> None:
    fn = new(function("fn", "b"), "arn")
    for resource, is_found in ((FUNCTION, True), (f"{FUNCTION}2", False), (FUNCTION.replace(ACCOUNT, OTHER), False)):
        found = graph(
            role("a"), may("a", allow("lambda:UpdateFunctionCode", resource)), role("b"), fn, settings=SETTINGS
        )
        assert (("a", "code", "fn") in told(found)) is is_found


def test_a_workload_of_which_the_role_is_not_known_runs_as_what_it_depends_on() -> None:
    b, c = role("b"), role("c")
    sure = depending(function("fn", "b"), role=b)
    assert ("fn", "runs as", "b") in told(graph(b, c, sure))
    either = depending(function("fn", "b"), role=(b, c))
    assert told(graph(b, c, either)) == {("fn", "runs as?", "b"), ("fn", "runs as?", "c")}


def test_a_workload_may_run_as_a_role_that_the_stack_does_not_have() -> None:
    found = graph(function("fn", "theirs"))
    (edge,) = edges(found, "fn")
    assert (edge.target.kind, edge.target.name) == ("principal", f"{ARN}role/theirs")
    assert found.privilege(edge.target).level == "unknown"
    assert found.privilege(named(found, "fn")).level == "unknown"


def test_a_role_that_is_made_in_one_stack_and_looked_up_in_another_is_one() -> None:
    made, lookup = role("b", ROOT), aws("iam/role", "shared", stack="prod", name="b", arn=f"{ARN}role/b")
    looked_up = replace(lookup, external=True, inputs=Properties(Partial({})), outputs=lookup.inputs)
    theirs = aws("lambda/function", "fn", stack="prod", name="fn", role=f"{ARN}role/b")
    found = graph(made, role("a"), may("a", HOP), looked_up, theirs)
    assert told(found) == {("a", "assume", "b"), ("fn", "runs as", "b")}
    assert found.node(looked_up.urn) == named(found, "b")


def test_roles_of_several_stacks_become_each_other_by_their_arns() -> None:
    there = aws(
        "iam/role",
        "b",
        stack="prod",
        name="b",
        arn=f"arn:aws:iam::{OTHER}:role/b",
        assumeRolePolicy=document(lets_in(f"{ARN}role/a")),
    )
    found = graph(role("a"), may("a", allow("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/b")), there)
    assert told(found) == {("a", "assume", "b")}


def test_a_permission_set_that_is_assigned_nowhere_may_be_assigned_anywhere() -> None:
    hop = aws(
        "ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET, inlinePolicy=document(allow("sts:AssumeRole"))
    )
    found = graph(permission_set("Audit"), hop, role("b", ROOT))
    assert told(found) == {("Audit", "assume?", "b")}


def test_a_trust_may_name_the_role_that_is_made_of_a_permission_set() -> None:
    made = f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Audit_0123456789abcdef"
    other = made.replace("Audit", "Admin")
    assigned = aws("ssoadmin/accountAssignment", "x", permissionSetArn=SET, targetId=ACCOUNT)
    assert ("Audit", "assume?", "b") in told(graph(permission_set("Audit"), assigned, role("b", made)))
    assert told(graph(permission_set("Audit"), assigned, role("b", other))) == set()


def test_more_than_can_be_asked_about_is_possible() -> None:
    """What asking may cost is in proportion to the identities; what is left over is not called impossible."""
    asked = {"StringNotEquals": {"sts:ExternalId": "x"}, "StringLike": {"aws:PrincipalTag/team": "a*"}}
    many = [role(f"r{number}", lets_in(ROOT, Condition=asked), tags=UNKNOWN) for number in range(60)]
    hops = [
        may(f"r{number}", allow("sts:AssumeRole", Condition={"Bool": {"aws:SecureTransport": "true"}}))
        for number in range(60)
    ]
    found = graph(*many, *hops)
    assert len([edge for number in range(60) for edge in inner(found, f"r{number}")]) == 60 * 59


def test_the_documents_of_an_identity_are_json_or_objects_alike() -> None:
    text = may("a", HOP)
    plain = aws("iam/rolePolicy", "a-policy", role="a", policy=json.loads(str(text.inputs["policy"])))
    assert told(graph(role("a"), text, role("b", ROOT))) == told(graph(role("a"), plain, role("b", ROOT)))


def test_a_trust_that_names_a_role_may_mean_the_one_of_that_name_whose_account_is_not_known() -> None:
    """A program says the names of its roles; their accounts are what a preview without settings does not know."""
    unplaced = [aws("iam/role", name, name=name, assumeRolePolicy=document(trust)) for name, trust in _NAMING.items()]
    (edge,) = edges(graph(*unplaced), "a")
    assert (edge.how, edge.target.name, edge.is_certain) == ("assume", "b", False)
    assert "account of 'a'" in not_known(edge)


_NAMING = {"a": lets_in(LAMBDA), "b": lets_in(f"{ARN}role/a"), "c": lets_in(f"{ARN}role/other")}
