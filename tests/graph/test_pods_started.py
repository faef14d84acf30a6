"""Whoever may start pods in a cluster has the roles of its service accounts, in the namespaces that they reach."""

from typing import Any

import pytest
from tests.support.becoming import document, lets_in, role
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

POLICIES = "arn:aws:eks::aws:cluster-access-policy/"
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789"
EVERYWHERE = {"type": "cluster"}
PODS = "pods.eks.amazonaws.com"
ALL = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
RELEASES = role("releases")
PROVIDER = {"Federated": f"{ARN}oidc-provider/{ISSUER}"}
OPERATES = role("operates", PODS, **ALL)
TOLD = "role 'releases' leads to role 'operates', which may do everything: "


def cluster(called: str = "shop", issuer: str = ISSUER, **inputs: Any) -> Resource:
    identities = [{"oidcs": [{"issuer": f"https://{issuer}"}]}]
    return aws("eks/cluster", called, **{"name": called, "identities": identities, **inputs})


def edits(
    policy: Any = "AmazonEKSEditPolicy",
    scope: Any = EVERYWHERE,
    in_: str = "shop",
    who: str = "releases",
    called: str = "",
    **inputs: Any,
) -> Resource:
    return aws(
        "eks/accessPolicyAssociation",
        called or f"{who}-edits",
        **inputs,
        clusterName=in_,
        principalArn=f"{ARN}role/{who}",
        policyArn=policy if policy is UNKNOWN else f"{POLICIES}{policy}",
        accessScope=scope,
    )


def within(*namespaces: str) -> dict[str, Any]:
    return {"type": "namespace", "namespaces": list(namespaces)}


def runs_in(namespace: str = "infra", cluster_: str = "shop") -> Resource:
    return aws(
        "eks/podIdentityAssociation",
        "operator",
        clusterName=cluster_,
        namespace=namespace,
        serviceAccount="operator",
        roleArn=f"{ARN}role/operates",
    )


def trusts_tokens(subject: str = "system:serviceaccount:infra:operator", issuer: str = ISSUER) -> Resource:
    asked = {"StringLike": {f"{issuer}:sub": subject}, "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    provider = {"Federated": f"{ARN}oidc-provider/{issuer}"}
    return role("operates", lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=asked), **ALL)


def told(*made: Resource) -> list[str]:
    return messages(judge_stack(role_does_not_become_stronger, *made))


@pytest.mark.parametrize("policy", ["AmazonEKSEditPolicy", "AmazonEKSAdminPolicy", "AmazonEKSClusterAdminPolicy"])
def test_whoever_edits_a_whole_cluster_has_the_role_of_a_pod(policy: str) -> None:
    (message,) = told(RELEASES, OPERATES, cluster(), edits(policy), runs_in())
    assert message.startswith(TOLD)
    assert "may start pods as a service account of role 'operates', by the access policy of 'releases-edits'" in message


def test_whoever_only_looks_starts_nothing() -> None:
    assert told(RELEASES, OPERATES, cluster(), edits("AmazonEKSViewPolicy"), runs_in()) == []


@pytest.mark.parametrize("scope", [within("infra"), within("web", "infra"), within("inf*")])
def test_it_is_enough_to_edit_the_namespace_of_the_service_account(scope: dict[str, Any]) -> None:
    assert TOLD in only(told(RELEASES, OPERATES, cluster(), edits(scope=scope), runs_in()))
    assert TOLD in only(told(RELEASES, trusts_tokens(), cluster(), edits(scope=scope)))


def test_another_namespace_leads_nowhere() -> None:
    elsewhere = edits(scope=within("web"))
    assert told(RELEASES, OPERATES, cluster(), elsewhere, runs_in()) == []
    assert told(RELEASES, trusts_tokens(), cluster(), elsewhere) == []


@pytest.mark.parametrize("subject", ["system:serviceaccount:*:operator", "system:serviceaccount:*", "*"])
def test_a_role_that_trusts_every_namespace_is_within_reach_of_each(subject: str) -> None:
    assert TOLD in only(told(RELEASES, trusts_tokens(subject), cluster(), edits(scope=within("web"))))


def test_another_cluster_leads_nowhere() -> None:
    assert told(RELEASES, OPERATES, cluster(), edits(in_="lab"), runs_in()) == []
    other = "oidc.eks.eu-west-1.amazonaws.com/id/99999999999999999"
    made = (cluster(), cluster("lab", other))
    assert told(RELEASES, trusts_tokens(issuer=other), *made, edits()) == []
    assert TOLD in only(told(RELEASES, trusts_tokens(issuer=other), *made, edits(in_="lab")))


def test_the_only_issuer_is_that_of_the_only_cluster() -> None:
    shop = aws("eks/cluster", "shop", name="shop", roleArn=f"{ARN}role/cluster")
    another = role("reads", lets_in({"Federated": f"{ARN}oidc-provider/x"}, Condition={}))
    assert TOLD in only(told(RELEASES, another, trusts_tokens(), shop, edits()))


def test_that_of_a_cluster_elsewhere_is_not_known() -> None:
    answer = judge_stack(role_does_not_become_stronger, RELEASES, trusts_tokens(), edits())
    assert messages(answer) == []
    assert unknowns(answer) == ["issuer"]


def test_of_two_issuers_none_is_taken_for_that_of_a_cluster() -> None:
    other = "oidc.eks.eu-west-1.amazonaws.com/id/99999999999999999"
    asked = {"StringEquals": {f"{other}:sub": "system:serviceaccount:web:web"}}
    web = role(
        "web", lets_in({"Federated": f"{ARN}oidc-provider/{other}"}, "sts:AssumeRoleWithWebIdentity", Condition=asked)
    )
    assert told(RELEASES, web, trusts_tokens(), edits()) == []


