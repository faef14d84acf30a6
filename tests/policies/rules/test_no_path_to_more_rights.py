"""Whoever can give themselves more rights is told so, by which path and without which action they could not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.becoming import LAMBDA, allow, deny, document, function, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, SET, aws, group, native, permission_set, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.managed_escalations import escalating_policies
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

AWS = "arn:aws:iam::aws:policy/"
ADMINISTRATOR = f"{AWS}AdministratorAccess"
FENCE = f"{ARN}policy/fence"
START = ["lambda:CreateFunction", "lambda:InvokeFunction"]
PATHS = escalation_paths()
FUNCTION = f"arn:aws:lambda:*:{ACCOUNT}:function:fn"
INSTANCES = f"arn:aws:ec2:*:{ACCOUNT}:instance/*"
ASSOCIATIONS = f"arn:aws:ssm:*:{ACCOUNT}:association/*"
CLUSTER = "arn:aws:eks::aws:cluster-access-policy/Amazon"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources, **ask)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judged(role("a"), may("a", *statements))


def ids(answer: Answer) -> set[str]:
    """The paths that the keys name."""
    return {word for problem in answer.problems for word in str(problem.key).split()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
def test_every_known_path_to_whatever_there_is_is_found(path: EscalationPath) -> None:
    answer = of_role(allow(list(path.actions)))
    assert path.id in ids(answer)
    assert not any(problem.advisory for problem in answer.problems)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.id)
def test_a_path_is_broken_by_the_action_that_the_message_names(path: EscalationPath) -> None:
    problem = next(one for one in of_role(allow(list(path.actions))).problems if path.id in str(one.key))
    breaking = problem.message.rpartition("; without ")[2].removesuffix(" it cannot").split(", ")
    assert path.id not in ids(of_role(allow(list(path.actions)), deny(breaking)))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PATHS), st.data())
def test_neither_case_nor_patterns_nor_several_policies_hide_a_path(path: EscalationPath, data: st.DataObject) -> None:
    written = [data.draw(st.sampled_from([action, action.upper(), f"{action[:-1]}*"])) for action in path.actions]
    policies = [aws("iam/rolePolicy", f"p{i}", role="a", policy=document(allow(one))) for i, one in enumerate(written)]
    assert path.id in ids(judged(role("a"), *policies))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PATHS), st.data())
def test_a_denial_or_a_boundary_without_any_one_action_breaks_a_path(path: EscalationPath, data: st.DataObject) -> None:
    without = data.draw(st.sampled_from(path.actions))
    denied = of_role(allow(list(path.actions)), deny(without))
    assert path.id not in ids(denied)
    fence = policy("fence", policy=document({"Effect": "Allow", "NotAction": without, "Resource": "*"}))
    bounded = judged(role("a", permissionsBoundary=FENCE), fence, may("a", allow(list(path.actions))))
    assert path.id not in ids(bounded)


@pytest.mark.parametrize(
    "action",
    [
        "omics:StartReadSetImportJob",
        "states:UpdateStateMachine",
        "events:PutTargets",
        "bedrock-agentcore:UpdateAgentRuntime",
        "ec2:AssociateIamInstanceProfile",
        "eks:CreatePodIdentityAssociation",
        "appflow:CreateFlow",
        "pipes:CreatePipe",
        "sagemaker:CreateModel",
        "synthetics:CreateCanary",
    ],
)
def test_any_role_with_anything_that_takes_one_is_a_path_that_nobody_wrote_down(action: str) -> None:
    (problem,) = [one for one in of_role(allow([HANDS_OVER, action])).problems if "passrole" in str(one.key)]
    assert action in problem.message
    assert problem.message.endswith("without iam:PassRole it cannot")


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(escalating_policies()), st.sampled_from(["SecurityAudit", "AmazonS3ReadOnlyAccess"]), st.data())
def test_each_policy_that_leads_to_every_right_counts_wherever_it_stands(
    strong: str, weak: str, data: st.DataObject
) -> None:
    named = data.draw(st.permutations([AWS + strong, AWS + weak, f"{ARN}policy/reader"]))
    assert ids(of_role(attaching(*named))) == {"self-escalation", "iam-009"}
    assert passes(of_role(attaching(*named), deny("iam:Attach*", Condition={"ArnEquals": {"iam:PolicyARN": named}})))


@pytest.mark.parametrize("action", ["cloudtrail:CreateTrail", "mediaconvert:CreateJob", "iot:SetV2LoggingOptions"])
def test_any_role_for_a_service_that_only_moves_data_is_advisory_unless_another_works_for_the_caller(
    action: str,
) -> None:
    (problem,) = of_role(allow([HANDS_OVER, action])).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    (problem,) = of_role(allow([HANDS_OVER, action, "synthetics:CreateCanary"])).problems
    assert (problem.severity, problem.advisory) == ("critical", False)
    assert "path synthetics:CreateCanary (" in problem.message
    (problem,) = of_role(allow([HANDS_OVER, action, *START])).problems
    assert (problem.severity, problem.advisory) == ("critical", False)


@pytest.mark.parametrize(
    "statements",
    [
        [allow(HANDS_OVER, f"{ARN}role/x"), allow(START)],
        [allow(HANDS_OVER, f"{ARN}role/app-*"), allow(START)],
        [allow(HANDS_OVER, f"{ARN}role/*-lambda-role"), allow(START)],
        [allow(HANDS_OVER, "arn:aws:iam::*:role/daypass/*"), allow(START)],
        [allow(HANDS_OVER), allow(["lambda:Get*", "lambda:InvokeFunction"])],
        [allow(HANDS_OVER, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), allow(START)],
        [allow(HANDS_OVER, Condition={"StringEquals": {"aws:ResourceTag/passable": "yes"}}), allow(START)],
        [allow([HANDS_OVER, *START]), {"Effect": "Deny", "Action": HANDS_OVER, "NotResource": f"{ARN}role/app"}],
        [allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:app")],
        [allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:app-*")],
        [allow("ssm:StartSession", f"arn:aws:ec2:*:{ACCOUNT}:instance/i-0123456789abcdef0")],
        [allow("ssm:StartSession", Condition={"StringEquals": {"ssm:resourceTag/team": "a"}})],
        [allow("ssm:SendCommand", [INSTANCES, "arn:aws:ssm:*:*:document/AWS-RunPatchBaseline"])],
        [allow("ssm:UpdateAssociation", [ASSOCIATIONS, "arn:aws:ssm:*:*:document/AWS-GatherSoftwareInventory"])],
        [allow("eks:AssociateAccessPolicy", Condition={"StringEquals": {"eks:policyArn": f"{CLUSTER}EKSViewPolicy"}})],
        [allow("eks:AssociateAccessPolicy", Condition={"StringEquals": {"eks:accessScope": "namespace"}})],
        [{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "arn:aws:s3:::b/*"}],
        [allow("iam:CreateAccessKey", f"{ARN}user/${{aws:username}}")],
        [allow("iam:PutRolePolicy", f"{ARN}role/${{aws:PrincipalTag/team}}-*")],
        [allow("iam:PutRolePolicy", Condition={"ArnEquals": {"iam:PermissionsBoundary": FENCE}})],
        [allow("iam:AttachRolePolicy", Condition={"ArnEquals": {"iam:PolicyARN": f"{ARN}policy/reader"}})],
        [allow("iam:PutRolePolicy", Condition={"StringEquals": {"aws:CalledViaLast": "sso.amazonaws.com"}})],
        [allow("sts:AssumeRole", "arn:aws:iam::*:role/reports-reader")],
        [allow("sso:PutInlinePolicyToPermissionSet", SET)],
        [allow(["s3:*", "iam:Get*", "iam:List*", "lambda:Invoke*", "ec2:Describe*"])],
    ],
)
def test_what_is_limited_to_some_is_no_path(statements: list[dict[str, Any]]) -> None:
    assert passes(of_role(*statements))


@pytest.mark.parametrize(
    "statements",
    [
        [allow(HANDS_OVER, f"{ARN}role/*"), allow(START)],
        [allow("iam:pass*", "arn:aws:iam::*:role/?*"), allow("LAMBDA:*")],
        [allow(HANDS_OVER, "arn:aws:iam::*:role/*-Role"), allow(START)],
        [allow(HANDS_OVER, f"{ARN}role*"), allow(START)],
        [allow("sso:PutInlinePolicyToPermissionSet", "arn:aws:sso:::permissionSet/ssoins-1234/*")],
        [allow("sso:AttachManagedPolicyToPermissionSet", "arn:aws:sso:::permissionSet/ssoins-1234/ps-*")],
        [
            allow(
                "sso:CreateAccountAssignment", ["arn:aws:sso:::permissionSet/ssoins-1234/*", "arn:aws:sso:::account/*"]
            )
        ],
        [allow("iam:PutRolePolicy", f"{ARN}role/*role*")],
        [{"Effect": "Allow", "Action": HANDS_OVER, "NotResource": f"{ARN}role/admin"}, allow(START)],
        [allow(HANDS_OVER, Condition={"StringLike": {"iam:PassedToService": "lambda*"}}), allow(START, FUNCTION)],
        [allow("ssm:SendCommand", [INSTANCES, "arn:aws:ssm:*:*:document/AWS-RunShellScript"])],
        [allow("ssm:UpdateAssociation", [ASSOCIATIONS, "arn:aws:ssm:*:*:document/AWS-RunShellScript"])],
        [allow("eks:AssociateAccessPolicy", Condition={"ArnLike": {"eks:policyArn": f"{CLUSTER}*"}})],
        [allow("rolesanywhere:Create*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})],
        [allow("iam:AttachRolePolicy", Condition={"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}})],
        [allow("iam:PutUserPolicy", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
        [allow("iam:PutUserPolicy", Condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})],
        [allow("iam:PutUserPolicy"), deny("iam:PutUserPolicy", f"{ARN}user/breakglass")],
        [allow("iam:PutRolePolicy", Condition={"StringNotEquals": {"aws:ResourceTag/team": "platform"}})],
        [
            allow(
                "iam:PutRolePolicy",
                Condition={"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}},
            ),
            allow("cloudformation:CreateStack"),
        ],
    ],
)
def test_a_limit_that_is_none_changes_nothing(statements: list[dict[str, Any]]) -> None:
    assert "policy.Statement[0]" in {problem.at for problem in of_role(*statements).problems}


def attaching(*policies: str) -> dict[str, Any]:
    """Attaching these, maybe patterns, to any role."""
    return allow("iam:AttachRolePolicy", Condition={"ArnLike": {"iam:policyArn": list(policies)}})


@pytest.mark.parametrize(
    "statements",
    [
        [attaching(f"{AWS}IAMFullAccess")],
        [attaching(f"{AWS}AmazonS3ReadOnlyAccess", f"{AWS}PowerUserAccess")],
        [attaching(f"{AWS}Power*")],
        [attaching("arn:aws-us-gov:iam::aws:policy/IAMFullAccess")],
        [attaching(f"{AWS}AWSLambda_FullAccess")],
        [attaching(f"{ARN}policy/app"), allow("iam:CreatePolicyVersion", f"{ARN}policy/app")],
        [attaching(f"{ARN}policy/app/*"), allow("iam:CreatePolicy", f"{ARN}policy/app/*")],
        [attaching("arn:*:iam::*:policy/app/*"), allow("iam:CreatePolicy", f"{ARN}policy/*")],
    ],
    ids=str,
)
def test_a_limit_to_policies_that_lead_to_every_right_is_none(statements: list[dict[str, Any]]) -> None:
    (problem,) = of_role(*statements).problems
    assert (problem.severity, problem.key) == ("critical", "self-escalation iam-009")


@pytest.mark.parametrize(
    "statements",
    [
        [attaching(f"{AWS}SecurityAudit", f"{AWS}AmazonSSMManagedInstanceCore", f"{AWS}service-role/*")],
        [attaching(f"{AWS}NewThingFullAccess")],
        [attaching(f"{ARN}policy/app"), allow("iam:CreatePolicy", f"{ARN}policy/app")],
        [attaching(f"{ARN}policy/app/*"), allow("iam:CreatePolicyVersion", f"{ARN}policy/other/*")],
        [attaching(f"{AWS}PowerUserAccess"), deny("iam:AttachRolePolicy")],
        [attaching("policy/app/*", "*:policy/app/*"), allow("iam:CreatePolicy", f"{ARN}policy/other/*")],
        [attaching(f"{ARN}policy/${{aws:PrincipalTag/team}}/*")],
    ],
    ids=str,
)
def test_a_limit_to_policies_that_somebody_else_wrote_is_one(statements: list[dict[str, Any]]) -> None:
    assert passes(of_role(*statements))


def test_of_an_administrator_nothing_more_is_said_and_of_all_of_iam_one_thing() -> None:
    assert passes(of_role(allow("*")))
    assert passes(judged(role("a", managedPolicyArns=[ADMINISTRATOR])))
    (problem,) = of_role(allow("iam:*")).problems
    assert "write its own rights" in problem.message


def test_findings_of_one_kind_are_one_and_what_runs_is_told_beside_what_it_may_start() -> None:
    runs = ["lambda:*", "ecs:*", "glue:*", "iam:CreateAccessKey"]
    answer = of_role(allow([HANDS_OVER, *runs]))
    assert sorted(str(problem.key).split()[0] for problem in answer.problems) == ["new-passrole", "principal-access"]
    handing = next(problem for problem in answer.problems if str(problem.key).startswith("new-passrole"))
    assert "without iam:PassRole it cannot, but may still take over what runs as another role (" in handing.message
    assert {"lambda-001", "lambda-003"} <= set(str(handing.key).split())
    without = of_role(allow(runs))
    assert sorted(str(one.key).split()[0] for one in without.problems) == ["existing-passrole", "principal-access"]


def test_a_named_role_that_the_stack_shows_to_be_an_administrator_is_a_path() -> None:
    passer = may("a", allow(HANDS_OVER, f"{ARN}role/b"), allow(START))
    (problem,) = judged(role("a"), passer, role("b", managedPolicyArns=[ADMINISTRATOR])).problems
    assert "may act as role 'b', which may do everything" in problem.message
    assert passes(judged(role("a"), passer, role("b"), may("b", allow("s3:GetObject", "arn:aws:s3:::b/*"))))


def test_a_named_function_that_runs_as_an_administrator_is_a_path() -> None:
    coder = may("a", allow("lambda:UpdateFunctionCode", FUNCTION))
    strong = (role("b", LAMBDA, managedPolicyArns=[ADMINISTRATOR]), function("fn", "b"))
    (problem,) = judged(role("a"), coder, *strong).problems
    assert problem.message.endswith("then function 'fn' runs as role 'b'")


@pytest.mark.parametrize(
    ("action", "whom"),
    [
        ("iam:UpdateAssumeRolePolicy", "role"),
        ("iam:CreateAccessKey", "user"),
        ("iam:UpdateLoginProfile", "user"),
    ],
)
def test_an_edit_that_makes_one_named_administrator_of_it_is_a_path(action: str, whom: str) -> None:
    attached = {"role": role("b", managedPolicyArns=[ADMINISTRATOR]), "user": user("b")}
    given = aws("iam/userPolicyAttachment", "x", user="b", policyArn=ADMINISTRATOR)
    resources = (attached[whom], given) if whom == "user" else (attached[whom],)
    (problem,) = judged(role("a"), may("a", allow(action, f"{ARN}{whom}/b")), *resources).problems
    assert f"may act as {whom} 'b', which may do everything" in problem.message
    other = judged(role("a"), may("a", allow(action, f"{ARN}{whom}/other")), *resources)
    assert all(one.advisory for one in other.problems)
    assert not other.undecided


def test_whoever_becomes_a_role_and_writes_what_it_may_do_has_every_right() -> None:
    target = role("b", f"{ARN}role/a")
    both = may("a", allow(["sts:AssumeRole", "iam:PutRolePolicy"], f"{ARN}role/b"))
    (problem,) = judged(role("a"), both, target).problems
    assert "gets whatever rights are written for it" in problem.message


def test_users_groups_and_permission_sets_are_identities_and_a_group_speaks_for_its_users() -> None:
    (of_user,) = judged(user("ann"), user_may("ann", allow("iam:PutUserPolicy"))).problems
    assert of_user.on
    assert of_user.on.name == "ann"
    held = aws("iam/groupPolicy", "p", group="staff", policy=document(allow("iam:PutUserPolicy")))
    membership = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    (of_group,) = judged(user("ann"), group("staff"), held, membership).problems
    assert of_group.on
    assert of_group.on.name == "staff"
    inline = aws(
        "ssoadmin/permissionSetInlinePolicy",
        "p",
        permissionSetArn=SET,
        inlinePolicy=document(allow("iam:PutUserPolicy")),
    )
    assert "path iam-007" in only(judged(permission_set(), inline))


def test_a_policy_that_nobody_has_is_judged_by_itself_and_one_that_somebody_has_is_not() -> None:
    text = document(allow([HANDS_OVER, *START]))
    alone = policy("p", policy=text)
    (problem,) = judged(alone).problems
    assert (problem.on, problem.at) == (alone, "policy.Statement[0]")
    attached = aws("iam/rolePolicyAttachment", "x", role="a", policyArn=f"{ARN}policy/p")
    assert passes(judged(alone, role("a"), attached, may("a", deny(HANDS_OVER))))


def test_a_boundary_is_no_permission() -> None:
    text = document(allow([HANDS_OVER, *START]))
    assert passes(judged(policy("fence", policy=text), role("a", permissionsBoundary=FENCE)))
    (problem,) = judged(aws("iam/policy", "p", name="team-boundary", policy=text)).problems
    assert problem.advisory, "a name alone proves nothing"


def test_what_an_identity_made_elsewhere_is_given_counts_together() -> None:
    first = aws("iam/rolePolicy", "first", role="theirs", policy=document(allow(HANDS_OVER)))
    second = aws("iam/rolePolicy", "second", role="theirs", policy=document(allow(START)))
    (problem,) = judged(first, second).problems
    assert problem.message.startswith("what 'first' gives to a role may start something with any role")
    assert passes(judged(first))


def test_native_types_are_read_as_well() -> None:
    body = json.loads(document(allow("iam:PutUserPolicy")))
    made = native("iam:Role", "a", roleName="a", policies=[{"policyName": "p", "policyDocument": body}])
    assert "path iam-007" in only(judged(made))
    assert "path iam-007" in only(judged(native("iam:ManagedPolicy", "p", policyDocument=body)))


def test_who_makes_sessions_of_glue_runs_code_in_its_own() -> None:
    runs = allow("glue:RunStatement", f"arn:aws:glue:eu-west-1:{ACCOUNT}:session/*")
    assert "path glue-x01" in only(judged(role("a"), may("a", runs)))
    assert passes(judged(role("a"), may("a", runs, allow("glue:CreateSession"))))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    later = aws("iam/rolePolicy", "later", role="a", policy=UNKNOWN)
    answer = judged(role("a"), later)
    assert (messages(answer), unknowns(answer)) == ([], ["policy"])
    both = judged(role("a"), later, may("a", allow("iam:PutUserPolicy")))
    assert "path iam-007" in only(both)
    assert unknowns(both) == ["policy"]
    body = {"Statement": [{"Effect": "Allow", "Action": UNKNOWN, "Resource": "*"}]}
    part = native("iam:Role", "a", policies=[{"policyName": "p", "policyDocument": body}])
    assert unknowns(judged(part))
    assert passes(judged(role("a", managedPolicyArns=[f"{ARN}policy/made-elsewhere"])))


@pytest.mark.parametrize("text", ["{", "[]", '{"Statement": 1}', json.dumps({"Statement": {"Effect": "Allow"}})])
def test_what_aws_would_refuse_is_refused(text: str) -> None:
    (message,) = messages(judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=text)))
    assert message.startswith("policy of 'p' cannot be judged: it ")


def test_nothing_out_of_a_secret_document_is_said() -> None:
    text = document(allow("iam:PutUserPolicy", Sid="canary"))
    answer = judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=Secret(text)))
    assert "path iam-007" in only(answer)
    assert "canary" not in str([(one.message, one.key) for one in answer.problems])


def test_a_policy_of_aws_that_someone_keeps_secret_is_not_named() -> None:
    marked = Secret("arn:aws:iam::aws:policy/IAMFullAccess")
    (problem,) = judged(role("a"), aws("iam/rolePolicyAttachment", "p", role="a", policyArn=marked)).problems
    assert "write its own rights, by a policy of 'p': path" in problem.message
    assert "IAMFullAccess" not in str((problem.message, problem.key, problem.at))
    inside = role("a", managedPolicyArns=[marked])
    (problem,) = judged(inside).problems
    assert "IAMFullAccess" not in str((problem.message, problem.key, problem.at))


def test_a_stack_without_identities_is_none_of_its_business() -> None:
    assert passes(judged(aws("s3/bucket", "b")))
