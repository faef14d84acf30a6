"""An administrator is found wherever a policy can stand, and a careful policy is left in peace."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.grants import aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.graph.ways import PERMISSION_SET, WAYS
from daypass.iam.scope import boundary_document
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.rule import Problem
from daypass_policies.handed_out import TYPES, is_boundary_name
from daypass_policies.rules.no_admin_access import no_admin_access
from daypass_policies.rules.no_assuming_of_any_role import no_assuming_of_any_role

EVERYTHING = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
CANARY = "canary-eccbc87e"


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]})


EVERYTHING = document(Action="*")
NARROW = document(Action=["s3:GetObject", "s3:List*"], Resource=["arn:aws:s3:::reports/*"])


def policy(text: Any, **inputs: Any) -> Resource:
    return Resource.of("aws:iam/rolePolicy:RolePolicy", "access", role="api", policy=text, **inputs)


HOLDERS = {
    "role policy": ("aws:iam/rolePolicy:RolePolicy", {"policy": EVERYTHING}),
    "managed policy": ("aws:iam/policy:Policy", {"policy": EVERYTHING}),
    "user policy": ("aws:iam/userPolicy:UserPolicy", {"policy": EVERYTHING}),
    "group policy": ("aws:iam/groupPolicy:GroupPolicy", {"policy": EVERYTHING}),
    "inline in a role": ("aws:iam/role:Role", {"inlinePolicies": [{"name": "all", "policy": EVERYTHING}]}),
    "attached in a role": ("aws:iam/role:Role", {"managedPolicyArns": [ADMIN]}),
    "attachment to a role": ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"policyArn": ADMIN}),
    "attachment to a user": ("aws:iam/userPolicyAttachment:UserPolicyAttachment", {"policyArn": ADMIN}),
    "attachment to a group": ("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", {"policyArn": ADMIN}),
    "attachment to many": ("aws:iam/policyAttachment:PolicyAttachment", {"policyArn": ADMIN}),
    "exclusive": (
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        {"policyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess", ADMIN]},
    ),
    "exclusive of a user": (
        "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        {"policyArns": [ADMIN]},
    ),
    "exclusive of a group": (
        "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
        {"policyArns": [ADMIN]},
    ),
    "native role": (
        "aws-native:iam:Role",
        {"policies": [{"policyName": "all", "policyDocument": json.loads(EVERYTHING)}]},
    ),
    "native role attached": ("aws-native:iam:Role", {"managedPolicyArns": [ADMIN]}),
    "native role policy": ("aws-native:iam:RolePolicy", {"policyDocument": json.loads(EVERYTHING)}),
    "native managed policy": ("aws-native:iam:ManagedPolicy", {"policyDocument": EVERYTHING}),
    "native user": ("aws-native:iam:User", {"managedPolicyArns": [ADMIN]}),
    "native user policy": ("aws-native:iam:UserPolicy", {"policyDocument": EVERYTHING}),
    "native group": ("aws-native:iam:Group", {"policies": [{"policyName": "all", "policyDocument": EVERYTHING}]}),
    "native group policy": ("aws-native:iam:GroupPolicy", {"policyDocument": EVERYTHING}),
}


@pytest.mark.parametrize(("type_", "inputs"), HOLDERS.values(), ids=HOLDERS)
def test_an_administrator_is_found_wherever_a_policy_can_stand(type_: str, inputs: dict[str, Any]) -> None:
    (problem,) = judge_stack(no_admin_access, Resource.of(type_, "access", **inputs)).problems
    assert "allows everything" in problem.message
    assert (problem.severity, problem.advisory) == ("critical", False)


@pytest.mark.parametrize(
    "inputs",
    [
        {"inlinePolicies": {"name": "all", "policy": EVERYTHING}},
        {"inlinePolicies": [[{"name": "all", "policy": EVERYTHING}]]},
        {"inlinePolicies": EVERYTHING},
        {"inlinePolicies": 7},
        {"managedPolicyArns": {"all": "arn:aws:iam::aws:policy/AdministratorAccess"}},
        {"managedPolicyArns": [["arn:aws:iam::aws:policy/AdministratorAccess"]]},
    ],
    ids=str,
)
def test_what_has_another_form_than_it_should_is_no_pass(inputs: dict[str, Any]) -> None:
    (problem,) = judge_stack(no_admin_access, Resource.of("aws:iam/role:Role", "app", **inputs)).problems
    assert not problem.advisory


def test_every_type_that_is_asked_about_is_tried_above() -> None:
    assert {type_ for type_, _ in HOLDERS.values()} == set(TYPES)


def test_a_permission_set_is_not_asked_because_people_act_as_one() -> None:
    sets = {type_ for type_, ways in WAYS.items() if any(way.noun == PERMISSION_SET for way in ways)}
    assert len(sets) == 7
    assert sets.isdisjoint(TYPES)


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": "*:*"},
        {"Action": ["s3:GetObject", "iam:*"]},
        {"Action": "S3:*"},
        {"Action": "s3:?*"},
        {"Action": "I*:*"},
        {"NotAction": "iam:*"},
        {"Action": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        {"Action": "ec2:*", "Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}},
        {"Action": "iam:*", "Resource": "arn:aws:iam::*:role/*"},
        {"Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/reports"},
        {"Action": "*", "Resource": ["arn:aws:s3:::reports/*", "arn:aws:iam::111122223333:role/reports"]},
    ],
)
def test_a_broad_statement_is_refused_in_any_spelling(statement: dict[str, Any]) -> None:
    (problem,) = judge_stack(no_admin_access, policy(document(**statement))).problems
    assert not problem.advisory


def test_all_of_sts_is_told_by_the_rule_about_assuming_roles() -> None:
    everything = policy(document(Action="sts:*"))
    assert passes(judge_stack(no_admin_access, everything))
    assert "may assume any role that lets it in" in only(judge_stack(no_assuming_of_any_role, everything))
    (message,) = messages(judge_stack(no_admin_access, policy(document(Action=["sts:*", "s3:*"]))))
    assert message == "policy of 'access' allows all of s3 on every resource"


def test_all_but_a_resource_is_refused() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::audit/*"}})
    (problem,) = judge_stack(no_admin_access, policy(text)).problems
    assert problem.message == "policy of 'access' allows all of s3 on every resource"


@pytest.mark.parametrize(
    ("resources", "on"),
    [
        ("arn:aws:dynamodb:*:*:table/*", "table"),
        (["arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb:*:*:global-table/*"], "table, global-table"),
        (["arn:aws:dynamodb:*:*:table/orders", "arn:aws:dynamodb:*:*:export:*"], "export"),
        (["arn:aws:dynamodb:*:*:table/*", "*"], "resource"),
        ("arn:aws:dynamodb:*:*:*", "resource"),
    ],
)
def test_of_what_kind_everything_is_that_a_statement_takes_in_is_said(resources: Any, on: str) -> None:
    (message,) = messages(judge_stack(no_admin_access, policy(document(Action="dynamodb:*", Resource=resources))))
    assert message == f"policy of 'access' allows all of dynamodb on every {on}"


@pytest.mark.parametrize(
    "text",
    [
        NARROW,
        document(Action=["ec2:Describe*", "logs:CreateLogStream"]),
        document(Action="iam:PassRole"),
        json.dumps({"Statement": []}),
    ],
)
def test_a_policy_that_names_its_actions_passes(text: str) -> None:
    assert passes(judge_stack(no_admin_access, policy(text)))


def test_everything_on_named_things_of_one_service_is_advisory_in_profile_strict() -> None:
    narrow = policy(document(Action="*", Resource="arn:aws:s3:::reports/*"))
    assert passes(judge_stack(no_admin_access, narrow))
    (problem,) = judge_stack(no_admin_access, narrow, profile="strict").problems
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_a_service_on_named_things_is_advisory_in_profile_strict() -> None:
    narrow = policy(document(Action="dynamodb:*", Resource="arn:aws:dynamodb:*:*:table/orders"))
    assert passes(judge_stack(no_admin_access, narrow))
    (problem,) = judge_stack(no_admin_access, narrow, profile="strict").problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert problem.message == "policy of 'access' allows all of dynamodb on the resources that it names"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::111122223333:policy/AdministratorAccess-of-reports",
        "arn:aws:iam::111122223333:policy/reports",
        "reports",
        "",
    ],
)
def test_a_policy_that_is_narrow_or_judged_elsewhere_passes(arn: str) -> None:
    attachment = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ci", policyArn=arn)
    assert passes(judge_stack(no_admin_access, attachment))


@pytest.mark.parametrize("class_", ["", "pipeline", "agent", "service"])
def test_our_own_boundary_is_a_boundary(class_: str) -> None:
    boundary = Resource.of(
        "aws:iam/policy:Policy", "boundary", name="daypass-boundary", path="/daypass/", policy=boundary_document(class_)
    )
    assert passes(judge_stack(no_admin_access, boundary))


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": ["s3:*", "dynamodb:*", "logs:*"]},
        {"NotAction": ["iam:*", "organizations:*"]},
        {"Action": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}},
    ],
    ids=str,
)
def test_a_boundary_that_leaves_anything_out_is_advice_by_its_name_alone(statement: dict[str, Any]) -> None:
    fence = {"name": "app-boundary", "policy": document(**statement)}
    (named,) = judge_stack(no_admin_access, Resource.of("aws:iam/policy:Policy", "app", **fence)).problems
    assert (named.advisory, named.severity) == (True, "medium")
    assert named.message.endswith(", unless it is nothing but a permissions boundary, as its name says")
    message = only(
        judge_stack(no_admin_access, Resource.of("aws:iam/policy:Policy", "app", **{**fence, "name": "app"}))
    )
    assert "policy of 'app' allows " in message
    message = only(judge_stack(no_admin_access, Resource.of("aws:iam/rolePolicy:RolePolicy", "app", **fence)))
    assert "policy of 'app' allows " in message


def test_a_boundary_that_leaves_nothing_out_is_none() -> None:
    statements = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
    ]
    named = {"name": "AppPermissionsBoundary"}
    fenced = Resource.of("aws:iam/policy:Policy", "app", policy=json.dumps({"Statement": statements}), **named)
    open_ = Resource.of("aws:iam/policy:Policy", "app", policy=json.dumps({"Statement": statements[:1]}), **named)
    assert passes(judge_stack(no_admin_access, fenced))
    assert "allows everything on every resource" in only(judge_stack(no_admin_access, open_))
    message = only(judge_stack(no_admin_access, replace(fenced, type="aws:iam/rolePolicy:RolePolicy")))
    assert "allows everything on every resource" in message


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("daypass-boundary", True),
        ("policy/AppPermissionsBoundary", True),
        ("app-boundary-1a2b3c4", True),
        ("boundary_policy", True),
        ("policy/boundaries/fence", True),
        ("boundary-reader", False),
        ("access", False),
    ],
)
def test_a_boundary_calls_itself_one(name: str, is_one: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_boundary_name(name) == is_one


@pytest.mark.parametrize(
    "text", ["{", "", "[]", '{"Statement": 1}', "[" * 10_000, json.dumps({"Statement": {"Effect": "Allow"}})]
)
def test_a_document_that_cannot_be_read_is_refused(text: str) -> None:
    (message,) = messages(judge_stack(no_admin_access, policy(text)))
    assert message.startswith("policy of 'access' cannot be judged: policy")


def test_one_unknown_hides_nothing_else() -> None:
    role = Resource.of(
        "aws:iam/role:Role",
        "api",
        inlinePolicies=[{"name": "first", "policy": UNKNOWN}, {"name": "second", "policy": EVERYTHING}, UNKNOWN],
        managedPolicyArns=[UNKNOWN, ADMIN],
    )
    answer = judge_stack(no_admin_access, role)
    assert messages(answer) == [
        "'api' attaches AdministratorAccess, which allows everything",
        "policy 'second' of 'api' allows everything on every resource",
    ]
    assert unknowns(answer) == ["managedPolicyArns[0]"]


@pytest.mark.parametrize("inputs", [{"policy": UNKNOWN}, {"policy": Secret(UNKNOWN)}])
def test_a_policy_that_is_not_known_is_undecided(inputs: dict[str, Any]) -> None:
    answer = judge_stack(no_admin_access, Resource.of("aws:iam/rolePolicy:RolePolicy", "access", **inputs))
    assert (messages(answer), unknowns(answer)) == ([], ["policy"])


def test_a_role_that_says_there_are_no_inline_policies_passes() -> None:
    for empty in ([], [{}], [{"name": "", "policy": ""}], [{"policy": None}]):
        assert passes(judge_stack(no_admin_access, Resource.of("aws:iam/role:Role", "api", inlinePolicies=empty)))


def test_nothing_out_of_a_secret_document_is_said() -> None:
    text = document(Action=[f"{CANARY}:*", "iam:*"], Sid=CANARY.replace("-", ""))
    answer = judge_stack(no_admin_access, policy(Secret(text)))
    assert messages(answer) == ["policy of 'access' allows all of a service on every resource"]
    assert "canary" not in str(answer)


def test_a_document_inside_of_a_secret_is_one() -> None:
    text = document(Action=["sqs:*"], Sid="canary")
    for inline in (Secret([{"name": "canary", "policy": text}]), [Secret({"name": "canary", "policy": text})]):
        answer = judge_stack(no_admin_access, Resource.of("aws:iam/role:Role", "api", inlinePolicies=inline))
        assert messages(answer) == ["policy of 'api' allows all of a service on every resource"]
        assert "canary" not in str(answer)


def all_of(*services: str, **others: str) -> dict[str, object]:
    return {"Effect": "Allow", "Action": [f"{service}:*" for service in services], "Resource": "*", **others}


def of_statements(*statements: dict[str, object], **ask: Any) -> tuple[Problem, ...]:
    return judge_stack(no_admin_access, policy(json.dumps({"Statement": statements})), **ask).problems


def test_a_document_is_told_once_with_all_of_its_services() -> None:
    statements = [all_of("sqs", Sid="Queues"), all_of("kms"), all_of("sns", "sqs")]
    for told in (statements, statements[::-1]):
        (problem,) = of_statements(*told)
        assert problem.message == "policy of 'access' allows all of kms, sns, sqs on every resource"
        assert (problem.key, problem.severity, problem.at) == ("kms:sns:sqs", "high", "policy.Statement[0]")


def test_a_finding_of_one_statement_is_called_by_its_sid_and_services() -> None:
    (problem,) = of_statements(all_of("s3", "kms", Sid="Store"))
    assert problem.key == "Store:kms:s3"


def test_the_worst_of_its_statements_decides() -> None:
    services = ("batch", "ec2", "kms", "rds", "s3")
    (problem,) = of_statements(*map(all_of, services), all_of("iam"))
    assert problem.message == "policy of 'access' allows all of iam, batch, ec2, kms and 2 more on every resource"
    assert (problem.severity, problem.at) == ("critical", "policy.Statement[5]")
    assert problem.key == "batch:ec2:iam:kms:rds:s3"


def test_beside_everything_there_is_nothing_more_to_tell() -> None:
    (problem,) = of_statements(all_of("rds"), {**all_of(), "Action": "*"}, profile="strict")
    assert problem.message == "policy of 'access' allows everything on every resource"
    assert (problem.key, problem.at) == ("*", "policy.Statement[1]")


def test_what_is_limited_is_told_beside_what_is_not() -> None:
    table = {**all_of("dynamodb"), "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}
    broad, limited = of_statements(table, all_of("kms"), profile="strict")
    assert (broad.key, broad.advisory, broad.at) == ("kms", False, "policy.Statement[1]")
    assert (limited.key, limited.advisory, limited.at) == ("dynamodb:limited", True, "policy.Statement[0]")


def test_services_are_told_with_what_they_are_allowed_on() -> None:
    role = {**all_of("iam"), "Resource": "arn:aws:iam::111122223333:role/app"}
    (problem,) = of_statements(all_of("rds"), role)
    assert problem.message == (
        "policy of 'access' allows all of rds on every resource and all of iam on the resources that it names"
    )
    assert (problem.severity, problem.at) == ("critical", "policy.Statement[1]")


def test_a_policy_that_was_only_looked_up_is_read_from_what_was_found() -> None:
    found = Resource.of("aws:iam/policy:Policy", "shared")
    assert passes(judge_stack(no_admin_access, replace(found, external=True)))
    message = only(
        judge_stack(no_admin_access, replace(found, external=True, outputs=Properties({"policy": EVERYTHING})))
    )
    assert "allows everything on every resource" in message


def test_a_policy_without_a_document_cannot_be_judged() -> None:
    for inputs in ({}, {"policy": None}):
        (message,) = messages(judge_stack(no_admin_access, aws("iam/rolePolicy", "empty", role="app", **inputs)))
        assert "cannot be judged" in message
