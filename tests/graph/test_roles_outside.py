"""Roles that policies name and the stack does not have are possible targets, and what they may do is unknown."""

from typing import Any

import pytest
from tests.support.becoming import (
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
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, SET, aws, group, new, permission_set, policy, user

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings

THEIRS = "arn:aws:iam::999988887777:role/admin"
WHOLE = "arn:aws:iam::999988887777:role/*"
FENCE = f"{ARN}policy/fence"


def hop(resource: str | list[str], **others: Any) -> dict[str, Any]:
    return allow("sts:AssumeRole", resource, **others)


ELSEWHERE = (hop("*"), deny("sts:AssumeRole", f"{ARN}role/*"))


def leaving(*resources: Resource, source: str = "a", settings: Settings | None = None) -> dict[str, Edge]:
    """Name of a role outside → the edge to it."""
    found = [edge for edge in edges(graph(*resources, settings=settings), source) if edge.target.is_outside]
    assert len({edge.target.key for edge in found}) == len(found)
    return {edge.target.name: edge for edge in found}


def of_role(*statements: dict[str, Any]) -> dict[str, Edge]:
    return leaving(role("a"), may("a", *statements))


def privilege(*statements: dict[str, Any]) -> str:
    found = graph(role("a"), may("a", *statements))
    return found.privilege(named(found, "a")).level


def test_a_role_that_is_named_and_not_in_the_stack_is_a_possible_target() -> None:
    found = of_role(allow("s3:GetObject"), hop(THEIRS, Sid="Hop"))
    edge = found[THEIRS]
    assert (edge.how, edge.target.kind, edge.target.account) == ("assume", "principal", "999988887777")
    assert not_known(edge) == (f"trust policy of role '{THEIRS}'",)
    assert edge.paths == ("sts-001",)
    assert edge.witness is None
    assert edge.why == (
        f"role 'a' may assume role '{THEIRS}': statement 'Hop' (policy.Statement[1] of 'a-policy'); "
        f"not known: trust policy of role '{THEIRS}'"
    )


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (hop(f"{ARN}role/elsewhere"), {f"{ARN}role/elsewhere"}),
        (hop([THEIRS, f"{ARN}role/team/c"]), {THEIRS, f"{ARN}role/team/c"}),
        (hop("*"), {"*"}),
        (hop("arn:aws:iam::*:role/*"), {"arn:aws:iam::*:role/*"}),
        (hop("arn:*"), {"arn:*"}),
        (hop(WHOLE), {WHOLE}),
        (hop("arn:aws:iam::999988887777:*"), {"arn:aws:iam::999988887777:*"}),
        (hop(f"{ARN}role/app-*"), {f"{ARN}role/app-*"}),
        (hop(f"{ARN}role/?"), {f"{ARN}role/?"}),
        (hop("arn:aws:*:role/c"), {"arn:aws:*:role/c"}),
        (allow("STS:assumerole", THEIRS), {THEIRS}),
        (allow("*", THEIRS), {THEIRS}),
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": THEIRS}, {THEIRS}),
        ({"Effect": "Allow", "Action": "sts:*", "NotResource": THEIRS}, {"*"}),
        (hop(THEIRS, Condition={"StringEquals": {"sts:ExternalId": "acme"}}), {THEIRS}),
        (hop(THEIRS, Condition={"StringEquals": {"aws:ResourceTag/team": "payments"}}), {THEIRS}),
        (hop("*", Condition={"StringEquals": {"aws:ResourceAccount": "999988887777"}}), {"*"}),
    ],
)
def test_each_name_and_each_pattern_is_one_target(statement: dict[str, Any], names: set[str]) -> None:
    assert set(of_role(statement)) == names


