"""Guards of machine identities that only report are told; what is enforced, beside it too, and other guards pass."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.identity_guard_is_enforced import identity_guard_is_enforced

ADMISSION = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
KYVERNO = "kubernetes:kyverno.io/v1:ClusterPolicy"
DRY = {"rules": [{"enforce": "TRUE"}]}
REPORTS = "enabledForReportingButNotEnforced"


def judged(*resources: Resource) -> Answer:
    return judge_stack(identity_guard_is_enforced, *resources)


def access(state: Any = REPORTS, of: Any = ("sp-1",), name: str = "office") -> Resource:
    conditions = {"clientApplications": {"includedServicePrincipals": list(of)}} if of else {}
    type_ = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
    return Resource.of(type_, name, state=state, conditions=conditions)


def test_conditional_access_for_workloads_that_only_reports_is_told() -> None:
    told = "Conditional Access policy 'office' for service principals reports, and refuses nothing"
    assert only(judged(access())) == told
    assert only(judged(access(), access("enabled", ["sp-2"], "other"))) == told
    assert unknowns(judged(access(UNKNOWN))) == ["state"]


def test_one_for_people_and_one_beside_an_enforced_one_pass() -> None:
    assert passes(judged(access("enabled")))
    assert passes(judged(access(of=())))
    assert passes(judged(access(), access("enabled", ["SP-1"], "other")))
    assert passes(judged(access(), access("enabled", ["ServicePrincipalsInMyOrganization"], "other")))


def policy(resources: Any = ("serviceaccounts",), expression: Any = "true") -> Resource:
    constraints = {"resourceRules": [{"resources": list(resources)}]}
    spec = {"matchConstraints": constraints, "validations": [{"expression": expression}]}
    return Resource.of(ADMISSION, "guard", metadata={"name": "guard"}, spec=spec)


def binding(actions: Any = ("Warn", "Audit"), name: str = "shop", **spec: Any) -> Resource:
    said = {"policyName": "guard", "validationActions": list(actions) if isinstance(actions, tuple) else actions}
    return Resource.of(f"{ADMISSION}Binding", name, spec={**said, **spec})


def labelled(value: str) -> dict[str, Any]:
    return {"matchResources": {"namespaceSelector": {"matchLabels": {"environment": value}}}}


def test_a_policy_of_admission_that_is_bound_to_warn_is_told() -> None:
    told = "binding 'shop' of a policy of admission reports, and refuses nothing"
    assert only(judged(policy(), binding())) == told
    assert only(judged(policy(), binding(**labelled("prod")))) == told
    assert only(judged(policy(["pods"], "object.spec.serviceAccountName != 'default'"), binding())) == told
    assert unknowns(judged(policy(), binding((UNKNOWN,)))) == ["spec.validationActions[0]"]
    assert unknowns(judged(policy(), binding(policyName=UNKNOWN))) == ["spec.policyName"]


def test_one_that_denies_or_is_about_something_else_or_for_tests_passes() -> None:
    assert passes(judged(policy(), binding(("Deny", "Audit"))))
    assert passes(judged(policy(), binding(), binding(("Deny",), "prod")))
    assert passes(judged(policy(["configmaps"]), binding()))
    assert passes(judged(policy(), binding(**labelled("staging"))))
    assert passes(judged(binding()))


def kyverno(action: Any = None, own: Any = None, kind: str = "ServiceAccount", **spec: Any) -> Resource:
    validate = {"message": "no", "pattern": {}, **({"failureAction": own} if own else {})}
    rules = [{"match": {"any": [{"resources": {"kinds": [kind]}}]}, "validate": validate}]
    whole = {"validationFailureAction": action} if action else {}
    return Resource.of(KYVERNO, "guard", spec={"rules": rules, **whole, **spec})


@pytest.mark.parametrize("says", [{}, {"action": "audit"}, {"own": "Audit"}, {"action": "Enforce", "own": "Audit"}])
def test_a_policy_of_kyverno_that_audits_is_told(says: dict[str, Any]) -> None:
    assert only(judged(kyverno(**says))) == "policy 'guard' of a cluster reports, and refuses nothing"
    assert passes(judged(kyverno(**says, kind="ConfigMap")))


def test_one_that_enforces_passes() -> None:
    assert passes(judged(kyverno("Enforce")))
    assert passes(judged(kyverno("Audit", "Enforce")))
    overrides = [{"action": "Enforce", "namespaces": ["shop"]}]
    assert passes(judged(kyverno("Audit", validationFailureActionOverrides=overrides)))
    assert unknowns(judged(kyverno(UNKNOWN))) == ["spec.validationFailureAction"]


@pytest.mark.parametrize(
    ("type_", "says", "held"),
    [
        (
            "kubernetes:constraints.gatekeeper.sh/v1beta1:NoUpdateServiceAccount",
            {"spec": {"enforcementAction": "dryrun"}},
            {"spec": {"enforcementAction": "deny"}},
        ),
        (
            "kubernetes:policies.kyverno.io/v1:ValidatingPolicy",
            {
                "spec": {
                    "validationActions": ["Audit"],
                    "matchConstraints": {"resourceRules": [{"resources": ["rolebindings"]}]},
                }
            },
            {"spec": {"matchConstraints": {"resourceRules": [{"resources": ["rolebindings"]}]}}},
        ),
        (
            "gcp:orgpolicy/policy:Policy",
            {"name": "projects/acme/policies/iam.managed.disableServiceAccountKeyCreation", "dryRunSpec": DRY},
            {"name": "projects/acme/policies/compute.requireOsLogin", "dryRunSpec": DRY},
        ),
        (
            "azure:core/subscriptionPolicyAssignment:SubscriptionPolicyAssignment",
            {"displayName": "Managed identities only", "enforce": False},
            {"displayName": "Tags on all", "enforce": False},
        ),
        (
            "azure-native:authorization:PolicyAssignment",
            {"displayName": "No client credentials", "enforcementMode": "DoNotEnforce"},
            {"displayName": "No client credentials", "enforcementMode": "Default"},
        ),
    ],
)
def test_others_that_only_report_are_told(type_: str, says: dict[str, Any], held: dict[str, Any]) -> None:
    assert only(judged(Resource.of(type_, "guard", **says))).endswith(", and refuses nothing")
    assert passes(judged(Resource.of(type_, "guard", **held)))


def test_a_dry_run_beside_what_is_enforced_passes() -> None:
    dry = {"name": "projects/acme/policies/iam.disableServiceAccountKeyCreation", "dryRunSpec": DRY}
    assert only(judged(Resource.of("gcp:orgpolicy/policy:Policy", "keys", **dry)))
    assert passes(judged(Resource.of("gcp:orgpolicy/policy:Policy", "keys", **dry, spec=DRY)))


RULES = [{"resources": ["rolebindings"]}]
LATER = {"validationActions": ["Audit"], "matchConstraints": {"resourceRules": RULES}}
NOW = {**LATER, "validationActions": ["Deny"]}
DEFINITION = {"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/6b2c"}


@pytest.mark.parametrize(
    ("enforced", "reporting"),
    [
        (
            Resource.of("kubernetes:policies.kyverno.io/v1:ValidatingPolicy", "now", spec=NOW),
            Resource.of("kubernetes:policies.kyverno.io/v1:ValidatingPolicy", "later", spec=LATER),
        ),
        (
            Resource.of(
                "gcp:orgpolicy/policy:Policy",
                "now",
                name="organizations/1/policies/iam.disableServiceAccountKeyCreation",
                spec=DRY,
            ),
            Resource.of(
                "gcp:orgpolicy/policy:Policy",
                "later",
                name="folders/9/policies/iam.disableServiceAccountKeyCreation",
                dryRunSpec=DRY,
            ),
        ),
        (
            Resource.of(
                "azure:core/subscriptionPolicyAssignment:SubscriptionPolicyAssignment",
                "now",
                displayName="Managed identities only",
                **DEFINITION,
            ),
            Resource.of(
                "azure:core/resourceGroupPolicyAssignment:ResourceGroupPolicyAssignment",
                "later",
                displayName="Managed identities only",
                enforce=False,
                **DEFINITION,
            ),
        ),
    ],
    ids=["kyverno", "google", "azure"],
)
def test_the_next_version_of_what_is_enforced_may_report(enforced: Resource, reporting: Resource) -> None:
    assert only(judged(reporting))
    assert passes(judged(enforced, reporting))


def test_so_may_the_next_policy_of_kyverno_about_the_same_kind_and_no_other() -> None:
    now, later = kyverno("Enforce"), kyverno("Audit")
    assert passes(judged(replace(now, urn=f"{now.urn}-now"), later))
    assert only(judged(replace(kyverno("Enforce", kind="RoleBinding"), urn=f"{now.urn}-now"), later))
