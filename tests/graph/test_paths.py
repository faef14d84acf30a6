"""Paths lead to the strongest that a node can become, by the shortest way, and say where they rise."""

from itertools import pairwise

from tests.support.becoming import (
    LAMBDA,
    ROOT,
    allow,
    document,
    function,
    graph,
    lets_in,
    may,
    named,
    not_known,
    role,
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, aws, group, new, policy, user

from daypass.graph.becoming.paths import Path
from daypass.graph.reachability import Reachability
from daypass.model.resource import Resource

START = ["lambda:CreateFunction", "lambda:InvokeFunction"]


def hop(source: str, target: str) -> Resource:
    return may(source, allow("sts:AssumeRole", f"{ARN}role/{target}"))


def classed(name: str, workload_class: str, *trust: str) -> Resource:
    return role(name, *trust, tags={"daypass:class": workload_class})


def paths(found: Reachability, source: str, limit: int = 20) -> dict[str, Path]:
    return {path.target.name: path for path in found.paths(named(found, source), limit)}


def chain(*names: str) -> tuple[Resource, ...]:
    return (
        *(role(name, ROOT) for name in names),
        *(hop(one, other) for one, other in pairwise(names)),
    )


def test_a_path_has_as_many_steps_as_it_takes() -> None:
    found = graph(*chain("a", "b", "c", "d"))
    assert {name: path.depth for name, path in paths(found, "a").items()} == {"b": 1, "c": 2, "d": 3}
    assert paths(found, "d") == {}


def test_a_shorter_way_wins() -> None:
    found = graph(
        *chain("a", "b", "c", "d"),
        aws("iam/rolePolicy", "short", role="a", policy=document(allow("sts:AssumeRole", f"{ARN}role/c"))),
    )
    assert {name: path.depth for name, path in paths(found, "a").items()} == {"b": 1, "c": 1, "d": 2}


def test_cycles_end() -> None:
    found = graph(*chain("a", "b", "c"), hop("c", "a"))
    assert set(paths(found, "a")) == {"b", "c"}
    assert set(paths(found, "b")) == {"a", "c"}


def test_the_strongest_comes_first_and_the_limit_counts_from_there() -> None:
    found = graph(
        role("a"),
        may("a", allow("sts:AssumeRole")),
        *(role(name, ROOT) for name in ("reader", "admin", "writer", "nobody")),
        may("reader", allow("s3:Get*")),
        may("admin", allow("*")),
        may("writer", allow("s3:*")),
    )
    assert list(paths(found, "a")) == ["admin", "*", "writer", "reader", "nobody"]
    assert list(paths(found, "a", limit=2)) == ["admin", "*"]


def test_a_certain_way_wins_over_a_shorter_one_that_is_only_possible() -> None:
    later = new(aws("iam/rolePolicy", "later", role="a", policy="{}"), "policy")
    found = graph(*chain("a", "b", "c"), later)
    path = paths(found, "a")["c"]
    assert (path.depth, path.is_certain) == (2, True)
    possible = paths(graph(role("a"), later, role("c", ROOT)), "a")["c"]
    assert (possible.depth, not_known(possible)) == (1, ("policy of 'later'",))


def test_a_path_says_the_class_of_each_on_the_way() -> None:
    found = graph(
        classed("a", "agent"), hop("a", "b"), classed("b", "service", ROOT), hop("b", "c"), classed("c", "agent", ROOT)
    )
    path = paths(found, "a")["c"]
    assert path.classes == ("agent", "service", "agent")


def test_a_step_says_what_its_target_may_do() -> None:
    found = graph(*chain("a", "b", "c"), aws("iam/rolePolicy", "s3", role="c", policy=document(allow("s3:*"))))
    few, more = (step.privilege.rank for step in paths(found, "a")["c"].steps)
    assert few < more


def test_who_writes_the_policy_of_another_does_not_become_it() -> None:
    found = graph(role("a"), may("a", allow("iam:PutRolePolicy", f"{ARN}role/b")), role("b"))
    assert paths(found, "a") == {}


def test_who_writes_the_policy_of_one_that_it_becomes_is_as_strong_as_it_likes() -> None:
    found = graph(
        role("a"),
        may("a", allow("iam:PutRolePolicy", f"{ARN}role/c"), allow("sts:AssumeRole", f"{ARN}role/b")),
        role("b", ROOT),
        hop("b", "c"),
        role("c", ROOT),
    )
    path = paths(found, "a")["c"]
    assert (path.depth, path.privilege.level) == (2, "admin")
    assert path.decided
    assert path.decided.source == named(found, "a")
    assert [step.privilege.level for step in path.steps] == ["nothing", "nothing"]
    assert paths(found, "b")["c"].privilege.level == "nothing"


def test_what_is_written_for_one_with_a_boundary_stays_within_it() -> None:
    fence = f"{ARN}policy/fence"
    found = graph(
        role("a"),
        may("a", allow("iam:PutRolePolicy"), allow("sts:AssumeRole")),
        role("b", ROOT, permissionsBoundary=fence),
        policy("fence", policy=document(allow("s3:*"))),
    )
    assert paths(found, "a")["b"].privilege.level == "escalates"


def test_paths_go_through_whatever_runs_as_a_role() -> None:
    found = graph(
        role("a"),
        may("a", allow("lambda:UpdateFunctionCode")),
        role("b"),
        hop("b", "c"),
        role("c", ROOT),
        function("fn", "b"),
    )
    assert [edge.how for edge in paths(found, "a")["c"].edges] == ["code", "runs as", "assume"]


def test_paths_begin_outside() -> None:
    github = f"{ARN}oidc-provider/token.actions.githubusercontent.com"
    trust = lets_in({"Federated": github}, "sts:AssumeRoleWithWebIdentity")
    found = graph(role("ci", trust), hop("ci", "b"), role("b", ROOT), may("b", allow("*")))
    (issuer,) = (node for node in found.nodes.values() if node.kind == "issuer")
    strongest, *_ = found.paths(issuer)
    assert [edge.how for edge in strongest.edges] == ["federation", "assume"]
    assert strongest.privilege.level == "admin"


def test_a_user_goes_through_a_group_that_it_joins_and_a_key_that_it_makes() -> None:
    found = graph(
        user("ann"),
        user_may("ann", allow("iam:AddUserToGroup"), allow("iam:CreateAccessKey", f"{ARN}user/bob")),
        group("staff"),
        aws("iam/groupPolicy", "p", group="staff", policy=document(allow("s3:*"))),
        user("bob"),
        user_may("bob", allow("sts:AssumeRole")),
        role("c", ROOT),
    )
    assert [edge.how for edge in paths(found, "ann")["c"].edges] == ["key", "assume"]
    assert paths(found, "ann")["staff"].privilege.level == "writes"


def test_everyone_reached_alike_is_reached_once() -> None:
    """As many roles that may assume all of as many: a search passes each of them once."""
    many = [role(f"r{number}", ROOT) for number in range(200)]
    found = graph(*many, *(may(f"r{number}", allow("sts:AssumeRole")) for number in range(200)))
    assert len([path for path in found.paths(named(found, "r0"), limit=1000) if path.target.is_identity]) == 199
    alone = [edge for node in found.nodes.values() if node.is_identity for edge in found.outgoing(node).edges]
    assert [edge.target.name for edge in alone] == ["*"] * 200


def test_what_is_passed_to_a_service_is_reached_too() -> None:
    found = graph(role("a"), may("a", allow(["iam:PassRole", *START])), role("b", LAMBDA), may("b", allow("*")))
    path = paths(found, "a")["b"]
    assert path.privilege.level == "admin"
    assert path.why[0].startswith("role 'a' may hand role 'b' to something new")
    assert ACCOUNT not in path.why[0]
