"""Tags are found as AWS would find them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret, Undecided
from daypass.model.resource_tags import Tags

ROLE = "aws:iam/role:Role"


def tags_of(type_: str, tags: object) -> Tags:
    resource = Resource.of(type_, "deploy", tags=tags)
    return Tags.of(resource.declared, resource)


@pytest.mark.parametrize("type_", [ROLE, "aws:iam/user:User", "aws-native:iam:Role", "aws-native:iam:User"])
def test_a_key_of_a_role_or_user_is_the_same_in_any_case(type_: str) -> None:
    """IAM would not take `Daypass:Owner` beside `daypass:owner`: they are one tag."""
    assert tags_of(type_, {"Daypass:OWNER": "payments"}).get("daypass:owner") == "payments"


@pytest.mark.parametrize(
    "type_", ["aws:iam/policy:Policy", "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws:s3/bucket:Bucket"]
)
def test_everything_else_tells_cases_apart(type_: str) -> None:
    """A policy may have both `Owner` and `owner`."""
    assert tags_of(type_, {"Daypass:Owner": "payments"}).get("daypass:owner") is None


def test_a_list_of_keys_and_values_is_read_alike() -> None:
    """As `aws-native` has them."""
    tags = tags_of("aws-native:iam:Role", [{"key": "DAYPASS:Owner", "value": "payments"}])
    assert tags.get("daypass:owner") == "payments"


def test_the_key_as_it_is_asked_for_comes_first() -> None:
    """AWS takes only one of them; what a program says twice says what it was asked for."""
    assert tags_of(ROLE, {"Daypass:Owner": "others", "daypass:owner": "payments"}).get("daypass:owner") == "payments"


def test_an_unknown_value_is_unknown_in_any_case() -> None:
    """The path names the tag that was asked for."""
    with pytest.raises(Undecided, match=r"tags\.daypass:owner"):
        tags_of(ROLE, {"Daypass:Owner": UNKNOWN}).get("daypass:owner")


def test_a_marked_value_is_read_in_any_case() -> None:
    """The mark keeps it out of messages, not out of the answer."""
    assert tags_of(ROLE, {"Daypass:Owner": Secret("payments")}).get("daypass:owner") == "payments"


@given(st.text("abcxyzABCXYZ:-/", min_size=1))
def test_no_spelling_of_a_key_hides_a_tag_of_a_role(key: str) -> None:
    """Whatever letters are small or capital."""
    for written in (key.upper(), key.lower(), key.swapcase()):
        assert tags_of(ROLE, {written: "payments"}).get(key) == "payments"


def test_a_state_says_what_the_inputs_leave_to_the_provider() -> None:
    """Inputs that say all tags themselves say what is asked for now, and a state what there was."""
    made = Resource.of(ROLE, "deploy", tags={"team": "a"})
    state = replace(made, outputs=Properties({"tagsAll": {"team": "a", "daypass:owner": "payments"}}))
    assert Tags.of(state.declared, state).get("daypass:owner") == "payments"
    asked = replace(state, inputs=Properties({"tagsAll": {"team": "a"}}))
    assert Tags.of(asked.declared, asked).get("daypass:owner") is None
    later = replace(made, outputs=Properties({"tagsAll": UNKNOWN}))
    assert Tags.of(later.declared, later).get("daypass:owner") is None


@pytest.mark.parametrize(
    ("type_", "argument"),
    [
        ("aws-native:cognito:UserPool", "userPoolTags"),
        ("aws-native:efs:FileSystem", "fileSystemTags"),
        ("aws-native:backup:BackupVault", "backupVaultTags"),
        ("aws-native:sqs:Queue", "tags"),
    ],
)
def test_tags_are_read_whatever_the_type_calls_them(type_: str, argument: str) -> None:
    for tags in ({"Owner": "team-orders"}, [{"key": "Owner", "value": "team-orders"}]):
        resource = Resource.of(type_, "it", **{argument: tags})
        assert Tags.of(resource.declared, resource).get("Owner") == "team-orders"


def defaults(text: object, **inputs: object) -> Tags:
    """The tags of a role whose provider's default tags are said so."""
    made = Resource.of(ROLE, "deploy", **inputs)
    resource = replace(made, provider=Provider(inputs=Properties({"defaultTags": text})))
    return Tags.of(resource.declared, resource)


@pytest.mark.parametrize(
    "text",
    ['{"tags":{"owner":"payments"}', '{"tags":{},"tags":{"owner":"x"}}', "owner=payments", "[" * 100_000, "7", '"x"'],
    ids=lambda text: text[:20],
)
def test_default_tags_that_nobody_can_read_may_hold_any_key(text: str) -> None:
    for said in (text, Secret(text)):
        with pytest.raises(Undecided):
            defaults(said).get("owner")
        assert defaults(said, tags={"owner": "billing"}).get("owner") == "billing"


@pytest.mark.parametrize("text", ['{"tags":{"owner":"payments"}}', '{"owner":"payments"}'])
def test_default_tags_are_read_in_the_text_that_a_provider_is_given(text: str) -> None:
    assert defaults(text).get("owner") == "payments"
    assert defaults(text).get("contact") is None


@pytest.mark.parametrize("text", ["", " ", "null", "{}", '{"tags":null}'])
def test_a_provider_that_says_nothing_has_no_default_tags(text: str) -> None:
    assert defaults(text).get("owner") is None
