"""What `template-bounds-its-identities` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["template-bounds-its-identities"]
STACK = "aws:cloudformation/stack:Stack"
BOUNDARY = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"


def template(**resources: Any) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


def made(type_: str = "AWS::IAM::Role", **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties}


def judged(body: Any, type_: str = STACK, **inputs: Any) -> Answer:
    may = {"capabilities": ["CAPABILITY_IAM"], **inputs}
    return judge(RULE, Resource.of(type_, "vendor", templateBody=body, **may))


@pytest.mark.parametrize("type_", RULE.applies_to)
@pytest.mark.parametrize("kind", ["AWS::IAM::Role", "AWS::IAM::User"])
def test_an_identity_without_a_boundary_is_told(type_: str, kind: str) -> None:
    assert messages(judged(template(Reader=made(kind)), type_)) == [
        "the template of 'vendor' makes 1 identity without a permissions boundary: 'Reader'"
    ]


def test_each_of_them_is_named_up_to_a_few() -> None:
    (message,) = messages(judged(template(**{f"R{number}": made() for number in range(7)})))
    assert message.endswith(
        "makes 7 identities without a permissions boundary: 'R0', 'R1', 'R2', 'R3', 'R4' and 2 more"
    )


@pytest.mark.parametrize(
    "body",
    [
        template(Reader=made(PermissionsBoundary=BOUNDARY)),
        template(Reader=made(PermissionsBoundary={"Ref": "Boundary"})),
        template(Logs=made("AWS::Logs::LogGroup"), Rights=made("AWS::IAM::Policy")),
        template(),
        "{}",
        "",
    ],
)
def test_a_template_that_bounds_them_or_makes_none_passes(body: str) -> None:
    assert passes(judged(body))


NO_VALUE = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    "boundary", [NO_VALUE, {"Fn::If": ["IsProd", NO_VALUE, NO_VALUE]}, {"Fn::If": ["IsProd", "", NO_VALUE]}, "", None]
)
def test_a_boundary_that_is_taken_away_is_none(boundary: Any) -> None:
    assert messages(judged(template(Reader=made(PermissionsBoundary=boundary))))


@pytest.mark.parametrize(
    "boundary",
    [
        BOUNDARY,
        {"Fn::If": ["IsProd", BOUNDARY, {"Ref": "Boundary"}]},
        {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/b"},
        {"Fn::ImportValue": {"Fn::Sub": "${Stack}-boundary"}},
        {"Fn::GetAtt": ["Boundary", "PolicyArn"]},
    ],
)
def test_a_boundary_that_a_function_makes_is_one(boundary: Any) -> None:
    assert passes(judged(template(Reader=made(PermissionsBoundary=boundary))))


@pytest.mark.parametrize(
    "body",
    [
        template(Reader=made(PermissionsBoundary={"Fn::If": ["IsProd", BOUNDARY, NO_VALUE]})),
        template(Reader=made(PermissionsBoundary={"Fn::If": ["A", {"Fn::If": ["B", NO_VALUE, "x"]}, "x"]})),
        template(Reader=made(PermissionsBoundary={"Fn::Select": [0, [NO_VALUE, "x"]]})),
        template(Reader=made(PermissionsBoundary={"Fn::Transform": {"Name": "AWS::Include"}})),
        template(Reader=made(PermissionsBoundary=[BOUNDARY])),
        template(Reader=made(PermissionsBoundary=BOUNDARY, **{"Fn::Transform": {"Name": "AWS::Include"}})),
        template(Reader=made(**{"Fn::ForEach::X": ["X", ["A"], {}]})),
        template(Reader={"Type": "AWS::IAM::Role", "Properties": []}),
        template(Reader={"Type": {"Ref": "Kind"}}),
        template(Logs=made("AWS::Logs::LogGroup") | {"Fn::Transform": {"Name": "Mine"}}),
        template(**{"Fn::ForEach::Roles": ["Name", ["A"], {"R${Name}": made()}]}),
        template(**{"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}}),
        template(Inner=made("AWS::CloudFormation::Stack", TemplateURL="https://example.org/t")),
        template(Inner=made("AWS::CloudFormation::StackSet")),
        template(Inner=made("Acme::Iam::Role::MODULE")),
        json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}),
        json.dumps({"Transform": ["AWS::LanguageExtensions", {"Name": "AWS::Include"}], "Resources": {}}),
        json.dumps({"Fn::Transform": {"Name": "AWS::Include"}, "Resources": {}}),
        '{"Resources": {"Reader": {"Type": "AWS::IAM::Role"}}, "Resources": {}}',
    ],
)
def test_what_stands_elsewhere_in_the_end_is_undecided(body: str) -> None:
    assert unknowns(judged(body)) == ["templateBody"]
    assert not judged(body).problems


def test_what_stands_elsewhere_hides_nothing_that_stands_here() -> None:
    answer = judged(template(Reader=made(), Inner=made("AWS::CloudFormation::Stack")))
    assert len(answer.problems) == 1
    assert unknowns(answer) == ["templateBody"]


@pytest.mark.parametrize("transform", ["AWS::LanguageExtensions", ["AWS::LanguageExtensions"], None])
def test_a_transform_that_makes_nothing_by_itself_passes(transform: Any) -> None:
    assert passes(judged(json.dumps({"Transform": transform, "Resources": {}})))


YAML = """
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "${AWS::StackName}-reader"
"""


def test_a_template_in_yaml_is_read_as_one_in_json() -> None:
    assert messages(judged(YAML)) == [
        "the template of 'vendor' makes 1 identity without a permissions boundary: 'Reader'"
    ]
    assert messages(judged(YAML.replace("AWS::IAM::Role", "'AWS::IAM::User'  # ours")))
    assert passes(judged(YAML + "      PermissionsBoundary: !Ref Boundary\n"))
    assert passes(judged(YAML.replace("    Type", "    # Type")))
    assert passes(judged(YAML.replace("IAM::Role", "Logs::LogGroup")))


WHOLE = """---
# What people write
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::LanguageExtensions
Description: >-
  Makes a reader: and more
  Type: AWS::IAM::Role
