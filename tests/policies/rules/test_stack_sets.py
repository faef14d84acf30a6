"""Whoever updates a stack set that CloudFormation deploys by itself has whatever they like made in its accounts."""

from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, from_github, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HEAD = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stackset"
TAGS = f"{HEAD}/org-tags:*"
UPDATES = allow(["cloudformation:UpdateStackSet", "cloudformation:DescribeStackSet"], TAGS)
OWN_TEMPLATES = "https://releases.s3.amazonaws.com/org-tags/*"
BY_SERVICE = {"permissionModel": "SERVICE_MANAGED"}


def stack_set(**inputs: Any) -> Resource:
    return aws("cloudformation/stackSet", "tags", **{"name": "org-tags", **BY_SERVICE, **inputs})


def judged(*given: dict[str, Any], made: Resource | None = None, by: Resource | None = None) -> Answer:
    return judge_stack(no_path_to_more_rights, by or role("a"), may("a", *given), made or stack_set())


def under(operator: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {"cloudformation:TemplateUrl": value}}}


@pytest.mark.parametrize(
    "made",
    [
        stack_set(),
        stack_set(arn=f"{HEAD}/org-tags:1a2b"),
        stack_set(callAs="DELEGATED_ADMIN"),
        native("cloudformation:StackSet", "tags", stackSetName="org-tags", **BY_SERVICE),
    ],
    ids=str,
)
def test_who_updates_a_stack_set_that_the_service_deploys_may_do_everything_in_its_accounts(made: Resource) -> None:
    (problem,) = judged(UPDATES, made=made).problems
    assert "role 'a' may deploy a template of its own to the accounts of stack set 'tags'" in problem.message
    assert "as a role that may do everything there (cloudformation:UpdateStackSet), by " in problem.message
    assert problem.advisory
    assert passes(judged(allow("cloudformation:DescribeStackSet", TAGS), made=made))
    assert passes(judged(allow("cloudformation:UpdateStackSet", f"{HEAD}/other:*"), made=made))


def test_a_stack_set_of_a_delegated_administrator_is_that_of_whichever_account() -> None:
    elsewhere = allow("cloudformation:UpdateStackSet", TAGS.replace(ACCOUNT, OTHER))
    assert only(judged(elsewhere, made=stack_set(callAs="DELEGATED_ADMIN")))
    assert passes(judged(elsewhere, made=stack_set(arn=f"{HEAD}/org-tags:1a2b")))


@pytest.mark.parametrize(
    "given",
    [
        [{**UPDATES, **under("StringLike", OWN_TEMPLATES)}],
        [{**UPDATES, **under("StringEquals", OWN_TEMPLATES.replace("*", "tags.json"))}],
        [UPDATES, {**deny("cloudformation:UpdateStackSet"), **under("StringNotLike", OWN_TEMPLATES)}],
        [UPDATES, deny("cloudformation:Update*")],
    ],
    ids=str,
)
def test_where_the_template_is_one_of_theirs_nobody_brings_another(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "condition",
    [
        under("StringLike", "https://*"),
        under("StringLikeIfExists", OWN_TEMPLATES),
        under("Null", "true"),
        {"Condition": {"StringEquals": {"cloudformation:TargetRegion": "eu-west-1"}}},
    ],
    ids=str,
)
def test_a_condition_that_lets_any_template_through_closes_nothing(condition: dict[str, Any]) -> None:
    assert "stack set 'tags'" in only(judged({**UPDATES, **condition}))


@pytest.mark.parametrize(
    "inputs",
    [
        {"permissionModel": None},
        {"permissionModel": "SELF_MANAGED"},
        {"permissionModel": UNKNOWN, "administrationRoleArn": f"arn:aws:iam::{ACCOUNT}:role/stack-sets"},
        {"name": None},
    ],
    ids=str,
)
def test_one_that_acts_as_roles_of_its_own_or_has_no_name_is_quiet(inputs: dict[str, Any]) -> None:
    assert passes(judged(UPDATES, made=stack_set(**inputs)))


@pytest.mark.parametrize(
    "by",
    [
        role("a", from_github("repo:acme/platform:environment:prod")),
        role("a", "states.amazonaws.com"),
        role("a", tags={"daypass:class": "pipeline"}),
        role("a", "codebuild.amazonaws.com"),
        role("a", lets_in({"Federated": f"{ARN}saml-provider/staff"}, "sts:AssumeRoleWithSAML")),
    ],
    ids=["pipeline", "machine", "class", "build", "people"],
)
def test_to_update_the_stack_set_that_it_names_is_the_work_of_pipelines_and_people(by: Resource) -> None:
    assert passes(judged(UPDATES, by=by))


def test_a_permission_model_that_is_not_known_yet_is_undecided() -> None:
    answer = judged(UPDATES, made=stack_set(permissionModel=UNKNOWN))
    assert not answer.problems
    assert "permissionModel" in unknowns(answer)
    assert passes(judged(made=stack_set(permissionModel=UNKNOWN)))


@pytest.mark.parametrize("odd", [7, [], {}, [UNKNOWN], "x"])
def test_no_shape_breaks_it(odd: Any) -> None:
    for key in ("name", "permissionModel", "callAs", "arn", "administrationRoleArn"):
        assert isinstance(judged(UPDATES, made=stack_set(**{key: odd})), Answer)
