"""What `model-call-is-signed` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["model-call-is-signed"]
NAME = "AWS_BEARER_TOKEN_BEDROCK"
RUNTIME = "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def function(variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "assistant", environment={"variables": variables})


def task(**container: Any) -> Resource:
    return Resource.of(TASK, "assistant", containerDefinitions=json.dumps([{"name": "app", **container}]))


def pod(*env: Any) -> Resource:
    spec = {"template": {"spec": {"containers": [{"name": "app", "env": list(env)}]}}}
    return Resource.of("kubernetes:apps/v1:Deployment", "assistant", spec=spec)


@pytest.mark.parametrize(
    "bad",
    [
        function({NAME: "canary"}),
        function({NAME: UNKNOWN, "OTHER": "x"}),
        function({NAME: Secret("canary")}),
        function(Secret({NAME: "canary"})),
        Resource.of(RUNTIME, "assistant", environmentVariables={NAME: "canary"}),
        Resource.of("aws-native:bedrockagentcore:Runtime", "assistant", environmentVariables={NAME: "canary"}),
        task(environment=[{"name": NAME, "value": "canary"}]),
        task(secrets=[{"name": NAME, "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:canary"}]),
        Resource.of("aws-native:ecs:TaskDefinition", "t", containerDefinitions=[{"secrets": [{"name": NAME}]}]),
        pod({"name": NAME, "valueFrom": {"secretKeyRef": {"name": "bedrock", "key": "canary"}}}),
        Resource.of("docker:index/container:Container", "c", envs=[f"{NAME}=canary"]),
    ],
    ids=repr,
)
def test_a_key_in_the_variables_is_found_wherever_it_comes_from(bad: Resource) -> None:
    (found,) = messages(judge_stack(RULE, bad))
    assert "canary" not in found


@pytest.mark.parametrize(
    "good",
    [
        function({"MODEL": "anthropic.claude", "REGION": UNKNOWN, "NOTE": f"unset {NAME}"}),
        function({NAME: None}),
        function(None),
        task(environment=[{"name": "MODEL", "value": "x"}], command=["sh", "-c", f"unset {NAME}"]),
        pod({"name": "MODEL", "value": "x"}),
        Resource.of("aws:lambda/function:Function", "plain"),
        Resource.of(RUNTIME, "assistant", environmentVariables={}),
    ],
    ids=repr,
)
def test_other_variables_pass(good: Resource) -> None:
    assert passes(judge_stack(RULE, good))


def granted(action: str) -> tuple[Resource, Resource]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = Resource.of("aws:iam/role:Role", "app", name="app", arn="arn:aws:iam::111122223333:role/app")
    return role, Resource.of("aws:iam/rolePolicy:RolePolicy", "app", role="app", policy=policy)


def hidden(name: str = "api") -> Resource:
    role = "arn:aws:iam::111122223333:role/app"
    return Resource.of("aws:lambda/function:Function", name, role=role, environment=Secret(UNKNOWN))


def test_what_is_unknown_as_a_whole_is_undecided_where_the_workload_calls_models() -> None:
    """Its type says so, its name, or what its role may do."""
    assert unknowns(judge_stack(RULE, hidden("bedrock-chat"))) == ["environment"]
    assert unknowns(judge_stack(RULE, *granted("bedrock:InvokeModel"), hidden())) == ["environment"]
    assert unknowns(judge_stack(RULE, *granted("Bedrock:Invoke*"), hidden())) == ["environment"]
    looked_up = Resource("urn:x", RUNTIME, "r", outputs=Properties(Partial()), external=True)
    assert unknowns(judge_stack(RULE, looked_up)) == ["environmentVariables"]


def test_what_is_unknown_as_a_whole_passes_where_nothing_shows_a_model() -> None:
    """Nearly every function has variables that are ciphertext in an export, and nearly none calls a model."""
    assert passes(judge_stack(RULE, hidden()))
    assert passes(judge_stack(RULE, *granted("s3:GetObject"), hidden()))
    assert passes(judge_stack(RULE, *granted("*"), hidden()))
    assert passes(judge_stack(RULE, Resource.of(TASK, "t", containerDefinitions=UNKNOWN)))
    assert passes(judge_stack(RULE, Resource.of(TASK, "t", containerDefinitions=UNKNOWN, taskRoleArn=UNKNOWN)))
