"""Who uses a role is told from properties that exist, and for whom the role is stands beside each."""

import re
from typing import Final

import pytest
from tests.support.provider_sdk import problem_in_schema, problem_in_sdk

from daypass.data.role_consumers import CHAINED, FEDERATED, PURPOSES, SAYS, role_consumers
from daypass.data.service_principals import principals
from daypass.data.table import read_table
from daypass.graph.property_path import Step, steps

WAYS: Final = [(type_, way) for type_, ways in role_consumers().items() for way in ways]
JSON_TEXTS: Final = frozenset(
    {"containerProperties", "content", "ecsProperties", "nodeProperties", "parameters", "pipelineDefinition"}
)
"""Properties of pulumi-aws that take JSON text, of which the SDK does not say what it holds."""

NOT_IN_THE_SCHEMAS: Final = {"aws-native:cloudformation:Stack"}
"""cfn-lint knows this type as a nested stack, which has no role; aws-native 1.84.0 has its `roleArn`."""


def types(provider: str) -> list[str]:
    """The types of a provider."""
    return [type_ for type_ in role_consumers() if type_.startswith(f"{provider}:")]


@pytest.mark.parametrize("type_", types("aws"))
def test_a_type_of_pulumi_aws_has_the_property_at_every_step(type_: str) -> None:
    found = {way.path: problem_in_sdk(type_, way.path, JSON_TEXTS) for way in role_consumers()[type_]}
    assert {path: problem for path, problem in found.items() if problem} == {}


@pytest.mark.parametrize("type_", [type_ for type_ in types("aws-native") if type_ not in NOT_IN_THE_SCHEMAS])
def test_a_type_of_aws_native_has_the_property_that_cloudformation_has(type_: str) -> None:
    found = {way.path: problem_in_schema(type_, way.path) for way in role_consumers()[type_]}
    assert {path: problem for path, problem in found.items() if problem} == {}


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("aws:lambda/function:Function", "rolle"),
        ("aws:lambda/function:Function", "role.arn"),
        ("aws:lambda/functions:Function", "role"),
        ("aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications.iamInstanceProfiles"),
        ("aws:scheduler/schedule:Schedule", "target[].roleArn"),
        ("aws:scheduler/schedule:Schedule", "target.roleArns"),
        ("aws:scheduler/schedule:Schedule", "target"),
        ("aws:rolesanywhere/profile:Profile", "roleArns"),
        ("aws:elasticbeanstalk/environment:Environment", "settings[title=X].value"),
        ("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", "roles[]"),
    ],
)
def test_the_check_against_the_sdk_finds_what_is_wrong(type_: str, path: str) -> None:
    assert problem_in_sdk(type_, path, JSON_TEXTS)


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("aws-native:lambda:Function", "rolle"),
        ("aws-native:lambda:Functions", "role"),
        ("aws-native:rolesanywhere:Profile", "roleArns.name"),
        ("aws-native:scheduler:Schedule", "target[].roleArn"),
    ],
)
def test_the_check_against_the_schemas_finds_what_is_wrong(type_: str, path: str) -> None:
    assert problem_in_schema(type_, path)


def test_there_are_many_types_of_each_purpose_and_no_row_twice() -> None:
    assert len(types("aws")) >= 150
    assert len(types("aws-native")) >= 70
    for purpose, least in (("workload", 60), ("service", 100), ("caller", 15)):
        assert len({type_ for type_, way in WAYS if way.purpose == purpose}) >= least
    assert len({(type_, way.path) for type_, way in WAYS}) == len(WAYS) == len(read_table("role_consumers").rows)


def test_the_words_of_the_table_are_those_of_its_readers() -> None:
    for type_, way in WAYS:
        assert re.fullmatch(r"(aws|aws-native|kubernetes):[\w./-]+:[A-Z]\w+", type_), type_
        assert way.says in SAYS, type_
        assert way.purpose in PURPOSES, type_
        assert way.principals, type_
        assert set(way.principals) <= {*principals(), FEDERATED, CHAINED}, type_
        assert way.noun == way.noun.strip() != "", type_
        assert steps(way.path), type_


def test_an_instance_profile_is_worn_by_what_ec2_runs() -> None:
    assert {way.principals for _, way in WAYS if way.says == "profile"} == {("ec2.amazonaws.com",)}


def test_a_pod_gets_its_role_by_association_or_by_an_annotation_of_its_service_account() -> None:
    (annotated,) = role_consumers()["kubernetes:core/v1:ServiceAccount"]
    assert steps(annotated.path)[-1] == Step("key", "eks.amazonaws.com/role-arn")
    assert annotated.principals == (FEDERATED,)
    assert {way.path for way in role_consumers()["aws:eks/podIdentityAssociation:PodIdentityAssociation"]} == {
        "roleArn",
        "targetRoleArn",
    }


@pytest.mark.parametrize("path", ["", ".", "a.", ".a..b", "a[", "a]", "a[0]", "a[x=]", 'a["]', 'a[""]', "a.[b"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(path)}$"):
        steps(path)
