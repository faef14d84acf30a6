"""People do not act as a service account of Google."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_account_trusts_no_people import google_account_trusts_no_people

CREATOR = "roles/iam.serviceAccountTokenCreator"


def judged(member: Any, role: Any = CREATOR, **more: Any) -> Answer:
    account = "projects/acme/serviceAccounts/billing@acme.iam.gserviceaccount.com"
    inputs = {"serviceAccountId": account, "role": role, "member": member, **more}
    return judge(
        google_account_trusts_no_people, Resource.of("gcp:serviceaccount/iAMMember:IAMMember", "maria", **inputs)
    )


WORKFORCE = "iam.googleapis.com/locations/global/workforcePools/acme"


@pytest.mark.parametrize(
    "member",
    [
        *("user:maria@acme.example", "USER: maria@acme.example", "domain:acme.example"),
        *(f"principal://{WORKFORCE}/subject/maria", f"principalSet://{WORKFORCE}/*"),
    ],
)
@pytest.mark.parametrize("role", [CREATOR, "roles/iam.workloadIdentityUser", "iam.serviceAccountOpenIdTokenCreator"])
def test_a_person_who_acts_as_an_account_is_told(member: str, role: str) -> None:
    (problem,) = judged(member, role).problems
    assert problem.message.startswith("binding 'maria' lets '")
    assert problem.at == "member"


PEOPLE = [
    *("group:backend-developers@acme.example", "group:payments-team@acme.example", "Group: Team-Payments@acme.example"),
    *("group:PaymentsTeam@acme.example", "group:platform-team-prod@acme.example"),
    *("group:gcp-engineers-emea@acme.example", "group:staff@acme.example", "group:ci-admins@acme.example"),
    *(f"principalSet://{WORKFORCE}/group/data-engineers", f"principalSet://{WORKFORCE}/group/engineering"),
]


@pytest.mark.parametrize("member", PEOPLE)
def test_a_group_that_is_called_after_people_is_told(member: str) -> None:
    (problem,) = judged(member).problems
    assert problem.message.endswith(" act as a service account")
    assert problem.key in member


@pytest.mark.parametrize(
    "name",
    [
        *("on-call", "oncall-engineers", "payments-team-on-call", "break-glass-admins", "incident-team"),
        *("batch", "billing-workloads", "developers-bots", "payments-team-service-accounts", "team-sa", "engineers-ci"),
        *("steamworks", "teamcity", "developer-portal", "runners-dev", ""),
        *("team-payments-runners-prod", "developers-bots-prod", "platform-team-gke-sa-prod", "engineering-automation"),
        *("team-payments-service-accounts-eu", "team-payments-cicd", "staff-portal-backend", "people-api-runtime"),
    ],
)
def test_a_group_of_people_on_call_or_of_workloads_or_of_anything_passes(name: str) -> None:
    assert passes(judged(f"group:{name}@developers.example"))
    assert passes(judged(f"principalSet://{WORKFORCE}/group/{name}"))


def test_a_group_passes_for_a_time_that_ends_and_a_person_does_not() -> None:
    ends = {"title": "until June", "expression": 'request.time < timestamp("2027-06-01T00:00:00Z")'}
    assert passes(judged(PEOPLE[0], condition=ends))
    assert judged("user:maria@acme.example", condition=ends).problems
    assert judged(PEOPLE[0], condition={"title": "always", "expression": "true"}).problems
    assert unknowns(judged(PEOPLE[0], condition={"expression": UNKNOWN})) == ["condition.expression"]


@pytest.mark.parametrize(
    "member",
    [
        "serviceAccount:scheduler@acme.iam.gserviceaccount.com",
        "group:on-call@acme.example",
        f"principalSet://{WORKFORCE}/group/on-call",
        "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/user:maria",
        "",
        None,
        7,
    ],
)
def test_a_workload_and_a_group_pass(member: Any) -> None:
    assert passes(judged(member))


@pytest.mark.parametrize("role", ["roles/iam.serviceAccountUser", "roles/iam.serviceAccountViewer", None, 7])
def test_another_role_is_no_matter(role: Any) -> None:
    assert passes(judged("user:maria@acme.example", role))
    assert passes(judged(PEOPLE[0], role))
    assert passes(judged(UNKNOWN, role))


def test_each_member_of_a_binding_is_judged() -> None:
    members = ["serviceAccount:a@b.iam.gserviceaccount.com", "user:maria@acme.example", UNKNOWN]
    type_ = "gcp:serviceaccount/iAMBinding:IAMBinding"
    answer = judge(google_account_trusts_no_people, Resource.of(type_, "all", role=CREATOR, members=members))
    assert [problem.at for problem in answer.problems] == ["members[1]"]
    assert unknowns(answer) == ["members[2]"]


def test_what_is_not_known_is_undecided_and_what_is_marked_is_not_shown() -> None:
    assert unknowns(judged(UNKNOWN)) == ["member"]
    assert unknowns(judged("user:maria@acme.example", UNKNOWN)) == ["role"]
    assert "maria@" not in only(judged(Secret("user:maria@acme.example")))


@pytest.mark.parametrize(
    ("type_", "where"),
    [
        ("gcp:serviceaccount/iAMMember:IAMMember", "a service account"),
        ("gcp:projects/iAMMember:IAMMember", "any service account of a project"),
        ("gcp:folder/iAMMember:IAMMember", "any service account of a folder"),
        ("gcp:organizations/iAMMember:IAMMember", "any service account of an organisation"),
    ],
)
@pytest.mark.parametrize(("role", "does"), [(CREATOR, "act as"), ("roles/iam.serviceAccountKeyAdmin", "make keys of")])
def test_a_person_is_told_of_one_account_and_of_all(type_: str, where: str, role: str, does: str) -> None:
    given = Resource.of(type_, "maria", role=role, member="user:maria@acme.example")
    assert only(judge(google_account_trusts_no_people, given)) == (
        f"binding 'maria' lets 'maria@acme.example' {does} {where}"
    )


@pytest.mark.parametrize("role", ["roles/viewer", "roles/iam.serviceAccountViewer", "roles/iam.serviceAccountUser"])
def test_other_roles_on_a_project_pass(role: str) -> None:
    given = Resource.of("gcp:projects/iAMMember:IAMMember", "maria", role=role, member="user:maria@acme.example")
    assert passes(judge(google_account_trusts_no_people, given))


def test_a_role_that_is_not_known_matters_for_people_alone() -> None:
    type_ = "gcp:projects/iAMMember:IAMMember"
    for member, left in (("user:maria@acme.example", ["role"]), ("serviceAccount:a@b.iam.gserviceaccount.com", [])):
        given = Resource.of(type_, "maria", role=UNKNOWN, member=member)
        assert unknowns(judge(google_account_trusts_no_people, given)) == left
