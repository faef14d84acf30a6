"""The graph tells who can become whom, by each way there is, and says why in a sentence."""

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
    role,
    told,
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, SET, aws, group, native, permission_set, policy, user

from daypass.data.escalation_paths import escalation_paths
from daypass.graph.reachability import Reachability
from daypass.iam.evaluate import evaluate
from daypass.iam.policies import Policies
from daypass.model.resource import Resource, Secret

GITHUB = f"{ARN}oidc-provider/token.actions.githubusercontent.com"
BRANCH = {
    "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main",
    }
}
START = ["lambda:CreateFunction", "lambda:InvokeFunction"]

WAYS: dict[str, tuple[tuple[str, str, str], tuple[Resource, ...]]] = {
    "its policy and an account's trust": (
        ("a", "assume", "b"),
        (role("a"), may("a", allow("sts:AssumeRole", f"{ARN}role/b")), role("b", ROOT)),
    ),
    "its policy and a trust that names it": (
        ("a", "assume", "b"),
        (role("a"), may("a", allow("sts:AssumeRole", f"{ARN}role/*")), role("b", f"{ARN}role/a")),
    ),
    "a trust that names it, in its own account": (
        ("a", "assume", "b"),
        (role("a"), role("b", f"{ARN}role/a")),
    ),
    "a trust that names its session": (
        ("a", "assume", "b"),
        (role("a", path="/team/"), role("b", f"arn:aws:sts::{ACCOUNT}:assumed-role/a/ci-7")),
    ),
    "a trust in everyone, in its own account": (("a", "assume", "b"), (role("a"), role("b", "*"))),
    "a trust that leaves out somebody else": (
        ("a", "assume", "b"),
        (
            role("a"),
            may("a", allow("sts:AssumeRole")),
            role("b", {"Effect": "Allow", "NotPrincipal": {"AWS": f"{ARN}user/ann"}, "Action": "sts:AssumeRole"}),
        ),
    ),
    "a trust of another account": (
        ("a", "assume", "b"),
        (role("a"), may("a", allow("sts:*")), role("b", ROOT, account=OTHER)),
    ),
    "a user's policy": (
        ("ann", "assume", "b"),
        (user("ann"), user_may("ann", allow("sts:AssumeRole")), role("b", f"{ARN}user/ann")),
    ),
    "a permission set": (
        ("Audit", "assume", "b"),
        (
            permission_set("Audit"),
            aws("ssoadmin/accountAssignment", "x", permissionSetArn=SET, targetId=ACCOUNT, targetType="AWS_ACCOUNT"),
            aws(
                "ssoadmin/permissionSetInlinePolicy",
                "p",
                permissionSetArn=SET,
                inlinePolicy=document(allow("sts:AssumeRole")),
            ),
            role("b", ROOT),
        ),
    ),
    "a role of aws-native": (
        ("a", "assume", "b"),
        (
            role("a"),
            native(
                "iam:Role",
                "b",
                roleName="b",
                arn=f"{ARN}role/b",
                assumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [lets_in(f"{ARN}role/a")]},
            ),
        ),
    ),
    "a role passed to a new function": (
        ("a", "pass role", "b"),
        (role("a"), may("a", allow(["iam:PassRole", *START])), role("b", LAMBDA)),
    ),
    "a role passed to the service that it is allowed to": (
        ("a", "pass role", "b"),
        (
            role("a"),
            may(
                "a",
                allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": LAMBDA}}),
                allow(START),
            ),
            role("b", LAMBDA),
        ),
    ),
    "code of a function": (
        ("a", "code", "fn"),
        (role("a"), may("a", allow("lambda:UpdateFunctionCode", FUNCTION)), role("b"), function("fn", "b")),
    ),
    "a workload and its role": (("fn", "runs as", "b"), (role("b"), function("fn", "b"))),
    "an instance, its profile and its role": (
        ("vm", "runs as", "b"),
        (
            role("b", "ec2.amazonaws.com"),
            aws("iam/instanceProfile", "profile", name="profile", role="b"),
            aws("ec2/instance", "vm", iamInstanceProfile="profile"),
        ),
    ),
    "a rewritten trust": (
        ("a", "trust edit", "b"),
        (role("a"), may("a", allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/b")), role("b")),
    ),
    "a written policy": (
        ("a", "policy edit", "b"),
        (role("a"), may("a", allow("iam:PutRolePolicy", f"{ARN}role/b")), role("b")),
    ),
    "a policy of its own": (
        ("a", "policy edit", "a"),
        (role("a"), may("a", allow("iam:AttachRolePolicy", f"{ARN}role/a"))),
    ),
    "a new version of a policy that the other has": (
        ("a", "policy edit", "b"),
        (
            role("a"),
            may("a", allow("iam:CreatePolicyVersion", f"{ARN}policy/reader")),
            role("b"),
            policy("reader"),
            aws("iam/rolePolicyAttachment", "x", role="b", policyArn=f"{ARN}policy/reader"),
        ),
    ),
    "a policy of the other's group": (
        ("a", "policy edit", "ann"),
        (
            role("a"),
            may("a", allow("iam:PutGroupPolicy", f"{ARN}group/staff")),
            user("ann"),
            group("staff"),
            aws("iam/userGroupMembership", "m", user="ann", groups=["staff"]),
        ),
    ),
    "a permission set's policy": (
        ("a", "policy edit", "Audit"),
        (role("a"), may("a", allow("sso:PutInlinePolicyToPermissionSet")), permission_set("Audit")),
    ),
    "a boundary taken off": (
        ("a", "boundary edit", "a"),
        (
            role("a", permissionsBoundary=f"{ARN}policy/fence"),
            policy("fence", policy=document(allow("*"))),
            may("a", allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/a")),
        ),
    ),
    "a boundary rewritten": (
        ("a", "boundary edit", "b"),
        (
            role("a"),
            may("a", allow("iam:CreatePolicyVersion", f"{ARN}policy/fence")),
            role("b", permissionsBoundary=f"{ARN}policy/fence"),
            policy("fence", policy=document(allow("*"))),
        ),
    ),
    "a group that it joins": (
        ("ann", "member", "staff"),
        (user("ann"), user_may("ann", allow("iam:AddUserToGroup", f"{ARN}group/staff")), group("staff")),
    ),
    "a group that it puts others into": (
        ("a", "member", "staff"),
        (role("a"), may("a", allow("iam:AddUserToGroup", f"{ARN}group/staff")), group("staff")),
    ),
    "a key for a user": (
        ("a", "key", "ann"),
        (role("a"), may("a", allow("iam:CreateAccessKey", f"{ARN}user/ann")), user("ann")),
    ),
    "a password for a user": (
        ("a", "key", "ann"),
        (role("a"), may("a", allow("iam:UpdateLoginProfile")), user("ann")),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_can_become_someone_has_an_edge_to_them(way: str) -> None:
    wanted, resources = WAYS[way]
    assert wanted in told(graph(*resources))


@pytest.mark.parametrize("way", WAYS)
def test_an_edge_says_who_does_what_to_whom_in_one_sentence(way: str) -> None:
    (source, how, target), resources = WAYS[way]
    found = [edge for edge in edges(graph(*resources), source) if (edge.how, edge.target.name) == (how, target)]
    assert all("\n" not in edge.why and str(edge.source) in edge.why for edge in found)
    assert all(str(edge.target) in edge.why or edge.source == edge.target for edge in found)
    assert all("Statement[0] of" in edge.why or how == "runs as" or "trust in everyone" in way for edge in found)


def test_an_assumption_names_the_statements_of_both_sides() -> None:
    found = graph(
        role("a"),
        may("a", allow("s3:GetObject"), allow("sts:AssumeRole", f"{ARN}role/b", Sid="Hop")),
        role("b", LAMBDA, ROOT),
    )
    (edge,) = edges(found, "a")
    assert edge.why == (
        "role 'a' may assume role 'b': statement 'Hop' (policy.Statement[1] of 'a-policy') "
        "and assumeRolePolicy.Statement[1] of 'b'"
    )
    assert edge.paths == ("sts-001",)


def test_what_was_marked_as_secret_is_not_shown() -> None:
    secret = aws("iam/rolePolicy", "p", role="a", policy=Secret(document(allow("sts:AssumeRole", Sid="Hidden"))))
    (edge,) = inner(graph(role("a"), secret, role("b", ROOT)), "a")
    assert "Hidden" not in edge.why
    assert "policy.Statement[0] of 'p'" in edge.why


def test_the_witness_of_an_edge_is_a_request_that_is_allowed() -> None:
    asked = {"StringEquals": {"sts:ExternalId": "acme", "aws:PrincipalTag/team": "payments"}}
    found = graph(
        role("a", tags={"team": "payments"}),
        may("a", allow("sts:AssumeRole", f"{ARN}role/*", Condition={"Bool": {"aws:SecureTransport": "true"}})),
        role("b", lets_in(ROOT, Condition=asked)),
    )
    (edge,) = inner(found, "a")
    assert edge.witness
    assert edge.witness.context.get("sts:ExternalId") == ("acme",)
    trust, means = found.trusts.by_urn[edge.target.key], found.means(edge.source)[0]
    policies = Policies(identity=means.policies.identity, resource=trust.document)
    assert evaluate(edge.witness, policies).is_allowed


def test_a_service_that_starts_nothing_is_handed_nothing() -> None:
    assert told(graph(role("a"), may("a", allow("iam:PassRole")), role("b", LAMBDA))) == set()


def test_a_role_is_passed_by_every_known_path_that_passes_one() -> None:
    for path in escalation_paths():
        if path.passes_role:
            found = graph(role("a"), may("a", allow(list(path.actions))), role("b", path.services[-1]))
            (edge,) = edges(found, "a")
            assert (edge.how, edge.target.name) == ("pass role", "b")
            assert path.id in edge.paths


CONSUMERS: dict[str, Resource] = {
    "App Runner service": aws(
        "apprunner/service", "x", serviceName="x", instanceConfiguration={"instanceRoleArn": f"{ARN}role/b"}
    ),
    "agent": aws("bedrock/agentcoreAgentRuntime", "x", agentRuntimeName="x", roleArn=f"{ARN}role/b"),
    "code interpreter": aws("bedrock/agentcoreCodeInterpreter", "x", name="x", executionRoleArn=f"{ARN}role/b"),
    "CloudFormation stack": aws("cloudformation/stack", "x", name="x", iamRoleArn=f"{ARN}role/b"),
    "build": aws("codebuild/project", "x", name="x", serviceRole=f"{ARN}role/b"),
    "instance": aws("ec2/instance", "x", iamInstanceProfile="profile"),
    "launch template": aws("ec2/launchTemplate", "x", iamInstanceProfile={"name": "profile"}),
    "Glue endpoint": aws("glue/devEndpoint", "x", name="x", roleArn=f"{ARN}role/b"),
    "function": aws("lambda/function", "x", name="x", role=f"{ARN}role/b"),
    "notebook": aws("sagemaker/notebookInstance", "x", name="x", roleArn=f"{ARN}role/b"),
    "batch job": aws("batch/jobDefinition", "x", name="x", containerProperties={"jobRoleArn": f"{ARN}role/b"}),
    "AgentCore browser": aws("bedrock/agentcoreBrowser", "x", name="x", executionRoleArn=f"{ARN}role/b"),
    "Airflow environment": aws("mwaa/environment", "x", name="x", executionRoleArn=f"{ARN}role/b"),
    "state machine": aws("sfn/stateMachine", "x", name="x", roleArn=f"{ARN}role/b"),
    "Glue session": Resource.of("aws-native:glue:Session", "x", role=f"{ARN}role/b"),
    "EMR cluster": aws("emr/cluster", "x", name="x", ec2Attributes={"instanceProfile": "profile"}),
    "canary": aws("synthetics/canary", "x", name="x", executionRoleArn=f"{ARN}role/b"),
    "stream application": aws("kinesisanalyticsv2/application", "x", name="x", serviceExecutionRole=f"{ARN}role/b"),
    "AppStream image builder": aws("appstream/imageBuilder", "x", name="x", iamRoleArn=f"{ARN}role/b"),
    "AppStream fleet": aws("appstream/fleet", "x", name="x", iamRoleArn=f"{ARN}role/b"),
    "Amplify app": aws("amplify/app", "x", name="x", computeRoleArn=f"{ARN}role/b"),
    "AgentCore gateway": aws("bedrock/agentcoreGateway", "x", name="x", roleArn=f"{ARN}role/b"),
    "Elastic Beanstalk environment": aws(
        "elasticbeanstalk/environment", "x", name="x", settings=[{"name": "IamInstanceProfile", "value": "profile"}]
    ),
}


def test_a_workload_is_changed_by_every_known_path_that_changes_one() -> None:
    profile = aws("iam/instanceProfile", "profile", name="profile", role="b")
    for path in escalation_paths():
        if path.consumer:
            found = graph(
                role("a"),
                may("a", allow(list(path.actions))),
                role("b", *path.services),
                profile,
                CONSUMERS[path.consumer],
            )
            changed = {(edge.how, edge.target.name) for edge in edges(found, "a")}
            assert ("code", "x") in changed, path.id
            assert ("runs as", "b") in {(edge.how, edge.target.name) for edge in edges(found, "x")}


def from_outside(*trust: object) -> Reachability:
    return graph(role("b", *trust))


@pytest.mark.parametrize(
    ("trust", "kind", "name"),
    [
        (lets_in({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity", Condition=BRANCH), "issuer", "repo:acme/app"),
        (LAMBDA, "service", LAMBDA),
        (OTHER, "account", OTHER),
        (ROOT, "account", ACCOUNT),
        ("*", "world", ""),
        (f"arn:aws:iam::{OTHER}:role/theirs", "principal", "theirs"),
    ],
)
def test_whoever_is_outside_and_let_in_has_a_node_and_an_edge(trust: object, kind: str, name: str) -> None:
    found = from_outside(trust)
    (edge,) = (edge for edge in every_edge(found) if edge.source.is_outside)
    assert edge.source.kind == kind
    assert name in edge.source.name
    assert edge.how == ("federation" if kind == "issuer" else "assume")
    assert edge.target == named(found, "b")
    assert "assumeRolePolicy.Statement[0] of 'b'" in edge.why


def test_an_issuers_subjects_say_how_many_they_are_and_name_one() -> None:
    every = {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}
    wide = lets_in({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity", Condition=every)
    (edge,) = every_edge(from_outside(wide))
    assert edge.source.breadth == "organisation"
    assert edge.source.witness
    assert edge.source.witness.startswith("repo:acme/")


def test_whom_a_secret_trust_lets_in_is_not_shown() -> None:
    found = graph(role("b", assumeRolePolicy=Secret(document(lets_in(OTHER)))))
    (edge,) = every_edge(found)
    assert edge.source.kind == "account"
    assert OTHER not in f"{edge.why}{edge.source!r}"


def test_several_accounts_that_a_condition_names_are_several() -> None:
    accounts = {"StringEquals": {"aws:PrincipalAccount": [OTHER, "777788889999"]}}
    found = from_outside(lets_in("*", Condition=accounts))
    assert {edge.source.name for edge in every_edge(found)} == {OTHER, "777788889999"}


def test_an_identity_of_the_stack_is_not_outside_by_another_name() -> None:
    found = graph(role("a"), role("b", f"{ARN}role/a", f"arn:aws:sts::{ACCOUNT}:assumed-role/a/s"))
    assert {edge.source.name for edge in every_edge(found) if edge.target.name == "b"} == {"a"}


def test_an_agent_can_become_the_role_that_deploys() -> None:
    """The agent's own policy looks harmless: one action on one role."""
    found = graph(
        role("agent", "bedrock-agentcore.amazonaws.com", tags={"daypass:class": "agent"}),
        may("agent", allow("sts:AssumeRole", f"{ARN}role/deploy")),
        role("deploy", ROOT, tags={"daypass:class": "pipeline"}),
        may("deploy", allow(["iam:PassRole", *START]), allow("iam:PutRolePolicy", f"{ARN}role/app")),
        role("app", LAMBDA, tags={"daypass:class": "service"}),
        may("app", allow("s3:GetObject")),
    )
    agent = named(found, "agent")
    assert found.privilege(agent).level == "nothing"
    strongest, *_ = found.paths(agent)
    assert [step.edge.how for step in strongest.steps] == ["assume", "pass role"]
    assert strongest.privilege.level == "admin"
    assert strongest.classes == ("agent", "pipeline", "service")
    assert len(strongest.why) == 3
    assert "may write what role 'app' may do" in strongest.why[-1]


def test_whoever_is_denied_everything_becomes_nobody() -> None:
    found = graph(
        role("a"), may("a", allow("*"), deny("*")), role("b", ROOT), role("c", LAMBDA), user("ann"), function("fn", "c")
    )
    assert {edge.target.name for edge in edges(found, "a")} == set()


def test_a_role_for_users_of_an_identity_pool_is_handed_to_the_pool() -> None:
    """Its trust names no service: whoever signs in at the pool shows a token of the pool."""
    pool = {"Federated": "cognito-identity.amazonaws.com"}
    strong = role("b", lets_in(pool, "sts:AssumeRoleWithWebIdentity"))
    sets = may("a", allow(["iam:PassRole", "cognito-identity:SetIdentityPoolRoles"]))
    assert [edge.paths for edge in inner(graph(role("a"), sets, strong), "a")] == [("cognitoidentity-001",)]
    assert not inner(graph(role("a"), may("a", allow("iam:PassRole")), strong), "a")
