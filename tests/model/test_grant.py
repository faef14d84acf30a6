"""A grant is some actions on some resources; wildcards only with a reason."""

import json
from typing import Any

import pytest

from daypass.errors import DeclarationError
from daypass.model.grant import Grant

REPORTS = "arn:aws:s3:::reports/*"


def test_a_text_says_actions_on_resources() -> None:
    grant = Grant.parse("s3:GetObject, s3:PutObject on arn:aws:s3:::reports/*,arn:aws:s3:::archive/*")
    assert grant == Grant(("s3:GetObject", "s3:PutObject"), (REPORTS, "arn:aws:s3:::archive/*"))
    assert str(grant) == "s3:GetObject, s3:PutObject on arn:aws:s3:::reports/*, arn:aws:s3:::archive/*"


def test_json_says_all_that_a_table_says() -> None:
    table = {
        "actions": ["s3:*"],
        "resources": [REPORTS],
        "conditions": {"StringEquals": {"s3:x-amz-server-side-encryption": ["aws:kms", "AES256"]}},
        "wildcard": "The archiver manages this bucket",
        "name": "archive",
    }
    grant = Grant.parse(json.dumps(table))
    assert grant.key == "archive"
    assert grant.as_statement() == {
        "Sid": "Archive",
        "Effect": "Allow",
        "Action": ["s3:*"],
        "Resource": [REPORTS],
        "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption": ["aws:kms", "AES256"]}},
    }
    assert str(grant).endswith(" if s3:x-amz-server-side-encryption")


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("s3:PutObject", "s3-put-object"),
        ("sqs:GetQueueURL", "sqs-get-queue-url"),
        ("s3:*", "s3-any"),
        ("s3:Get*", "s3-get-any"),
        ("*", "any"),
        ("bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore-invoke-agent-runtime"),
    ],
)
def test_the_key_comes_from_the_first_action(action: str, key: str) -> None:
    assert Grant((action, "s3:ListBucket"), (REPORTS,), wildcard="It manages the bucket").key == key


def test_a_grant_cannot_be_changed_afterwards() -> None:
    conditions: dict[str, Any] = {"StringEquals": {"aws:SourceVpc": ["vpc-1"]}}
    grant = Grant(("s3:GetObject",), (REPORTS,), conditions)
    conditions["StringEquals"]["aws:SourceVpc"].append("vpc-2")
    grant.as_statement()["Condition"]["StringEquals"].clear()
    assert grant.as_statement()["Condition"] == {"StringEquals": {"aws:SourceVpc": ["vpc-1"]}}


@pytest.mark.parametrize(
    ("actions", "resources", "named"),
    [
        (["s3:Get*"], [REPORTS], "'s3:Get*'"),
        (["*"], [REPORTS], "'*'"),
        (["s3:GetObject"], ["*"], "'*'"),
        (["s3:GetObject"], [REPORTS, "arn:aws:s3:::*"], "'arn:aws:s3:::*'"),
    ],
)
def test_a_wildcard_needs_a_reason_that_is_one(actions: list[str], resources: list[str], named: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        Grant(tuple(actions), tuple(resources))
    assert named in str(refused.value)
    assert 'wildcard = "why"' in str(refused.value)
    with pytest.raises(DeclarationError, match="is no reason"):
        Grant(tuple(actions), tuple(resources), wildcard="TODO")
    assert Grant(tuple(actions), tuple(resources), wildcard="Lists what the archiver has to delete")


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"actions": ()}, "actions"),
        ({"actions": "s3:GetObject"}, "actions"),
        ({"actions": None}, "actions"),
        ({"actions": ("GetObject",)}, "actions"),
        ({"actions": ("S3:GetObject",)}, "actions"),
        ({"actions": ("s3:GetObject ",)}, "actions"),
        ({"actions": (7,)}, "actions"),
        ({"resources": ()}, "resources"),
        ({"resources": ("reports",)}, "resources"),
        ({"resources": ("arn:aws:s3:::",)}, "resources"),
        ({"resources": ("arn:aws:s3:::a b",)}, "resources"),
        ({"resources": ("arn:aws:s3:::a\n",)}, "resources"),
        ({"conditions": []}, "conditions"),
        ({"conditions": {"StringEquals": {}}}, "conditions.StringEquals"),
        ({"conditions": {"String Equals": {"a": "b"}}}, "conditions.String Equals"),
        ({"conditions": {"StringEquals": {"a": {}}}}, "conditions.StringEquals.a"),
        ({"conditions": {"StringEquals": {"a": []}}}, "conditions.StringEquals.a"),
        ({"name": "Reports"}, "name"),
        ({"name": "-"}, "name"),
        ({"wildcard": 1}, "wildcard"),
    ],
    ids=str,
)
def test_what_is_no_grant_is_refused_with_its_place(facts: dict[str, Any], place: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        Grant(**{"actions": ("s3:GetObject",), "resources": (REPORTS,)} | facts)
    assert refused.value.place == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s3:GetObject",
        "s3:GetObject to arn:aws:s3:::x",
        " on ",
        "s3:GetObject on ",
        "{",
        "{}",
        '{"actions": ["a:B"]}',
        '{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::x"], "effect": "Allow"}',
        '{"actions": ["s3:GetObject"], "actions": ["s3:PutObject"], "resources": ["arn:aws:s3:::x"]}',
        '{"a":' * 5000,
    ],
)
def test_a_text_that_says_no_grant_is_refused(text: str) -> None:
    with pytest.raises(DeclarationError):
        Grant.parse(text)


def test_a_misspelt_key_finds_its_neighbour() -> None:
    with pytest.raises(DeclarationError, match="Did you mean 'resources'"):
        Grant.of({"actions": ["s3:GetObject"], "ressources": [REPORTS]})