@pytest.mark.parametrize(
    "statements",
    [
        [hop(f"{ARN}user/ann")],
        [hop("arn:aws:s3:::bucket/*")],
        [hop(f"arn:aws:sts::{ACCOUNT}:assumed-role/b/session")],
        [hop("arn:aws:iam::1:role/b")],
        [hop("role/b")],
        [hop("")],
        [allow(["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "sts:TagSession"])],
        [allow("s3:*")],
        [hop(THEIRS), deny("sts:*")],
        [hop(THEIRS), deny("sts:AssumeRole", THEIRS)],
        [hop(THEIRS), deny("*", "arn:aws:iam::999988887777:*")],
        [hop(WHOLE), deny("sts:AssumeRole", "arn:aws:iam::*:role/*")],
        [hop("*"), deny("sts:AssumeRole")],
        [hop("*"), deny("sts:AssumeRole", "arn:*")],
        [hop(THEIRS), {"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": f"{ARN}role/*"}],
        [hop(THEIRS, Condition={"StringEquals": {"aws:ResourceAccount": ACCOUNT}})],
        [hop(THEIRS, Condition={"StringEquals": {"aws:PrincipalArn": f"{ARN}role/other"}})],
    ],
)
def test_what_is_no_role_or_is_denied_is_none(statements: list[dict[str, Any]]) -> None:
    assert of_role(*statements) == {}
    assert privilege(*statements) in ("nothing", "writes")


def test_a_deny_of_some_leaves_the_others() -> None:
    assert set(of_role(hop("*"), deny("sts:*", THEIRS))) == {"*"}
    assert set(of_role(hop("*"), deny("sts:*", f"{ARN}role/*"))) == {"*"}
    assert set(of_role(hop([THEIRS, f"{ARN}role/c"]), deny("sts:*", THEIRS))) == {f"{ARN}role/c"}
    kept = {"Effect": "Deny", "Action": "sts:AssumeRole", "NotResource": f"{ARN}role/app-*"}
    assert set(of_role(hop("*"), kept)) == {"*"}


def test_a_boundary_holds_here_too() -> None:
    fenced = role("a", permissionsBoundary=FENCE)

    def within(*fence: dict[str, Any]) -> set[str]:
        return set(leaving(fenced, policy("fence", policy=document(*fence)), may("a", hop([THEIRS, "*"]))))

    assert within(allow("*")) == {THEIRS, "*"}
    assert within(allow("sts:AssumeRole", f"{ARN}role/app-*")) == {"*"}
    assert within(allow("s3:*")) == set()
    assert within(allow("*"), deny("sts:*")) == set()


def test_a_role_that_the_stack_has_is_not_outside() -> None:
    found = graph(role("a"), may("a", hop(f"{ARN}role/b")), role("b", ROOT))
    assert {edge.target.name for edge in edges(found, "a")} == {"b"}
    shut = graph(role("a"), may("a", hop(f"{ARN}role/b")), role("b", LAMBDA))
    assert edges(shut, "a") == []
    new_one = new(role("b", ROOT), "arn")
    settings = Settings(accounts={ACCOUNT: "dev"})
    assert leaving(role("a"), may("a", hop(f"{ARN}role/b")), new_one, settings=settings) == {}


def test_a_role_of_the_same_name_in_another_account_is_outside() -> None:
    there = f"arn:aws:iam::{OTHER}:role/b"
    assert set(leaving(role("a"), may("a", hop(there)), role("b", ROOT))) == {there}
    unplaced = new(role("b", ROOT), "arn")
    assert set(leaving(role("a"), may("a", hop(there)), unplaced)) == {there}


def test_a_pattern_may_take_in_others_than_those_of_the_stack() -> None:
    found = graph(role("a"), may("a", hop(f"{ARN}role/b*")), role("b", ROOT))
    assert {(edge.target.name, edge.is_certain) for edge in edges(found, "a")} == {
        ("b", True),
        (f"{ARN}role/b*", False),
    }


def test_an_identity_does_not_become_itself() -> None:
    assert leaving(role("a"), may("a", hop(f"{ARN}role/a"))) == {}


def test_who_is_named_twice_is_one_target_by_the_surer_way() -> None:
    body = {"Version": "2012-10-17", "Statement": [hop(THEIRS), {**hop(THEIRS), "Action": UNKNOWN}]}
    found = leaving(role("a"), aws("iam/rolePolicy", "p", role="a", policy=body), may("a", hop(THEIRS)))
    assert not_known(found[THEIRS]) == (f"trust policy of role '{THEIRS}'",)


def test_an_unknown_resource_may_be_any_role() -> None:
    body = {"Version": "2012-10-17", "Statement": [{**hop("x"), "Resource": UNKNOWN}]}
    found = leaving(role("a"), aws("iam/rolePolicy", "p", role="a", policy=body))
    assert not_known(found["*"]) == ("policy.Statement[0].Resource of 'p'", "trust policy of any role that fits '*'")


def test_an_unread_policy_may_let_it_assume_any_role_unless_another_one_forbids_it() -> None:
    later = new(aws("iam/rolePolicy", "p", role="a", policy="{}"), "policy")
    assert not_known(leaving(role("a"), later)["*"]) == ("policy of 'p'", "trust policy of any role that fits '*'")
    assert leaving(role("a"), later, may("a", deny("sts:*"))) == {}


def test_users_and_permission_sets_leave_too() -> None:
    assert set(leaving(user("ann"), user_may("ann", hop(THEIRS)), source="ann")) == {THEIRS}
    own = aws(
        "ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET, inlinePolicy=document(hop([THEIRS, "*"]))
    )
    places = [
        aws("ssoadmin/accountAssignment", account, permissionSetArn=SET, targetId=account)
        for account in (ACCOUNT, OTHER)
    ]
    assert set(leaving(permission_set("Audit"), own, *places, source="Audit")) == {THEIRS, "*"}
    assert set(leaving(permission_set("Audit"), own, source="Audit")) == {THEIRS, "*"}


def test_what_a_variable_names_by_the_identitys_own_tag_is_one_role() -> None:
    by_tag = hop(f"{ARN}role/${{aws:PrincipalTag/to}}")
    (edge,) = leaving(role("a", tags={"to": "c"}), may("a", by_tag)).values()
    assert edge.target.kind == "principal"
    assert leaving(role("a", tags={"to": "b"}), may("a", by_tag), role("b", ROOT)) == {}
    assert leaving(role("a", tags={"other": "c"}), may("a", by_tag)) == {}


def shown(found: Reachability) -> str:
    nodes = [f"{node!r}{node}{found.privilege(node)!r}" for node in found.nodes.values() if node.is_outside]
    return "".join((*nodes, *(f"{edge.why}{edge.says}{edge.unknown}{edge.target!r}" for edge in every_edge(found))))


def test_what_was_marked_as_secret_is_not_shown() -> None:
    hidden = Secret(document(hop(["arn:aws:iam::999988887777:role/hidden", "arn:aws:iam::*:role/hidden-*"])))
    found = graph(role("a"), aws("iam/rolePolicy", "p", role="a", policy=hidden))
    assert len(edges(found, "a")) == 2
    assert "hidden" not in shown(found)
    tagged = role("a", tags={"to": Secret("hidden")})
    found = graph(tagged, may("a", hop(f"arn:aws:iam::{OTHER}:role/${{aws:PrincipalTag/to}}")))
    assert len(edges(found, "a")) == 1
    assert "hidden" not in shown(found)


def test_what_is_told_openly_elsewhere_is_shown() -> None:
    hidden = aws("iam/rolePolicy", "p", role="a", policy=Secret(document(hop(THEIRS))))
    assert set(leaving(role("a"), hidden, may("a", hop(THEIRS)))) == {THEIRS}


def principal(found: Reachability, name: str) -> Node:
    node = named(found, name)
    assert node.kind == "principal"
    return node


def test_a_role_outside_has_a_node_and_what_it_may_do_is_unknown() -> None:
    found = graph(role("a"), may("a", hop([THEIRS, "*"])))
    for name in (THEIRS, "*"):
        told_of = found.privilege(principal(found, name))
        assert (told_of.level, told_of.why) == ("unknown", "the stack does not have it")


def test_paths_lead_to_a_role_outside() -> None:
    found = graph(role("a"), may("a", hop(f"{ARN}role/b")), role("b", ROOT), may("b", hop(THEIRS)), function("fn", "a"))
    path = next(path for path in found.paths(named(found, "fn")) if path.target.name == THEIRS)
    assert [edge.how for edge in path.edges] == ["runs as", "assume", "assume"]
    assert (path.privilege.level, path.is_certain) == ("unknown", False)


def test_whoever_comes_in_as_a_role_outside_that_another_one_may_become_is_met_again() -> None:
    found = graph(role("a"), may("a", hop(THEIRS)), role("c", THEIRS), may("c", allow("*")))
    strongest, *_ = found.paths(named(found, "a"))
    assert [edge.target.name for edge in strongest.edges] == [THEIRS, "c"]
    assert not strongest.is_certain


@pytest.mark.parametrize(
    ("statements", "level"),
    [
        ([hop("*")], "escalates"),
        ([hop("arn:aws:iam::*:role/*")], "escalates"),
        ([hop(WHOLE)], "escalates"),
        ([hop("arn:aws:iam::999988887777:*")], "escalates"),
        ([*ELSEWHERE], "unknown"),
        ([*ELSEWHERE, allow("s3:*")], "unknown"),
        ([hop(WHOLE), allow("*")], "admin"),
        ([hop(WHOLE), deny("sts:AssumeRole", WHOLE)], "nothing"),
        ([hop(THEIRS)], "nothing"),
        ([hop(f"{ARN}role/app-*")], "nothing"),
        ([hop("arn:aws:iam::999988887777:role/app-*"), allow("s3:GetObject")], "reads"),
    ],
)
def test_whoever_may_become_anyone_in_an_account_may_do_nobody_knows_what(
    statements: list[dict[str, Any]], level: str
) -> None:
    """One that may become a named role, or one of a few, is as strong as they are: by its edges, not by itself."""
    assert privilege(*statements) == level


def test_a_privilege_that_is_unknown_says_whose() -> None:
    found = graph(role("a"), may("a", *ELSEWHERE))
    assert "what any role that fits '*' may do" in not_known(found.privilege(named(found, "a")))


def test_a_group_gives_what_it_gives_to_its_members() -> None:
    staff = aws("iam/groupPolicy", "p", group="staff", policy=document(*ELSEWHERE))
    joined = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    found = graph(group("staff"), staff, user("ann"), joined)
    assert found.privilege(named(found, "staff")).level == "unknown"
    assert found.privilege(named(found, "ann")).level == "unknown"


def test_many_that_name_many_cost_no_pairs() -> None:
    """As many edges as names stand in policies, whatever else the stack has."""
    many = [f"arn:aws:iam::999988887777:role/r{number}" for number in range(50)]
    stack = [role(f"r{number}", lets_in(ROOT)) for number in range(50)]
    found = graph(*stack, *(may(f"r{number}", hop(many[number])) for number in range(50)))
    assert sum(1 for edge in every_edge(found) if edge.target.is_outside) == 50
    assert all(inner(found, f"r{number}") == [] for number in range(50))


def test_more_names_than_can_be_asked_about_are_possible() -> None:
    """A policy longer than any that AWS takes keeps nobody waiting, and what stands last in it is not passed over."""
    many = [f"arn:aws:iam::999988887777:role/r{number}" for number in range(120)]
    found = of_role(hop(many, Condition={"StringEquals": {"sts:ExternalId": "acme"}}))
    assert set(found) == set(many)
    assert not_known(found[many[-1]])[0] == "more than can be asked about one by one"


def test_what_is_certain_inside_the_stack_stays_so() -> None:
    assert told(graph(role("a"), may("a", hop("*")), role("b", ROOT))) == {("a", "assume", "b")}
