"""What a node may do by itself is told on one scale, and what is not known is never called nothing."""

from typing import Any

import pytest
from tests.support.becoming import (
    LAMBDA,
    OTHER,
    ROOT,
    allow,
    deny,
    document,
    function,
    graph,
    may,
    named,
    not_known,
    role,
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, SET, aws, group, new, permission_set, policy, user

from daypass.data.escalation_paths import escalation_paths
from daypass.graph.becoming.working import is_reading
from daypass.iam.scope import boundary_document
from daypass.model.resource import UNKNOWN, Resource

FENCE = f"{ARN}policy/fence"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ITSELF = f"{ARN}role/a"
NEW_ROLE = ["iam:CreateRole", "iam:PutRolePolicy"]
START = ["lambda:CreateFunction", "lambda:InvokeFunction"]


def level(*resources: Resource, of: str = "a") -> str:
    found = graph(*resources)
    return found.privilege(named(found, of)).level


def of_role(*statements: dict[str, Any]) -> str:
    return level(role("a"), may("a", *statements))


def bounded(*fence: dict[str, Any]) -> tuple[Resource, ...]:
    return role("a", permissionsBoundary=FENCE), policy("fence", policy=document(*fence))


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        ([allow("*")], "admin"),
        ([allow("iam:*")], "admin"),
        ([allow("iam:Put*", ITSELF)], "admin"),
        ([allow("iam:AttachRolePolicy", f"{ARN}role/*")], "admin"),
        ([allow("iam:UpdateAssumeRolePolicy")], "admin"),
        ([allow(NEW_ROLE, f"{ARN}role/app-*")], "admin"),
        ([allow("iam:CreateRole"), allow("iam:AttachRolePolicy", f"{ARN}role/app-*")], "admin"),
        ([allow("iam:AttachRolePolicy", ITSELF, Condition={"ArnEquals": {"iam:PolicyARN": ADMINISTRATOR}})], "admin"),
        ([allow("iam:AttachRolePolicy", ITSELF, Condition={"ArnEquals": {"iam:PolicyARN": FENCE}})], "escalates"),
        (
            [
                allow(
                    ["iam:CreateRole", "iam:PutRolePolicy"], Condition={"ArnEquals": {"iam:PermissionsBoundary": FENCE}}
                )
            ],
            "escalates",
        ),
        ([allow(["iam:PassRole", *START])], "escalates"),
        ([allow(["iam:PassRole"], f"{ARN}role/app-*"), allow(START)], "writes"),
        ([allow("lambda:UpdateFunctionCode")], "escalates"),
        ([allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:app")], "writes"),
        ([allow("iam:CreateAccessKey")], "escalates"),
        ([allow("iam:*", f"{ARN}user/*")], "escalates"),
        ([allow("iam:CreateAccessKey", f"{ARN}user/ann")], "writes"),
        ([allow("sts:AssumeRole")], "escalates"),
        ([allow("sts:AssumeRole", f"{ARN}role/b")], "nothing"),
        (
            [allow("*"), deny("iam:*"), deny(["lambda:*", "ec2:*", "sts:*", "ssm:*", "glue:*", "codebuild:*"])],
            "escalates",
        ),
        ([allow("s3:PutObject", "arn:aws:s3:::b/*")], "writes"),
        ([allow("s3:*")], "writes"),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "arn:aws:s3:::b/*"}], "writes"),
        ([allow(["s3:Get*", "s3:ListBucket"])], "reads"),
        ([allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*")], "nothing"),
        ([allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalArn}/*")], "reads"),
        ([allow(["logs:StartQuery", "polly:SynthesizeSpeech"])], "reads"),
        ([allow("*"), deny("*")], "nothing"),
        ([deny("s3:*")], "nothing"),
        ([], "nothing"),
    ],
)
def test_the_privilege_of_a_role_is_the_most_that_it_may_do(statements: list[dict[str, Any]], wanted: str) -> None:
    assert of_role(*statements) == wanted


@pytest.mark.parametrize(
    ("fence", "statements", "wanted"),
    [
        ([allow("*")], [allow("*")], "admin"),
        ([allow("s3:*")], [allow("*")], "writes"),
        ([allow("s3:Get*")], [allow("*")], "reads"),
        ([allow("s3:*")], [allow("s3:Get*")], "reads"),
        ([allow("sqs:*")], [allow("s3:*")], "nothing"),
        ([allow(["s3:*", "iam:PutRolePolicy"])], [allow("iam:PutRolePolicy", ITSELF)], "escalates"),
        ([allow("iam:*")], [allow("iam:PutRolePolicy", ITSELF)], "admin"),
        ([allow(["s3:*", "iam:*Boundary"])], [allow("*")], "admin"),
        ([allow(["s3:*", "iam:CreatePolicyVersion"])], [allow("*")], "admin"),
    ],
)
def test_a_boundary_holds_unless_it_can_be_lifted(fence: list[Any], statements: list[Any], wanted: str) -> None:
    assert level(*bounded(*fence), may("a", *statements)) == wanted


@pytest.mark.parametrize(
    ("workload_class", "wanted"), [("agent", "escalates"), ("service", "escalates"), ("pipeline", "escalates")]
)
def test_our_own_boundary_makes_no_administrator(workload_class: str, wanted: str) -> None:
    """It leaves out `iam:*`; what remains takes over functions and instances."""
    boundary = boundary_document(workload_class)
    fence = f"{ARN}policy/daypass/daypass-boundary"
    found = level(
        role("a", permissionsBoundary=fence),
        policy("daypass-boundary", arn=fence, path="/daypass/", policy=boundary),
        may("a", allow("*")),
    )
    assert found == wanted


def test_every_path_to_somebody_who_is_not_named_escalates() -> None:
    for path in escalation_paths():
        found = level(user("ann"), user_may("ann", allow(list(path.actions))), of="ann")
        is_itself = any("UserPolicy" in action or "UpdateAssume" in action for action in path.actions)
        assert found == ("admin" if is_itself else "escalates"), path.id


@pytest.mark.parametrize(
    ("resources", "of"),
    [
        ((role("a"), new(may("a", allow("s3:*")), "policy")), "a"),
        ((role("a", managedPolicyArns=[UNKNOWN]),), "a"),
        ((role("a", managedPolicyArns=["arn:aws:iam::aws:policy/NewerThanOurTable"]),), "a"),
        ((role("a", managedPolicyArns=[f"arn:aws:iam::{OTHER}:policy/theirs"]),), "a"),
        ((role("a"), aws("iam/rolePolicy", "p", role="a", policy={"Statement": [UNKNOWN]})), "a"),
        (
            (
                permission_set("a"),
                new(aws("ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET), "inlinePolicy"),
            ),
            "a",
        ),
        ((function("a", "theirs"),), "a"),
        ((role("b"), new(may("b", allow("s3:*")), "policy"), function("a", "b")), "a"),
    ],
)
def test_what_is_not_known_is_unknown_and_says_what_is_not(resources: tuple[Resource, ...], of: str) -> None:
    found = graph(*resources)
    privilege = found.privilege(named(found, of))
    assert privilege.level == "unknown"
    assert privilege.unknown


def test_what_is_certain_stays_so_whatever_else_is_unknown() -> None:
    later = new(aws("iam/rolePolicy", "p", role="a", policy="{}"), "policy")
    found = graph(role("a"), may("a", allow("*")), later)
    privilege = found.privilege(named(found, "a"))
    assert (privilege.level, privilege.unknown) == ("admin", ())
    found = graph(
        role("a"), may("a", allow("sts:AssumeRole")), new(aws("iam/rolePolicy", "p", role="a", policy="{}"), "policy")
    )
    privilege = found.privilege(named(found, "a"))
    assert (privilege.level, not_known(privilege)) == ("escalates", ("policy of 'p'",))


def test_an_unknown_boundary_makes_an_administrator_unknown() -> None:
    fenced = new(role("a", permissionsBoundary="x"), "permissionsBoundary")
    assert level(fenced, may("a", allow("*"))) == "unknown"


def test_a_user_has_what_its_groups_have() -> None:
    joined = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    admins = aws("iam/groupPolicyAttachment", "x", group="staff", policyArn=ADMINISTRATOR)
    assert level(user("ann"), group("staff"), joined, admins, of="ann") == "admin"
    assert level(group("staff"), admins, of="staff") == "admin"
    assert level(user("ann"), group("staff"), admins, of="ann") == "nothing"


def test_whoever_writes_its_groups_policy_writes_its_own() -> None:
    joined = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])
    own = user_may("ann", allow("iam:PutGroupPolicy", f"{ARN}group/staff"))
    assert level(user("ann"), group("staff"), joined, own, of="ann") == "admin"


def test_a_workload_has_the_privilege_of_its_role_and_outsiders_none() -> None:
    found = graph(role("b", LAMBDA, ROOT), may("b", allow("s3:*")), function("fn", "b"))
    levels = {node.name: found.privilege(node).level for node in found.nodes.values()}
    assert levels == {"b": "writes", "fn": "writes", LAMBDA: "nothing", ACCOUNT: "nothing"}


def test_aws_own_policies_are_known() -> None:
    wanted = {"AdministratorAccess": "admin", "PowerUserAccess": "escalates", "ReadOnlyAccess": "reads"}
    for name, expected in wanted.items():
        assert level(role("a", managedPolicyArns=[f"arn:aws:iam::aws:policy/{name}"])) == expected, name


def test_a_privilege_says_why_and_where() -> None:
    found = graph(role("a"), may("a", allow("iam:PutRolePolicy", ITSELF, Sid="Own")))
    privilege = found.privilege(named(found, "a"))
    assert privilege.why == "it may write its own policies"
    assert [str(ground) for ground in privilege.grounds] == ["statement 'Own' (policy.Statement[0] of 'a-policy')"]


def test_an_action_reads_where_its_name_begins_so_or_aws_says_so() -> None:
    assert all(map(is_reading, ["s3:GetObject", "s3:get*", "ec2:DescribeInstances", "logs:StartQuery"]))
    assert not any(map(is_reading, ["s3:*", "*", "s3:G*", "iam:PassRole", "logs:Start*"]))
