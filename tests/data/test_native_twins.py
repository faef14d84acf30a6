"""What the classic provider declares is known as well where somebody declares it with Cloud Control."""

from collections.abc import Mapping
from typing import Final

import pytest

from daypass.data.plain_places import plain_places
from daypass.data.role_consumers import role_consumers

MODULES: Final[Mapping[str, str]] = {
    "alb": "elasticloadbalancingv2",
    "cfg": "configuration",
    "kinesis": "kinesisfirehose",
    "lb": "elasticloadbalancingv2",
    "mq": "amazonmq",
    "mskconnect": "kafkaconnect",
    "opensearch": "opensearchservice",
    "opensearchingest": "osis",
    "s3control": "s3",
    "sfn": "stepfunctions",
    "timestreaminfluxdb": "timestream",
    "timestreamquery": "timestream",
}
"""How aws-native calls a module of pulumi-aws, where it does not call it the same."""

TWINS: Final[Mapping[str, str]] = {
    "apigateway:Integration": "apigateway:Method",
    "appsync:Function": "appsync:FunctionConfiguration",
    "autoscaling:Group": "autoscaling:AutoScalingGroup",
    "backup:Selection": "backup:BackupSelection",
    "bedrock:AgentAgent": "bedrock:Agent",
    "bedrock:AgentFlow": "bedrock:Flow",
    "bedrock:AgentKnowledgeBase": "bedrock:KnowledgeBase",
    "bedrock:AgentcoreAgentRuntime": "bedrockagentcore:Runtime",
    "bedrock:AgentcoreApiKeyCredentialProvider": "bedrockagentcore:ApiKeyCredentialProvider",
    "bedrock:AgentcoreBrowser": "bedrockagentcore:BrowserCustom",
    "bedrock:AgentcoreCodeInterpreter": "bedrockagentcore:CodeInterpreterCustom",
    "bedrock:AgentcoreGateway": "bedrockagentcore:Gateway",
    "bedrock:AgentcoreHarness": "bedrockagentcore:Harness",
    "bedrock:AgentcoreMemory": "bedrockagentcore:Memory",
    "bedrock:AgentcoreOauth2CredentialProvider": "bedrockagentcore:OAuth2CredentialProvider",
    "bedrock:AgentcoreOnlineEvaluationConfig": "bedrockagentcore:OnlineEvaluationConfig",
    "budgets:BudgetAction": "budgets:BudgetsAction",
    "cfg:Recorder": "configuration:ConfigurationRecorder",
    "chatbot:TeamsChannelConfiguration": "chatbot:MicrosoftTeamsChannelConfiguration",
    "cloudformation:CloudFormationType": "cloudformation:ResourceVersion",
    "cloudformation:StackInstances": "cloudformation:StackSet",
    "cloudformation:StackSetInstance": "cloudformation:StackSet",
    "cloudwatch:EventConnection": "events:Connection",
    "cloudwatch:EventEndpoint": "events:Endpoint",
    "cloudwatch:EventRule": "events:Rule",
    "cloudwatch:EventTarget": "events:Rule",
    "cloudwatch:LogDestination": "logs:Destination",
    "cloudwatch:LogSubscriptionFilter": "logs:SubscriptionFilter",
    "cognito:IdentityProvider": "cognito:UserPoolIdentityProvider",
    "cognito:UserGroup": "cognito:UserPoolGroup",
    "datasync:EfsLocation": "datasync:LocationEfs",
    "datasync:S3Location": "datasync:LocationS3",
    "directoryservice:Directory": "directoryservice:SimpleAd",
    "dms:S3Endpoint": "dms:Endpoint",
    "docdb:ElasticCluster": "docdbelastic:Cluster",
    "ec2:LaunchConfiguration": "autoscaling:LaunchConfiguration",
    "ec2:SpotFleetRequest": "ec2:SpotFleet",
    "glue:CatalogTableOptimizer": "glue:TableOptimizer",
    "iot:LoggingOptions": "iot:Logging",
    "kinesis:FirehoseDeliveryStream": "kinesisfirehose:DeliveryStream",
    "lambda:MicrovmsImage": "lambda:MicrovmImage",
    "lambdamicrovms:Image": "lambda:MicrovmImage",
    "lex:V2modelsBot": "lex:Bot",
    "lightsail:ContainerServiceDeploymentVersion": "lightsail:Container",
    "pinpoint:Smsvoicev2EventDestination": "smsvoice:ConfigurationSet",
    "neptune:Cluster": "neptune:DbCluster",
    "rds:Cluster": "rds:DbCluster",
    "rds:ClusterInstance": "rds:DbInstance",
    "rds:ClusterRoleAssociation": "rds:DbCluster",
    "rds:Instance": "rds:DbInstance",
    "rds:Proxy": "rds:DbProxy",
    "rds:RoleAssociation": "rds:DbInstance",
    "redshift:ClusterIamRoles": "redshift:Cluster",
    "s3:BucketReplicationConfig": "s3:Bucket",
    "s3:BucketV2": "s3:Bucket",
    "sagemaker:EndpointConfiguration": "sagemaker:EndpointConfig",
    "secretsmanager:SecretVersion": "secretsmanager:Secret",
    "servicecatalog:Constraint": "servicecatalog:LaunchRoleConstraint",
    "servicecatalog:ProvisionedProduct": "servicecatalog:CloudFormationProvisionedProduct",
    "sns:TopicSubscription": "sns:Subscription",
    "timestreaminfluxdb:DbCluster": "timestream:InfluxDbCluster",
    "timestreaminfluxdb:DbInstance": "timestream:InfluxDbInstance",
    "transfer:Server": "transfer:Server transfer:HostKey",
    "verifiedaccess:TrustProvider": "ec2:VerifiedAccessTrustProvider",
}
"""Classic type → what of aws-native holds the same, where the names differ by more than the module."""

