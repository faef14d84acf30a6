"""Each place where a credential would stand in plain text is looked at, in the form that it has there."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_plain_credential import no_plain_credential

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"[:40]

PAIR = {"name": "DB_PASSWORD", "value": "hunter2"}
PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "a number": ("aws:rds/instance:Instance", {"password": 12345678}),
    "a number in an environment": (
        "aws:lambda/function:Function",
        {"environment": {"variables": {"DB_PASSWORD": 123456}}},
    ),
    "a list where an object stands": (
        "aws:lambda/function:Function",
        {"environment": [{"variables": {"DB_PASSWORD": "hunter2"}}]},
    ),
    "a header of an origin": (
        "aws:cloudfront/distribution:Distribution",
        {"origins": [{"customHeaders": [{"name": "x-api-key", "value": "9fceb02d0ae598e95dc970b7"}]}]},
    ),
    "a connector": (
        "aws:mskconnect/connector:Connector",
        {"connectorConfiguration": {"database.password": "hunter2"}},
    ),
    "a connection of events": (
        "aws:cloudwatch/eventConnection:EventConnection",
        {"authParameters": {"basic": {"username": "a", "password": "hunter2"}}},
    ),
    "a fleet": (
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {"launchSpecifications": [{"userData": "export DB_PASSWORD=hunter2"}]},
    ),
    "containers": (
        "aws:ecs/taskDefinition:TaskDefinition",
        {"containerDefinitions": json.dumps([{"name": "app", "image": "app", "environment": [PAIR]}])},
    ),
    "native containers": (
        "aws-native:ecs:TaskDefinition",
        {"containerDefinitions": [{"name": "app", "environment": [PAIR]}]},
    ),
    "batch": ("aws:batch/jobDefinition:JobDefinition", {"containerProperties": json.dumps({"environment": [PAIR]})}),
    "codebuild": (
        "aws:codebuild/project:Project",
        {"environment": {"environmentVariables": [{**PAIR, "type": "PLAINTEXT"}]}},
    ),
    "codebuild by default": ("aws:codebuild/project:Project", {"environment": {"environmentVariables": [PAIR]}}),
    "app runner": (
        "aws:apprunner/service:Service",
        {
            "sourceConfiguration": {
                "imageRepository": {"imageConfiguration": {"runtimeEnvironmentVariables": {"DB_PASSWORD": "hunter2"}}}
            }
        },
    ),
    "glue": ("aws:glue/job:Job", {"defaultArguments": {"--db-password": "hunter2"}}),
    "beanstalk": (
        "aws:elasticbeanstalk/environment:Environment",
        {"settings": [{"namespace": "aws:elasticbeanstalk:application:environment", **PAIR}]},
    ),
    "pipeline": (
        "aws:codepipeline/pipeline:Pipeline",
        {
            "stages": [
                {
                    "name": "Source",
                    "actions": [{"name": "Source", "configuration": {"OAuthToken": "ghp_" + "a1B2" * 9}}],
                }
            ]
        },
    ),
    "json in a variable": (
        "aws:lambda/function:Function",
        {"environment": {"variables": {"CONFIG": json.dumps({"db": {"password": "hunter2"}})}}},
    ),
    "parameter": ("aws:ssm/parameter:Parameter", {"type": "String", "name": "/prod/db/password", "value": "hunter2"}),
    "marked parameter": ("aws:ssm/parameter:Parameter", {"name": "/prod/db/password", "value": Secret("hunter2")}),
    "secure parameter": (
        "aws:ssm/parameter:Parameter",
        {"type": "SecureString", "name": "/prod/x", "value": "anything"},
    ),
    "database": ("aws:rds/instance:Instance", {"password": "hunter2"}),
    "native database": ("aws-native:rds:DbInstance", {"masterUserPassword": "hunter2"}),
    "broker": ("aws:mq/broker:Broker", {"users": [{"username": "app", "password": "hunter2"}]}),
    "passwords": ("aws:elasticache/user:User", {"passwords": ["hunter2"]}),
    "search": (
        "aws:opensearch/domain:Domain",
        {"advancedSecurityOptions": {"masterUserOptions": {"masterUserPassword": "hunter2"}}},
    ),
    "secret": ("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": "hunter2"}),
    "secret in JSON": ("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": '{"password": "hunter2"}'}),
    "secret in a list": ("aws:elasticache/user:User", {"passwords": '["hunter2"]'}),
    "webhook": (
        "aws:secretsmanager/secretVersion:SecretVersion",
        {"secretString": "https://hooks.slack.com/services/T0001111/B0001111/a1B2c3D4e5F6g7H8"},
    ),
    "parameters of a product": (
        "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
        {"provisioningParameters": [{"key": "DbPassword", "value": "hunter2"}]},
    ),
    "a header of a rule": (
        "aws:iot/topicRule:TopicRule",
        {"https": [{"httpHeaders": [{"key": "x-api-key", "value": "9fceb02d0ae598e95dc970b7"}]}]},
    ),
    "a studio": (
        "aws:sagemaker/studioLifecycleConfig:StudioLifecycleConfig",
        {"studioLifecycleConfigContent": "ZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjIK"},
    ),
    "a connector's credentials": (
        "aws:appflow/connectorProfile:ConnectorProfile",
        {"connectorProfileConfig": {"connectorProfileCredentials": {"amplitude": {"secretKey": "9fceb02d0ae598e9"}}}},
    ),
    "an agent's client": (
        "aws:bedrock/agentcoreOauth2CredentialProvider:AgentcoreOauth2CredentialProvider",
        {"oauth2ProviderConfig": {"githubOauth2ProviderConfig": {"clientId": "x", "clientSecret": "9fceb02d0ae598"}}},
    ),
    "an item of a table": (
        "aws:dynamodb/tableItem:TableItem",
        {"item": json.dumps({"pk": {"S": "smtp"}, "login": {"M": {"password": {"S": "Tr0ub4dor&3SKN2h7Sc"}}}})},
    ),
    "a key in a table": (
        "aws:dynamodb/tableItem:TableItem",
        {"item": json.dumps({"pk": {"S": "ci"}, "note": {"S": f"key {KEY_ID}"}})},
    ),
    "an object": (
        "aws:s3/bucketObjectv2:BucketObjectv2",
        {"content": f"[default]\naws_access_key_id = {KEY_ID}\n"},
    ),
    "a kubeconfig": (
        "pulumi:providers:kubernetes",
        {"kubeconfig": "users:\n- user:\n    token: k8s-9fceb02d0ae598e9\n"},
    ),
    "provider": ("pulumi:providers:aws", {"accessKey": KEY_ID, "secretKey": Secret(SECRET_KEY)}),
}


@pytest.mark.parametrize(("type_", "inputs"), PLACES.values(), ids=PLACES)
def test_a_credential_is_found_in_each_place(type_: str, inputs: dict[str, Any]) -> None:
    (problem,) = judge(no_plain_credential, Resource.of(type_, "it", **inputs)).problems
    assert not problem.advisory
    assert "hunter2" not in str(problem)


GOOD_PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "a container's secrets": (
        "aws:ecs/taskDefinition:TaskDefinition",
        {
            "containerDefinitions": json.dumps(
                [
                    {
                        "name": "app",
                        "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/db"}],
                    }
                ]
            )
        },
    ),
    "a build's parameter": (
        "aws:codebuild/project:Project",
        {
            "environment": {
                "environmentVariables": [{"name": "DB_PASSWORD", "value": "db-Pass1", "type": "PARAMETER_STORE"}]
            }
        },
    ),
    "a marked password": ("aws:rds/instance:Instance", {"password": Secret("hunter2")}),
    "a marked password that is not known": ("aws:rds/instance:Instance", {"password": Secret(UNKNOWN)}),
    "a managed password": ("aws:rds/instance:Instance", {"manageMasterUserPassword": True}),
    "a marked list": ("aws:elasticache/user:User", {"passwords": Secret(["hunter2"])}),
    "a marked user": ("aws:mq/broker:Broker", {"users": [Secret({"password": "hunter2"})]}),
    "a reference": ("aws:rds/cluster:Cluster", {"masterPassword": "{{resolve:secretsmanager:db}}"}),
    "a secure parameter": ("aws:ssm/parameter:Parameter", {"type": "SecureString", "value": Secret("hunter2")}),
    "a plain parameter": (
        "aws:ssm/parameter:Parameter",
        {"type": "String", "name": "/prod/db/host", "value": "db.internal"},
    ),
    "a provider with a role": (
        "pulumi:providers:aws",
        {"region": "eu-west-1", "assumeRoles": [{"roleArn": "arn:aws:iam::1:role/x"}]},
    ),
    "a provider with a marked key": (
        "pulumi:providers:aws",
        {"accessKey": Secret(KEY_ID), "secretKey": Secret(SECRET_KEY), "token": Secret("FwoGZXIvYXdzEBYaDH")},
    ),
    "a kubeconfig that asks AWS": (
        "pulumi:providers:kubernetes",
        {
            "kubeconfig": json.dumps(
                {
                    "users": [
                        {"user": {"exec": {"command": "aws", "args": ["eks", "get-token", "--cluster-name", "prod"]}}}
                    ]
                }
            )
        },
    ),
    "a marked kubeconfig": ("pulumi:providers:kubernetes", {"kubeconfig": Secret("token: k8s-9fceb02d0ae598e9")}),
    "an item of a table": (
        "aws:dynamodb/tableItem:TableItem",
        {
            "item": json.dumps(
                {
                    "pk": {"S": "anna"},
                    "password": {"S": "$2b$12$KIXQ4S2rSLpYBQ7WrVv9TuY0J9Zk3mB1eF6sJbq8cD7gH5iJ4kL3a"},
                    "secret": {"S": "prod/payments/smtp"},
                    "tokenTtl": {"N": "3600"},
                    "passwordPolicy": {"M": {"length": {"N": "14"}}},
                    "api_key": {"S": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api-AbCdEf"},
                }
            )
        },
    ),
    "an item that is not known": ("aws:dynamodb/tableItem:TableItem", {"item": UNKNOWN}),
    "a marked item": ("aws:dynamodb/tableItem:TableItem", {"item": Secret('{"password": {"S": "Tr0ub4dor&3SKN2"}}')}),
    "words on a page": (
        "aws:s3/bucketObjectv2:BucketObjectv2",
        {"content": '{"password": "Password", "passwordHint": "At least 12 characters"}'},
    ),
    "an agent's marked client": (
        "aws:bedrock/agentcoreOauth2CredentialProvider:AgentcoreOauth2CredentialProvider",
        {"oauth2ProviderConfig": {"githubOauth2ProviderConfig": {"clientId": "x", "clientSecret": Secret("9fceb02d")}}},
    ),
    "nothing": ("aws:lambda/function:Function", {"role": "arn:aws:iam::111122223333:role/api"}),
}


@pytest.mark.parametrize(("type_", "inputs"), GOOD_PLACES.values(), ids=GOOD_PLACES)
def test_a_credential_that_is_kept_well_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judge(no_plain_credential, Resource.of(type_, "it", **inputs)))
