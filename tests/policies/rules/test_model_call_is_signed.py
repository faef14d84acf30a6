"""What `model-call-is-signed` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

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
    (found,) = messages(judge(RULE, bad))
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
    assert passes(judge(RULE, good))


def test_what_is_unknown_as_a_whole_is_undecided() -> None:
    assert unknowns(judge(RULE, function(UNKNOWN))) == ["environment.variables"]
    assert unknowns(judge(RULE, Resource.of(TASK, "t", containerDefinitions=UNKNOWN))) == ["containerDefinitions"]
    looked_up = Resource("urn:x", RUNTIME, "r", outputs=Properties(Partial()), external=True)
    assert unknowns(judge(RULE, looked_up)) == ["environmentVariables"]
