"""A binding names the workload that it is for, unless the whole pool names whom it takes in."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.google_pools import provider
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.google_things import google_things
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_binding_names_workload import google_binding_names_workload

POOL = "principalSet://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/ci"


def member(value: Any, role: Any = "roles/iam.workloadIdentityUser") -> Resource:
    """A member of a service account's policy."""
    account = "projects/acme/serviceAccounts/ci@acme.iam.gserviceaccount.com"
    return Resource.of(
        "gcp:serviceaccount/iAMMember:IAMMember", "ci", serviceAccountId=account, role=role, member=value
    )


def judged(*resources: Resource) -> Answer:
    return judge_stack(google_binding_names_workload, *resources)


@pytest.mark.parametrize("role", ["roles/iam.workloadIdentityUser", "roles/iam.serviceAccountTokenCreator"])
def test_a_whole_pool_may_not_act_as_a_service_account(role: str) -> None:
    answer = judged(member(f"{POOL}/*", role))
    assert [problem.severity for problem in answer.problems] == ["high"]
    assert "the pool 'ci'" in messages(answer)[0]


@pytest.mark.parametrize(
    "attribute", ["repository_owner", "repository_owner_id", "namespace_path", "organization_slug"]
)
def test_a_tenant_is_more_than_one_workload(attribute: str) -> None:
    answer = judged(member(f"{POOL}/attribute.{attribute}/acme"))
    assert [problem.severity for problem in answer.problems] == ["medium"]


@pytest.mark.parametrize(
    "value",
    [
        f"{POOL.replace('principalSet', 'principal')}/subject/repo:acme/invoice:environment:prod",
        f"{POOL}/attribute.repository/acme/invoice",
        f"{POOL}/attribute.repository_id/123456789",
        f"{POOL}/group/deployers",
        "serviceAccount:acme.svc.id.goog[billing/worker]",
        "user:maria@example.org",
        "",
        7,
        None,
    ],
)
def test_one_repository_subject_or_account_passes(value: Any) -> None:
    assert passes(judged(member(value)))


def test_another_role_is_no_matter_and_not_even_read() -> None:
    assert passes(judged(member(f"{POOL}/*", "roles/iam.serviceAccountViewer")))
    assert passes(judged(member(UNKNOWN, "roles/iam.serviceAccountViewer")))
    assert unknowns(judged(member(UNKNOWN))) == ["member"]


@pytest.mark.parametrize("type_", google_things())
def test_a_whole_pool_is_as_much_wherever_it_is_bound(type_: str) -> None:
    key = google_things()[type_].member.removesuffix("[]")

    def bound(who: str) -> Resource:
        said = {key: [who] if key == "members" else who}
        return Resource.of(type_, "ci", role="roles/iam.workloadIdentityUser", **said)

    assert len(judged(bound(f"{POOL}/*")).problems) == 1
    assert passes(judged(bound(f"{POOL}/attribute.repository/acme/app")))


def test_an_account_that_is_yet_to_be_made_is_no_pool() -> None:
    account = Resource.of("gcp:serviceaccount/account:Account", "api")
    pool = Resource.of("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", "ci")
    for behind, found in (((account,), []), ((pool,), ["member"]), ((account, pool), ["member"])):
        waiting = replace(member(UNKNOWN), property_dependencies={"member": tuple(one.urn for one in behind)})
        answer = judged(waiting)
        assert (messages(answer), unknowns(answer)) == ([], found)


def test_each_member_of_a_binding_is_judged_and_an_unknown_hides_none() -> None:
    binding = Resource.of(
        "gcp:serviceaccount/iAMBinding:IAMBinding",
        "ci",
        role="roles/iam.workloadIdentityUser",
        members=[UNKNOWN, f"{POOL}/attribute.repository/acme/invoice", f"{POOL}/*"],
    )
    answer = judged(binding)
    assert [problem.at for problem in answer.problems] == ["members[2]"]
    assert unknowns(answer) == ["members[0]"]


def test_what_is_marked_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    answer = judged(member(Secret(f"{POOL}{canary}/*")))
    assert answer.problems
    assert canary not in repr(answer)


# A pool that names whom it takes in

ONE = "assertion.repository_id == '733901245'"
WHOLE = member(f"{POOL}/*")


