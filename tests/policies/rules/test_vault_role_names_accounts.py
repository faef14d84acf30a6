"""What `vault-role-names-accounts` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["vault-role-names-accounts"]
OF_ALL = 'path "secret/data/shop" { capabilities = ["read"] }'
OF_ONES_OWN = """
path "secret/data/{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_namespace}}/*" {
  capabilities = ["read"]
}
path "pki/ca_chain" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "secret/data/shop" { capabilities = ["deny"] }
"""
ROLE = "arn:aws:iam::111122223333:role/"


def policy(text: Any = OF_ALL, name: str = "shop") -> Resource:
    return Resource.of("vault:index/policy:Policy", name, name=name, policy=text)


def judged(kind: str, *others: Resource, given: Any = ("shop",), **inputs: Any) -> Answer:
    type_ = f"vault:{kind}/authBackendRole:AuthBackendRole"
    policies = list(given) if isinstance(given, tuple) else given
    role = Resource.of(type_, "shop", tokenPolicies=policies, **inputs)
    return judge_stack(RULE, role, *(others or (policy(),)))


def pods(names: Any, namespaces: Any = None, *others: Resource, **inputs: Any) -> Answer:
    if namespaces is not None:
        inputs["boundServiceAccountNamespaces"] = namespaces
    return judged("kubernetes", *others, boundServiceAccountNames=names, **inputs)


@pytest.mark.parametrize(
    ("names", "namespaces", "who"),
    [
        (["*"], ["*"], "every service account of the cluster"),
        (["api"], ["*"], "service account 'api' of whatever namespace"),
        (["app-*"], ["*"], "service account 'app-*' of whatever namespace"),
        (["app-*"], ["team-*"], "service accounts of many names in many namespaces"),
        (["*"], ["team-*"], "service accounts of many names in many namespaces"),
    ],
)
def test_a_role_for_whatever_namespace_is_found(names: list[str], namespaces: list[str], who: str) -> None:
    (problem,) = pods(names, namespaces).problems
    assert problem.message == f"role 'shop' of Vault lets in {who}"
    assert (problem.severity, problem.advisory) == (None, False)


@pytest.mark.parametrize(
    ("names", "who"),
    [
        (["*"], "every service account of namespace 'shop'"),
        (["default"], "each pod of namespace 'shop' that names no account of its own"),
        (["api", "default"], "each pod of namespace 'shop' that names no account of its own"),
    ],
)
def test_a_role_for_all_of_a_namespace_is_advice(names: list[str], who: str) -> None:
    (problem,) = pods(names, ["shop"]).problems
    assert problem.message == f"role 'shop' of Vault lets in {who}"
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_a_selector_adds_the_namespaces_of_a_label() -> None:
    key = "boundServiceAccountNamespaceSelector"
    chosen = '{"matchLabels": {"team": "shop"}}'
    assert "of the namespaces of a label" in only(pods(["*"], **{key: chosen}))
    assert passes(pods(["api"], **{key: chosen}))
    assert passes(pods(["api"], **{key: "matchLabels:\n  team: shop"}))
    for every in ('{"matchLabels": {}, "matchExpressions": []}', "matchLabels: {}", "{}"):
        assert only(pods(["api"], **{key: every}))
    assert unknowns(pods(["api"], **{key: '{"matchLabels": '})) == [key]
    for everything in ("{}", '{"matchLabels": {}}'):
        assert "whatever namespace" in only(pods(["api"], ["shop"], **{key: everything}))


@pytest.mark.parametrize(
    ("names", "namespaces"),
    [(["api"], ["shop"]), (["api", "worker"], ["shop", "shop-jobs"]), (["api-*"], ["shop"]), (["api"], ["preview-*"])],
)
def test_accounts_that_are_named_pass(names: list[str], namespaces: list[str]) -> None:
    assert passes(pods(names, namespaces))


@pytest.mark.parametrize(
    ("kind", "inputs", "who"),
    [
        ("aws", {"authType": "ec2", "boundAccountIds": ["111122223333"]}, "any workload of an account of AWS"),
        ("aws", {"boundIamPrincipalArns": ["arn:aws:iam::111122223333:*"]}, "any workload of an account of AWS"),
        ("aws", {"boundIamPrincipalArns": [f"{ROLE}a", f"{ROLE}*"]}, "any workload of an account of AWS"),
        ("aws", {"boundIamPrincipalArns": ["arn:aws:iam::111122223333:root"]}, "any workload of an account of AWS"),
        ("aws", {"boundRegions": ["eu-west-1"], "authType": "ec2"}, "any workload of a region of AWS"),
        ("aws", {"boundVpcIds": ["vpc-1"], "boundAccountIds": ["1"]}, "any workload of a network of AWS"),
        ("gcp", {"type": "gce", "boundProjects": ["acme"]}, "any workload of a project of Google Cloud"),
        ("gcp", {"boundProjects": ["acme"], "boundServiceAccounts": ["*"]}, "any workload of a project"),
        ("azure", {"boundSubscriptionIds": ["1"]}, "any workload of a subscription of Azure"),
        ("azure", {"boundServicePrincipalIds": ["*"], "boundLocations": ["eu"]}, "any workload of a region of Azure"),
        ("azure", {}, "any workload"),
        ("cf", {"boundOrganizationIds": ["1"]}, "any workload of an organisation of Cloud Foundry"),
        ("spiffe", {"workloadIdPatterns": ["/*"]}, "any workload"),
    ],
)
def test_a_role_for_a_whole_account_is_found(kind: str, inputs: dict[str, Any], who: str) -> None:
    answer = judged(kind, **inputs)
    assert who in only(answer)
    assert (answer.problems[0].severity, answer.problems[0].advisory) == (None, False)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("aws", {"boundIamPrincipalArns": ["*"]}),
        ("aws", {"boundIamPrincipalArns": ["arn:aws:iam::*"]}),
        ("gcp", {"type": "iam", "boundServiceAccounts": ["*"]}),
        ("gcp", {"type": "gce", "boundLabels": ["app:shop"]}),
        ("gcp", {"type": "gce", "boundZones": ["europe-west1-b"]}),
    ],
)
def test_a_role_that_takes_in_strangers_is_critical(kind: str, inputs: dict[str, Any]) -> None:
    (problem,) = judged(kind, **inputs).problems
    assert problem.message == "role 'shop' of Vault lets in workloads of strangers"
    assert (problem.severity, problem.advisory) == ("critical", False)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("aws", {"boundIamPrincipalArns": [f"{ROLE}shop"]}),
        ("aws", {"boundIamPrincipalArns": [f"{ROLE}shop/*"]}),
        ("aws", {"authType": "ec2", "boundAccountIds": ["1"], "boundIamInstanceProfileArns": [f"{ROLE}shop"]}),
        ("aws", {"authType": "ec2", "boundAccountIds": ["1"], "boundAmiIds": ["ami-1"]}),
        ("gcp", {"boundServiceAccounts": ["shop@acme.iam.gserviceaccount.com"]}),
        ("gcp", {"type": "gce", "boundProjects": ["acme"], "boundLabels": ["app:shop"]}),
        ("azure", {"boundSubscriptionIds": ["1"], "boundServicePrincipalIds": ["2"]}),
        ("azure", {"boundSubscriptionIds": ["1"], "boundResourceGroups": ["shop"]}),
        ("cf", {"boundOrganizationIds": ["1"], "boundApplicationIds": ["2"]}),
        ("spiffe", {"workloadIdPatterns": ["/ns/shop/sa/*"]}),
    ],
)
def test_a_role_that_names_its_workload_passes(kind: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(kind, **inputs))


@pytest.mark.parametrize("given", [("default",), (), None, ("own",), ("own", "default")])
def test_a_role_that_gives_but_what_is_ones_own_is_for_everybody(given: Any) -> None:
    assert passes(pods(["*"], ["*"], policy(OF_ONES_OWN, "own"), given=given))


def test_a_policy_that_the_stack_does_not_have_makes_it_advice() -> None:
    (problem,) = pods(["*"], ["*"], given=("elsewhere",)).problems
    assert problem.advisory
    (problem,) = pods(["*"], ["*"], given=("elsewhere", "shop")).problems
    assert not problem.advisory


@pytest.mark.parametrize(
    ("inputs", "where"),
    [
        ({"names": UNKNOWN, "namespaces": ["shop"]}, "boundServiceAccountNames"),
        ({"names": ["api"], "namespaces": [UNKNOWN]}, "boundServiceAccountNamespaces[0]"),
        ({"names": ["*"], "namespaces": ["*"], "given": (UNKNOWN,)}, "tokenPolicies[0]"),
    ],
)
def test_what_is_not_known_leaves_it_undecided(inputs: dict[str, Any], where: str) -> None:
    assert unknowns(pods(**inputs)) == [where]


def test_a_policy_that_is_not_known_may_be_of_ones_own() -> None:
    assert unknowns(pods(["*"], ["*"], policy(UNKNOWN))) == ["policy"]
    assert not passes(pods(["*"], ["*"], policy(UNKNOWN), policy(name="all"), given=("shop", "all")))


def test_an_unknown_matters_nothing_where_the_workload_is_named() -> None:
    assert passes(judged("aws", boundIamPrincipalArns=[f"{ROLE}shop"], boundAccountIds=UNKNOWN))
    assert unknowns(judged("aws", boundIamPrincipalArns=UNKNOWN)) == ["boundIamPrincipalArns"]
    assert unknowns(judged("gcp", boundServiceAccounts=["*"], boundProjects=UNKNOWN)) == ["boundProjects"]


def test_a_name_that_is_marked_is_not_repeated() -> None:
    assert only(pods(Secret(["hidden"]), ["*"])).endswith("service account of its own of whatever namespace")
