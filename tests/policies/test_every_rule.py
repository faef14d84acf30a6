"""What holds for every rule: its facts are complete, it never breaks, and it never repeats a secret."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.rules import ROOT, asked, judge, judge_stack

from daypass.answering import Answer, answer_resource, answer_stack
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.rule import Problem, Rule
from daypass.testing.examples import example_resources
from daypass_policies.pages import told
from daypass_policies.rules import catalog

RULES = list(catalog().values())
SHOWN = [rule for rule in RULES if told(rule).refused]

PROMISED = {
    "identity-has-owner": ("unowned-identity", "mandatory"),
    "machine-user-says-its-owner": ("unowned-identity", "advisory"),
    "review-is-due": ("lifecycle", "mandatory"),
    "identity-is-governed": ("ungoverned-identity", "advisory"),
    "workload-role-is-declared": ("ungoverned-identity", "advisory"),
    "no-long-lived-key": ("long-lived-credential", "mandatory"),
    "no-iam-user": ("long-lived-credential", "mandatory"),
    "no-login-profile": ("long-lived-credential", "mandatory"),
    "service-credential-ends": ("long-lived-credential", "mandatory"),
    "trust-pins-subject": ("federated-trust", "mandatory"),
    "trust-keys-are-present": ("federated-trust", "advisory"),
    "handed-over-accounts-are-named": ("pass-role", "advisory"),
    "confluent-pool-pins-workload": ("federated-trust", "advisory"),
    "google-pool-pins-workload": ("federated-trust", "mandatory"),
    "google-binding-names-workload": ("federated-trust", "mandatory"),
    "entra-credential-pins-workload": ("federated-trust", "mandatory"),
    "provider-audience-is-ours": ("federated-trust", "advisory"),
    "pulumi-issuer-pins-workload": ("federated-trust", "mandatory"),
    "vendor-identity-pins-workload": ("federated-trust", "advisory"),
    "service-token-is-named": ("federated-trust", "advisory"),
    "model-gateway-asks-who-calls": ("agent-control", "advisory"),
    "shared-secret-names-its-readers": ("shared-identity", "advisory"),
    "vault-role-pins-workload": ("federated-trust", "mandatory"),
    "vault-role-names-accounts": ("federated-trust", "mandatory"),
    "trust-is-not-public": ("public-trust", "mandatory"),
    "trust-names-no-guests": ("public-trust", "mandatory"),
    "trust-names-no-whole-account": ("cross-account-trust", "mandatory"),
    "resource-policy-is-not-public": ("public-trust", "mandatory"),
    "function-is-not-public": ("public-trust", "mandatory"),
    "open-route-fixes-its-target": ("public-trust", "advisory"),
    "store-is-not-public": ("public-trust", "mandatory"),
    "network-list-is-not-open": ("public-trust", "advisory"),
    "fork-build-is-approved": ("confused-deputy", "advisory"),
    "vault-audit-cannot-be-stopped": ("evidence-gap", "advisory"),
    "account-of-all-pods-has-no-rights": ("shared-identity", "advisory"),
    "argo-project-names-what-it-deploys": ("admin-access", "advisory"),
    "certificate-role-names-its-holders": ("privilege-escalation", "advisory"),
    "vault-lease-is-short": ("long-lived-credential", "advisory"),
    "vault-policy-stays-in-its-environment": ("environment-crossing", "advisory"),
    "share-is-not-public": ("public-trust", "mandatory"),
    "cluster-is-not-public": ("public-trust", "mandatory"),
    "nobody-comes-without-a-name": ("public-trust", "mandatory"),
    "identity-pool-knows-its-users": ("federated-trust", "advisory"),
    "guests-have-no-more-than-users": ("public-trust", "advisory"),
    "anchor-trust-pins-certificate": ("federated-trust", "advisory"),
    "service-trust-asks-source": ("confused-deputy", "advisory"),
    "resource-policy-asks-source": ("confused-deputy", "advisory"),
    "vendor-trust-asks-external-id": ("confused-deputy", "mandatory"),
    "organisation-trust-is-narrow": ("cross-account-trust", "advisory"),
    "resource-policy-names-no-whole-account": ("cross-account-trust", "advisory"),
    "bucket-acl-is-not-public": ("public-trust", "mandatory"),
    "term-is-short": ("long-session", "mandatory"),
    "no-admin-access": ("admin-access", "mandatory"),
    "no-data-admin": ("admin-access", "advisory"),
    "no-cluster-admin": ("admin-access", "mandatory"),
    "no-owner-of-a-cloud": ("admin-access", "mandatory"),
    "no-path-to-cluster-admin": ("privilege-escalation", "mandatory"),
    "no-path-to-owner-of-a-cloud": ("privilege-escalation", "mandatory"),
    "no-path-to-more-rights": ("privilege-escalation", "mandatory"),
    "no-path-to-roles-of-pods": ("privilege-escalation", "advisory"),
    "check-is-somebody-elses": ("privilege-escalation", "advisory"),
    "no-rewriting-of-any-policy": ("privilege-escalation", "advisory"),
    "no-rewriting-of-own-rights": ("privilege-escalation", "mandatory"),
    "pass-role-names-its-roles": ("pass-role", "mandatory"),
    "no-assuming-of-any-role": ("role-chaining", "mandatory"),
    "role-does-not-become-stronger": ("role-chaining", "mandatory"),
    "database-login-does-not-become-owner": ("role-chaining", "advisory"),
    "low-trust-does-not-trigger-high": ("role-chaining", "mandatory"),
    "no-plain-credential": ("secret-exposure", "mandatory"),
    "one-role-one-workload": ("shared-identity", "advisory"),
    "google-account-is-not-shared": ("shared-identity", "advisory"),
    "azure-identity-is-not-shared": ("shared-identity", "advisory"),
    "workload-has-no-shell": ("human-use", "advisory"),
    "people-have-no-shell": ("human-use", "advisory"),
    "service-principal-trusts-no-people": ("human-use", "advisory"),
    "people-have-no-shell-in-pods": ("human-use", "advisory"),
    "cluster-account-trusts-no-people": ("human-use", "advisory"),
    "people-show-a-second-factor": ("human-use", "advisory"),
    "secret-of-a-workload-names-no-people": ("human-use", "advisory"),
    "pipeline-has-its-own-role": ("shared-identity", "advisory"),
    "principal-still-exists": ("lifecycle", "advisory"),
    "google-member-still-exists": ("lifecycle", "advisory"),
    "resource-policy-stays-in-its-environment": ("environment-crossing", "advisory"),
    "workload-runs-in-its-environment": ("environment-crossing", "advisory"),
    "boundary-sets-limits": ("ungoverned-identity", "mandatory"),
    "workload-has-no-console": ("human-use", "advisory"),
    "service-account-is-not-shared": ("shared-identity", "advisory"),
    "role-has-a-consumer": ("lifecycle", "advisory"),
    "identity-has-not-expired": ("lifecycle", "advisory"),
    "service-account-has-owner": ("unowned-identity", "advisory"),
    "credential-has-not-expired": ("lifecycle", "advisory"),
    "credential-has-owner": ("unowned-identity", "advisory"),
    "agent-has-owner": ("unowned-identity", "advisory"),
    "provider-has-owner": ("unowned-identity", "advisory"),
    "rights-stay-in-their-environment": ("environment-crossing", "advisory"),
    "azure-identity-stays-in-its-environment": ("environment-crossing", "advisory"),
    "cluster-account-stays-in-its-environment": ("environment-crossing", "advisory"),
    "trust-stays-in-its-environment": ("environment-crossing", "advisory"),
    "workload-trusts-no-people": ("human-use", "mandatory"),
    "vault-of-machines-is-not-for-people": ("human-use", "advisory"),
    "task-role-is-not-execution-role": ("shared-identity", "advisory"),
    "node-role-is-not-for-pods": ("shared-identity", "advisory"),
    "agent-has-its-own-identity": ("shared-identity", "advisory"),
    "rules-are-decided": ("evidence-gap", "advisory"),
    "trail-covers-all-regions": ("evidence-gap", "mandatory"),
    "trail-is-validated": ("evidence-gap", "mandatory"),
    "data-events-are-recorded": ("evidence-gap", "advisory"),
    "log-bucket-is-kept": ("evidence-gap", "mandatory"),
    "evidence-key-is-kept": ("evidence-gap", "advisory"),
    "account-has-a-trail": ("evidence-gap", "advisory"),
    "cluster-audit-is-recorded": ("evidence-gap", "advisory"),
    "audit-log-exempts-nobody": ("evidence-gap", "advisory"),
    "audit-log-is-on": ("evidence-gap", "advisory"),
    "revocation-has-room": ("revocation-gap", "advisory"),
    "revocation-is-switched-on": ("revocation-gap", "advisory"),
    "authorizer-answer-is-short": ("revocation-gap", "advisory"),
    "attachments-do-not-undo-a-revocation": ("revocation-gap", "advisory"),
    "boundary-cannot-be-removed": ("revocation-gap", "advisory"),
    "revocation-is-not-forbidden": ("revocation-gap", "advisory"),
    "batch-token-is-short": ("revocation-gap", "advisory"),
    "client-certificate-can-be-revoked": ("revocation-gap", "advisory"),
    "revocation-cannot-be-undone": ("revocation-gap", "advisory"),
    "revoked-login-is-taken-away": ("revocation-gap", "advisory"),
    "no-secret-in-outputs": ("secret-exposure", "mandatory"),
    "no-secret-in-plain-parameter": ("secret-exposure", "mandatory"),
    "secret-argument-is-marked": ("secret-exposure", "mandatory"),
    "analyzer-findings-are-seen": ("evidence-gap", "advisory"),
    "audit-hides-values": ("secret-exposure", "mandatory"),
    "log-group-is-kept": ("evidence-gap", "advisory"),
    "event-store-is-kept": ("evidence-gap", "advisory"),
    "record-cannot-be-stopped": ("evidence-gap", "advisory"),
    "exemption-is-valid": ("lifecycle", "mandatory"),
    "daypass-settings": ("evidence-gap", "mandatory"),
    "gateway-has-authorizer": ("agent-control", "mandatory"),
    "gateway-enforces-policy": ("agent-control", "advisory"),
    "registry-needs-approval": ("agent-control", "mandatory"),
    "code-interpreter-is-isolated": ("agent-control", "advisory"),
    "agent-role-is-bounded": ("agent-control", "advisory"),
    "agent-does-not-impersonate-users": ("agent-control", "advisory"),
    "mcp-rights-are-guarded": ("agent-control", "advisory"),
    "model-access-is-named": ("agent-control", "advisory"),
    "agent-calls-are-named": ("agent-control", "advisory"),
    "template-bounds-its-identities": ("ungoverned-identity", "advisory"),
    "grant-can-be-withdrawn": ("revocation-gap", "advisory"),
    "rights-have-not-ended": ("lifecycle", "advisory"),
    "session-tags-are-limited": ("privilege-escalation", "advisory"),
    "users-do-not-choose-their-role": ("privilege-escalation", "mandatory"),
    "pull-request-build-is-approved": ("role-chaining", "advisory"),
    "role-does-not-become-another": ("role-chaining", "advisory"),
    "no-bedrock-api-key": ("agent-control", "advisory"),
    "agent-cannot-loosen-its-guards": ("agent-control", "advisory"),
    "model-call-is-signed": ("agent-control", "advisory"),
    "tool-policy-names-its-tools": ("agent-control", "advisory"),
    "agent-asks-before-it-acts": ("agent-control", "advisory"),
    "agent-leaves-workloads-alone": ("agent-control", "advisory"),
    "tool-server-asks-who-calls": ("agent-control", "advisory"),
    "model-filter-is-on": ("agent-control", "advisory"),
    "agent-has-guardrail": ("agent-control", "advisory"),
    "profile-session-is-short": ("long-session", "mandatory"),
    "permission-set-session-is-short": ("long-session", "mandatory"),
    "chained-session-is-short": ("long-session", "advisory"),
    "session-does-not-renew-itself": ("role-chaining", "advisory"),
    "pool-session-is-short": ("long-session", "advisory"),
    "provider-session-is-short": ("long-session", "advisory"),
    "machine-token-is-short": ("long-session", "advisory"),
    "google-token-is-short": ("long-session", "advisory"),
    "google-service-asks-its-caller": ("public-trust", "advisory"),
    "google-binding-names-no-whole-company": ("cross-account-trust", "advisory"),
    "application-takes-its-own-tenant": ("public-trust", "advisory"),
    "redirect-is-exact": ("federated-trust", "advisory"),
    "sign-in-grant-is-current": ("federated-trust", "advisory"),
    "azure-record-is-whole": ("evidence-gap", "advisory"),
    "shared-key-is-off": ("long-lived-credential", "advisory"),
    "job-token-is-narrow": ("privilege-escalation", "advisory"),
    "review-binds-apps-too": ("privilege-escalation", "advisory"),
    "database-user-stays-in-its-environment": ("environment-crossing", "advisory"),
    "refresh-token-ends": ("long-lived-credential", "advisory"),
    "vault-token-is-short": ("long-session", "advisory"),
    "vault-users-are-bounded": ("ungoverned-identity", "advisory"),
    "delegated-access-is-eligible": ("cross-account-trust", "advisory"),
    "google-boundary-leaves-nobody-out": ("ungoverned-identity", "advisory"),
    "google-vendor-account-is-ours-alone": ("confused-deputy", "advisory"),
    "app-role-secret-ends": ("long-lived-credential", "advisory"),
    "projected-token-is-short": ("long-session", "advisory"),
    "term-is-enforced": ("long-session", "advisory"),
}
"""Name → risk and default level, as others rely on them."""


def named(rule: Rule) -> str:
    return rule.name


def test_names_risks_and_levels_are_those_that_others_rely_on() -> None:
    assert {rule.name: (rule.risk, rule.level) for rule in RULES if rule.name in PROMISED} == PROMISED


def test_only_what_carries_the_packs_own_voice_belongs_to_both() -> None:
    assert {rule.name for rule in RULES if rule.pack == "both"} == {"rules-are-decided", "daypass-settings"}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_says_why_and_what_to_do(rule: Rule) -> None:
    assert rule.description.endswith(".")
    assert all(len(remedy) < 120 for remedy in rule.remedies)
    assert all(
        re.fullmatch(r"NHI([1-9]|10):2025|[A-Z][A-Z0-9.-]+(-[0-9.]+)?:[A-Z0-9.()-]+", control)
        for control in rule.controls
    )
    assert all({"type", "default", "description"} <= schema.keys() for schema in rule.options.values())


def test_profile_baseline_tells_no_advice_and_nothing_less_than_certain() -> None:
    found = (Problem("certain"), Problem("advice", advisory=True), Problem("likely", confidence="medium"))
    facts: dict[str, Any] = {
        "risk": "admin-access",
        "severity": "high",
        "confidence": "high",
        "level": "mandatory",
        "profile": "baseline",
        "controls": ("NHI5:2025",),
        "remedy": "Do not.",
    }
    one = Rule(name="of-one", judge=lambda *_: iter(found), applies_to=("aws:iam/role:Role",), **facts)
    every = Rule(name="of-all", judge=lambda *_: iter(found), applies_to=("aws:iam/role:Role",), stack=True, **facts)
    role = Resource.of("aws:iam/role:Role", "app")
    for profile, said in (("baseline", ["certain"]), ("standard", ["certain", "advice", "likely"])):
        assert [problem.message for problem in judge(one, role, profile=profile).problems] == said
        assert [problem.message for problem in judge_stack(every, role, profile=profile).problems] == said


FORMS = {
    "checkov": r"CKV2?_(AWS|AZURE|GCP|K8S)_[1-9]\d*",
    "prowler": r"[a-z0-9]+(_[A-Za-z0-9]+)+",
    "trivy": r"[A-Z]+-\d{4}",
    "hulumi": r"[A-Z]+(_[A-Z]+)*[-_]\d+",
}
"""How each scanner writes the ids of its checks."""


def test_a_name_of_a_peer_has_the_form_of_its_scanner() -> None:
    aliases = [alias for rule in RULES for alias in rule.aliases]
    for scanner, _, check in (alias.partition(":") for alias in aliases):
        assert re.fullmatch(FORMS[scanner], check), f"{scanner}:{check}"
    assert all(len(set(rule.aliases)) == len(rule.aliases) for rule in RULES)


def test_a_name_of_a_peer_is_no_name_of_ours_and_of_one_scanner() -> None:
    """So that it can be asked for as the scanner prints it."""
    bare = [alias.partition(":")[2] for alias in {alias for rule in RULES for alias in rule.aliases}]
    assert len(set(bare)) == len(bare)
    assert not set(bare) & {rule.name for rule in RULES}


def made(example: str, change: Any) -> list[Resource]:
    """The resources of an example, each of whose values went through `change`."""
    return [
        replace(one, inputs=Properties({key: change(value) for key, value in one.inputs.raw.items()}))
        for one in example_resources(example)
    ]


def marked(value: Any) -> Any:
    """Every text in the value, marked as secret."""
    if isinstance(value, dict):
        return {key: marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return Secret(value)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("mark", [marked, Secret], ids=["each value", "the whole"])
@pytest.mark.parametrize("rule", SHOWN, ids=named)
def test_nothing_that_is_marked_is_repeated(rule: Rule, mark: Any) -> None:
    """The example is refused for what it holds, and what it holds is secret: the answer may not quote it."""
    example = told(rule).refused
    plain = {
        text for resource in made(example, lambda value: value) for text in texts(resource.inputs.raw) if len(text) > 10
    }
    found = made(example, mark)
    answers = [judge_stack(rule, *found)] if rule.stack else [judge(rule, one) for one in found]
    spoken = " ".join(
        str((problem.message, problem.key, problem.witness, problem.mended)) for problem in problems(answers)
    )
    assert [text for text in plain - ALLOWED if text in spoken] == []


ALLOWED = {"2020-01-31", "arn:aws:iam::aws:policy/AdministratorAccess"}
"""A date that the rule is about, and what is AWS's own."""


