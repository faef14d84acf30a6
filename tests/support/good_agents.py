"""This is where stacks are that a careful engineer writes: agents, what they call, and roles whose sessions end.

None of them may be found by a rule about agents or about sessions, and none be left undecided.
"""

from typing import Any, Final

from tests.support.agents import BOUNDARY, NAMED
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ARN, aws, native

from daypass.model.resource import UNKNOWN, Resource

REGION: Final = "eu-west-1:111122223333"
CLAUDE: Final = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"
PROFILE: Final = f"arn:aws:bedrock:{REGION}:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0"
ORDERS: Final = f"arn:aws:dynamodb:{REGION}:table/orders"
AGENTCORE: Final = "bedrock-agentcore.amazonaws.com"
BEDROCK: Final = "bedrock.amazonaws.com"
ANYWHERE: Final = lets_in("rolesanywhere.amazonaws.com", ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
GITHUB: Final = lets_in(
    {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"},
    "sts:AssumeRoleWithWebIdentity",
    Condition={
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/invoice:environment:prod",
        }
    },
)
POOL: Final = lets_in(
    {"Federated": "cognito-identity.amazonaws.com"},
    "sts:AssumeRoleWithWebIdentity",
    Condition={"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:a"}},
)
ENGINE: Final = {"arn": f"arn:aws:bedrock-agentcore:{REGION}:policy-engine/tools-a1b2c3d4e5", "mode": "ENFORCE"}
JWT: Final = {"customJwtAuthorizer": {"discoveryUrl": "https://login.example.org/x", "allowedClients": ["assistant"]}}
VIA_MCP: Final = {"Condition": {"Bool": {"aws:ViaAWSMCPService": "true"}}}
OPEN_MODE: Final = {"networkMode": "PUBLIC"}


def tags(class_: str, term: str = "", **more: str) -> dict[str, str]:
    """Tags that say the class, and the term where there is one."""
    return {"daypass:class": class_, **({"daypass:term": term} if term else {}), **more}


def only(service: str, source: str) -> dict[str, Any]:
    """A trust of a service for resources of one kind."""
    return lets_in(
        service, Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:{service.partition('.')[0]}:{REGION}:{source}"}}
    )


def agentcore(kind: str, called: str, /, **inputs: Any) -> Resource:
    """A resource of AgentCore: `gateway` is `aws:bedrock/agentcoreGateway:AgentcoreGateway`."""
    return Resource.of(f"aws:bedrock/agentcore{kind}:Agentcore{kind}", called, **inputs)


def profile(**inputs: Any) -> Resource:
    return aws("rolesanywhere/profile", "machines", roleArns=[f"{ARN}role/edge"], **inputs)


def client(**inputs: Any) -> Resource:
    return aws("cognito/userPoolClient", "client", userPoolId="eu-west-1_a", **inputs)


