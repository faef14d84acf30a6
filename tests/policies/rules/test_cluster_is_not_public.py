"""What `cluster-is-not-public` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.clusters import binding, group, role, rule_on, user
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["cluster-is-not-public"]
ANONYMOUS = user("system:anonymous")
SIGNED_IN = group("system:authenticated")
GKE = Resource.of("gcp:container/cluster:Cluster", "main")


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


@pytest.mark.parametrize("subject", [ANONYMOUS, group("system:unauthenticated"), Secret(ANONYMOUS)])
@pytest.mark.parametrize("kind", ["ClusterRoleBinding", "RoleBinding"])
def test_what_is_given_without_signing_in_is_found(subject: Any, kind: str) -> None:
    (problem,) = judged(binding("view", subject, kind=kind)).problems
    assert problem.message == "binding 'ops-binding' gives rights in the cluster to whoever reaches it"
    assert (problem.severity, problem.advisory, problem.key) == ("critical", False, "everyone")


@pytest.mark.parametrize("name", ["system:public-info-viewer", "system:service-account-issuer-discovery"])
def test_what_kubernetes_gives_to_everyone_passes(name: str) -> None:
    assert passes(judged(binding(name, ANONYMOUS)))


def test_addresses_alone_pass() -> None:
    health = {"nonResourceURLs": ["/healthz"], "verbs": ["get"]}
    assert passes(judged(role(health), binding("ops", ANONYMOUS)))
    assert judged(role(health, rule_on("", "pods", "get")), binding("ops", ANONYMOUS)).problems


def test_a_role_of_every_cluster_gives_more_than_what_the_stack_adds_to_it() -> None:
    label = {"rbac.authorization.k8s.io/aggregate-to-view": "true"}
    health = {"nonResourceURLs": ["/healthz"], "verbs": ["get"]}
    for added in (health, UNKNOWN):
        assert messages(judged(role(added, labels=label), binding("view", ANONYMOUS)))


def test_whoever_signs_in_is_everyone_at_google() -> None:
    assert passes(judged(binding("view", SIGNED_IN)))
    (problem,) = judged(binding("view", SIGNED_IN), profile="strict").problems
    assert problem.advisory
    (message,) = messages(judged(GKE, binding("view", SIGNED_IN)))
    assert message.endswith("to whoever has an account at Google")
    assert passes(judged(GKE, binding("system:basic-user", SIGNED_IN)))


def test_service_accounts_and_people_are_none_of_its_business() -> None:
    assert passes(judged(binding("view")))
    assert passes(judged(binding("view", user("anna@example.org"), group("team"), group("system:serviceaccounts"))))


def test_what_is_not_known_yet_is_left_undecided() -> None:
    assert unknowns(judged(binding(UNKNOWN, ANONYMOUS))) == ["roleRef.name"]
    assert unknowns(judged(role(UNKNOWN), binding("ops", ANONYMOUS))) == ["rules[0]"]
    assert unknowns(judged(binding("view", group(UNKNOWN)))) == ["subjects[0].name"]
    assert passes(judged(binding("system:discovery", group(UNKNOWN))))
    assert judged(role(UNKNOWN, rule_on("", "pods", "get")), binding("ops", ANONYMOUS)).problems
