"""What `no-path-to-roles-of-pods` tells of who enters a cluster by an identity of AWS."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, from_github, lets_in, may, role
from tests.support.clusters import binding, group, rule_on
from tests.support.clusters import role as cluster_role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.no_path_to_roles_of_pods import no_path_to_roles_of_pods

POLICIES = "arn:aws:eks::aws:cluster-access-policy/"
EVERYWHERE = {"type": "cluster"}
SIGNS = allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/6e2f")
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/bills")
WEB = role("web-deploy", from_github("repo:acme/web:ref:refs/heads/main"))
STARTS = rule_on("", "pods", "create")


def within(*namespaces: Any) -> dict[str, Any]:
    return {"type": "namespace", "namespaces": list(namespaces)}


PAY = within("web", "pay")


def edits(policy: Any = "AmazonEKSEditPolicy", scope: Any = PAY, who: Any = "web-deploy", **inputs: Any) -> Resource:
    given = {
        "clusterName": "core",
        "principalArn": who if who is UNKNOWN else f"{ARN}role/{who}",
        "policyArn": policy if policy is UNKNOWN else f"{POLICIES}{policy}",
        "accessScope": scope,
    }
    return aws("eks/accessPolicyAssociation", "edits", **{**given, **inputs})


def in_group(*groups: Any, who: str = "web-deploy") -> Resource:
    return aws(
        "eks/accessEntry", "entry", clusterName="core", principalArn=f"{ARN}role/{who}", kubernetesGroups=list(groups)
    )


def pods(name: str, right: dict[str, Any], namespace: Any = "pay", cluster: str = "core") -> tuple[Resource, ...]:
    given = {"clusterName": cluster, "namespace": namespace, "serviceAccount": name, "roleArn": f"{ARN}role/{name}"}
    trust = lets_in("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"])
    return role(name, trust), aws("eks/podIdentityAssociation", name, **given), may(name, right)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_roles_of_pods, *resources, **ask)


@pytest.mark.parametrize("policy", ["AmazonEKSEditPolicy", "AmazonEKSAdminPolicy", "AmazonEKSClusterAdminPolicy"])
@pytest.mark.parametrize("right", [SIGNS, WRITES])
def test_who_edits_a_namespace_has_the_roles_of_its_accounts(policy: str, right: dict[str, Any]) -> None:
    (problem,) = judged(WEB, edits(policy), *pods("ledger", right)).problems
    assert problem.message == (
        "entry 'edits' lets role 'web-deploy' start or enter pods of a namespace in which one has role 'ledger', "
        f"which may {right['Action']} on {right['Resource']}, as it may not itself"
    )
    assert (problem.at, problem.key) == ("policyArn", "web-deploy ledger")


def test_so_has_who_edits_all_of_the_cluster() -> None:
    assert "pods of all of a cluster in which" in only(judged(WEB, edits(scope=EVERYWHERE), *pods("ledger", SIGNS)))


def test_a_role_by_tokens_of_the_namespace_is_had_too() -> None:
    issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
    asked = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": "system:serviceaccount:pay:ledger"}
    provider = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    trust = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": asked})
    cluster = aws("eks/cluster", "core", name="core", identities=[{"oidcs": [{"issuer": f"https://{issuer}"}]}])
    assert only(judged(WEB, edits(), cluster, role("ledger", trust), may("ledger", SIGNS)))


@pytest.mark.parametrize(
    "stack",
    [
        (WEB, edits("AmazonEKSViewPolicy"), *pods("ledger", SIGNS)),
        (WEB, edits(scope=within("web")), *pods("ledger", SIGNS)),
        (WEB, edits(), *pods("ledger", SIGNS, cluster="edge")),
        (WEB, edits(), *pods("ledger", allow("logs:PutLogEvents"))),
        (WEB, edits(), *pods("ledger", allow("s3:GetObject", "arn:aws:s3:::bills/*"))),
        (WEB, may("web-deploy", SIGNS), edits(), *pods("ledger", SIGNS)),
        (WEB, edits("AmazonEKSClusterAdminPolicy", EVERYWHERE), *pods("ledger", SIGNS)),
        (WEB, edits("AmazonEKSAdminPolicy", EVERYWHERE), *pods("ledger", SIGNS)),
        (WEB, edits()),
    ],
    ids=["views", "namespace", "cluster", "logs", "reads data", "has it", "administers", "administers all", "none"],
)
def test_what_gives_nothing_more_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


@pytest.mark.parametrize(
    "having", [pods("web-api", SIGNS), pods("ledger", SIGNS, "web"), (*pods("ledger", SIGNS), *pods("web", WRITES))]
)
def test_a_pipeline_deploys_what_is_called_like_it(having: tuple[Resource, ...]) -> None:
    assert all("'ledger'" in one for one in messages(judged(WEB, edits(), *having[:3])) if one)
    assert passes(judged(WEB, edits(scope=within("web")), *having))


def test_one_that_is_called_by_what_it_does_is_there_for_all() -> None:
    deploys = role("github-deploy", from_github("repo:acme/infra:ref:refs/heads/main"))
    assert passes(judged(deploys, edits(scope=EVERYWHERE, who="github-deploy"), *pods("ledger", SIGNS)))


def test_who_is_let_into_all_of_a_cluster_is_there_for_what_is_called_like_that() -> None:
    into_web = edits(scope=EVERYWHERE, clusterName="web-prod")
    assert passes(judged(WEB, into_web, *pods("ledger", SIGNS, cluster="web-prod")))
    assert only(judged(WEB, edits(clusterName="web-prod"), *pods("ledger", SIGNS, cluster="web-prod")))


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("bistro-web-ci", True),
        ("bistro-menu-deploy", True),
        ("bistro-prod-web-deployer", True),
        *((f"bistro-{one}", False) for one in ("ci", "deploy", "release", "gitops", "helm-deploy", "platform-ci")),
        *(
            (f"bistro-{one}", False)
            for one in ("core-deploy", "backend-ci", "services-deploy", "github-actions", "prod-ci")
        ),
        ("bistro-settle-ci", False),
        ("bistro-payments-deploy", False),
    ],
)
def test_what_all_of_a_cluster_is_called_by_is_nobodys_work(name: str, *, is_told: bool) -> None:
    deploys = role(name, from_github("repo:acme/infra:ref:refs/heads/main"))
    settles = (*pods("bistro-settle", SIGNS, "payments", cluster="bistro"), role("bistro-faq", "lambda.amazonaws.com"))
    into_all = edits(scope=EVERYWHERE, who=name, clusterName="bistro")
    assert bool(messages(judged(deploys, into_all, *settles))) == is_told
    assert passes(judged(deploys, edits(scope=within("web"), who=name, clusterName="bistro"), *settles))
    assert passes(judged(deploys, edits(scope=within("payments"), who=name, clusterName="bistro"), *settles))


def test_people_are_not_asked() -> None:
    assert passes(judged(role("web", f"{ARN}root"), edits(who="web"), *pods("ledger", SIGNS)))


def test_of_a_workload_that_is_called_alike_secrets_count_alone() -> None:
    runs = role("ledger-jobs")
    assert only(judged(runs, edits(who="ledger-jobs"), *pods("ledger", SIGNS)))
    assert passes(judged(runs, edits(who="ledger-jobs"), *pods("ledger", WRITES)))
    assert only(judged(role("web-jobs"), edits(who="web-jobs"), *pods("ledger", WRITES)))


def test_an_entry_of_the_other_provider_counts_too() -> None:
    policies = [
        {"policyArn": f"{POLICIES}{policy}", "accessScope": PAY}
        for policy in ("AmazonEKSViewPolicy", "AmazonEKSEditPolicy")
    ]
    entry = native(
        "eks:AccessEntry", "e", clusterName="core", principalArn=f"{ARN}role/web-deploy", accessPolicies=policies
    )
    (problem,) = judged(WEB, entry, *pods("ledger", SIGNS)).problems
    assert problem.at == "accessPolicies[1].policyArn"


def test_a_group_counts_to_which_a_namespace_is_bound() -> None:
    starts = cluster_role(STARTS, kind="Role", namespace="pay")
    to = binding("ops", group("deployers"), kind="RoleBinding", of="Role", namespace="pay")
    ledger = pods("ledger", SIGNS)
    (problem,) = judged(WEB, in_group("deployers"), starts, to, *ledger).problems
    assert problem.message.startswith("entry 'entry' lets role 'web-deploy' start or enter pods of a namespace")
    assert problem.at == "kubernetesGroups[0]"
    for others in (in_group("viewers"), in_group("deployers", who="somebody")):
        assert passes(judged(WEB, others, starts, to, *ledger))
    elsewhere = binding("edit", group("deployers"), kind="RoleBinding", namespace="web")
    assert passes(judged(WEB, in_group("deployers"), elsewhere, *ledger))
    assert only(judged(WEB, in_group("deployers"), binding("edit", group("deployers")), *ledger))


def test_a_group_of_aws_auth_counts_as_well() -> None:
    listed = f"- rolearn: {ARN}role/web-deploy\n  groups: [deployers]\n"
    maps = Resource.of(
        "kubernetes:core/v1:ConfigMap",
        "auth",
        metadata={"name": "aws-auth", "namespace": "kube-system"},
        data={"mapRoles": listed},
    )
    to = binding("edit", group("deployers"), kind="RoleBinding", namespace="pay")
    assert only(judged(WEB, maps, to, *pods("ledger", SIGNS)))


def test_who_administers_the_cluster_by_a_group_is_another_rules() -> None:
    admins = binding("cluster-admin", group("deployers"))
    assert passes(judged(WEB, in_group("deployers"), admins, *pods("ledger", SIGNS)))
    assert passes(judged(WEB, in_group("system:masters"), edits(), *pods("ledger", SIGNS)))


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (edits(UNKNOWN), "policyArn"),
        (edits(scope=UNKNOWN), "accessScope"),
        (edits(scope=within(UNKNOWN)), "accessScope.namespaces[0]"),
        (edits(who=UNKNOWN), "principalArn"),
    ],
)
def test_what_is_not_known_of_an_entry_is_undecided_where_it_may_matter(entry: Resource, path: str) -> None:
    assert unknowns(judged(WEB, entry, *pods("ledger", SIGNS))) == [path]
    assert passes(judged(WEB, entry, *pods("ledger", allow("logs:PutLogEvents"))))


def test_what_is_not_known_of_a_role_or_its_account_is_undecided() -> None:
    runs, association, given = pods("ledger", SIGNS)
    for hidden in ("namespace", "serviceAccount"):
        late = replace(association, inputs=Properties({**association.inputs.raw, hidden: UNKNOWN}))
        assert unknowns(judged(WEB, edits(), runs, late, given)) == [hidden]
    unread = aws("iam/rolePolicy", "late", role="ledger", policy=UNKNOWN)
    assert unknowns(judged(WEB, edits(), *pods("ledger", allow("logs:PutLogEvents")), unread)) == ["policy"]
    unread = aws("iam/rolePolicy", "late", role="web-deploy", policy=UNKNOWN)
    assert unknowns(judged(WEB, edits(), *pods("ledger", SIGNS), unread)) == ["policy"]


def test_what_is_not_known_of_a_binding_is_undecided() -> None:
    late = cluster_role(UNKNOWN, kind="Role", namespace="pay")
    to = binding("ops", group("deployers"), kind="RoleBinding", of="Role", namespace="pay")
    assert unknowns(judged(WEB, in_group("deployers"), late, to, *pods("ledger", SIGNS))) == ["rules[0]"]
    edit = binding("edit", group("deployers"), kind="RoleBinding", namespace=UNKNOWN)
    assert unknowns(judged(WEB, in_group("deployers"), edit, *pods("ledger", SIGNS))) == ["metadata.namespace"]
    known = binding("edit", group("deployers"), kind="RoleBinding", namespace="pay")
    assert unknowns(judged(WEB, in_group(UNKNOWN), known, *pods("ledger", SIGNS))) == ["kubernetesGroups[0]"]


def test_a_boundary_elsewhere_may_forbid_it() -> None:
    bounded = replace(
        WEB, inputs=Properties({**WEB.inputs.raw, "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/fence"})
    )
    assert "unless a permissions boundary" not in only(judged(bounded, edits(), *pods("ledger", SIGNS)))