@pytest.mark.parametrize(
    "scope",
    [
        UNKNOWN,
        {"type": UNKNOWN},
        {"type": "namespace", "namespaces": [UNKNOWN]},
        {"type": "namespace", "namespaces": UNKNOWN},
    ],
)
def test_where_somebody_starts_pods_may_not_be_known_yet(scope: Any) -> None:
    answer = judge_stack(role_does_not_become_stronger, RELEASES, OPERATES, cluster(), edits(scope=scope), runs_in())
    assert messages(answer) == []
    (path,) = unknowns(answer)
    assert path.startswith("accessScope")


@pytest.mark.parametrize("namespace", [UNKNOWN, Secret(UNKNOWN), None])
def test_a_namespace_that_is_not_known_may_be_that_one(namespace: Any) -> None:
    runs = aws(
        "eks/podIdentityAssociation", "operator", clusterName="shop", namespace=namespace, roleArn=f"{ARN}role/operates"
    )
    answer = judge_stack(role_does_not_become_stronger, RELEASES, OPERATES, cluster(), edits(scope=within("web")), runs)
    assert messages(answer) == []
    assert unknowns(answer) == ["namespace"]


@pytest.mark.parametrize("asked", [{}, {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}])
def test_a_role_that_asks_for_no_subject_is_that_of_any_pod(asked: dict[str, Any]) -> None:
    letting = lets_in(PROVIDER, "sts:AssumeRoleWithWebIdentity", Condition=asked)
    assert TOLD in only(told(RELEASES, role("operates", letting, **ALL), cluster(), edits(scope=within("web"))))


def test_clusters_of_one_name_are_told_apart_by_where_they_are() -> None:
    other = "oidc.eks.eu-north-1.amazonaws.com/id/99999999999999999"
    here, there = cluster(region="eu-west-1"), cluster("other", other, name="shop", region="eu-north-1")
    for region, is_told in (("eu-west-1", False), ("eu-north-1", True)):
        assert bool(told(RELEASES, trusts_tokens(issuer=other), here, there, edits(region=region))) is is_told


def test_which_of_two_entries_is_named_does_not_depend_on_their_order() -> None:
    made = (
        RELEASES,
        OPERATES,
        cluster(),
        runs_in(),
        edits(),
        edits("AmazonEKSAdminPolicy", who="releases", called="admin"),
    )
    assert told(*made) == told(*reversed(made))


def test_entries_of_the_other_provider_are_read_too() -> None:
    entry = native(
        "eks:AccessEntry",
        "releases-edits",
        clusterName="shop",
        principalArn=f"{ARN}role/releases",
        accessPolicies=[
            {"policyArn": f"{POLICIES}AmazonEKSViewPolicy", "accessScope": EVERYWHERE},
            {"policyArn": f"{POLICIES}AmazonEKSEditPolicy", "accessScope": within("infra")},
        ],
    )
    associated = native(
        "eks:PodIdentityAssociation",
        "operator",
        clusterName="shop",
        namespace="infra",
        serviceAccount="operator",
        roleArn=f"{ARN}role/operates",
    )
    assert told(RELEASES, OPERATES, entry, associated)[0].startswith(TOLD)


def test_the_role_that_a_pod_goes_on_to_is_reached_as_well() -> None:
    first = role("first", PODS)
    associated = aws(
        "eks/podIdentityAssociation",
        "operator",
        clusterName="shop",
        namespace="infra",
        serviceAccount="operator",
        roleArn=f"{ARN}role/first",
        targetRoleArn=f"{ARN}role/operates",
    )
    assert TOLD in only(told(RELEASES, first, role("operates", f"{ARN}role/elsewhere", **ALL), edits(), associated))


def test_a_pipeline_that_edits_a_cluster_triggers_what_runs_there() -> None:
    releases = role("releases", "codebuild.amazonaws.com", tags={"daypass:class": "pipeline"})
    found = messages(judge_stack(low_trust_does_not_trigger_high, releases, OPERATES, cluster(), edits(), runs_in()))
    assert any("'operates'" in one for one in found)


@pytest.mark.parametrize("policy", [UNKNOWN, "AmazonEKSViewPolicy"])
def test_what_is_not_known_of_an_entry_is_the_business_of_the_rule_about_administrators(policy: Any) -> None:
    assert told(RELEASES, OPERATES, cluster(), edits(policy), runs_in()) == []


def test_a_role_that_denies_somebody_is_left_alone() -> None:
    asked = {"StringEquals": {f"{ISSUER}:sub": "system:serviceaccount:infra:operator"}}
    provider = {"Federated": f"{ARN}oidc-provider/{ISSUER}"}
    letting = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=asked)
    keeping = {**letting, "Effect": "Deny"}
    denies = role("operates", assumeRolePolicy=document(letting, keeping), **ALL)
    assert told(RELEASES, denies, cluster(), edits()) == []


def test_many_editors_of_many_accounts_cost_in_proportion() -> None:
    def cost(many: int) -> int:
        roles = [role(f"r{at}", PODS) for at in range(many)]
        associated = [
            aws("eks/podIdentityAssociation", f"a{at}", clusterName="shop", namespace="n", roleArn=f"{ARN}role/r{at}")
            for at in range(many)
        ]
        stack = Stack((*roles, *associated, *(edits(who=f"r{at}") for at in range(many))))
        reach = Reachability(stack)
        return calls(lambda: [reach.outgoing(node) for node in reach.nodes.values()])

    assert ACCOUNT in ARN
    assert cost(80) <= 5 * cost(20)