AGENTS: Final[dict[str, tuple[Resource, ...]]] = {
    "runtime": (
        role("support", only(AGENTCORE, "*"), tags=tags("agent", **NAMED), permissionsBoundary=BOUNDARY),
        may(
            "support",
            allow(["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"], [CLAUDE, PROFILE]),
            allow(["dynamodb:Query", "dynamodb:DeleteItem"], ORDERS),
            allow(["bedrock-agentcore:GetWorkloadAccessToken", "bedrock-agentcore:GetWorkloadAccessTokenForJWT"]),
            allow(["bedrock-agentcore:InvokeGateway", "bedrock:ApplyGuardrail", "xray:PutTraceSegments"]),
            allow("s3:*", "arn:aws:s3:::scratch/*"),
            deny("s3:*", **VIA_MCP),
        ),
        agentcore("AgentRuntime", "assistant", roleArn=f"{ARN}role/support"),
    ),
    "bedrock agent": (
        role("AmazonBedrockExecutionRoleForAgents_a", BEDROCK, tags=NAMED, permissionsBoundary=UNKNOWN),
        may("AmazonBedrockExecutionRoleForAgents_a", allow("bedrock:InvokeModel", CLAUDE)),
        Resource.of(
            "aws:bedrock/agentAgent:AgentAgent",
            "assistant",
            agentResourceRoleArn=f"{ARN}role/AmazonBedrockExecutionRoleForAgents_a",
            guardrailConfigurations=[{"guardrailIdentifier": "a1b2", "guardrailVersion": "1"}],
        ),
    ),
    "agent in a function": (
        role("helper", tags=tags("agent", **NAMED), permissionsBoundary=BOUNDARY),
        may("helper", allow("s3:GetObject", "arn:aws:s3:::docs/*")),
    ),
    "gateway": (
        role("tools", AGENTCORE, tags=tags("service")),
        may("tools", allow("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:function:tool")),
        agentcore(
            *("Gateway", "tools"),
            roleArn=f"{ARN}role/tools",
            authorizerType="CUSTOM_JWT",
            authorizerConfiguration=JWT,
            policyEngineConfiguration=ENGINE,
        ),
    ),
    "gateway by IAM": (
        agentcore("Gateway", "tools", authorizerType="AWS_IAM", policyEngineConfiguration={**ENGINE, "arn": UNKNOWN}),
        native("bedrockagentcore:Gateway", "other", authorizerType="AWS_IAM", policyEngineConfiguration=ENGINE),
    ),
    "registries": (
        agentcore("Registry", "catalogue", name="catalogue"),
        aws("agentregistry/registry", "other", discoveryConfiguration={"authorizerType": "AWS_IAM"}),
    ),
    "tools of agents": (
        *(role(name, AGENTCORE) for name in ("calculator", "reader", "memory")),
        agentcore(
            *("CodeInterpreter", "calculator"),
            executionRoleArn=f"{ARN}role/calculator",
            networkConfiguration={"networkMode": "SANDBOX"},
        ),
        agentcore("CodeInterpreter", "plain", networkConfiguration=OPEN_MODE),
        agentcore("Browser", "reader", executionRoleArn=f"{ARN}role/reader", networkConfiguration=OPEN_MODE),
        agentcore("Memory", "memory", memoryExecutionRoleArn=f"{ARN}role/memory"),
    ),
    "knowledge base": (
        role("knowledge", only(BEDROCK, "knowledge-base/*")),
        may("knowledge", allow("bedrock:InvokeModel", CLAUDE)),
    ),
    "flow": (role("flow", only(BEDROCK, "flow/*")), may("flow", allow("bedrock:InvokeModel", [CLAUDE, PROFILE]))),
    "chat": (role("chat", tags=tags("service")), may("chat", allow("bedrock:InvokeModel*", [CLAUDE, PROFILE]))),
    "one vendor": (
        role("app"),
        may("app", allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/anthropic.*")),
    ),
    "caller of agents": (
        role("api"),
        may("api", allow(["bedrock-agentcore:InvokeAgentRuntime", "bedrock:InvokeAgent", "bedrock:Retrieve"])),
    ),
    "pipeline of agents": (
        role("ci", GITHUB, tags=tags("pipeline", "1h")),
        may(
            "ci", allow(["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:UpdateGateway", "bedrock:GetAgent"])
        ),
    ),
    "boundary": (aws("iam/policy", "agents-boundary", policy=document(allow(["bedrock:InvokeModel", "s3:*"]))),),
    "readers": (
        role("audit", f"{ARN}user/auditor", managedPolicyArns=["arn:aws:iam::aws:policy/SecurityAudit"]),
        role("view", managedPolicyArns=["arn:aws:iam::aws:policy/AmazonBedrockReadOnly"]),
    ),
    "short key": (
        aws("iam/serviceSpecificCredential", "k", serviceName=BEDROCK, userName="u", credentialAgeDays=7),
        aws("iam/serviceSpecificCredential", "git", serviceName="codecommit.amazonaws.com", userName="u"),
    ),
}

SESSIONS: Final[dict[str, tuple[Resource, ...]]] = {
    "function": (role("fn", tags=tags("service", "service")), may("fn", allow("s3:DeleteObject", "arn:aws:s3:::b/*"))),
    "pipeline": (role("deploy", GITHUB, maxSessionDuration=3600, tags=tags("pipeline", "1h")),),
    "batch": (role("nightly", "batch.amazonaws.com", maxSessionDuration=14400, tags=tags("batch", "4h")),),
    "release": (role("release", GITHUB, maxSessionDuration=7200, tags=tags("batch", "2h")),),
    "person": (role("ops", f"{ARN}user/ann", maxSessionDuration=7200),),
    "chain": (role("first"), role("second", f"{ARN}role/first", tags=tags("service", "1h"))),
    "federation": (
        role(
            "people",
            lets_in({"Federated": f"{ARN}saml-provider/x"}, "sts:AssumeRoleWithSAML"),
            maxSessionDuration=14400,
        ),
    ),
    "pod": (
        role("pod", lets_in("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]), tags=tags("service")),
    ),
    "break glass": (role("rescue", f"{ARN}root", tags=tags("break-glass", "1h")),),
    "vendor": (role("collector", "arn:aws:iam::444455556666:root", tags=tags("vendor")),),
    "machine": (role("edge", ANYWHERE, tags=tags("service", "15m")), profile(durationSeconds=900)),
    "machine by default": (role("edge", ANYWHERE, tags=tags("service")), profile()),
    "machine of an agent": (
        role("edge", ANYWHERE, tags=tags("agent", "15m", **NAMED), permissionsBoundary=BOUNDARY),
        profile(durationSeconds=900, tags=tags("agent")),
    ),
    "permission sets": tuple(
        aws("ssoadmin/permissionSet", f"set-{length}", name=f"set-{length}", sessionDuration=length)
        for length in (None, "PT1H", "PT4H", "PT8H")
    ),
    "client": (client(),),
    "client with units": (
        client(accessTokenValidity=60, refreshTokenValidity=30, tokenValidityUnits={"accessToken": "minutes"}),
    ),
    "machine's client": (client(accessTokenValidity=1, allowedOauthFlows=["client_credentials"]),),
    "identity pool": (role("users", POOL),),
    "native": (
        native(
            "iam:Role",
            "n",
            roleName="n",
            assumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [lets_in("lambda.amazonaws.com")]},
            tags=[{"key": "daypass:class", "value": "service"}, {"key": "daypass:term", "value": "1h"}],
        ),
        native("sso:PermissionSet", "s", name="s", sessionDuration="PT2H"),
    ),
    "preview": (
        aws("iam/role", "p", assumeRolePolicy=document(lets_in("lambda.amazonaws.com")), tags=tags("service", "1h")),
        aws("iam/rolePolicy", "pp", role="p", policy={"Statement": [{**allow("s3:GetObject"), "Resource": UNKNOWN}]}),
    ),
}

STACKS: Final = {**AGENTS, **SESSIONS}