def problems(answers: list[Answer]) -> list[Any]:
    return [problem for answer in answers for problem in answer.problems]


DEEP: Any = "x"
for _ in range(10_000):
    DEEP = [DEEP]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [UNKNOWN, Secret(UNKNOWN), Secret("x"), {}, [], [None], {"": None}, DEEP, "[" * 10_000, "*", "arn:" * 9]
    ),
    st.recursive(st.text(max_size=5) | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=5),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.none(), max_size=3),
)


def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """The value with one thing somewhere in it replaced by what should not be there."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: spoilt(draw, value[key])}
    if isinstance(value, list) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], spoilt(draw, value[index]), *value[index + 1 :]]
    return draw(ODD)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, list[Resource]]:
    rule = draw(st.sampled_from(SHOWN))
    example = draw(st.sampled_from([told(rule).refused, told(rule).mended]))
    return rule, made(example, lambda value: spoilt(draw, value) if draw(st.booleans()) else value)


def deepened(value: Any) -> Iterator[Any]:
    """The value as often as it has a place, each time with what no stack of calls can walk at that place."""
    yield DEEP
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for inner in deepened(value[key]):
            yield {**value, key: inner} if isinstance(value, dict) else [*value[:key], inner, *value[key + 1 :]]


def with_depth(example: str) -> Iterator[list[Resource]]:
    """The resources of an example, once for each place in one of them, and once more with all else not known yet."""
    resources = example_resources(example)
    for at, one in enumerate(resources):
        given = one.inputs.raw
        for inputs in (each for each in deepened(given) if each is not DEEP):
            for left in (inputs, {key: UNKNOWN if inputs[key] is given[key] else inputs[key] for key in inputs}):
                yield [*resources[:at], replace(one, inputs=Properties(left)), *resources[at + 1 :]]


@pytest.mark.parametrize("rule", SHOWN, ids=named)
def test_no_depth_breaks_a_rule(rule: Rule) -> None:
    """What is nested too deep to walk or to print is told as such, wherever it stands."""
    for resources in chain.from_iterable(map(with_depth, (told(rule).refused, told(rule).mended))):
        assert [answer.error for answer in every_answer(rule, resources) if answer.error] == []


def every_answer(rule: Rule, resources: list[Resource]) -> list[Answer]:
    if rule.stack:
        return [answer_stack(rule, Stack((ROOT, *resources)), asked(rule))]
    return [answer_resource(rule, one, asked(rule)) for one in resources if one.type in rule.applies_to]


@settings(deadline=None, max_examples=300)
@given(cases())
def test_no_input_breaks_a_rule(case: tuple[Rule, list[Resource]]) -> None:
    """What is odd is a violation, undecided or none of the rule's business; an exception would name only the rule."""
    assert [answer.error for answer in every_answer(*case) if answer.error] == []
