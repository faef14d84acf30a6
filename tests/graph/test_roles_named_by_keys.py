"""A service's own condition key says as which role something runs, besides `iam:PassRole` or in its place."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, every_edge, graph, inner, may, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.data.role_keys import role_keys
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
BUILDS, STACKS = "codebuild.amazonaws.com", "cloudformation.amazonaws.com"
WEAK = (role("weak", BUILDS, STACKS), may("weak", allow("logs:PutLogEvents")))
STRONG = role("strong", BUILDS, STACKS, **ADMINISTRATOR)
PASSES = allow("iam:PassRole", f"{ARN}role/*")


def by(key: str, name: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {key: f"{ARN}role/{name}"}}}


def told(*made: Resource, given: tuple[dict[str, Any], ...]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", *given), *WEAK, STRONG, *made)
    return [text for text in messages(found) if "'a'" in text]


def reached(*made: Resource, given: tuple[dict[str, Any], ...]) -> set[tuple[str, str]]:
    found = inner(graph(role("a"), may("a", *given), *WEAK, STRONG, *made), "a")
    return {(edge.how, edge.target.name) for edge in found if edge.is_certain}


TAKES = [
    (["cloudformation:CreateStack"], "cloudformation:RoleArn"),
    (["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], "cloudformation:RoleArn"),
    (["codebuild:CreateProject", "codebuild:StartBuild"], "codebuild:serviceRole"),
]


def taking(actions: list[str], condition: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Of two actions of which each may take a role both are limited."""
    limited = [action for action in actions if action in role_keys()]
    return {**allow(limited), **condition}, allow([*{*actions} - {*limited}, "logs:GetLogEvents"])


@pytest.mark.parametrize(("actions", "key"), TAKES)
def test_whoever_passes_any_role_hands_over_the_one_that_the_key_names(actions: list[str], key: str) -> None:
    assert any("path " in message for message in told(given=(PASSES, allow(actions))))
    assert told(given=(PASSES, *taking(actions, by(key, "weak")))) == []
    assert reached(given=(PASSES, *taking(actions, by(key, "weak")))) == {("pass role", "weak")}
    (message,) = told(given=(PASSES, *taking(actions, by(key, "strong"))))
    assert "may act as role 'strong', which may do everything" in message


@pytest.mark.parametrize(("actions", "key"), TAKES)
def test_a_pattern_that_takes_in_whatever_there_is_limits_nothing(actions: list[str], key: str) -> None:
    for condition in (by(key, "*", "StringLike"), by(key, "weak", "StringNotEquals")):
        assert any("path " in message for message in told(given=(PASSES, *taking(actions, condition))))


def test_a_denial_of_all_but_one_role_holds_as_well() -> None:
    given = (PASSES, allow("cloudformation:CreateStack"))
    unless = deny("cloudformation:*", **by("cloudformation:RoleArn", "weak", "ArnNotEquals"))
    assert told(given=(*given, unless)) == []


def test_what_is_there_runs_as_its_own_role_where_the_request_names_none() -> None:
    project = aws("codebuild/project", "site", name="site", serviceRole=f"{ARN}role/strong")
    arn = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/site"
    named = {**allow("codebuild:StartBuild", arn), **by("codebuild:serviceRole", "weak")}
    assert ("code", "site") in reached(project, given=(allow("codebuild:StartBuild", arn),))
    assert ("code", "site") not in reached(project, given=(named,))
    none = allow("codebuild:StartBuild", arn, Condition={"Null": {"codebuild:serviceRole": "true"}})
    assert ("code", "site") in reached(project, given=(none,))


def test_a_job_on_a_cluster_of_kubernetes_runs_as_the_role_that_the_key_names() -> None:
    clusters = f"arn:aws:emr-containers:eu-west-1:{ACCOUNT}:/virtualclusters/*"
    submits = allow("emr-containers:StartJobRun", clusters)
    key = "emr-containers:ExecutionRoleArn"
    assert any("emrcontainers-x01" in message for message in told(given=(submits,)))
    assert told(given=({**submits, **by(key, "weak")},)) == []
    assert any("emrcontainers-x01" in message for message in told(given=({**submits, **by(key, "*", "ArnLike")},)))


CLUSTER = f"arn:aws:elasticmapreduce:eu-west-1:{ACCOUNT}:cluster/j-1"
RUNS = (
    role("nodes", "ec2.amazonaws.com"),
    may("nodes", allow("sts:AssumeRole", [f"{ARN}role/lake", f"{ARN}role/press"])),
    aws("iam/instanceProfile", "nodes", name="nodes", role="nodes"),
    aws("emr/cluster", "batch", id="j-1", arn=CLUSTER, ec2Attributes={"instanceProfile": "nodes"}),
    role("lake", f"{ARN}role/nodes", **ADMINISTRATOR),
    role("press", f"{ARN}role/nodes"),
)


def steps(name: str = "") -> tuple[dict[str, Any], ...]:
    condition = by("elasticmapreduce:ExecutionRoleArn", name) if name else {}
    return ({**allow("elasticmapreduce:AddJobFlowSteps", CLUSTER), **condition},)


