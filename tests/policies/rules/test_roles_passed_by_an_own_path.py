"""A path that holds nothing but the roles of what somebody starts names them, where a Deny takes away all others."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.pass_role_names_its_roles import pass_role_names_its_roles

TASKS = "ecs-tasks.amazonaws.com"
BATCH = f"arn:aws:batch:eu-west-1:{ACCOUNT}"
LAB = f"{ARN}role/lab/*"
RESULTS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/results"
KEEPS = {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": LAB}
RUNS = (
    allow("batch:RegisterJobDefinition", f"{BATCH}:job-definition/lab-*"),
    allow("batch:SubmitJob", [f"{BATCH}:job-queue/lab", f"{BATCH}:job-definition/lab-*"]),
)
PASSES = allow("iam:PassRole", LAB, Condition={"StringEquals": {"iam:PassedToService": TASKS}})


def in_lab(name: str, *trust: Any, **inputs: Any) -> Resource:
    return role(name, *(trust or (TASKS,)), path="/lab/", arn=f"{ARN}role/lab/{name}", **inputs)


COARSE = (in_lab("coarse"), may("coarse", allow("dynamodb:PutItem", RESULTS)))


def definition(name: str, runs_as: str = "coarse") -> Resource:
    container = f'{{"image": "i", "jobRoleArn": "{ARN}role/lab/{runs_as}"}}'
    return aws("batch/jobDefinition", name, name=name, type="container", containerProperties=container)


def judged(rule: Any, *others: Resource, rights: tuple[dict[str, Any], ...] = (PASSES, KEEPS)) -> Answer:
    holder = role("dispatch", "lambda.amazonaws.com")
    return judge_stack(rule, holder, may("dispatch", *RUNS, *rights), *COARSE, *others)


RULES = (no_path_to_more_rights, pass_role_names_its_roles)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_such_a_path_is_as_good_as_names(rule: Any) -> None:
    assert passes(judged(rule))
    assert passes(judged(rule, in_lab("fine")))


def test_what_runs_as_one_and_may_be_started_is_there_for_it() -> None:
    assert passes(judged(pass_role_names_its_roles, in_lab("fine"), definition("lab-coarse")))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "rights",
    [
        (PASSES,),
        (PASSES, {**KEEPS, "NotResource": f"{ARN}role/*"}),
        (PASSES, {**KEEPS, "Condition": {"StringNotEquals": {"aws:PrincipalTag/x": "y"}}}),
        (PASSES, {**KEEPS, "NotResource": [LAB, f"{ARN}role/*-task"]}),
        (PASSES, deny("iam:PassRole", f"{ARN}role/other/*")),
        (PASSES, {**PASSES, "Resource": f"{ARN}role/*coarse"}, KEEPS),
    ],
    ids=["no Deny", "of names alone", "one with a condition", "one of more than paths", "of another path", "by a name"],
)
def test_without_such_a_deny_it_is_a_pattern(rule: Any, rights: tuple[dict[str, Any], ...]) -> None:
    assert "'coarse'" in only(judged(rule, rights=rights))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "others",
    [
        (in_lab("ledger", "lambda.amazonaws.com"),),
        (in_lab("ledger", TASKS, f"{ARN}role/desk"),),
        (in_lab("ledger", assumeRolePolicy=UNKNOWN),),
        (definition("ledger"),),
        (in_lab("ledger"), definition("ledger", "ledger")),
    ],
    ids=["of another service", "somebody else too", "not known", "what runs as it", "what runs as another"],
)
def test_with_anything_else_in_that_path_it_is_a_pattern(rule: Any, others: tuple[Resource, ...]) -> None:
    assert "'coarse'" in only(judged(rule, *others))


def test_what_a_name_would_not_excuse_the_path_does_not() -> None:
    secret = may(
        "coarse", allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:x")
    )
    named = (allow("iam:PassRole", f"{ARN}role/lab/coarse"),)
    assert "'coarse'" in only(judged(no_path_to_more_rights, secret, rights=named))
    assert "'coarse'" in only(judged(no_path_to_more_rights, secret))
    owned = [
        role("dispatch", tags={"owner": "desk"}),
        may("dispatch", *RUNS, PASSES, KEEPS),
        in_lab("coarse", tags={"owner": "wind"}),
    ]
    assert "'coarse'" in only(judge_stack(no_path_to_more_rights, *owned, COARSE[1]))


PODS = "pods.eks.amazonaws.com"
TEAMS = f"{ARN}role/pods/teams/*"
BINDS = allow("eks:CreatePodIdentityAssociation", f"arn:aws:eks:eu-west-1:{ACCOUNT}:cluster/shop")
READS, WRITES = allow("dynamodb:Query", RESULTS), allow("dynamodb:PutItem", RESULTS)


def for_pods(name: str, path: str, *trust: Any) -> Resource:
    return role(name, *(trust or (PODS,)), path=path, arn=f"{ARN}role{path}{name}")


ELSEWHERE = for_pods("ledger", "/pods/core/")


def to_pods(where: str = TEAMS, service: Any = PODS, operator: str = "StringEquals") -> dict[str, Any]:
    return allow("iam:PassRole", where, Condition={operator: {"iam:PassedToService": service}})


def bound(rule: Any, passes_: dict[str, Any], *others: Resource, has: dict[str, Any] = READS) -> Answer:
    holder = role("binder", "lambda.amazonaws.com"), may("binder", BINDS, passes_)
    return judge_stack(rule, *holder, for_pods("search", "/pods/teams/"), may("search", has), *others)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_roles_read_of_a_path_that_somebody_chose_among_several_counts_for_nothing(rule: Any) -> None:
    assert passes(bound(rule, to_pods(), ELSEWHERE))
    assert passes(bound(rule, to_pods(), ELSEWHERE, for_pods("quotes", "/pods/teams/")))
    assert "'search'" in only(bound(rule, to_pods(), ELSEWHERE, has=WRITES))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    ("passes_", "others"),
    [
        (to_pods(), ()),
        (to_pods(), (for_pods("ledger", "/"),)),
        (to_pods(), (for_pods("ledger", "/pods/teams/core/"),)),
        (to_pods(), (for_pods("ledger", "/pods/core/", TASKS),)),
        (to_pods(), (ELSEWHERE, for_pods("desk", "/pods/teams/", TASKS))),
        (to_pods(), (ELSEWHERE, for_pods("desk", "/pods/teams/", PODS, f"{ARN}role/desk"))),
        (to_pods(operator="StringEqualsIfExists"), (ELSEWHERE,)),
        (allow("iam:PassRole", TEAMS), (ELSEWHERE,)),
        (to_pods(f"{ARN}role/pods/*/search"), (ELSEWHERE,)),
    ],
    ids=[
        *("no other path", "others in none", "others below it", "others of another service", "also of another service"),
        *("somebody else too", "to any as well", "to any", "no path"),
    ],
)
def test_what_roles_read_counts_where_nobody_chose_their_path(
    rule: Any, passes_: dict[str, Any], others: tuple[Resource, ...]
) -> None:
    assert "'search'" in only(bound(rule, passes_, *others))
