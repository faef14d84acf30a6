"""Whom Google marks as deleted has no role any more, and nobody else is told."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_member_still_exists import google_member_still_exists

BINDING = "gcp:pubsub/topicIAMBinding:TopicIAMBinding"
POLICY = "gcp:storage/bucketIAMPolicy:BucketIAMPolicy"
LIVES = "serviceAccount:shop@acme.iam.gserviceaccount.com"
GONE = "deleted:serviceAccount:old@acme.iam.gserviceaccount.com?uid=123456789012345678901"


def judged(resource: Resource) -> Answer:
    return judge(google_member_still_exists, resource)


def binding(*members: Any) -> Resource:
    return Resource.of(BINDING, "publishers", topic="orders", role="roles/pubsub.publisher", members=list(members))


def policy(data: Any) -> Resource:
    return Resource.of(POLICY, "files", bucket="files", policyData=data)


def written(*members: str) -> str:
    return json.dumps({"bindings": [{"role": "roles/storage.objectViewer", "members": members}]})


@pytest.mark.parametrize("type_", google_things())
def test_who_was_deleted_is_found_wherever_somebody_is_given_a_role(type_: str) -> None:
    member = google_things()[type_].member
    one = Resource.of(type_, "grant", **({"members": [LIVES, GONE]} if member == "members[]" else {"member": GONE}))
    (problem,) = judged(one).problems
    assert "to a service account that was deleted, 'old@acme.iam.gserviceaccount.com'" in problem.message
    assert problem.key == GONE


@pytest.mark.parametrize(
    ("member", "who"),
    [
        ("deleted:user:ann@example.com?uid=1", "a user"),
        ("deleted:group:ops@example.com?uid=1", "a group"),
        ("Deleted:serviceAccount:x@y.iam.gserviceaccount.com?uid=1", "a service account"),
        (
            "deleted:principal://iam.googleapis.com/locations/global/workforcePools/ours/subject/ann",
            "a principal of an identity pool",
        ),
    ],
)
def test_the_message_says_what_it_was(member: str, who: str) -> None:
    (message,) = messages(judged(binding(member)))
    assert message.startswith(f"'publishers' gives a role on a topic to {who} that was deleted, ")


def test_a_policy_as_a_whole_is_read_as_well() -> None:
    assert messages(judged(policy(written(LIVES, GONE)))) == [
        "'files' gives a role on a bucket to a service account that was deleted, 'old@acme.iam.gserviceaccount.com'"
    ]
    assert passes(judged(policy(written(LIVES))))
    assert passes(judged(policy(json.dumps({"bindings": None}))))


@pytest.mark.parametrize(
    "member", [LIVES, "user:deleted@example.com", "serviceAccount:deleted-files@acme.iam.gserviceaccount.com", "x", ""]
)
def test_others_are_there(member: str) -> None:
    assert passes(judged(binding(member)))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    answer = judged(binding(UNKNOWN, GONE))
    assert (len(answer.problems), unknowns(answer)) == (1, ["members[0]"])
    assert unknowns(judged(policy(UNKNOWN))) == ["policyData"]
    assert unknowns(judged(policy("{"))) == ["policyData"]


def test_an_account_that_is_yet_to_be_made_will_be_there() -> None:
    account = Resource.of("gcp:serviceaccount/account:Account", "shop", accountId="shop")
    assert passes(judged(replace(binding(UNKNOWN), property_dependencies={"members": (account.urn,)})))


def test_what_is_marked_is_judged_and_not_quoted() -> None:
    for one in (binding(Secret(GONE)), policy(Secret(written(GONE)))):
        (problem,) = judged(one).problems
        assert "to somebody that was deleted" in problem.message
        assert "old@" not in str(problem)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(binding(odd))
    judged(policy(odd))
