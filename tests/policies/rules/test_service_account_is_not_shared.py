"""Pods are told apart by what they belong to, and accounts by cluster, namespace and name."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import statement, trust
from tests.support.rules import ROOT, judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Provider, Resource, Secret
from daypass_policies.rules.service_account_is_not_shared import service_account_is_not_shared
from daypass_policies.trusting.service_accounts import ACCOUNT, PODS

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(service_account_is_not_shared, *resources, **ask)


def pods(name: str, account: Any = "shop", type_: str = DEPLOYMENT, **metadata: Any) -> Resource:
    spec: Any = {} if account is None else {"serviceAccountName": account}
    for step in reversed(PODS[type_].split(".")):
        spec = {step: spec}
    return Resource.of(type_, name, metadata={"namespace": "shop", **metadata}, **spec)


def test_one_account_for_two_workloads_is_found() -> None:
    (problem,) = judged(pods("api"), pods("mailer")).problems
    assert problem.message == "the service account 'shop' of namespace 'shop' is shared: 'api', 'mailer' run as it"
    assert (problem.key, problem.on) == ("shop/shop", pods("api"))


def test_an_account_for_each_passes() -> None:
    assert passes(judged(pods("api", "api"), pods("mailer", "mailer")))
    assert passes(judged(pods("api")))
    assert passes(judged())


@pytest.mark.parametrize("type_", PODS)
def test_whatever_runs_pods_is_seen(type_: str) -> None:
    assert len(judged(pods("api"), pods("other", type_=type_)).problems) == 1


def test_namespaces_and_clusters_are_told_apart() -> None:
    assert passes(judged(pods("api"), pods("mailer", namespace="mail")))
    elsewhere = replace(pods("mailer"), provider=Provider(urn="urn:pulumi:dev::p::pulumi:providers:kubernetes::blue"))
    assert passes(judged(pods("api"), elsewhere))


@pytest.mark.parametrize(
    "metadata",
    [
        {"labels": {"app.kubernetes.io/instance": "shop"}},
        {"labels": {"app.kubernetes.io/name": "shop"}},
        {"labels": {"daypass/workload": "shop"}},
        {"annotations": {"daypass/workload": "shop"}},
    ],
)
def test_what_belongs_together_is_one_workload(metadata: Any) -> None:
    assert passes(judged(pods("api", **metadata), pods("worker", **metadata)))


def test_other_labels_do_not_make_one_of_two() -> None:
    message = only(judged(pods("a", labels={"app": "a", "tier": "x"}), pods("b", labels={"app": "b", "tier": "x"})))
    assert "'shop' of namespace 'shop' is shared" in message


def test_children_of_one_component_are_one_workload() -> None:
    app = replace(Resource.of("acme:index:App", "app"), custom=False, parent=ROOT.urn)
    assert passes(judged(app, *(replace(pods(name), parent=app.urn) for name in ("api", "worker"))))
    message = only(judged(*(replace(pods(name), parent=ROOT.urn) for name in ("api", "worker"))))
    assert "'shop' of namespace 'shop' is shared" in message


def binding(kind: str = "RoleBinding", **subject: Any) -> Resource:
    given = {"kind": "ServiceAccount", "name": "default", "namespace": "shop", **subject}
    return Resource.of(f"kubernetes:rbac.authorization.k8s.io/v1:{kind}", "b", subjects=[given])


def test_the_default_account_counts_where_it_has_rights() -> None:
    both = (pods("api", None), pods("mailer", None))
    message = only(judged(pods("api", "default"), pods("mailer", "default")))
    assert "account 'default' of namespace 'shop' is shared" in message
    assert passes(judged(pods("api", "default"), *both))
    assert passes(judged(*both))
    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, binding()))
    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, binding("ClusterRoleBinding")))
    assert passes(judged(*both, binding(name="other")))
    assert passes(judged(*both, binding(namespace="mail")))
    assert passes(judged(*both, binding(kind="User")))
    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, profile="strict"))


@pytest.mark.parametrize(
    "annotation",
    ["eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"],
)
@pytest.mark.parametrize("type_", [ACCOUNT, f"{ACCOUNT}Patch"])
def test_the_default_account_counts_where_it_acts_as_an_identity_of_a_cloud(type_: str, annotation: str) -> None:
    both = (pods("api", None), pods("mailer", None))

    def account(value: Any = "x", name: str = "default", key: str = annotation, namespace: str = "shop") -> Resource:
        metadata = {"name": name, "namespace": namespace, "annotations": {key: value}}
        return Resource.of(type_, "account", metadata=metadata)

    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, account()))
    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, account(UNKNOWN)))
    assert "account 'default' of namespace 'shop' is shared" in only(judged(*both, account(Secret("x"))))
    assert passes(judged(*both, account(None)))
    assert passes(judged(*both, account(name="api")))
    assert passes(judged(*both, account(namespace="mail")))
    assert passes(judged(*both, account(key="meta.helm.sh/release-name")))
    assert passes(judged(pods("api", None), account()))


def test_the_old_name_of_the_property_counts_too() -> None:
    old = Resource.of(
        DEPLOYMENT, "old", metadata={"namespace": "shop"}, spec={"template": {"spec": {"serviceAccount": "shop"}}}
    )
    assert "'shop' of namespace 'shop' is shared" in only(judged(old, pods("api")))


def test_in_a_preview_an_account_is_known_by_the_dependency() -> None:
    account = Resource.of(ACCOUNT, "shop", metadata={"name": UNKNOWN, "namespace": "shop"})
    waiting = [replace(pods(name, UNKNOWN), property_dependencies={"spec": (account.urn,)}) for name in ("a", "b")]
    assert ": 'a', 'b' run as it" in only(judged(account, *waiting))
    named = Resource.of(ACCOUNT, "shop", metadata={"name": "shop", "namespace": "shop"})
    assert ": 'a', 'c' run as it" in only(judged(named, waiting[0], pods("c")))


def test_an_account_that_is_not_known_is_undecided_where_it_may_be_anothers() -> None:
    answer = judged(pods("api", UNKNOWN), pods("mailer"))
    assert unknowns(answer) == ["spec.template.spec.serviceAccountName"]
    assert unknowns(judged(Resource.of(DEPLOYMENT, "x", spec=UNKNOWN), pods("mailer"))) == ["spec"]
    assert passes(judged(pods("api", UNKNOWN)))


def test_a_namespace_that_is_not_known_is_told_by_the_dependency() -> None:
    spaces = [Resource.of("kubernetes:core/v1:Namespace", name, metadata={"name": UNKNOWN}) for name in "ab"]
    one, other = (
        replace(pods(name, namespace=UNKNOWN), property_dependencies={"metadata": (space.urn,)})
        for name, space in zip(("api", "mailer"), spaces, strict=True)
    )
    assert passes(judged(*spaces, one, other))
    message = only(judged(*spaces, one, replace(other, property_dependencies=one.property_dependencies)))
    assert "of namespace 'urn:pulumi:" in message
    assert unknowns(judged(pods("api", namespace=UNKNOWN), pods("mailer"))) == ["metadata.namespace"]


def test_a_secret_account_is_judged_and_not_quoted() -> None:
    (problem,) = judged(pods("api", Secret("canary")), pods("mailer", Secret("canary"))).problems
    assert "canary" not in str((problem.message, problem.key))


def role(*subjects: str, operator: str = "StringEquals", **inputs: Any) -> Resource:
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"}
    asked = {operator: {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": list(subjects)}}
    made = trust(statement(provider, "sts:AssumeRoleWithWebIdentity", **asked))
    return Resource.of("aws:iam/role:Role", "shop", assumeRolePolicy=json.dumps(made), **inputs)


API, MAILER = "system:serviceaccount:shop:api", "system:serviceaccount:shop:mailer"


def test_a_role_that_names_several_accounts_is_shared_by_them() -> None:
    assert messages(judged(role(API, MAILER))) == [
        "role 'shop' is shared by 2 service accounts: 'shop/api', 'shop/mailer'"
    ]
    assert passes(judged(role(API)))
    assert passes(judged(role(API, API)))
    assert passes(judged(role("system:serviceaccount:shop:*", operator="StringLike")))
    assert passes(judged(role("repo:acme/a:ref:refs/heads/main", "repo:acme/b:ref:refs/heads/main")))


@pytest.mark.parametrize(
    "accounts",
    [
        ("shop:api", "shop:mailer"),
        ("shop:api-blue", "shop:api-green"),
        ("blue:api", "green:api"),
        ("shop-web:web", "shop-jobs:worker"),
    ],
)
def test_a_workload_tag_says_that_accounts_of_one_thing_are_one(accounts: tuple[str, ...]) -> None:
    subjects = [f"system:serviceaccount:{account}" for account in accounts]
    assert passes(judged(role(*subjects, tags={"daypass:workload": "shop"})))
    assert "is shared by 2 service accounts" in only(judged(role(*subjects)))
    assert "is shared by 2 service accounts" in only(judged(role(*subjects, tags={"daypass:workload": ""})))


@pytest.mark.parametrize(
    "accounts",
    [("shop:api", "billing:worker"), ("shop:shop", "mail:mailer", "billing:billing"), ("a:api-x", "b:api-y")],
)
def test_a_workload_tag_makes_no_accounts_of_several_things_one(accounts: tuple[str, ...]) -> None:
    subjects = [f"system:serviceaccount:{account}" for account in accounts]
    assert "role 'shop' is shared by " in only(judged(role(*subjects, tags={"daypass:workload": "shop"})))


def test_a_trust_domain_makes_no_spiffe_ids_one() -> None:
    tags = {"daypass:workload": "example"}
    message = only(judged(role("spiffe://example.org/api", "spiffe://example.org/worker", tags=tags)))
    assert "role 'shop' is shared by 2 workloads: 'spiffe://" in message
    assert passes(judged(role("spiffe://example.org/shop/api", "spiffe://example.org/shop/worker", tags=tags)))


def test_a_workload_tag_that_is_not_known_is_undecided_where_it_decides() -> None:
    tags = {"daypass:workload": UNKNOWN}
    assert unknowns(judged(role(API, MAILER, tags=tags))) == ["tags.daypass:workload"]
    message = only(judged(role(API, "system:serviceaccount:billing:worker", tags=tags)))
    assert "is shared by 2 service accounts" in message


def test_a_role_that_names_several_spiffe_ids_is_shared_by_them() -> None:
    start = "spiffe://example.org"
    assert messages(judged(role(f"{start}/ns/shop/sa/api", f"{start}/ns/billing/sa/worker"))) == [
        "role 'shop' is shared by 2 service accounts: 'shop/api', 'billing/worker'"
    ]
    assert messages(judged(role(f"{start}/api", f"{start}/worker"))) == [
        "role 'shop' is shared by 2 workloads: 'spiffe://example.org/api', 'spiffe://example.org/worker'"
    ]
    assert passes(judged(role(f"{start}/ns/shop/sa/api", "spiffe://blue.example.org/ns/shop/sa/api")))
    assert passes(judged(role(f"{start}/ns/shop/sa/api", API)))  # the same account, on its way from one to the other


def test_a_role_that_accounts_name_themselves_is_the_general_rules_matter() -> None:
    arn = "arn:aws:iam::111122223333:role/shop"
    annotated = [
        Resource.of(ACCOUNT, name, metadata={"annotations": {"eks.amazonaws.com/role-arn": arn}})
        for name in ("api", "mailer")
    ]
    assert passes(judged(role(API, MAILER, name="shop", arn=arn), *annotated))


def test_a_trust_that_is_not_known_is_undecided_and_one_that_nobody_reads_is_not() -> None:
    unknown = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(unknown)) == ["assumeRolePolicy"]
    assert passes(judged(Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")))


ODD = st.sampled_from(
    [None, 7, [], {}, "x", [None], {"template": []}, {"template": {"spec": "x"}}, UNKNOWN, Secret({})]
)


@given(ODD, ODD)
def test_no_shape_breaks_the_rule(spec: Any, metadata: Any) -> None:
    odd = Resource.of(DEPLOYMENT, "odd", spec=spec, metadata=metadata)
    judged(odd, pods("api"), Resource.of(binding().type, "b", subjects=spec))