NO_SUCH_TYPE: Final = frozenset(
    (
        *("bedrock:AgentcoreMemoryStrategy", "bedrock:CustomModel", "bedrock:EvaluationJob"),
        *("bedrockmodel:InvocationJob", "bedrockmodel:InvocationLoggingConfiguration"),
        *("cloudfront:KeyvaluestoreKey", "cloudfront:KeyvaluestoreKeysExclusive", "cognito:User"),
        *("comprehend:EntityRecognizer", "directoryservice:RadiusSettings", "docdb:Cluster"),
        *("ec2:SpotInstanceRequest", "elasticsearch:Domain", "emr:Cluster"),
        *("fsx:OntapFileSystem", "fsx:OntapStorageVirtualMachine", "fsx:WindowsFileSystem", "glue:DevEndpoint"),
        *("kinesis:AnalyticsApplication", "kms:Ciphertext", "kms:ExternalKey", "kms:ReplicaExternalKey"),
        *("lambda:Invocation", "lambdamicrovms:Microvm", "odb:AutonomousDatabase"),
        *("pinpoint:AdmChannel", "pinpoint:ApnsChannel", "pinpoint:ApnsSandboxChannel", "pinpoint:ApnsVoipChannel"),
        *("pinpoint:ApnsVoipSandboxChannel", "pinpoint:BaiduChannel", "pinpoint:GcmChannel"),
        *("rds:ExportTask", "redshift:HsmConfiguration", "sagemaker:FlowDefinition"),
        *("sagemaker:HyperParameterTuningJob", "sagemaker:LabelingJob", "sagemaker:TrainingJob"),
        *("sagemaker:NotebookInstanceLifecycleConfiguration", "serverlessrepository:CloudFormationStack"),
        *("sns:PlatformApplication", "ssm:Activation", "storagegateway:FileSystemAssociation"),
        *("storagegateway:Gateway", "transfer:Access", "workmail:User"),
    )
)
"""Cloud Control cannot make them, so that there is no type of aws-native 1.79.0."""

NOTHING_TO_JUDGE: Final[Mapping[str, str]] = {
    "acm:Certificate": "a certificate with a private key of one's own is imported with the classic provider alone",
    "apigateway:DomainName": "names a certificate of ACM, and takes no private key",
    "datapipeline:PipelineDefinition": "a pipeline has its values under the ids of its objects, which name nothing",
}
"""The same thing, of which the property that is looked at stands in no type of aws-native."""

WITHOUT: Final = NO_SUCH_TYPE | NOTHING_TO_JUDGE.keys()

CONSUMERS: Final = [(type_, frozenset(role_consumers())) for type_ in role_consumers()]
PLACES: Final = [
    (type_, frozenset(plain_places()))
    for type_, places in plain_places().items()
    if any(place.form != "note" for place in places)
]
CLASSIC: Final = [(type_, known) for type_, known in (*CONSUMERS, *PLACES) if type_.startswith("aws:")]


def called(type_: str) -> str:
    """Module and name of a classic type: `aws:ec2/instance:Instance` → `ec2:Instance`."""
    _, module, name = type_.split(":")
    return f"{module.partition('/')[0]}:{name}"


def twins(type_: str) -> set[str]:
    """What aws-native calls the same thing, in lower case: it writes `GraphQlApi` where the other has `GraphQLApi`."""
    module, _, name = called(type_).partition(":")
    same = f"{MODULES.get(module, module)}:{name}"
    return {f"aws-native:{one}".lower() for one in TWINS.get(called(type_), same).split()}


def has_twin(type_: str, known: frozenset[str]) -> bool:
    """Whether a table with these types knows it as aws-native calls it."""
    return not twins(type_).isdisjoint({one.lower() for one in known})


@pytest.mark.parametrize(("type_", "known"), CLASSIC, ids=[type_ for type_, _ in CLASSIC])
def test_a_classic_type_is_known_of_both_providers_or_said_to_have_no_twin(type_: str, known: frozenset[str]) -> None:
    assert has_twin(type_, known) or called(type_) in WITHOUT


def test_what_is_said_to_have_no_twin_has_none() -> None:
    assert {called(type_) for type_, known in CLASSIC if not has_twin(type_, known)} == WITHOUT
    assert not WITHOUT & TWINS.keys()
