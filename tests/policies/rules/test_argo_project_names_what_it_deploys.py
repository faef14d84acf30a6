"""Projects of Argo CD that deploy anything anywhere are told; those that name either pass."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.argo_project_names_what_it_deploys import argo_project_names_what_it_deploys as rule

OURS = "https://github.com/acme/shop-deploy.git"
ANYWHERE = {"server": "*", "namespace": "*"}
HERE = {"server": "https://kubernetes.default.svc", "namespace": "shop"}


def judged(repositories: Any, *destinations: Any, **spec: Any) -> Answer:
    given = {"sourceRepos": repositories, "destinations": list(destinations), **spec}
    type_ = "kubernetes:argoproj.io/v1alpha1:AppProject"
    return judge_stack(rule, Resource.of(type_, "shop", metadata={"name": "shop"}, spec=given))


@pytest.mark.parametrize("destination", [ANYWHERE, {"name": "in-cluster", "namespace": "*"}])
def test_any_repository_to_any_namespace_is_told(destination: dict[str, str]) -> None:
    fact = "project 'shop' of Argo CD deploys from any repository to any namespace"
    assert only(judged(["*"], HERE, destination)) == fact


def test_what_names_repositories_or_namespaces_passes() -> None:
    assert passes(judged([OURS], ANYWHERE))
    assert passes(judged(["*"], HERE))
    assert passes(judged(["*"], {"server": "*", "namespace": "shop-*"}))
    assert passes(judged(["*"], ANYWHERE, {"server": "*", "namespace": "!kube-system"}))
    assert passes(judged(["https://github.com/acme/*"], ANYWHERE))
    limited = [{"server": "*", "namespace": "*", "defaultServiceAccount": "deployer"}]
    assert passes(judged(["*"], ANYWHERE, destinationServiceAccounts=limited))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(["*"], UNKNOWN))
    assert unknowns(judged([UNKNOWN], ANYWHERE))
