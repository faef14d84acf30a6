"""`get_policy_document` answers to the byte as the AWS provider does: texts are those of its acceptance tests."""

import json
from typing import Any

import pytest

from daypass.engine.go_json import go_json
from daypass.engine.policy_document import RefusedDocument, policy_document_answer


def policy_document(arguments: dict[str, Any]) -> str:
    return str(policy_document_answer(arguments)["json"])


def minified(*statements: dict[str, Any], **arguments: Any) -> str:
    return str(policy_document_answer({"statements": list(statements), **arguments})["minifiedJson"])


def only(*statements: dict[str, Any], **arguments: Any) -> Any:
    (statement,) = json.loads(policy_document({"statements": list(statements), **arguments}))["Statement"]
    return statement


def test_a_document_is_indented_by_two_in_the_order_of_the_providers_fields() -> None:
    document = policy_document(
        {
            "policyId": "policy_id",
            "statements": [
                {
                    "sid": "1",
                    "actions": ["s3:ListAllMyBuckets", "s3:GetBucketLocation"],
                    "resources": ["arn:aws:s3:::*"],
                },
                {
                    "actions": ["s3:ListBucket"],
                    "resources": ["arn:aws:s3:::foo"],
                    "conditions": [
                        {
                            "test": "StringLike",
                            "variable": "s3:prefix",
                            "values": ["home/", "", "home/&{aws:username}/"],
                        }
                    ],
                    "notPrincipals": [{"type": "AWS", "identifiers": ["arn:blahblah:example"]}],
                },
                {"actions": ["s3:*"], "effect": "Deny", "notResources": ["arn:aws:s3:::*"]},
                {"notActions": ["s3:*"], "resources": ["arn:aws:s3:::*"]},
            ],
        }
    )
    assert (
        document
        == """{
  "Version": "2012-10-17",
  "Id": "policy_id",
  "Statement": [
    {
      "Sid": "1",
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets",
        "s3:GetBucketLocation"
      ],
      "Resource": "arn:aws:s3:::*"
    },
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::foo",
      "NotPrincipal": {
        "AWS": "arn:blahblah:example"
      },
      "Condition": {
        "StringLike": {
          "s3:prefix": [
            "home/",
            "",
            "home/${aws:username}/"
          ]
        }
      }
    },
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "NotResource": "arn:aws:s3:::*"
    },
    {
      "Effect": "Allow",
      "NotAction": "s3:*",
      "Resource": "arn:aws:s3:::*"
    }
  ]
}"""
    )


def test_without_statements_there_is_a_version_alone() -> None:
    assert minified() == '{"Version":"2012-10-17"}'
    assert minified(version="2008-10-17") == '{"Version":"2008-10-17"}'


def test_sets_are_sorted_backwards_and_one_stands_alone() -> None:
    assert only({"actions": ["a:B", "c:D", "a:B"]})["Action"] == ["c:D", "a:B"]
    assert only({"actions": ["a:B", "a:B"]})["Action"] == "a:B"


def test_values_of_conditions_keep_their_order() -> None:
    conditions = [{"test": "StringEquals", "variable": "aws:x", "values": ["b", "a", "b"]}]
    assert only({"actions": ["*"], "conditions": conditions})["Condition"] == {
        "StringEquals": {"aws:x": ["b", "a", "b"]}
    }