MADE = Resource.of("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", "ci", workloadIdentityPoolId="ci")


def of_pool(condition: Any, pool: Any = "ci", **inputs: Any) -> Resource:
    return provider(condition, workloadIdentityPoolId=pool, **inputs)


def bound(*providers: Resource) -> Answer:
    """The whole pool, which the stack makes with these providers."""
    return judged(WHOLE, MADE, *providers)


@pytest.mark.parametrize(
    "condition",
    [
        ONE,
        f"{ONE} && assertion.ref == 'refs/heads/main'",
        "assertion.repository in ['acme/invoice', 'acme/orders']",
        "assertion.sub == 'repo:acme/invoice:environment:prod' || google.subject == 'repo:acme/a:environment:prod'",
        "attribute.repository == 'acme/invoice'",
    ],
)
def test_a_whole_pool_passes_whose_provider_names_each_repository(condition: str) -> None:
    assert passes(bound(of_pool(condition)))


@pytest.mark.parametrize(
    "condition",
    [
        None,
        "assertion.repository_owner_id == '48213377'",
        "assertion.repository.startsWith('acme/')",
        f"{ONE} || assertion.ref == 'refs/heads/main'",
        "assertion.repository_id != '733901245'",
    ],
)
def test_not_so_one_that_names_a_tenant_or_nobody(condition: Any) -> None:
    assert len(bound(of_pool(condition)).problems) == 1


def test_all_providers_of_that_very_pool_must_name_them() -> None:
    named, others = of_pool(ONE), of_pool("assertion.repository_owner == 'acme'")
    assert bound(named, replace(others, urn=f"{others.urn}-2")).problems
    assert passes(bound(named, replace(of_pool(None, disabled=True), urn=f"{others.urn}-2")))
    assert bound(of_pool(ONE, "another")).problems
    assert judged(WHOLE, named).problems  # who makes the pool may give it others
    assert judged(WHOLE, named, replace(MADE, external=True)).problems
    unnamed = Resource.of(MADE.type, "ci", workloadIdentityPoolId=UNKNOWN)
    assert unknowns(judged(WHOLE, named, unnamed)) == ["member"]
    assert unknowns(bound(of_pool(ONE, UNKNOWN))) == ["member"]
    own_issuer = {"issuerUri": "https://idp.acme.example"}
    assert passes(bound(of_pool("assertion.sub == 'worker'", oidc=own_issuer)))
    assert bound(of_pool("assertion.team == 'ml'", oidc=own_issuer)).problems
    assert bound(of_pool("attribute.aws_role == 'x'", oidc=None, aws={"accountId": "111122223333"})).problems


@pytest.mark.parametrize(
    "said",
    [
        {"attributeCondition": UNKNOWN},
        {"disabled": UNKNOWN},
        {"oidc": {"issuerUri": UNKNOWN}},
        {"attributeCondition": "attribute.repository == 'a/b'", "attributeMapping": UNKNOWN},
    ],
    ids=str,
)
def test_what_is_not_known_of_a_provider_is_undecided(said: dict[str, Any]) -> None:
    condition = said.pop("attributeCondition", ONE)
    assert unknowns(bound(of_pool(condition, **said))) == ["member"]
    another = of_pool(None, UNKNOWN)
    assert unknowns(bound(of_pool(ONE), replace(another, urn=f"{another.urn}-2"))) == ["member"]


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"name": "projects/123456789/locations/global/workloadIdentityPools/ci/providers/github"}, False),
        ({"name": "projects/987654321/locations/global/workloadIdentityPools/ci/providers/github"}, True),
        ({"project": "123456789"}, False),
        ({"project": "987654321"}, True),
        ({"project": "acme-prod"}, False),
    ],
)
def test_a_pool_of_the_same_name_in_another_project_is_another(said: dict[str, Any], *, is_told: bool) -> None:
    one = of_pool(ONE, **said)
    assert bool(bound(one).problems) is is_told
    loose = replace(of_pool(None, project="987654321"), urn=f"{one.urn}-2")
    assert bool(bound(one, loose).problems) is is_told


