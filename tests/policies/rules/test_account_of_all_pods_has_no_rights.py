"""Rights of the account that every pod gets are told; those of a workload's own account are not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.account_of_all_pods_has_no_rights import account_of_all_pods_has_no_rights as rule

RBAC = "kubernetes:rbac.authorization.k8s.io/v1:"
DEFAULT = {"kind": "ServiceAccount", "name": "default", "namespace": "shop"}
ALL = {"kind": "Group", "name": "system:serviceaccounts:shop"}
OWN = {"kind": "ServiceAccount", "name": "orders", "namespace": "shop"}
CHANGES = {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "patch"]}
SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}
LOOKS = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}
EVENTS = {"apiGroups": [""], "resources": ["events"], "verbs": ["create", "patch"]}


def judged(subject: Any, *rules: Any, **more: Any) -> Answer:
    role = Resource.of(f"{RBAC}Role", "r", metadata={"name": "r", "namespace": "shop"}, rules=list(rules))
    given = {"roleRef": {"kind": "Role", "name": "r"}, "subjects": [subject], **more}
    binding = Resource.of(f"{RBAC}RoleBinding", "b", metadata={"name": "b", "namespace": "shop"}, **given)
    return judge_stack(rule, role, binding)


@pytest.mark.parametrize("subject", [DEFAULT, ALL, {"kind": "Group", "name": "system:serviceaccounts"}])
@pytest.mark.parametrize("right", [CHANGES, SECRETS])
def test_rights_of_what_every_pod_has_are_told(subject: dict[str, str], right: dict[str, Any]) -> None:
    assert "change things or read secrets in its namespace" in only(judged(subject, LOOKS, right))


def test_roles_that_every_cluster_has_count_too() -> None:
    assert only(judged(DEFAULT, roleRef={"kind": "ClusterRole", "name": "edit"}))
    assert passes(judged(DEFAULT, roleRef={"kind": "ClusterRole", "name": "view"}))


@pytest.mark.parametrize(
    ("subject", "right"), [(OWN, CHANGES), (OWN, SECRETS), (DEFAULT, LOOKS), (DEFAULT, EVENTS), (ALL, LOOKS)]
)
def test_own_accounts_and_what_only_looks_pass(subject: dict[str, str], right: dict[str, Any]) -> None:
    assert passes(judged(subject, right))


def uses(*names: Any, group: str = "policy", resource: str = "podsecuritypolicies") -> dict[str, Any]:
    return {"apiGroups": [group], "resources": [resource], "verbs": ["use"], "resourceNames": list(names)}


def test_the_policy_for_ordinary_pods_may_be_used_by_all() -> None:
    constraints = {"group": "security.openshift.io", "resource": "securitycontextconstraints"}
    assert passes(judged(ALL, uses("restricted")))
    assert passes(judged(ALL, uses("restricted-v2", **constraints)))
    assert only(judged(ALL, uses("eks.privileged")))
    assert only(judged(ALL, uses("hostmount-anyuid", **constraints)))
    assert only(judged(ALL, uses()))
    assert only(judged(ALL, {**uses("restricted"), "verbs": ["use", "patch"]}))
    assert unknowns(judged(ALL, uses(UNKNOWN)))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(DEFAULT, UNKNOWN))
    assert unknowns(judged(UNKNOWN, CHANGES))
    assert unknowns(judged({**DEFAULT, "name": UNKNOWN}, CHANGES))
    assert unknowns(judged(DEFAULT, CHANGES, roleRef=UNKNOWN))