def test_conditions_of_one_operator_and_key_are_joined() -> None:
    conditions = [
        {"test": "StringEquals", "variable": "k", "values": ["one"]},
        {"test": "StringEquals", "variable": "k", "values": ["two"]},
        {"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]},
    ]
    condition = only({"actions": ["*"], "conditions": conditions})["Condition"]
    assert list(condition) == ["Bool", "StringEquals"]
    assert condition["Bool"] == {"aws:SecureTransport": "true"}
    assert sorted(condition["StringEquals"]["k"]) == ["one", "two"]


def test_everybody_is_a_star_only_where_the_type_is_one_too() -> None:
    assert only({"principals": [{"type": "*", "identifiers": ["*"]}]})["Principal"] == "*"
    assert only({"principals": [{"type": "AWS", "identifiers": ["*"]}]})["Principal"] == {"AWS": "*"}


def test_principals_of_one_type_are_joined_and_types_are_in_order() -> None:
    principals = [
        {"type": "Service", "identifiers": ["ecs.amazonaws.com"]},
        {"type": "AWS", "identifiers": ["arn:b", "arn:a"]},
        {"type": "AWS", "identifiers": ["arn:c"]},
    ]
    principal = only({"actions": ["sts:AssumeRole"], "principals": principals})["Principal"]
    assert list(principal) == ["AWS", "Service"]
    assert sorted(principal["AWS"]) == ["arn:a", "arn:b", "arn:c"]
    assert principal["Service"] == "ecs.amazonaws.com"


def test_sources_come_first_own_statements_replace_and_overrides_win() -> None:
    source = json.dumps(
        {
            "Version": "2008-10-17",
            "Id": "source",
            "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "from:source"}],
        }
    )
    override = json.dumps(
        {
            "Statement": [
                {"Sid": "B", "Effect": "Deny", "Action": ["from:override"]},
                {"Effect": "Deny", "Action": "x:y"},
            ]
        }
    )
    document = json.loads(
        policy_document(
            {
                "sourcePolicyDocuments": [source, None],
                "statements": [{"sid": "A", "actions": ["own:A"]}, {"sid": "B", "actions": ["own:B"]}],
                "overridePolicyDocuments": [override],
            }
        )
    )
    assert (document["Version"], document["Id"]) == ("2012-10-17", "source")
    assert document["Statement"] == [
        {"Sid": "A", "Effect": "Allow", "Action": "own:A"},
        {"Sid": "B", "Effect": "Deny", "Action": ["from:override"]},
        {"Effect": "Deny", "Action": "x:y"},
    ]


def test_a_document_that_is_merged_keeps_what_it_says_of_principals_and_conditions() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["b", "a"], "Service": "x"},
        "NotPrincipal": "*",
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"k": True}, "StringEquals": {"s": ["1", "2"], "t": "one"}},
    }
    merged = only(sourcePolicyDocuments=[json.dumps({"Statement": [statement]})])
    assert merged["Principal"] == {"AWS": ["b", "a"], "Service": "x"}
    assert merged["NotPrincipal"] == "*"
    assert merged["Condition"] == {"Bool": {"k": "true"}, "StringEquals": {"s": ["1", "2"], "t": "one"}}


def test_angle_brackets_and_ampersands_are_escaped_as_go_does() -> None:
    assert minified({"actions": ["a:<b>&c"], "resources": ["é"]}).count("a:\\u003cb\\u003e\\u0026c") == 1
    assert go_json({"b": "é<", "a": 1}, sort_keys=True) == '{"a":1,"b":"é\\u003c"}'


def test_the_answer_holds_its_arguments_and_an_id() -> None:
    answer = policy_document_answer({"statements": [{"actions": ["a:b"]}]})
    assert policy_document_answer(answer)["json"] == answer["json"]
    assert answer["id"].isdigit()
    assert answer["version"] == "2012-10-17"


@pytest.mark.parametrize(
    ("arguments", "fact"),
    [
        ({"version": "2020-01-01"}, "expected version"),
        ({"statements": [{"sid": "A", "actions": ["a:b"]}, {"sid": "A", "actions": ["a:b"]}]}, r"duplicate Sid \(A\)"),
        ({"statements": [{"sid": "not allowed!"}]}, "has the Sid"),
        ({"statements": [{"effect": "Maybe"}]}, "the effect 'Maybe'"),
        (
            {"version": "2008-10-17", "statements": [{"resources": ["&{aws:username}"]}]},
            "not supported in document version",
        ),
        ({"sourcePolicyDocuments": ["{"]}, "merging source document 0"),
        ({"sourcePolicyDocuments": ['{"Statement": {"Effect": "Allow"}}']}, "list of statements"),
        ({"overridePolicyDocuments": ["[]"]}, "merging override document 0"),
        (
            {"overridePolicyDocuments": ['{"Statement": [{"Condition": {"Bool": {"a": 1}}}]}']},
            "merging override document 0",
        ),
        ({"sourcePolicyDocuments": ["[" * 100_000]}, "merging source document 0"),
        ({"sourcePolicyDocuments": ['{"Statement": [], "Statement": []}']}, "merging source document 0"),
        ({"sourceJson": "{}"}, "no longer used"),
        (
            {"sourcePolicyDocuments": ['{"Statement": [{"Sid": "A"}]}', '{"Statement": [{"Sid": "A"}]}']},
            r"duplicate Sid \(A\) in source_policy_documents",
        ),
    ],
)
def test_what_the_provider_refuses_is_refused(arguments: dict[str, Any], fact: str) -> None:
    with pytest.raises(RefusedDocument, match=fact):
        policy_document(arguments)