Conditions:
  IsProd: !Equals [!Ref Stage, "prod"]
Resources:
  Reader:
    Type: "AWS::IAM::Role"  # ours
    Condition: IsProd
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
        - Effect: Allow
          Principal: { Service: [ec2.amazonaws.com] }
          Action: ['sts:AssumeRole', "sts:TagSession"]
          Condition: {StringLike: {"aws:PrincipalArn": !Sub 'arn:${AWS::Partition}:iam::*:role/x'}}
      PermissionsBoundary: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/daypass-boundary"
      Tags:
        - Key: note
          Value: it's #1, isn't it
  Writer:
    DependsOn:
      - Reader

    Properties:
      'PermissionsBoundary' :
        Fn::ImportValue:
          !Sub "${Stack}-boundary"
    Type: AWS::IAM::User
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Code:
        ZipFile: !Sub |
          def handler(event, context):
            print("x"
      Role: !GetAtt Reader.Arn
Outputs:
  Arn: {Value: !GetAtt [Reader, Arn]}
"""


def test_a_whole_template_in_yaml_is_read() -> None:
    assert passes(judged(WHOLE))
    assert passes(judged(WHOLE.replace("\n", "\r\n")))
    taken = WHOLE.replace(
        '!Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/daypass-boundary"', "!Ref AWS::NoValue"
    )
    (message,) = messages(judged(taken))
    assert message.endswith("without a permissions boundary: 'Reader'")
    unbound = WHOLE.replace("'PermissionsBoundary' :", "ManagedPolicyArns:")
    (message,) = messages(judged(unbound))
    assert message.endswith("without a permissions boundary: 'Writer'")


@pytest.mark.parametrize(
    "line",
    [
        "PermissionsBoundary: !Ref AWS::NoValue",
        "PermissionsBoundary: !Ref 'AWS::NoValue'",
        'PermissionsBoundary: !Ref "AWS::No\\u0056alue"',
        "Path: 'a\n        PermissionsBoundary: x'",
        'Path: "a\n        PermissionsBoundary: x"',
        "PermissionsBoundary:  # todo",
        "PermissionsBoundary: ''",
        "PermissionsBoundary: ~",
        "PermissionsBoundary: null # none",
        "PermissionsBoundary:\n        Ref: AWS::NoValue",
        "# PermissionsBoundary: !Ref Boundary",
        "Description: |\n        PermissionsBoundary: !Ref Boundary",
        "Tags:\n      - PermissionsBoundary: !Ref Boundary",
        "Policies:\n        - PolicyName: x\n          PermissionsBoundary: !Ref Boundary",
    ],
)
def test_a_boundary_that_is_none_is_none_in_yaml_too(line: str) -> None:
    assert messages(judged(f"{YAML}      {line}\n"))
    assert messages(judged(f"{YAML}      {line}\n    Metadata:\n      PermissionsBoundary: !Ref Boundary\n"))


@pytest.mark.parametrize(
    "line",
    [
        "PermissionsBoundary: !Ref Boundary",
        "PermissionsBoundary: !If [IsProd, !Ref Boundary, !ImportValue boundary]",
        "PermissionsBoundary: {Ref: Boundary}",
        "PermissionsBoundary: >-\n        x",
        "PermissionsBoundary: &boundary x",
        "PermissionsBoundary: !!str x",
        "PermissionsBoundary: x\n        y",
        "? PermissionsBoundary\n      : x",
    ],
)
def test_a_boundary_may_be_written_in_many_ways(line: str) -> None:
    assert passes(judged(f"{YAML}      {line}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "PermissionsBoundary: !If [IsProd, !Ref Boundary, !Ref AWS::NoValue]",
        "PermissionsBoundary: !If\n        - IsProd\n        - !Ref Boundary\n        - !Ref AWS::NoValue",
        "PermissionsBoundary: !If [IsProd, !Ref Boundary, *none]",
        "PermissionsBoundary: !Transform {Name: Mine}",
        "PermissionsBoundary: *boundary",
        "<<: {PermissionsBoundary: x}",
        "Path: [a\n      PermissionsBoundary: x]",
        "Path: [a '[', b]\n      PermissionsBoundary: x\n      Path: ']",
        "Path: [a:'[', b]\n      PermissionsBoundary: x\n      Path: ']",
        "PermissionsBoundary: x\n      PermissionsBoundary:",
        "\tPermissionsBoundary: x",
        "Fn::Transform: {Name: AWS::Include}",
        "Path: a\u2028      PermissionsBoundary: x",
    ],
)
def test_what_may_mean_two_things_of_a_boundary_is_undecided(line: str) -> None:
    answer = judged(f"{YAML}      {line}\n")
    assert (answer.problems, unknowns(answer)) == ((), ["templateBody"])


@pytest.mark.parametrize(
    "type_",
    [
        ">-\n      AWS::IAM::Role",
        "|-\n      AWS::IAM::Role",
        "\n      AWS::IAM::Role",
        "&t AWS::IAM::Role",
        "!!str AWS::IAM::Role",
        "! AWS::IAM::Role",
        '"AWS::IAM::\\u0052ole"',
        '"AWS::IAM::\\\n      Role"',
    ],
)
def test_a_type_may_be_written_in_many_ways(type_: str) -> None:
    assert messages(judged(YAML.replace("AWS::IAM::Role", type_)))


@pytest.mark.parametrize("type_", ["!Ref Kind", "[AWS::IAM::Role]", "AWS::CloudFormation::Stack"])
def test_a_type_that_is_not_told_is_undecided(type_: str) -> None:
    answer = judged(YAML.replace("AWS::IAM::Role", type_))
    assert (answer.problems, unknowns(answer)) == ((), ["templateBody"])


@pytest.mark.parametrize(
    "body",
    [
        "Resources:\n  Fn::ForEach::Roles:\n    - Name\n    - [A]\n    - R:\n        Type: AWS::IAM::Role\n",
        "Resources:\n  Fn::Transform: {Name: AWS::Include}\n",
        "Metadata:\n  Kinds: [&kind AWS::IAM::Role]\nResources:\n  Reader:\n    Type: *kind\n",
        "Resources: !Transform {Name: AWS::Include}\n",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: AWS::Logs::LogGroup\n",
        "Transform:\n  - AWS::LanguageExtensions\n  - Mine\nResources:\n  A:\n    Type: AWS::Logs::LogGroup\n",
    ],
)
def test_what_stands_elsewhere_is_undecided_in_yaml_too(body: str) -> None:
    assert unknowns(judged(body)) == ["templateBody"]


def test_a_template_in_yaml_that_surely_makes_no_identity_passes_however_it_is_written() -> None:
    assert passes(judged("Resources:\n  Logs: {Type: AWS::Logs::LogGroup, Properties: {Tags: [a,\n b]}}\n"))
    assert passes(judged("Description: 'no\n  end"))


TWO = (
    YAML
    + """      PermissionsBoundary: !Ref Boundary
  Writer:
    Properties:
      RoleName: writer
    Type: AWS::IAM::Role
"""
)


def test_a_boundary_bounds_the_resource_in_which_it_stands() -> None:
    assert messages(judged(TWO)) == [
        "the template of 'vendor' makes 1 identity without a permissions boundary: 'Writer'"
    ]
    twice = TWO.replace("!Ref Boundary", "!Ref Boundary\n      PermissionsBoundary: !Ref Boundary")
    assert unknowns(judged(twice)) == ["templateBody"]
    assert passes(judged(TWO.replace("RoleName: writer", "PermissionsBoundary: !Ref Boundary")))
    assert messages(judged(TWO.replace("!Ref Boundary", "")))


@pytest.mark.parametrize(
    "body",
    [
        "Resources: {Reader: {Type: AWS::IAM::Role}}",
        "Resources:\n  Reader: {Type: 'AWS::IAM::User', Properties: {}}\n",
        '{"Resources": {"Reader": {"Type": "AWS::IAM::Role"}},}',
    ],
)
def test_a_template_in_brackets_is_read(body: str) -> None:
    assert messages(judged(body))


@pytest.mark.parametrize("body", [YAML + "#" * 60_000, YAML + "  - x", YAML + "---\na: b\n"])
def test_a_template_that_is_not_read_is_undecided(body: str) -> None:
    assert unknowns(judged(body)) == ["templateBody"]


def test_what_is_behind_a_url_passes() -> None:
    url = "https://example-templates.s3.amazonaws.com/vendor.yaml"
    assert passes(judge(RULE, Resource.of(STACK, "vendor", templateUrl=url, capabilities=["CAPABILITY_IAM"])))


def test_a_template_that_is_not_known_is_undecided_where_it_may_make_identities() -> None:
    for capabilities in (["CAPABILITY_NAMED_IAM"], ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"], UNKNOWN):
        assert unknowns(judged(UNKNOWN, capabilities=capabilities)) == ["templateBody"]
    for capabilities in (None, [], ["CAPABILITY_AUTO_EXPAND"]):
        assert passes(judged(UNKNOWN, capabilities=capabilities))
        assert passes(judged("Resources: {Reader: {Type: *role}}", capabilities=capabilities))
        assert passes(judged(template(Inner=made("AWS::CloudFormation::Stack")), capabilities=capabilities))


def test_a_marked_template_is_judged_and_not_told() -> None:
    assert messages(judged(Secret(template(Canary=made())))) == [
        "the template of 'vendor' makes 1 identity without a permissions boundary"
    ]


def test_what_was_looked_up_is_somebody_elses() -> None:
    looked_up = Resource("urn:x", STACK, "v", outputs=Properties(Partial()), external=True)
    assert passes(judge(RULE, looked_up))


ODD = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists)


@given(ODD, st.sampled_from(["Resources", "Type", "Properties", "x"]))
def test_no_template_breaks_the_rule(value: Any, key: str) -> None:
    for body in ({key: value}, {"Resources": {"A": {key: value, "Type": "AWS::IAM::Role"}}}, {"Resources": value}):
        judged(json.dumps(body))
    judged(value)
    judged("[" * 100_000)
