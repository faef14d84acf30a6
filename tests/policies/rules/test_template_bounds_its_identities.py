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
    return judge(RULE, Resource.of(type_, "vendor", templateBody=body, **inputs))


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


YAML = """
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "${AWS::StackName}-reader"
"""


def test_a_template_in_yaml_is_read_by_its_lines() -> None:
    assert messages(judged(YAML)) == ["the template of 'vendor' makes 1 identity without a permissions boundary"]
    assert messages(judged(YAML.replace("AWS::IAM::Role", "'AWS::IAM::User'  # ours")))
    assert passes(judged(YAML + "      PermissionsBoundary: !Ref Boundary\n"))
    assert passes(judged(YAML.replace("    Type", "    # Type")))
    assert passes(judged(YAML.replace("IAM::Role", "Logs::LogGroup")))


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
    assert messages(judged(TWO)) == ["the template of 'vendor' makes 1 identity without a permissions boundary"]
    twice = TWO.replace("!Ref Boundary", "!Ref Boundary\n      PermissionsBoundary: !Ref Boundary")
    assert messages(judged(twice))
    assert passes(judged(TWO.replace("RoleName: writer", "PermissionsBoundary: !Ref Boundary")))
    assert messages(judged(TWO.replace("!Ref Boundary", "")))


@pytest.mark.parametrize(
    "body",
    [
        "Resources: {Reader: {Type: AWS::IAM::Role}}",
        "Resources:\n  Reader: {Type: 'AWS::IAM::User', Properties: {}}\n",
        '{"Resources": {"Reader": {"Type": "AWS::IAM::Role"}},}',
        YAML + "#" * 60_000,
    ],
)
def test_a_template_that_lines_do_not_tell_is_undecided(body: str) -> None:
    assert unknowns(judged(body)) == ["templateBody"]


def test_what_is_behind_a_url_passes() -> None:
    url = "https://example-templates.s3.amazonaws.com/vendor.yaml"
    assert passes(judge(RULE, Resource.of(STACK, "vendor", templateUrl=url, capabilities=["CAPABILITY_IAM"])))


def test_a_template_that_is_not_known_is_undecided_where_it_may_make_identities() -> None:
    for capabilities in (["CAPABILITY_NAMED_IAM"], ["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"], UNKNOWN):
        assert unknowns(judged(UNKNOWN, capabilities=capabilities)) == ["templateBody"]
    assert passes(judged(UNKNOWN))
    assert passes(judged(UNKNOWN, capabilities=["CAPABILITY_AUTO_EXPAND"]))


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
