"""Who writes the secret or the parameter that fills a variable by which a runtime takes code says what it runs."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.data.code_variables import brings_code
from daypass.graph.becoming.steering.variables import run_secrets_of, run_variables_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:pay/jvm-a1B2c3"
PARAMETER = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/pay/jvm"


def task(name: str = "JAVA_TOOL_OPTIONS", value: str = SECRET) -> Resource:
    container = {"name": "app", "secrets": [{"name": name, "valueFrom": value}]}
    return aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps([container]))


def job(value: str = SECRET) -> Resource:
    container = {"jobRoleArn": f"{ARN}role/b", "secrets": [{"name": "NODE_OPTIONS", "valueFrom": value}]}
    return aws("batch/jobDefinition", "j", name="j", containerProperties=json.dumps(container))


def service(value: Any = SECRET, place: str = "imageRepository.imageConfiguration") -> Resource:
    source: Any = {"runtimeEnvironmentSecrets": {"NODE_OPTIONS": value}}
    for key in reversed(place.split(".")):
        source = {key: source}
    instance = {"instanceRoleArn": f"{ARN}role/b"}
    return aws("apprunner/service", "s", serviceName="s", sourceConfiguration=source, instanceConfiguration=instance)


def build(value: str = "pay/jvm") -> Resource:
    variable = {"name": "MAVEN_OPTS", "type": "SECRETS_MANAGER", "value": value}
    environment = {"environmentVariables": [variable]}
    source = {"type": "NO_SOURCE", "buildspec": "version: 0.2\nphases:\n  build:\n    commands:\n      - mvn package\n"}
    return aws("codebuild/project", "p", name="p", serviceRole=f"{ARN}role/b", source=source, environment=environment)


def told(workload: Resource, *statements: dict[str, Any]) -> list[str]:
    services = ("ecs-tasks.amazonaws.com", "tasks.apprunner.amazonaws.com", "codebuild.amazonaws.com")
    strong = role("b", *services, **ADMINISTRATOR)
    found = messages(judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), strong, workload))
    return [text for text in found if "role 'a'" in text]


@pytest.mark.parametrize("workload", [task(), job(), service(), build()], ids=lambda one: one.type)
def test_whoever_writes_the_secret_acts_as_what_runs_with_it(workload: Resource) -> None:
    (text,) = told(workload, allow("secretsmanager:PutSecretValue", SECRET))
    assert "(secretsmanager-x01: secretsmanager:PutSecretValue)" in text


def test_so_does_whoever_writes_the_parameter() -> None:
    (text,) = told(task("BASH_ENV", PARAMETER), allow("ssm:PutParameter", PARAMETER))
    assert "(ssm-x09: ssm:PutParameter)" in text


def test_who_reads_it_writes_another_or_is_denied_it_says_nothing() -> None:
    writes = allow("secretsmanager:PutSecretValue", "*")
    assert not told(task(), allow("secretsmanager:GetSecretValue", SECRET))
    assert not told(task(), allow("secretsmanager:PutSecretValue", SECRET.replace("jvm", "token")))
    assert not told(task(), writes, deny("secretsmanager:PutSecretValue", SECRET))


@pytest.mark.parametrize("name", ["DB_PASSWORD", "java_tool_options", "PYTHONSTARTUP", "JVM_NAME", ""])
def test_any_other_variable_is_only_read(name: str) -> None:
    assert not brings_code(name)
    assert list(run_secrets_of(task(name))) == []


@pytest.mark.parametrize(
    ("named", "is_written"),
    [
        (SECRET, True),
        (f"{SECRET}:options::", True),
        (f"{SECRET}:options:AWSCURRENT:", True),
        (f"{SECRET}:::4f1c7a52-0b6e-4a52-9d4e-1c2b3a4d5e6f", False),
        (f"{SECRET}:options::4f1c7a52-0b6e-4a52-9d4e-1c2b3a4d5e6f", False),
    ],
)
def test_a_version_that_is_named_by_its_id_stays_what_it_was(named: str, *, is_written: bool) -> None:
    assert list(run_secrets_of(task(value=named))) == ([SECRET] if is_written else [])
    assert bool(told(job(named), allow("secretsmanager:PutSecretValue", SECRET))) is is_written


def test_a_build_names_a_version_the_same_way() -> None:
    assert list(run_secrets_of(build("pay/jvm:options"))) == ["pay/jvm"]
    assert list(run_secrets_of(build("pay/jvm:options:AWSCURRENT:4f1c7a52"))) == []


def test_a_version_of_a_parameter_stays_too() -> None:
    assert not told(task(value=f"{PARAMETER}:3"), allow("ssm:PutParameter", PARAMETER))


def test_a_service_may_say_it_of_its_code_or_as_cloudformation_has_it() -> None:
    code = "codeRepository.codeConfiguration.codeConfigurationValues"
    assert list(run_secrets_of(service(place=code))) == [SECRET]
    listed = {"runtimeEnvironmentSecrets": [{"name": "NODE_OPTIONS", "value": PARAMETER}]}
    written = {"imageRepository": {"imageConfiguration": listed}}
    assert list(run_variables_of(native("apprunner:Service", "s", sourceConfiguration=written))) == [PARAMETER]
    plain = {"imageRepository": {"imageConfiguration": {"runtimeEnvironmentVariables": {"NODE_OPTIONS": SECRET}}}}
    assert list(run_secrets_of(aws("apprunner/service", "s", sourceConfiguration=plain))) == []


@pytest.mark.parametrize("odd", [UNKNOWN, Secret("x"), None, 7, [None], {"a": "b"}])
def test_odd_shapes_hold_nothing(odd: Any) -> None:
    assert list(run_secrets_of(service(odd))) == []
    assert list(run_secrets_of(native("ecs:TaskDefinition", "t", containerDefinitions=odd))) == []
