"""What `google-binding-names-no-whole-company` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["google-binding-names-no-whole-company"]
BUCKET = Resource.of("gcp:storage/bucket:Bucket", "exports", name="exports", project="acme-prod")
PROJECT = Resource.of(
    "gcp:organizations/project:Project", "prod", projectId="acme-prod", number="111", orgId="900000000001"
)
CONTACTS = Settings(owners={"payments": Owner("payments", "payments@acme.example")})
DEPLOYER = "deployer@acme-prod.iam.gserviceaccount.com"
STRANGER = "serviceAccount:ops@partner-tools.iam.gserviceaccount.com"
TOKENS = "roles/iam.serviceAccountTokenCreator"
ALL_ACCOUNTS = "principalSet://cloudresourcemanager.googleapis.com/{}/type/ServiceAccount"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def member(who: Any, role: Any = "roles/storage.objectViewer") -> Resource:
    return Resource.of("gcp:storage/bucketIAMMember:BucketIAMMember", "given", bucket="exports", role=role, member=who)


def acts(who: Any, role: Any = TOKENS, on: Any = f"projects/acme-prod/serviceAccounts/{DEPLOYER}") -> Resource:
    return Resource.of("gcp:serviceaccount/iAMMember:IAMMember", "acts", serviceAccountId=on, role=role, member=who)


def strong(role: str = "roles/owner") -> Resource:
    return Resource.of(
        "gcp:projects/iAMMember:IAMMember",
        "strong",
        project="acme-prod",
        role=role,
        member=f"serviceAccount:{DEPLOYER}",
    )


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("projectEditor:partner-analytics", "everyone with a basic role in the project 'partner-analytics'"),
        ("projectViewer:acme-dev", "everyone with a basic role in the project 'acme-dev'"),
        (ALL_ACCOUNTS.format("projects/222"), "every service account of the project '222'"),
        (ALL_ACCOUNTS.format("organizations/900000000002"), "every service account of the organisation '900000000002'"),
        ("domain:partner.example", "everyone of the company 'partner.example'"),
    ],
)
def test_all_of_another_is_told(who: str, words: str) -> None:
    (problem,) = judged(PROJECT, BUCKET, member(who), settings=CONTACTS).problems
    assert problem.message == f"binding 'given' gives a role on a bucket to {words}"
    assert problem.at == "member"


@pytest.mark.parametrize(
    "who",
    [
        "projectEditor:acme-prod",
        ALL_ACCOUNTS.format("projects/111"),
        ALL_ACCOUNTS.format("organizations/900000000001"),
        ALL_ACCOUNTS.format("folders/5"),
        "principalSet://cloudresourcemanager.googleapis.com/projects/222/type/ServiceAgent",
        "domain:acme.example",
        "domain:eu.acme.example",
        "domain:acme.com",
        "group:data@partner.example",
        "user:ann@partner.example",
        STRANGER,
        "serviceAccount:service-222@gcp-sa-pubsub.iam.gserviceaccount.com",
        "allUsers",
        "nonsense",
        "",
    ],
)
def test_ones_own_and_one_of_another_pass(who: str) -> None:
    assert passes(judged(PROJECT, BUCKET, member(who), settings=CONTACTS))


@pytest.mark.parametrize(
    "who",
    [
        "projectEditor:other",
        ALL_ACCOUNTS.format("projects/2"),
        ALL_ACCOUNTS.format("organizations/2"),
        "domain:b.example",
    ],
)
def test_where_nothing_shows_ones_own_nobody_is_another(who: str) -> None:
    assert passes(judged(member(who)))


def test_people_of_other_bindings_and_contacts_show_whose_domain_is_ones_own() -> None:
    people = member("group:platform@acme.example")
    assert messages(judged(people, member("domain:partner.example")))
    assert passes(judged(people, member("domain:acme.example")))
    account = Resource.of(
        "gcp:serviceaccount/account:Account", "a", description="owner=payments; contact=payments@acme.example"
    )
    assert messages(judged(account, member("domain:partner.example")))


def test_a_stranger_that_acts_as_an_administrator_is_told() -> None:
    assert only(judged(PROJECT, strong(), acts(STRANGER))) == (
        "binding 'acts' lets a service account of another company 'ops@partner-tools.iam.gserviceaccount.com'"
        " act as a service account"
    )
    made = Resource.of("gcp:serviceaccount/account:Account", "deployer", accountId="deployer", project="acme-prod")
    later = replace(acts(STRANGER, on=UNKNOWN), property_dependencies={"serviceAccountId": (made.urn,)})
    assert messages(judged(PROJECT, made, strong(), later))
    assert messages(judged(PROJECT, strong(), acts("serviceAccount:partner-tools.svc.id.goog[ops/runner]")))


@pytest.mark.parametrize(
    "stack",
    [
        (PROJECT, acts(STRANGER)),
        (PROJECT, strong("roles/run.developer"), acts(STRANGER)),
        (PROJECT, strong(), acts("serviceAccount:ci@acme-ci.iam.gserviceaccount.com")),
        (PROJECT, strong(), acts("serviceAccount:ci@acme-prod.iam.gserviceaccount.com")),
        (PROJECT, strong(), acts(STRANGER, "roles/iam.serviceAccountViewer")),
        (
            PROJECT,
            strong(),
            acts(STRANGER, on="projects/acme-prod/serviceAccounts/other@acme-prod.iam.gserviceaccount.com"),
        ),
        (PROJECT, strong(), acts("serviceAccount:service-222@gcp-sa-pubsub.iam.gserviceaccount.com")),
        (strong(), acts("domain:partner.example"), member("group:a@acme.example")),
    ],
)
def test_who_is_ones_own_or_acts_as_another_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_each_member_of_a_binding_is_told_and_one_unknown_hides_none() -> None:
    members = [UNKNOWN, "projectEditor:partner-a", "projectOwner:acme-prod"]
    binding = Resource.of("gcp:storage/bucketIAMBinding:BucketIAMBinding", "b", members=members, role="roles/x")
    answer = judged(BUCKET, binding)
    assert len(messages(answer)) == 1
    assert unknowns(answer) == ["members[0]"]


def test_what_is_not_known_is_undecided_where_it_decides() -> None:
    assert unknowns(judged(PROJECT, strong(), acts(STRANGER, UNKNOWN))) == ["role"]
    assert unknowns(judged(PROJECT, strong(), acts(STRANGER, on=UNKNOWN))) == ["serviceAccountId"]
    account = Resource.of("gcp:serviceaccount/account:Account", "api")
    assert passes(judged(BUCKET, account, replace(member(UNKNOWN), property_dependencies={"member": (account.urn,)})))


def test_where_ones_own_is_not_known_yet_it_is_undecided_who_is_another() -> None:
    new = Resource.of(PROJECT.type, "prod", projectId=UNKNOWN, number=UNKNOWN, orgId=UNKNOWN)
    for who in ("projectEditor:other", ALL_ACCOUNTS.format("projects/2"), ALL_ACCOUNTS.format("organizations/2")):
        assert unknowns(judged(new, member(who))) == ["member"]
    assert passes(judged(new, member(STRANGER)))


def test_what_is_marked_is_not_shown() -> None:
    assert "partner" not in only(judged(BUCKET, member(Secret("projectEditor:partner-a"))))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(PROJECT, member(odd), acts(odd, odd, odd), strong(), acts(STRANGER, odd, odd))
    judged(
        Resource.of("gcp:organizations/project:Project", "p", number=odd, orgId=odd, projectId=odd),
        member("domain:a.b"),
    )
