"""This is where the part of the pool is that is about agents, what they call, and how long sessions last."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

GATEWAY: Final = "aws:bedrock/agentcoreGateway:AgentcoreGateway"
REGISTRY: Final = "aws:bedrock/agentcoreRegistry:AgentcoreRegistry"
RUNTIME: Final = "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime"
POLICY: Final = "aws:bedrock/agentcorePolicy:AgentcorePolicy"
ROLE: Final = "aws:iam/role:Role"
INTERPRETER: Final = "aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter"
AGENT: Final = {"PrincipalType": "Agent"}
MADE: Final = "arn:aws:iam::111122223333:role/"
RIGHTS: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "bedrock-agentcore:*", "Resource": "*"},
            {"Effect": "Allow", "Action": ["bedrock:Call*", "bedrock:Invoke*", "s3:*"], "Resource": "*"},
        ],
    }
)
GROUP: Final = "aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup"


def _functions(*functions: dict[str, Any]) -> dict[str, Any]:
    return {"functionSchema": {"memberFunctions": {"functions": [*functions]}}}


TOOLS: Final = {"name": "parity-mcp", "namespace": "parity-agents"}


def _server(**container: Any) -> dict[str, Any]:
    spec = {"serviceAccountName": "parity-mcp", "containers": [{"name": "server", **container}]}
    return {"metadata": TOOLS, "spec": {"template": {"metadata": {"labels": {"app": "parity-mcp"}}, "spec": spec}}}


FILTERS: Final = "azure:cognitive/accountRaiPolicy:AccountRaiPolicy"

AGENTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "tool-server": ("kubernetes:apps/v1:Deployment", _server(image="acme/mcp:1")),
    "tool-server-marked": ("kubernetes:apps/v1:StatefulSet", _server(image=secret("acme/mcp:1"))),
    "tool-server-unknown": ("kubernetes:apps/v1:DaemonSet", _server(args=UNKNOWN)),
    "tool-server-front": (
        "kubernetes:core/v1:Service",
        {"metadata": TOOLS, "spec": {"type": "LoadBalancer", "selector": {"app": "parity-mcp"}}},
    ),
    "tool-server-binding": (
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        {
            "metadata": TOOLS,
            "roleRef": {"kind": "ClusterRole", "name": "edit"},
            "subjects": [{"kind": "ServiceAccount", **TOOLS}],
        },
    ),
    "filter-off": (FILTERS, {"contentFilters": [{"name": "Hate", "filterEnabled": False, "source": "Prompt"}]}),
    "filter-off-marked": (FILTERS, {"contentFilters": secret([{"name": "Hate", "filterEnabled": False}])}),
    "filter-unknown": (FILTERS, {"contentFilters": [{"name": "Hate", "filterEnabled": UNKNOWN}]}),
    "serving-of-an-agent": (
        "databricks:index/modelServing:ModelServing",
        {"name": "support-agent", "config": {"servedEntities": [{"externalModel": {"task": "llm/v1/chat"}}]}},
    ),
    "serving-unguarded": (
        "databricks:index/modelServing:ModelServing",
        {"config": {"servedEntities": [{"entityName": "system.ai.llama"}]}, "aiGateway": {"rateLimits": []}},
    ),
    "gateway-open": (GATEWAY, {"authorizerType": "NONE"}),
    "gateway-marked": (GATEWAY, {"authorizerType": secret("NONE"), "policyEngineConfiguration": {"mode": "LOG_ONLY"}}),
    "gateway-unknown": (GATEWAY, {"authorizerType": UNKNOWN, "policyEngineConfiguration": UNKNOWN}),
    "models-open": ("cloudflare:index/aiGateway:AiGateway", {"authentication": False}),
    "models-unknown": ("cloudflare:index/aiGateway:AiGateway", {"authentication": UNKNOWN}),
    "gateway-native": ("aws-native:bedrockagentcore:Gateway", {"authorizerType": "CUSTOM_JWT"}),
    "registry-open": (REGISTRY, {"approvalConfigurations": [{"autoApproval": True}]}),
    "registry-unknown": (REGISTRY, {"approvalConfigurations": UNKNOWN}),
    "interpreter-open": (INTERPRETER, {"executionRoleArn": "r6", "networkConfiguration": {"networkMode": "PUBLIC"}}),
    "interpreter-unknown": (INTERPRETER, {"executionRoleArn": UNKNOWN, "networkConfiguration": UNKNOWN}),
    "agent-able": (ROLE, {"name": "able", "tags": AGENT, "inlinePolicies": [{"name": "all", "policy": RIGHTS}]}),
    "agent-able-marked": (ROLE, {"tags": AGENT, "inlinePolicies": secret([{"name": "all", "policy": RIGHTS}])}),
    "agent-unknown": (ROLE, {"tags": AGENT, "inlinePolicies": [{"name": "all", "policy": UNKNOWN}]}),
    "model-key": (RUNTIME, {"roleArn": "r7", "environmentVariables": {"AWS_BEARER_TOKEN_BEDROCK": secret("x1")}}),
    "model-key-unknown": (RUNTIME, {"roleArn": "r8", "environmentVariables": UNKNOWN}),
    "tool-policy": (POLICY, {"definition": {"cedar": {"statement": "permit(principal, action, resource);"}}}),
    "tool-policy-unknown": (POLICY, {"definition": {"cedar": {"statement": UNKNOWN}}}),
    "agent-unguarded": ("aws:bedrock/agentAgent:AgentAgent", {"agentName": "a", "guardrailConfigurations": []}),
    "agent-acts": (GROUP, _functions({"name": "issue_refund", "requireConfirmation": "DISABLED"})),
    "agent-acts-marked": (GROUP, _functions({"name": secret("issue_refund")})),
    "agent-acts-unknown": (GROUP, _functions({"name": UNKNOWN})),
    "agent-acts-by-api": (GROUP, {"apiSchema": {"payload": '{"paths": {"/user": {"delete": {}}}}'}}),
    "agent-acts-by-unknown": (GROUP, {"apiSchema": {"payload": UNKNOWN}}),
    "agent-elsewhere": (RUNTIME, {"roleArn": UNKNOWN}),
    "agent-of-toolkit": (RUNTIME, {"roleArn": f"{MADE}AmazonBedrockAgentCoreSDKRuntime-eu-west-1-d4f0bc5a29"}),
    "agent-of-toolkit-marked": (RUNTIME, {"roleArn": secret(f"{MADE}service-role/agent-role-ab12cd34")}),
    "bedrock-key": (
        "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
        {"serviceName": "bedrock.amazonaws.com", "userName": "u"},
    ),
}

CHAIN: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
            "Action": "sts:AssumeRole",
        },
    }
)
OWNED: Final = {
    "daypass:owner": "payments",
    "daypass:contact": "payments@example.org",
    "daypass:purpose": "Answers invoice requests",
    "daypass:environment": "prod",
    "daypass:class": "service",
    "daypass:review-by": "2027-05-31",
}
ANYWHERE: Final = "aws:rolesanywhere/profile:Profile"
CLIENT: Final = "aws:cognito/userPoolClient:UserPoolClient"
PROVIDER: Final = "pulumi:providers:aws"
SET: Final = "aws:ssoadmin/permissionSet:PermissionSet"

SESSIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "set-long": (SET, {"sessionDuration": "PT12H"}),
    "set-long-marked": (SET, {"sessionDuration": secret("PT12H")}),
    "set-unknown": (SET, {"sessionDuration": UNKNOWN}),
    "chained-long": (ROLE, {"assumeRolePolicy": CHAIN, "maxSessionDuration": 7200}),
    "chained-long-term": (ROLE, {"assumeRolePolicy": CHAIN, "tags": {"daypass:term": "4h"}}),
    "chained-unknown": (ROLE, {"assumeRolePolicy": UNKNOWN, "maxSessionDuration": 7200}),
    "term-loose": (ROLE, {"assumeRolePolicy": CHAIN, "tags": {"daypass:term": "15m"}}),
    "term-odd": (ROLE, {"assumeRolePolicy": CHAIN, "tags": {"daypass:term": secret("soon")}}),
    "term-tag-unknown": (ROLE, {"assumeRolePolicy": CHAIN, "tags": {**OWNED, "daypass:term": UNKNOWN}}),
    "edge-agent": (ROLE, {"name": "edge", "assumeRolePolicy": CHAIN, "tags": {"daypass:class": "agent"}}),
    "anywhere-agent": (ANYWHERE, {"roleArns": ["arn:aws:iam::111122223333:role/edge"]}),
    "anywhere-unknown": (ANYWHERE, {"roleArns": UNKNOWN, "durationSeconds": 3600}),
    "client-long": (CLIENT, {"refreshTokenValidity": 3650.0, "accessTokenValidity": secret(24)}),
    "provider-long": (PROVIDER, {"assumeRoles": [{"roleArn": "arn:aws:iam::111122223333:role/d", "duration": "12h"}]}),
    "provider-unknown": (PROVIDER, {"assumeRoles": UNKNOWN}),
    "client-long-unknown": (CLIENT, {"accessTokenValidity": UNKNOWN}),
}
