"""What `no-path-to-roles-of-pods` tells, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document, lets_in, may
from tests.support.becoming import role as iam_role
from tests.support.clusters import account, binding, role, rule_on, user
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.no_path_to_roles_of_pods import no_path_to_roles_of_pods

ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
SIGNS = allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/6e2f")
STARTS = rule_on("", "pods", "create", "get")
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/bills")


def bound(rule: Any = STARTS, *, who: Any = None, namespace: str = "pay", **metadata: Any) -> tuple[Resource, Resource]:
    """A role of a namespace with this rule, bound to a service account `reports` there."""
    gives = role(rule, kind="Role", namespace=namespace)
    to = who or account("reports", "pay")
    return gives, binding("ops", to, kind="RoleBinding", of="Role", namespace=namespace, **metadata)


def pods(name: str, right: dict[str, Any], namespace: Any = "pay", cluster: str = "core") -> tuple[Resource, ...]:
    """A role that the service account of that name has by an association."""
    given = {"clusterName": cluster, "namespace": namespace, "serviceAccount": name, "roleArn": f"{ARN}role/{name}"}
    association = aws("eks/podIdentityAssociation", name, **given)
    return (
        iam_role(name, lets_in("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"])),
        association,
        may(name, right),
    )


def by_token(
    name: str, right: dict[str, Any], namespace: str = "pay", operator: str = "StringEquals"
) -> tuple[Resource, ...]:
    """The same by a trust in its tokens."""
    asked = {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": f"system:serviceaccount:{namespace}:{name}"}
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"}
    trust = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition={operator: asked})
    return iam_role(name, trust), may(name, right)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_roles_of_pods, *resources, **ask)


@pytest.mark.parametrize("having", [pods, by_token])
@pytest.mark.parametrize("right", [SIGNS, WRITES])
def test_who_starts_pods_has_the_roles_of_the_other_accounts(having: Any, right: dict[str, Any]) -> None:
    (problem,) = judged(*bound(), *having("ledger", right)).problems
    assert problem.message == (
        "binding 'ops-binding' lets service account 'reports' start or enter pods of a namespace in which one has role "
        f"'ledger', which may {right['Action']} on {right['Resource']}, as it may not itself"
    )
    assert problem.key == "reports ledger"


@pytest.mark.parametrize(
    "rule",
    [
        *(rule_on("apps", kind, "create") for kind in ("deployments", "statefulsets", "*")),
        *(rule_on("batch", kind, "*") for kind in ("jobs", "cronjobs")),
        rule_on("", "pods/exec", "create"),
    ],
)
def test_so_has_who_makes_what_makes_pods_or_enters_them(rule: dict[str, Any]) -> None:
    assert only(judged(*bound(rule), *pods("ledger", SIGNS)))


@pytest.mark.parametrize(
    "stack",
    [
        (*bound(rule_on("", "pods", "get", "list", "delete")), *pods("ledger", SIGNS)),
        (*bound(rule_on("", "pods", "create", resourceNames=["one"])), *pods("ledger", SIGNS)),
        (*bound(), *pods("ledger", SIGNS, "other")),
        (*bound(), *pods("reports", SIGNS)),
        (*bound(), *pods("reports", SIGNS), *pods("ledger", SIGNS)),
        (*bound(), *pods("ledger", allow("logs:PutLogEvents"))),
        (*bound(), *pods("ledger", allow("s3:GetObject", "arn:aws:s3:::bills/*"))),
        (*bound(), *pods("reports-jobs", WRITES)),
        (*bound(who=user("anna@example.org")), *pods("ledger", SIGNS)),
        (*bound(labels={"helm.sh/chart": "airflow-1.2.3"}), *pods("ledger", SIGNS)),
        (*bound(), *pods("ledger", SIGNS), *pods("other", SIGNS, cluster="edge")),
        bound(),
    ],
    ids=[
        "reads",
        "named",
        "namespace",
        "own",
        "same",
        "logs",
        "reads data",
        "kin",
        "people",
        "chart",
        "clusters",
        "none",
    ],
)
def test_what_gives_nothing_more_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_secrets_count_of_kin_too() -> None:
    assert only(judged(*bound(), *pods("reports-jobs", SIGNS)))


def controller(called: str, *pods_: Resource, who: Any = None, **inputs: Any) -> Answer:
    gives = role(STARTS, kind="Role", namespace="pay")
    to = binding("ops", who or account("controller", "pay"), kind="RoleBinding", of="Role", namespace="pay")
    said = {**to.inputs.raw, "metadata": {"name": called, "namespace": "pay"}, **inputs}
    return judged(gives, replace(to, inputs=Properties(said)), *pods_)


@pytest.mark.parametrize("having", [pods, by_token])
def test_a_controller_is_there_to_start_what_it_is_called_after(having: Any) -> None:
    assert passes(controller("runner-controller", *having("runner", WRITES)))
    assert passes(controller("ops", *having("runner", WRITES), who=account("runners-operator", "pay")))
    assert controller("runner-web", *having("runner", WRITES), who=account("web", "pay")).problems
    assert only(controller("runner-controller", *having("runner", SIGNS)))  # a secret is not what a name says


@pytest.mark.parametrize(
    ("called", "there"),
    [
        ("runner-controller", pods("ledger", WRITES)),
        ("runner-controller", (*pods("runner", WRITES), *pods("ledger", WRITES))),
        ("runner-controller", (*by_token("runner", WRITES, "*", "StringLike"),)),
        ("runner-controller", (*by_token("runner*", WRITES, operator="StringLike"),)),
        (
            "runner-controller",
            (
                *pods("runner", WRITES)[1:],
                iam_role(
                    "runner", lets_in("pods.eks.amazonaws.com", "sts:AssumeRole"), lets_in("lambda.amazonaws.com")
                ),
            ),
        ),
    ],
    ids=["called otherwise", "others there", "any namespace", "any account", "a function's too"],
)
def test_a_controller_of_something_else_is_not(called: str, there: tuple[Resource, ...]) -> None:
    assert controller(called, *there).problems
    assert controller(called, *there, who=account("controller", "web")).problems


def test_what_starts_pods_everywhere_is_another_rules() -> None:
    everywhere = role(STARTS), binding("ops", account("reports", "pay"))
    assert passes(judged(*everywhere, *pods("ledger", SIGNS)))


def test_what_is_not_known_is_undecided_where_it_may_matter() -> None:
    late = bound(UNKNOWN)
    assert unknowns(judged(*late, *pods("ledger", SIGNS))) == ["rules[0]"]
    assert passes(judged(*late))
    assert unknowns(judged(*bound(), *pods("ledger", SIGNS, UNKNOWN))) == ["namespace"]
    given = aws("iam/rolePolicy", "late", role="ledger", policy=UNKNOWN)
    assert unknowns(judged(*bound(), *pods("ledger", allow("logs:PutLogEvents")), given)) == ["policy"]


def test_what_is_not_known_is_told_as_certain_of_nothing() -> None:
    elsewhere = pods("ledger", SIGNS, "other")
    gives, to = bound()
    late = replace(to, inputs=Properties({**to.inputs.raw, "subjects": [account("reports", "pay"), UNKNOWN]}))
    assert unknowns(judged(gives, late, *elsewhere)) == ["subjects[1]"]
    hidden = replace(to, inputs=Properties({**to.inputs.raw, "metadata": {"namespace": UNKNOWN}}))
    assert unknowns(judged(gives, hidden, *elsewhere)) == ["metadata.namespace"]
    role_, association, given = pods("ledger", SIGNS)
    nameless = replace(association, inputs=Properties({**association.inputs.raw, "serviceAccount": UNKNOWN}))
    assert unknowns(judged(*bound(), role_, nameless, given)) == ["serviceAccount"]


@pytest.mark.parametrize("name", ["edit", "admin", "cluster-admin"])
def test_the_roles_of_every_cluster_start_pods(name: str) -> None:
    to = binding(name, account("reports", "pay"), kind="RoleBinding", namespace="pay")
    assert only(judged(to, *pods("ledger", SIGNS)))
    assert passes(
        judged(binding("view", account("reports", "pay"), kind="RoleBinding", namespace="pay"), *pods("ledger", SIGNS))
    )


def test_a_deployer_by_its_name_passes() -> None:
    assert passes(judged(*bound(who=account("github-deploy", "pay")), *pods("ledger", SIGNS)))


def test_what_a_boundary_elsewhere_may_forbid_is_told_with_that_doubt() -> None:
    role_, association, given = pods("ledger", SIGNS)
    elsewhere = Properties({**role_.inputs.raw, "permissionsBoundary": "arn:aws:iam::111122223333:policy/fence"})
    told = only(judged(*bound(), replace(role_, inputs=elsewhere), association, given))
    assert "unless a permissions boundary, which the stack does not have, forbids it" in told


@pytest.mark.parametrize("namespace", ["pay*", "*"])
def test_a_trust_by_a_pattern_of_namespaces_counts(namespace: str) -> None:
    assert only(judged(*bound(), *by_token("ledger", SIGNS, namespace, "StringLike")))


def test_an_association_and_tokens_of_another_cluster_are_two() -> None:
    edge = aws("eks/cluster", "edge", name="edge", identities=[{"oidcs": [{"issuer": f"https://{ISSUER}"}]}])
    assert passes(judged(*bound(), *pods("other", WRITES, "else"), *by_token("ledger", SIGNS), edge))


def test_nothing_of_a_marked_policy_is_repeated() -> None:
    iam, association, _ = pods("ledger", SIGNS)
    hidden = aws("iam/rolePolicy", "hidden", role="ledger", policy=Secret(document(SIGNS)))
    assert "kms" not in only(judged(*bound(), iam, association, hidden))
