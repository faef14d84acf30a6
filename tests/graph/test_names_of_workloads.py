"""A workload of aws-native that is not made yet is known by the name that its program gives it."""

import pytest

from daypass.graph.becoming.steering.named import name_in
from daypass.model.resource import UNKNOWN, Resource


@pytest.mark.parametrize(
    ("type_", "argument"),
    [
        ("aws:lambda/function:Function", "name"),
        ("aws-native:lambda:Function", "functionName"),
        ("aws-native:stepfunctions:StateMachine", "stateMachineName"),
        ("aws-native:batch:JobDefinition", "jobDefinitionName"),
        ("aws-native:sagemaker:NotebookInstance", "notebookInstanceName"),
        ("aws-native:apprunner:Service", "serviceName"),
        ("aws-native:cloudformation:Stack", "stackName"),
        ("aws-native:elasticbeanstalk:Environment", "environmentName"),
        ("aws-native:synthetics:Canary", "name"),
    ],
)
def test_its_name_stands_in_its_arn(type_: str, argument: str) -> None:
    assert name_in(Resource.of(type_, "it", **{argument: "orders"})) == "orders"
    assert name_in(Resource.of(type_, "it", **{argument: UNKNOWN})) == "*"
