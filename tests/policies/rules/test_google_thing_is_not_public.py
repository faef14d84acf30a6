"""Everyone is let in nowhere in Google Cloud but where that is meant, and there it is said."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_thing_is_not_public import google_thing_is_not_public

ON_SECRET = "gcp:secretmanager/secretIamMember:SecretIamMember"
ON_BUCKET = "gcp:storage/bucketIAMMember:BucketIAMMember"
ON_SERVICE = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember"
ON_FUNCTION = "gcp:cloudfunctions/functionIamMember:FunctionIamMember"


def given(type_: str, /, member: Any = "allUsers", **inputs: Any) -> Resource:
    key = google_things()[type_].member.removesuffix("[]")
    said = {key: [member] if key == "members" else member, "role": "roles/x.admin", **inputs}
    return Resource.of(type_, "grant", **said)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(google_thing_is_not_public, *resources, **ask)


@pytest.mark.parametrize("type_", google_things())
@pytest.mark.parametrize("member", ["allUsers", "allAuthenticatedUsers", " ALLUSERS "])
def test_whatever_lets_in_everyone_is_refused(type_: str, member: str) -> None:
    (problem,) = judged(given(type_, member)).problems
    assert "lets in everyone" in problem.message
    assert not problem.advisory


def test_the_message_says_what_and_as_what() -> None:
    one = given(ON_SECRET, secretId="projects/shop/secrets/psp-key", role="roles/secretmanager.secretAccessor")
    (problem,) = judged(one).problems
    assert problem.message == "secret 'psp-key' lets in everyone as 'secretmanager.secretAccessor'"
    assert problem.severity == "critical"


def test_what_is_there_to_be_read_or_called_is_advice() -> None:
    for one in (
        given(ON_BUCKET, bucket="site", role="roles/storage.objectViewer"),
        given(ON_FUNCTION, cloudFunction="hook", role="roles/cloudfunctions.invoker"),
    ):
        (problem,) = judged(one).problems
        assert (problem.severity, problem.advisory) == ("medium", True)
    assert not judged(given(ON_BUCKET, bucket="site", role="roles/storage.objectAdmin")).problems[0].advisory


def test_a_bucket_that_is_called_public_is_for_profile_strict() -> None:
    open_ = given(ON_BUCKET, bucket="shop-public-assets", role="roles/storage.objectViewer")
    assert passes(judged(open_))
    assert judged(open_, profile="strict").problems
    assert judged(given(ON_BUCKET, bucket="shop-public-assets", role="roles/storage.objectAdmin")).problems
    assert judged(given(ON_BUCKET, bucket="shop-non-public", role="roles/storage.objectViewer")).problems


def test_a_web_site_of_cloud_run_is_for_profile_strict() -> None:
    site = given(ON_SERVICE, name="site", role="roles/run.invoker")
    assert passes(judged(site))
    assert judged(site, profile="strict").problems
    assert judged(given(ON_SERVICE, name="site", role="roles/run.admin")).problems


@pytest.mark.parametrize(
    "member", ["user:ann@acme.com", "domain:acme.com", "serviceAccount:a@b.iam.gserviceaccount.com", "nonsense", ""]
)
def test_whoever_is_named_passes(member: str) -> None:
    assert passes(judged(given(ON_SECRET, member)))


def test_a_member_that_is_not_known_is_undecided_unless_google_names_it() -> None:
    one = given(ON_SECRET, UNKNOWN)
    assert unknowns(judged(one)) == ["member"]
    account = Resource.of("gcp:serviceaccount/account:Account", "api")
    assert passes(judged(replace(one, property_dependencies={"member": (account.urn,)})))
    stack = Resource.of("pulumi:pulumi:StackReference", "base")
    assert unknowns(judged(replace(one, property_dependencies={"member": (stack.urn,)}))) == ["member"]


def test_each_member_of_a_binding_is_told_and_one_unknown_hides_none() -> None:
    binding = "gcp:storage/bucketIAMBinding:BucketIAMBinding"
    members = [UNKNOWN, "allUsers", "allAuthenticatedUsers"]
    answer = judged(Resource.of(binding, "b", members=members, role=UNKNOWN))
    assert messages(answer) == [
        "a bucket lets in everyone",
        "a bucket lets in everyone who has an account of Google",
    ]
    assert unknowns(answer) == ["members[0]"]


def test_what_is_marked_is_not_quoted() -> None:
    one = given(ON_SECRET, Secret("allUsers"), secretId=Secret("psp-key"), role=Secret("roles/owner"))
    assert messages(judged(one)) == ["a secret lets in everyone"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(given(ON_SECRET, odd, secretId=odd, role=odd))
    judged(given(ON_BUCKET, "allUsers", bucket=odd, role=odd))


@pytest.mark.parametrize(
    ("type_", "role"),
    [
        ("gcp:projects/iAMMember:IAMMember", "roles/storage.objectViewer"),
        ("gcp:projects/iAMMember:IAMMember", "roles/run.invoker"),
        ("gcp:folder/iAMBinding:IAMBinding", "roles/storage.objectViewer"),
        ("gcp:cloudrunv2/jobIamMember:JobIamMember", "roles/run.invoker"),
    ],
)
def test_what_is_everywhere_or_no_site_is_no_advice(type_: str, role: str) -> None:
    (problem,) = judged(given(type_, role=role)).problems
    assert not problem.advisory


def test_a_hostile_role_is_quoted() -> None:
    (message,) = messages(judged(given(ON_SECRET, role="roles/r\x1b[31m" + "x" * 9_000)))
    assert "\x1b" not in message
    assert len(message) < 300
