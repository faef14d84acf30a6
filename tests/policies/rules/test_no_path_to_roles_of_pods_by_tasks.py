"""What `no-path-to-roles-of-pods` tells of pipelines that may start tasks among what others run."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, WRITES, judged, pods
from tests.policies.rules.test_no_path_to_roles_of_pods_by_entries import in_group
from tests.support.becoming import from_github
from tests.support.becoming import role as iam_role
from tests.support.clusters import RBAC, account, binding, group, role, rule_on
from tests.support.rules import judge_stack, only, passes

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

RUNNER = account("ci-runner", "ci")
JOBS = rule_on("batch", "jobs", "create", "get", "delete")
PODS = rule_on("", "pods", "create", "get", "list", "delete")
LOGS = rule_on("", "pods/log", "get")
LEDGER = pods("ledger-writer", WRITES)
SMOKES = "ci-smoke"


def given(*rules: Any, who: Any = RUNNER, called: str = SMOKES, namespace: str = "pay") -> tuple[Resource, ...]:
    """A role of a namespace with these rules, bound to a service account."""
    gives = role(*rules, kind="Role", namespace=namespace, name=called)
    return gives, binding(called, who, kind="RoleBinding", of="Role", namespace=namespace)


def beside(rule: Any, who: Any, namespace: str = "pay") -> tuple[Resource, ...]:
    """Another role and its binding."""
    of = {"kind": "Role", "name": "more"}
    said = {"metadata": {"name": "more", "namespace": namespace}}
    gives = Resource.of(f"{RBAC}:Role", "more", rules=[rule], **said)
    return gives, Resource.of(f"{RBAC}:RoleBinding", "more", roleRef=of, subjects=[who], **said)


@pytest.mark.parametrize("rules", [(JOBS,), (PODS, LOGS, JOBS), (PODS, rule_on("", "pods/exec", "create"))])
def test_a_pipeline_that_starts_tasks_alone_is_told_of(rules: tuple[Any, ...]) -> None:
    assert "lets service account 'ci-runner' start or enter pods" in only(judged(*given(*rules), *LEDGER))
    assert judge_stack(role_does_not_become_another, *given(*rules), *LEDGER).problems


@pytest.mark.parametrize(
    "stack",
    [
        given(JOBS, rule_on("apps", "deployments", "create")),
        given(JOBS, rule_on("", "configmaps", "create")),
        given(JOBS, rule_on("", "services", "create", "update")),
        given(rule_on("batch", "*", "create")),
        given(rule_on("*", "jobs", "create")),
        given(rule_on("batch", "cronjobs", "create")),
        given(JOBS, who=account("web-deploy", "ci")),
        given(JOBS, called="migrations"),
        given(JOBS, called="ledger-ci"),
        given(JOBS, who=account("ledger-ci", "ci")),
        given(JOBS, who=account("ci-runner", "pay")),
        (*given(JOBS), *beside(rule_on("apps", "deployments", "create"), RUNNER)),
    ],
    ids=[
        *("deployments", "settings", "services", "every kind", "every group", "schedules", "deploys", "migrates"),
        *("called after it", "its own", "own namespace", "by another binding"),
    ],
)
def test_what_deploys_or_starts_its_own_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack, *LEDGER))


def test_a_namespace_of_builds_is_for_what_these_start() -> None:
    for namespace in ("ci-jobs", "runners", "builds"):
        assert passes(judged(*given(JOBS, namespace=namespace), *pods("ledger-writer", WRITES, namespace)))


def test_what_is_called_as_the_namespace_is_is_no_work_of_tests() -> None:
    theirs = pods("pay", SIGNS)
    assert only(judged(*given(JOBS), *theirs))
    assert passes(judged(*given(JOBS, called="ci-jobs"), *theirs))


SA = "object.spec.serviceAccountName == 'smoke'"
ADMISSION = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
KYVERNO = "kubernetes:kyverno.io/v1:ClusterPolicy"


def admission(expression: Any = SA, *actions: Any, policy: Any = "smoke") -> tuple[Resource, ...]:
    says, to = {"validations": [{"expression": expression}]}, {"policyName": policy, "validationActions": list(actions)}
    asks = Resource.of(ADMISSION, "smoke", metadata={"name": "smoke"}, spec=says)
    return asks, Resource.of(f"{ADMISSION}Binding", "smoke", metadata={"name": "smoke"}, spec=to)


def kyverno(action: str, pattern: Any) -> Resource:
    rule = {"name": "smoke", "validate": {"failureAction": action, "pattern": {"spec": pattern}}}
    return Resource.of(KYVERNO, "smoke", metadata={"name": "smoke"}, spec={"rules": [rule]})


def test_what_asks_pods_as_whom_they_run_holds_it() -> None:
    stack = (*given(JOBS), *LEDGER)
    assert passes(judged(*stack, *admission(SA, "Deny", "Audit")))
    assert passes(judged(*stack, kyverno("Enforce", {"serviceAccountName": "smoke"})))
    assert passes(judged(*entering(JOBS), *admission(SA, "Deny")))
    for other in (admission(SA, "Audit"), admission("object.spec.hostPID == false", "Deny")):
        assert only(judged(*stack, *other))
    assert only(judged(*stack, *admission(SA, "Deny", policy="other")))
    assert only(judged(*stack, kyverno("Audit", {"serviceAccountName": "smoke"})))
    assert only(judged(*stack, kyverno("Enforce", {"hostPID": "false"})))


def entering(*rules: Any, also: str = "", right: Any = WRITES) -> tuple[Resource, ...]:
    """A pipeline of AWS that an entry puts into a group with these rules."""
    made = iam_role("report-ci", from_github("repo:acme/reports:ref:refs/heads/main"))
    groups = ("report-ci", also) if also else ("report-ci",)
    gives = given(*rules, who=group("report-ci"), called="report-jobs", namespace="reports")
    return made, in_group(*groups, who="report-ci"), *gives, *pods("pii-export", right, "reports")


def test_a_pipeline_that_an_entry_lets_start_tasks_is_told_of() -> None:
    assert "lets role 'report-ci' start or enter pods" in only(judged(*entering(JOBS)))
    assert passes(judged(*entering(JOBS, rule_on("apps", "deployments", "create"))))
    deploys = beside(rule_on("apps", "deployments", "*"), group("deploy"), "reports")
    assert passes(judged(*entering(JOBS, also="deploy"), *deploys))
    assert only(judged(*entering(JOBS, also="deploy")))


@pytest.mark.parametrize("odd", [UNKNOWN, None, 7, [], {}])
def test_no_shape_breaks_it(odd: Any) -> None:
    judged(*given(odd), *LEDGER)
    judged(*entering(odd), in_group(odd, who="report-ci"))
