"""A workload whose role a wizard made by itself is told; one whose role somebody declares, or gives, is not."""

from dataclasses import replace

import pytest
from tests.support.grants import ACCOUNT, ARN, aws, role
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.wizard_roles import wizard_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.workload_role_is_declared import workload_role_is_declared

TOOLKIT = "AmazonBedrockAgentCoreSDKRuntime-eu-central-1-d4f0bc5a29"


def judged(*resources: Resource) -> Answer:
    return judge_stack(workload_role_is_declared, *resources)


def agent(role_arn: object = f"{ARN}role/{TOOLKIT}") -> Resource:
    return aws("bedrock/agentcoreAgentRuntime", "dispute", agentRuntimeName="dispute", roleArn=role_arn)


def function(called: object) -> Resource:
    return aws("lambda/function", "fn", name="fn", role=called)


def test_an_agent_that_runs_as_what_a_toolkit_made_is_told_with_its_maker() -> None:
    message = only(judged(agent()))
    assert "'dispute' has a role named as the starter toolkit of AgentCore makes by itself" in message
    assert "(AmazonBedrockAgentCoreSDKRuntime-*-*)" in message
    assert "d4f0bc5a29" not in only(judged(agent(Secret(f"{ARN}role/{TOOLKIT}"))))


@pytest.mark.parametrize(
    ("called", "maker"),
    [
        ("service-role/orders-role-ab12cd34", "Lambda"),
        ("service-role/StepFunctions-Orders-role-rkge0wdso", "Step Functions"),
        ("service-role/StatesExecutionRole-us-east-1", "Step Functions"),
        ("service-role/codebuild-orders-service-role", "CodeBuild"),
        ("service-role/AWSCodePipelineServiceRole-eu-west-1-orders", "CodePipeline"),
        ("service-role/AmazonSageMaker-ExecutionRole-20180111T151298", "SageMaker"),
        ("service-role/AmazonBedrockExecutionRoleForAgents_XW6XCMLTJ9", "Bedrock"),
        ("service-role/Amazon_EventBridge_Invoke_ECS_1604031748", "EventBridge"),
    ],
)
def test_a_name_that_a_wizard_gives_is_known_as_an_arn_and_by_itself(called: str, maker: str) -> None:
    assert f"{maker} makes by itself" in only(judged(function(f"{ARN}role/{called}")))
    assert f"{maker} makes by itself" in only(judged(function(called)))


@pytest.mark.parametrize(
    "called",
    [
        "orders",
        "orders-role-ab12cd34",
        "service-role/orders",
        *("service-role/orders-role-readonly", "service-role/orders-role-release7", "service-role/x-role-prod2024"),
        *("service-role/AWSGlueServiceRole-orders", "platform/AWSCodePipelineServiceRole-shared-eu"),
        "service-role/orders-role-AB12CD34",
        "team/service-role/orders-role-ab12cd34",
        "AmazonBedrockExecutionRoleForAgents_orders",
        "codebuild-orders-service-role",
        "EMR_EC2_DefaultRole",
        "aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda",
        "aws-service-role/emr.amazonaws.com/AmazonSageMaker-ExecutionRole-2018",
        "daypass/orders-prod",
        "",
    ],
)
def test_a_name_that_somebody_chose_and_aws_own_roles_pass(called: str) -> None:
    assert passes(judged(function(f"{ARN}role/{called}")))
    assert wizard_of(called) is None


def test_a_role_that_the_stack_has_is_judged_there() -> None:
    declared = aws("iam/role", "mine", name=TOOLKIT, arn=f"{ARN}role/{TOOLKIT}")
    assert passes(judged(agent(), declared))
    assert passes(judged(agent(), aws("iam/role", "mine", name=TOOLKIT)))
    assert not passes(judged(agent(), role("other")))


def test_an_instance_profile_is_known_as_its_role_is() -> None:
    profile = f"arn:aws:iam::{ACCOUNT}:instance-profile/{TOOLKIT}"
    host = aws("ec2/instance", "node", iamInstanceProfile=TOOLKIT)
    template = aws("ec2/launchTemplate", "nodes", iamInstanceProfile={"arn": profile})
    assert "makes by itself" in only(judged(host))
    assert "makes by itself" in only(judged(template))
    here = aws("iam/instanceProfile", "mine", name=TOOLKIT, role="nodes")
    assert passes(judged(host, here))


def test_what_another_resource_or_stack_gives_is_no_literal() -> None:
    reference = Resource.of("pulumi:pulumi:StackReference", "platform")
    given = replace(agent(), property_dependencies={"roleArn": (reference.urn,)})
    assert passes(judged(reference, given))


def test_what_is_not_known_is_undecided_unless_it_is_a_role_of_the_stack() -> None:
    assert unknowns(judged(agent(UNKNOWN)))
    mine = role("mine")
    assert passes(judged(mine, replace(agent(UNKNOWN), property_dependencies={"roleArn": (mine.urn,)})))


def test_whoever_signs_in_is_no_workload() -> None:
    pool = aws("cognito/identityPoolRoleAttachment", "users", identityPoolId="p", roles={"authenticated": TOOLKIT})
    assert passes(judged(pool))


@pytest.mark.parametrize("odd", [None, 7, [], {}, ["x"], {"a": "b"}])
def test_odd_shapes_say_nothing(odd: object) -> None:
    assert passes(judged(agent(odd)))
