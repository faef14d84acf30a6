"""An account of one environment has nothing to do in the projects of another."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.google_account_stays_in_its_environment import google_account_stays_in_its_environment

ON_PROJECT = "gcp:projects/iAMMember:IAMMember"
ON_BUCKET = "gcp:storage/bucketIAMMember:BucketIAMMember"
ACCOUNT = "gcp:serviceaccount/account:Account"
DEV = "serviceAccount:api@shop-dev.iam.gserviceaccount.com"
HUB = "serviceAccount:deploy@shop-tools.iam.gserviceaccount.com"


def judged(*resources: Resource) -> Answer:
    return judge_stack(google_account_stays_in_its_environment, *resources)


def given(name: str, project: Any, member: Any = DEV) -> Resource:
    return Resource.of(ON_PROJECT, name, project=project, member=member, role="roles/datastore.user")


def test_an_account_of_development_has_no_role_in_production() -> None:
    (problem,) = judged(given("orders", "shop-prod")).problems
    assert problem.message == "service account 'api' of development has rights on project 'shop-prod' of production"
    assert problem.key == "production"
    assert passes(judged(given("orders", "shop-dev")))


@pytest.mark.parametrize("type_", google_things())
def test_whatever_gives_a_role_on_one_thing_is_read(type_: str) -> None:
    kind = google_things()[type_]
    key = kind.member.removesuffix("[]")
    said = {key: [DEV] if kind.member.endswith("[]") else DEV, kind.thing: "shop-prod"}
    assert len(judged(Resource.of(type_, "grant", **said)).problems) == 1


@pytest.mark.parametrize(
    "member",
    [
        "serviceAccount:dev-api@shop.iam.gserviceaccount.com",
        "serviceAccount:api@shop-dev.acme.com.iam.gserviceaccount.com",
        "serviceAccount:shop-dev@appspot.gserviceaccount.com",
        "serviceAccount:shop-dev.svc.id.goog[orders/api]",
        DEV.upper(),
    ],
)
def test_an_account_is_told_by_its_project_or_by_its_name(member: str) -> None:
    assert judged(given("orders", "shop-prod", member)).problems


@pytest.mark.parametrize(
    "member",
    [
        "user:dev@acme.com",
        "group:team-dev@acme.com",
        "serviceAccount:service-12@gcp-sa-dev.iam.gserviceaccount.com",
        "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/dev/*",
        "serviceAccount:api@shop.iam.gserviceaccount.com",
        "serviceAccount:12-compute@developer.gserviceaccount.com",
        "allUsers",
        "nonsense",
    ],
)
def test_whom_nothing_places_and_who_is_no_account_of_ours_is_not_asked(member: str) -> None:
    assert passes(judged(given("orders", "shop-prod", member)))


def test_the_project_says_more_than_the_name_of_the_thing() -> None:
    assert passes(judged(Resource.of(ON_BUCKET, "data", bucket="prod-copies", project="shop-dev", member=DEV)))
    path = "projects/shop-prod/secrets/dev-token"
    on_secret = Resource.of("gcp:secretmanager/secretIamMember:SecretIamMember", "token", secretId=path, member=DEV)
    assert messages(judged(on_secret)) == [
        "service account 'api' of development has rights on secret 'dev-token' of production"
    ]


def test_an_account_that_nothing_places_has_no_roles_in_production_and_elsewhere() -> None:
    (problem,) = judged(given("a", "shop-prod", HUB), given("b", "shop-dev", HUB)).problems
    assert problem.message == (
        "service account 'deploy' has rights in development and production: "
        "project 'shop-prod' of production, project 'shop-dev' of development"
    )
    assert problem.key == "several environments"
    assert passes(judged(given("a", "shop-dev", HUB), given("b", "shop-qa", HUB)))


def test_several_roles_in_one_environment_are_one_finding() -> None:
    (problem,) = judged(given("b", "shop-prod"), given("a", "pay-prod"), given("c", "ads-prod")).problems
    assert "project 'shop-prod', project 'pay-prod' and 1 more of production" in problem.message
    assert problem.on == given("a", "pay-prod")


def test_the_stack_places_an_account_that_it_makes() -> None:
    inputs = Properties({"accountId": "api", "project": "shop"})
    account = replace(Resource.of(ACCOUNT, "api", in_stack="prod"), inputs=inputs)
    member = "serviceAccount:api@shop.iam.gserviceaccount.com"
    assert len(judged(account, given("orders", "shop-dev", member)).problems) == 1
    assert passes(judged(account, given("orders", "shop-prod", member)))


def test_in_a_preview_an_account_is_known_by_the_dependency() -> None:
    account = Resource.of(ACCOUNT, "api", accountId="api-dev")
    waiting = replace(given("orders", "shop-prod", UNKNOWN), property_dependencies={"member": (account.urn,)})
    assert len(judged(account, waiting).problems) == 1
    assert unknowns(judged(given("orders", "shop-prod", UNKNOWN))) == ["member"]


def test_what_a_grant_is_on_is_undecided_where_it_is_not_known() -> None:
    assert unknowns(judged(given("orders", UNKNOWN))) == ["project"]
    bucket = Resource.of("gcp:storage/bucket:Bucket", "data")
    own = Resource.of(ON_BUCKET, "data", bucket=UNKNOWN, member=DEV)
    assert unknowns(judged(own)) == ["bucket"]
    assert passes(judged(bucket, replace(own, property_dependencies={"bucket": (bucket.urn,)})))


@pytest.mark.parametrize(
    ("says", "is_told"),
    [({"project": "shop-prod"}, True), ({"name": "prod-orders"}, True), ({"name": "orders"}, False)],
    ids=str,
)
def test_what_the_stack_makes_is_placed_by_what_it_says(says: dict[str, Any], *, is_told: bool) -> None:
    made = Resource.of("gcp:secretmanager/secret:Secret", "orders", **says)
    grant = Resource.of("gcp:secretmanager/secretIamMember:SecretIamMember", "reads", secretId=UNKNOWN, member=DEV)
    waiting = replace(grant, property_dependencies={"secretId": (made.urn,)})
    assert bool(judged(made, waiting).problems) is is_told
    hidden = Resource.of("gcp:secretmanager/secret:Secret", "orders", **{**says, "project": UNKNOWN})
    assert unknowns(judged(hidden, waiting)) == ["secretId"]


def test_a_project_that_the_stack_makes_tells_by_its_id() -> None:
    made = Resource.of("gcp:organizations/project:Project", "shop", projectId="shop-prod")
    waiting = replace(given("orders", UNKNOWN), property_dependencies={"project": (made.urn,)})
    assert len(judged(made, waiting).problems) == 1


def test_a_project_that_is_not_known_is_asked_before_any_name() -> None:
    on_topic = "gcp:pubsub/topicIAMMember:TopicIAMMember"
    for topic in ("prod-copies", "orders-dev"):
        assert unknowns(judged(Resource.of(on_topic, "t", topic=topic, project=UNKNOWN, member=DEV))) == ["project"]


def test_an_account_whose_project_is_not_known_is_undecided() -> None:
    account = Resource.of(ACCOUNT, "api", accountId="api", project=UNKNOWN)
    waiting = replace(given("orders", "shop-prod", UNKNOWN), property_dependencies={"member": (account.urn,)})
    assert unknowns(judged(account, waiting)) == ["member"]


def test_a_secret_name_is_judged_and_not_quoted() -> None:
    answer = judged(given("orders", Secret("shop-prod"), Secret(DEV)))
    assert messages(answer) == ["a service account of development has rights on a project of production"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}, "@", "serviceAccount:@["])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(given("odd", odd, odd), given("a", "shop-prod", odd), given("b", odd, DEV))


@pytest.mark.parametrize(
    "grant",
    [
        Resource.of(ON_PROJECT, "r", project="shop-prod", member=DEV, role="roles/artifactregistry.reader"),
        Resource.of(ON_BUCKET, "r", bucket="eu.artifacts.shop-prod.appspot.com", member=DEV),
        Resource.of(ON_BUCKET, "r", bucket="artifacts.shop-prod.appspot.com", member=DEV),
    ],
)
def test_images_are_for_all_environments(grant: Resource) -> None:
    assert passes(judged(grant))
