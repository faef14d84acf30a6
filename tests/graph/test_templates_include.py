"""Whoever writes what the template of a stack includes has the stack's role make it."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.included import included_in
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

KIT = "arn:aws:s3:::snippets"
WRITES = allow("s3:PutObject", f"{KIT}/*")
MAKES = allow(["iam:CreateRole", "iam:PutRolePolicy"], f"arn:aws:iam::{ACCOUNT}:role/kit/*")
LOCATION = {"Name": "AWS::Include", "Parameters": {"Location": "s3://snippets/alarms.yaml"}}
BODY = json.dumps({"Resources": {"Fn::Transform": LOCATION}})
YAML = "Resources:\n  Fn::Transform:\n    Name: AWS::Include\n    Parameters:\n      Location: 's3://snippets/alarms.yaml'\n"
NESTED = "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: "


def stack(body: Any = BODY, **inputs: Any) -> Resource:
    said = {"name": "kit", "iamRoleArn": f"{ARN}role/kit", "templateBody": body}
    return aws("cloudformation/stack", "kit", **{**said, **inputs})


def told(made: Resource, *given: dict[str, Any]) -> list[str]:
    runs = (role("kit", "cloudformation.amazonaws.com"), may("kit", MAKES), made)
    found = judge_stack(no_path_to_more_rights, role("wiki"), may("wiki", *(given or (WRITES,))), *runs)
    return [text for text in messages(found) if text.startswith("role 'wiki'")]


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        YAML,
        f"{NESTED}https://snippets.s3.eu-west-1.amazonaws.com/alarms.yaml\n",
        f"{NESTED}https://snippets.s3.amazonaws.com/alarms.yaml\n",
        f"{NESTED}https://s3.eu-west-1.amazonaws.com/snippets/alarms.yaml\n",
    ],
)
def test_who_writes_what_is_included_has_the_role_make_it(body: str) -> None:
    assert [*included_in(stack(body))] == ["arn:*:s3:::snippets/alarms.yaml"]
    assert "(s3-x01: s3:PutObject)" in only(told(stack(body)))
    assert not told(stack(body), allow("s3:PutObject", f"{KIT}/pages/*"))
    assert not told(stack(body), WRITES, deny("s3:PutObject", f"{KIT}/alarms.yaml"))


@pytest.mark.parametrize(
    "body",
    [
        "Resources:\n  A:\n    Type: AWS::Glue::Job\n    Properties:\n      Location: s3://snippets/alarms.yaml\n",
        "# Transform: AWS::Include\n#   Location: s3://snippets/alarms.yaml\nResources: {}\n",
        f"{NESTED}https://snippets.s3.amazonaws.com/alarms.yaml?versionId=v1\n",
        f"{NESTED}!Sub https://${{Bucket}}.s3.amazonaws.com/alarms.yaml\n",
        f"{NESTED}https://example.org/snippets/alarms.yaml\n",
        BODY.replace("alarms", "${Name}"),
    ],
    ids=["no include", "a comment", "a version", "a parameter", "elsewhere", "a part"],
)
def test_what_is_held_to_a_version_or_is_not_known_is_quiet(body: str) -> None:
    assert not [*included_in(stack(body))]
    assert not told(stack(body))


def test_a_stack_of_aws_native_is_read_alike() -> None:
    made = native("cloudformation:Stack", "kit", stackName="kit", roleArn=f"{ARN}role/kit", templateBody=BODY)
    assert [*included_in(made)] == ["arn:*:s3:::snippets/alarms.yaml"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), "AWS::Include Location: s3://"])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert not [*included_in(stack(odd))]