@pytest.mark.parametrize("name", ["", "lake", "press"])
def test_who_adds_steps_has_the_cluster_whatever_a_key_says_of_their_role(name: str) -> None:
    assert reached(*RUNS, given=steps(name)) == {("code", "batch")}
    assert any("'lake', which may do everything" in message for message in told(*RUNS, given=steps(name)))


@pytest.mark.parametrize(
    ("other", "known", "key"),
    [
        ("codebuild:StartBuild", "codebuild:CreateProject", "codebuild:serviceRole"),
        ("cloudformation:RollbackStack", "cloudformation:CreateStack", "cloudformation:RoleArn"),
    ],
)
def test_a_right_more_to_start_as_a_weak_role_hides_nothing(other: str, known: str, key: str) -> None:
    passes = allow("iam:PassRole", [f"{ARN}role/strong", f"{ARN}role/weak"])
    as_strong, as_weak = {**allow(other), **by(key, "strong")}, {**allow(known), **by(key, "weak")}
    (alone,) = told(given=(passes, as_strong))
    (beside,) = told(given=(passes, as_strong, as_weak))
    assert "may act as role 'strong', which may do everything" in alone
    assert "may act as role 'strong', which may do everything" in beside
    assert ("pass role", "weak") in reached(given=(passes, as_strong, as_weak))


NAMES = ("app-1", "app-12", "web-1", "web-12")
SEVERAL = [
    [("codebuild:CreateProject", "ArnLike", "app-*"), ("codebuild:StartBuild", "ArnLike", "app-*")],
    [("codebuild:CreateProject", "ArnLike", "app-*"), ("codebuild:StartBuild", "ArnLike", "*-12")],
    [("codebuild:CreateProject", "ArnLike", "app-?"), ("codebuild:StartBuild", "StringLike", "*")],
    [("codebuild:CreateProject", "StringEquals", "app-*"), ("codebuild:StartBuild", "StringLike", "*")],
    [("codebuild:CreateProject", "StringEquals", "app-1"), ("codebuild:StartBuild", "StringNotLike", "app-12")],
    [("codebuild:StartBuild", "ArnLike", "app-*"), ("codebuild:CreateProject", "ArnEquals", "web-1*")],
]


@pytest.mark.parametrize("passes", ["*", "app-*", "*-1"])
@pytest.mark.parametrize("several", SEVERAL, ids=str)
def test_a_denial_that_denies_nothing_there_changes_nothing(several: list[tuple[str, str, str]], passes: str) -> None:
    stack = [role(name, BUILDS) for name in NAMES]
    limited = [{**allow(action), **by("codebuild:serviceRole", name, how)} for action, how, name in several]
    given = (allow("iam:PassRole", f"{ARN}role/{passes}"), *limited)
    nobody = deny("codebuild:*", **by("codebuild:serviceRole", "nobody"))
    assert reached(*stack, given=given) == reached(*stack, given=(*given, nobody))


def test_whoever_is_held_to_a_pattern_of_roles_reaches_all_that_it_takes_in() -> None:
    key = "codebuild:serviceRole"
    limited = {**allow(["codebuild:CreateProject", "codebuild:StartBuild"]), **by(key, "app-*", "ArnLike")}
    stack = [role(name, BUILDS) for name in NAMES]
    assert reached(*stack, given=(PASSES, limited)) == {("pass role", "app-1"), ("pass role", "app-12")}
    assert reached(*stack, given=(PASSES, limited, deny("codebuild:*", **by(key, "app-12")))) == {
        ("pass role", "app-1")
    }


def test_many_holders_and_roles_cost_their_sum_and_not_their_product() -> None:
    def whole(count: int) -> int:
        made = [role(f"r{number}", STACKS) for number in range(count)]
        for number in range(count):
            key = by("cloudformation:RoleArn", f"r{number}")
            passes = allow("iam:PassRole", f"{ARN}role/r{number}")
            starts = {**allow("cloudformation:CreateStack"), **key}
            made += [role(f"h{number}"), may(f"h{number}", passes, starts)]
        return calls(lambda: list(every_edge(graph(*made))))

    assert whole(80) <= 5 * whole(20)


@pytest.mark.parametrize("named", ["app-*", "app-{}", "app-{}*", "*"])
@pytest.mark.parametrize(("action", "key"), [(TAKES[0][0], TAKES[0][1]), (TAKES[2][0], TAKES[2][1])])
def test_many_holders_of_a_pattern_of_roles_cost_in_proportion(action: list[str], key: str, named: str) -> None:
    def whole(count: int) -> int:
        made = [role(f"app-{number}", BUILDS, STACKS) for number in range(1000, 1000 + count)]
        for number in range(1000, 1000 + count):
            starts = {**allow(action), **by(key, named.format(number), "ArnLike")}
            made += [role(f"h{number}"), may(f"h{number}", PASSES, starts)]
        reach = graph(*made)
        return calls(lambda: [reach.outgoing(node) for node in reach.nodes.values()])

    assert whole(80) <= 5 * whole(20)