def test_a_binding_of_a_tenant_is_told_whatever_the_pool_takes_in() -> None:
    assert judged(member(f"{POOL}/attribute.repository_owner/acme"), of_pool(ONE)).problems


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    for key in ("workloadIdentityPoolId", "oidc", "attributeMapping", "disabled", "name"):
        assert bound(replace_input(of_pool(ONE), key, odd)).error is None


def replace_input(resource: Resource, key: str, value: Any) -> Resource:
    return Resource.of(resource.type, resource.name, **{**resource.inputs.raw, key: value})


def of_ci(**given: Any) -> Resource:
    return provider(workloadIdentityPoolId="ci", **given)


AMAZON = {"oidc": None, "attributeMapping": None, "aws": {"accountId": "111122223333"}}
ENTRA = {"oidc": {"issuerUri": "https://sts.windows.net/7c1f8a52-6a0d-4a55-9a41-0d7f6f2b9c10/"}}


@pytest.mark.parametrize(
    ("given", "attribute", "who"),
    [
        (AMAZON, "account/111122223333", "every role of an account of Amazon"),
        ({**AMAZON, "attributeMapping": {"attribute.from": "assertion.account"}}, "from/1", "every role of an account"),
        ({**ENTRA, "attributeMapping": {"attribute.tid": "assertion.tid"}}, "tid/7c1f", "of a directory"),
        (
            {
                **ENTRA,
                "attributeMapping": {"attribute.tid": "assertion.tid"},
                "attributeCondition": "assertion.tid == '7c1f'",
            },
            "tid/7c1f",
            "of a directory",
        ),
        (
            {"attributeMapping": {"attribute.home": "assertion.repository_owner"}},
            "home/acme",
            "every repository and project of a tenant",
        ),
    ],
)
def test_an_attribute_says_no_more_than_whose_a_token_is(given: dict[str, Any], attribute: str, who: str) -> None:
    answer = judged(of_ci(**given), member(f"{POOL}/attribute.{attribute}"))
    assert who in messages(answer)[0]
    assert passes(judged(member(f"{POOL}/attribute.{attribute}")))
    assert passes(judged(of_ci(**given, disabled=True), member(f"{POOL}/attribute.{attribute}")))


@pytest.mark.parametrize(
    ("given", "attribute"),
    [
        (AMAZON, "aws_role/arn:aws:sts::111122223333:assumed-role/settlement"),
        (
            {**AMAZON, "attributeCondition": "attribute.aws_role == 'arn:aws:sts::1:assumed-role/settlement'"},
            "account/111122223333",
        ),
        ({**AMAZON, "attributeCondition": "assertion.arn.contains(':assumed-role/settlement/')"}, "account/1"),
        ({**ENTRA, "attributeMapping": {"attribute.app": "assertion.appid"}}, "app/0f"),
        (
            {
                **ENTRA,
                "attributeMapping": {"attribute.tid": "assertion.tid"},
                "attributeCondition": "assertion.tid == '7c1f' && assertion.azp in ['0f']",
            },
            "tid/7c1f",
        ),
    ],
)
def test_an_attribute_or_a_condition_says_which_workload(given: dict[str, Any], attribute: str) -> None:
    assert passes(judged(of_ci(**given), member(f"{POOL}/attribute.{attribute}")))


def test_a_mapping_that_is_not_known_is_undecided() -> None:
    maybe = of_ci(**{**ENTRA, "attributeMapping": {"attribute.tid": UNKNOWN}})
    assert unknowns(judged(maybe, member(f"{POOL}/attribute.tid/7c1f"))) == ["attributeMapping.attribute.tid"]


@pytest.mark.parametrize(
    "value",
    [
        "serviceAccount:acme.svc.id.goog[shop/default]",
        f"{POOL.replace('principalSet', 'principal')}/subject/system:serviceaccount:shop:default",
        f"{POOL.replace('principalSet', 'principal')}/subject/ns/shop/sa/default",
    ],
)
def test_the_account_that_each_namespace_has_is_nobodys_own(value: str) -> None:
    answer = judged(member(value))
    assert [problem.advisory for problem in answer.problems] == [True]
    assert "every pod of namespace 'shop' that names no account of its own" in messages(answer)[0]
    assert "shop" not in messages(judged(member(Secret(value))))[0]
    assert passes(judged(member(value.replace("default", "api"))))
