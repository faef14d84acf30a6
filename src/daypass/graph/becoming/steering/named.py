"""This is where the ARN of a workload is found, whatever the property is called that holds it, and its name in one."""

from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, text_of
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_PROPERTIES: Final = ("agentRuntimeArn", "agentArn", "codeInterpreterArn", "browserArn", "gatewayArn")
_SHARED: Final = ("bedrock", "bedrock-agentcore")
"""Services whose agents go by one noun."""

_WITH_A_TAIL: Final[Mapping[str, str]] = {
    "aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter": "code-interpreter-custom",
    "aws-native:bedrockagentcore:CodeInterpreterCustom": "code-interpreter-custom",
    "aws:bedrock/agentcoreBrowser:AgentcoreBrowser": "browser-custom",
    "aws-native:bedrockagentcore:BrowserCustom": "browser-custom",
}
"""What is called by its name and a few characters that AWS makes up, so that its ARN is half known before.

Source: Amazon Bedrock AgentCore Control Plane API Reference, "CreateCodeInterpreter" and "CreateBrowser"; read 2026-11.
"""

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:transfer/user:User": ("serverId", "userName"),
    "aws-native:transfer:User": ("serverId", "userName"),
    "aws:sagemaker/userProfile:UserProfile": ("domainId", "userProfileName"),
    "aws-native:sagemaker:UserProfile": ("domainId", "userProfileName"),
    "aws-native:apprunner:Service": ("serviceName",),
    "aws-native:batch:JobDefinition": ("jobDefinitionName",),
    "aws-native:cloudformation:Stack": ("stackName",),
    "aws-native:elasticbeanstalk:Environment": ("environmentName",),
    "aws-native:kinesisanalyticsv2:Application": ("applicationName",),
    "aws-native:lambda:Function": ("functionName",),
    "aws-native:sagemaker:NotebookInstance": ("notebookInstanceName",),
    "aws:sagemaker/pipeline:Pipeline": ("pipelineName",),
    "aws-native:sagemaker:Pipeline": ("pipelineName",),
    "aws-native:stepfunctions:StateMachine": ("stateMachineName",),
    "aws:gamelift/fleet:Fleet": ("id",),
    "aws-native:gamelift:Fleet": ("fleetId",),
    "aws:servicecatalog/constraint:Constraint": ("productId",),
    "aws-native:servicecatalog:LaunchRoleConstraint": ("productId",),
}
"""Properties that make up a name, where it is not `name`; what a constraint is about goes by the product's."""


def arn_in(service: str, node: Node, workload: Resource) -> str | None:
    """Its ARN in this service; "" where that is not known, None where the workload is another service's.

    One that does not end as its names say is none of AWS's: mocks make ARNs up, and so does who writes a state by hand.
    """
    texts = (node.arn, workload.id, *(text_of(said(workload, key)) for key in _PROPERTIES))
    arns = {arn.service: text for text in texts if (arn := Arn.parse(text)) and _may_be_of(workload, arn)}
    if service in arns:
        return arns[service]
    name = text_of(said(workload, "name"))
    if workload.type in _WITH_A_TAIL and name and not arns:
        return f"arn:*:{service}:*:{node.account or ANY}:{_WITH_A_TAIL[workload.type]}/{name}-*"
    return None if service in _SHARED and arns else ""


def name_in(workload: Resource) -> str:
    """What stands for its name in its ARN, with `*` for what is not known of it."""
    return "/".join(text_of(said(workload, key)) or ANY for key in _NAMES.get(workload.type, ("name",)))


def _may_be_of(workload: Resource, arn: Arn) -> bool:
    """Whether an ARN ends in the names of a workload, where it has several (`user-profile/DOMAIN/NAME`), all known.

    In whatever case: some services write them in small letters there.
    """
    names = [text_of(said(workload, key)) for key in _NAMES.get(workload.type, ())]
    is_known = len(names) > 1 and all(names)
    return not is_known or arn.resource.lower().endswith(f"/{'/'.join(names)}".lower())
