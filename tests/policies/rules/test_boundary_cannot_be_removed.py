"""Whoever is bounded cannot take the boundary off, nor change what it says."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.iam.scope import boundary_document
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.boundary_cannot_be_removed import boundary_cannot_be_removed

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
BOUNDARY = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"
DELETE = "iam:DeleteRolePermissionsBoundary"
PUT = "iam:PutRolePermissionsBoundary"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


def only(boundary: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {"Condition": {operator: {"iam:PermissionsBoundary": boundary}}}


def role(*statements: dict[str, Any], boundary: Any = None) -> Resource:
    more = {} if boundary is None else {"permissionsBoundary": boundary}
    return Resource.of(
        ROLE, "deploy", name="deploy", inlinePolicies=[{"name": "w", "policy": document(*statements)}], **more
    )


def boundary(*statements: dict[str, Any]) -> Resource:
    return Resource.of(POLICY, "fence", name="daypass-boundary", arn=BOUNDARY, policy=document(*statements))


OURS = Resource.of(POLICY, "fence", name="daypass-boundary", arn=BOUNDARY, policy=json.dumps(boundary_document()))
LOOSE = boundary(allow("*"))


def judged(*resources: Resource) -> Answer:
    return judge_stack(boundary_cannot_be_removed, *resources)


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (DELETE, "take the boundary off roles"),
        (PUT, "put another boundary on roles"),
        ("IAM:deleteUserPermissionsBoundary", "take the boundary off users"),
        ("iam:Put*Boundary", "put another boundary on roles and put another boundary on users"),
    ],
)
def test_who_is_allowed_to_by_name_is_told(action: str, told: str) -> None:
    assert messages(judged(role(allow(action)))) == [f"role 'deploy' may {told}"]
    assert len(judged(role(allow([action, "s3:GetObject"]), boundary=BOUNDARY)).problems) == 1


@pytest.mark.parametrize("action", ["iam:*", "*", DELETE, "iam:CreatePolicyVersion"])
def test_who_is_bounded_by_what_lets_it_through_is_told(action: str) -> None:
    assert len(judged(LOOSE, role(allow(action), boundary=BOUNDARY)).problems) == 1


@pytest.mark.parametrize("action", ["*", "iam:*", DELETE, PUT, "iam:CreatePolicyVersion"])
def test_our_own_boundary_cannot_be_taken_off(action: str) -> None:
    assert passes(judged(OURS, role(allow(action), boundary=BOUNDARY)))


@pytest.mark.parametrize("condition", [only(BOUNDARY), only("arn:aws:iam::*:policy/daypass/*", "ArnLike")])
def test_to_put_the_accounts_own_boundary_is_how_roles_are_made(condition: dict[str, Any]) -> None:
    assert passes(judged(role(allow([PUT, "iam:CreateRole"], **condition))))
    assert passes(judged(LOOSE, role(allow(PUT, **condition), boundary=BOUNDARY)))


def test_a_condition_that_lets_any_boundary_be_put_is_none() -> None:
    assert len(judged(role(allow(PUT, **only("arn:aws:iam::*:policy/*", "ArnLike")))).problems) == 1


def test_a_denial_takes_it_away_again() -> None:
    deny = {"Effect": "Deny", "Action": "iam:*PermissionsBoundary", "Resource": "*"}
    assert passes(judged(role(allow("iam:*Boundary"), deny)))
    assert passes(judged(boundary(allow("s3:*")), role(allow(DELETE), boundary=BOUNDARY)))


ROLES = {"Resource": "arn:aws:iam::111122223333:role/workload/*"}
USERS = {"Resource": "arn:aws:iam::111122223333:user/*"}


@pytest.mark.parametrize(("action", "on"), [("iam:Delete*", ROLES), (PUT, USERS), ("iam:*UserP*", ROLES)])
def test_what_is_allowed_on_roles_alone_takes_nothing_off_users_nor_the_other_way_round(action: str, on: Any) -> None:
    kept = boundary(allow("*"), {"Effect": "Deny", "Action": "iam:*RolePermissionsBoundary", **ROLES})
    assert passes(judged(kept, role(allow(action, **on), boundary=BOUNDARY)))
    assert len(judged(kept, role(allow(["iam:Delete*", "iam:*UserP*"]), boundary=BOUNDARY)).problems) == 1


@pytest.mark.parametrize(
    ("on", "told"), [(ROLES, "take the boundary off roles"), (USERS, "take the boundary off users")]
)
def test_what_is_allowed_on_some_alone_is_told_of_these(on: Any, told: str) -> None:
    assert messages(judged(LOOSE, role(allow("iam:Delete*", **on), boundary=BOUNDARY))) == [f"role 'deploy' may {told}"]


def test_a_denial_on_all_roles_is_enough_for_roles() -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/*"}
    assert passes(judged(LOOSE, role(allow(DELETE), deny, boundary=BOUNDARY)))
    elsewhere = {**deny, "Resource": "arn:aws:iam::444455556666:role/*"}
    assert len(judged(LOOSE, role(allow(DELETE), elsewhere, boundary=BOUNDARY)).problems) == 1


@pytest.mark.parametrize("action", ["*", "iam:*", "iam:CreateRole", "s3:GetObject"])
def test_who_has_no_boundary_and_names_none_is_another_matter(action: str) -> None:
    assert passes(judged(role(allow(action))))


def test_a_boundary_that_is_not_here_leaves_open_what_it_may_deny() -> None:
    assert unknowns(judged(role(allow("iam:*"), boundary=BOUNDARY))) == ["permissionsBoundary"]
    assert passes(judged(role(allow("s3:GetObject"), boundary=BOUNDARY)))


def test_an_unknown_policy_matters_only_where_the_boundary_lets_it_through() -> None:
    hidden = Resource.of(
        ROLE, "deploy", inlinePolicies=[{"name": "w", "policy": UNKNOWN}], permissionsBoundary=BOUNDARY
    )
    assert unknowns(judged(LOOSE, hidden)) == ["inlinePolicies[0].policy"]
    assert passes(judged(OURS, hidden))
    assert passes(judged(replace(hidden, inputs=role().inputs)))


def test_users_are_asked_alike() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    policy = Resource.of("aws:iam/userPolicy:UserPolicy", "w", user="ci", policy=document(allow(DELETE)))
    assert messages(judged(user, policy)) == ["user 'ci' may take the boundary off roles"]


DEPLOY = "arn:aws:iam::111122223333:role/deploy"
REPORTS = "arn:aws:iam::111122223333:role/reports"


def whoever(arn: str, operator: str = "ArnEquals") -> dict[str, Any]:
    return {"Condition": {operator: {"aws:PrincipalArn": arn}}}


def known(*statements: dict[str, Any]) -> Resource:
    made = role(*statements, boundary=BOUNDARY)
    return replace(made, inputs=Properties({**made.inputs.raw, "arn": DEPLOY}))


@pytest.mark.parametrize("action", [DELETE, PUT, "iam:CreatePolicyVersion"])
@pytest.mark.parametrize("condition", [whoever("*", "ArnLike"), whoever(DEPLOY), whoever(REPORTS, "ArnNotEquals")])
def test_a_denial_for_whoever_it_is_takes_it_away(action: str, condition: dict[str, Any]) -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*", **condition}
    assert passes(judged(LOOSE, known(allow(action), deny)))


@pytest.mark.parametrize("action", [DELETE, PUT, "iam:CreatePolicyVersion"])
@pytest.mark.parametrize(
    "condition",
    [whoever(REPORTS), whoever(DEPLOY, "ArnNotEquals"), {"Condition": {"Bool": {"aws:ViaAWSService": "true"}}}],
)
def test_a_denial_for_others_takes_nothing_away(action: str, condition: dict[str, Any]) -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*", **condition}
    assert len(judged(LOOSE, known(allow(action), deny)).problems) == 1


@pytest.mark.parametrize("action", [DELETE, PUT, "iam:CreatePolicyVersion"])
def test_what_is_allowed_to_another_one_alone_is_not_allowed_to_it(action: str) -> None:
    assert passes(judged(LOOSE, known(allow(action, **whoever(REPORTS)))))
    assert len(judged(LOOSE, known(allow(action, **whoever(DEPLOY)))).problems) == 1
    assert len(judged(LOOSE, known(allow(action, **whoever("*", "ArnLike")))).problems) == 1


def test_who_is_in_an_account_that_is_not_known_may_be_the_one_that_is_meant() -> None:
    assert len(judged(LOOSE, role(allow(DELETE, **whoever(DEPLOY)), boundary=BOUNDARY)).problems) == 1
    assert passes(judged(LOOSE, role(allow(DELETE, **whoever(REPORTS)), boundary=BOUNDARY)))


def test_a_policy_for_an_identity_of_elsewhere_is_asked_where_it_names_boundaries() -> None:
    def given(*statements: dict[str, Any]) -> list[Resource]:
        inline = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role="elsewhere", policy=document(*statements))
        return [inline, Resource.of(POLICY, "p", name="p", policy=document(*statements))]

    for policy in given(allow(DELETE)):
        (problem,) = judged(policy).problems
        assert problem.message.endswith("of policy 'p' may take the boundary off roles")
        assert (problem.on, problem.at) == (policy, "policy.Statement[0]")
    for policy in (*given(allow(PUT, **only(BOUNDARY))), *given(allow("iam:*")), *given(allow("s3:GetObject"))):
        assert passes(judged(policy))


WRITES = {"Effect": "Allow", "Action": "iam:CreatePolicyVersion"}


def bounded(name: str = "shop", arn: str = BOUNDARY) -> Resource:
    return Resource.of(ROLE, name, name=name, permissionsBoundary=arn)


@pytest.mark.parametrize("resource", [BOUNDARY, "arn:aws:iam::111122223333:policy/daypass/*"])
def test_what_bounds_others_nobody_writes_anew(resource: str) -> None:
    writer = role({**WRITES, "Resource": resource})
    told = "role 'deploy' may rewrite the boundary of 'shop'"
    assert messages(judged(writer, bounded())) == [told]
    assert messages(judged(writer, bounded(), OURS)) == [told]


@pytest.mark.parametrize("action", ["iam:CreatePolicy*", "iam:*PolicyVersion", "iam:*", "*"])
def test_a_pattern_of_actions_on_what_bounds_others_is_told(action: str) -> None:
    found = messages(judged(role({**WRITES, "Action": action, "Resource": BOUNDARY}), bounded()))
    assert "role 'deploy' may rewrite the boundary of 'shop'" in found


def test_other_policies_and_a_denied_boundary_are_written_freely() -> None:
    another = {**WRITES, "Resource": "arn:aws:iam::111122223333:policy/shop-reads"}
    assert passes(judged(role(another), bounded()))
    anything = {**WRITES, "Resource": "arn:aws:iam::111122223333:policy/daypass/*"}
    assert passes(judged(role(anything, {**WRITES, "Effect": "Deny", "Resource": BOUNDARY}), bounded()))
    assert passes(judged(role({**WRITES, "Resource": BOUNDARY})))


def test_a_pipeline_writes_what_a_boundary_says() -> None:
    writes = document({**WRITES, "Resource": BOUNDARY})
    pipeline = Resource.of(
        ROLE, "ci", name="ci", inlinePolicies=[{"name": "w", "policy": writes}], tags={"daypass:class": "pipeline"}
    )
    assert passes(judged(pipeline, bounded()))


def for_emergencies(class_: Any, factor: str = "true") -> Resource:
    asks = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": factor}}}
    person = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/keeper"},
        "Action": "sts:AssumeRole",
    }
    return Resource.of(
        ROLE,
        "break-glass",
        tags={"daypass:class": class_},
        permissionsBoundary=BOUNDARY,
        assumeRolePolicy=document({**person, **asks}),
        managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
    )


def test_people_who_mend_what_is_broken_are_told_in_strict_alone() -> None:
    keeper = for_emergencies("break-glass")
    assert passes(judged(LOOSE, keeper))
    assert len(judge_stack(boundary_cannot_be_removed, LOOSE, keeper, profile="strict").problems) == 1


def test_without_a_second_factor_or_that_class_they_are_told() -> None:
    assert len(judged(LOOSE, for_emergencies("break-glass", "false")).problems) == 1
    assert len(judged(LOOSE, for_emergencies("service")).problems) == 1
    assert unknowns(judged(LOOSE, for_emergencies(UNKNOWN)))


def test_what_is_not_known_yet_of_the_writer_or_of_a_boundary_is_undecided() -> None:
    late = {"Version": "2012-10-17", "Statement": [{**WRITES, "Resource": UNKNOWN}]}
    writer = Resource.of(ROLE, "deploy", name="deploy", inlinePolicies=[{"name": "w", "policy": late}])
    assert unknowns(judged(writer, bounded())) == ["inlinePolicies[0].policy.Statement[0].Resource"]
    assert passes(judged(writer))
    hidden = Resource.of(ROLE, "shop", name="shop", permissionsBoundary=UNKNOWN)
    (left,) = judged(role({**WRITES, "Resource": BOUNDARY}), hidden).undecided
    assert (left.on.name, left.paths) == ("shop", ("permissionsBoundary",))


def test_what_is_certain_of_one_boundary_is_told_beside_what_is_not_known_of_another() -> None:
    hidden = Resource.of(ROLE, "late", name="late", permissionsBoundary=UNKNOWN)
    assert messages(judged(role({**WRITES, "Resource": BOUNDARY}), bounded(), hidden)) == [
        "role 'deploy' may rewrite the boundary of 'shop'"
    ]
