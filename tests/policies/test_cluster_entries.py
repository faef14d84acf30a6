"""Who enters clusters of EKS as an administrator, as `no-cluster-admin` sees it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clusters import binding, group, role
from tests.support.roles import statement, trust
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Provider, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-cluster-admin"]
ADMIN = "cluster-admin"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


GITHUB = trust(
    statement(
        {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
        "sts:AssumeRoleWithWebIdentity",
    )
)
SAML = trust(statement({"Federated": "arn:aws:iam::111122223333:saml-provider/sso"}, "sts:AssumeRoleWithSAML"))
ARN = "arn:aws:iam::111122223333:role/deploy"
POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


def machine(document: Any = GITHUB, **more: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", "deploy", name="deploy", arn=ARN, assumeRolePolicy=document, **more)


def association(policy: Any = POLICY, principal: Any = ARN, scope: Any = "cluster") -> Resource:
    return Resource.of(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        "deploy",
        clusterName="main",
        principalArn=principal,
        policyArn=policy,
        accessScope={"type": scope},
    )


def native(*policies: Any, principal: Any = ARN, groups: Any = ()) -> Resource:
    return Resource.of(
        "aws-native:eks:AccessEntry",
        "deploy",
        clusterName="main",
        principalArn=principal,
        accessPolicies=list(policies),
        kubernetesGroups=list(groups),
    )


def test_a_pipelines_role_that_is_administrator_of_a_cluster_is_found() -> None:
    (problem,) = judged(machine(), association()).problems
    assert problem.message == (
        "role 'deploy' of a workload is administrator of all of the cluster, by an access policy"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("critical", False, "deploy")
    message = only(judged(machine(), native({"policyArn": POLICY, "accessScope": {"type": "cluster"}})))
    assert "of a workload is administrator" in message
    message = only(
        judged(machine(), association(POLICY.replace(":aws:eks", ":aws-cn:eks").replace("aws:", "aws-cn:", 1)))
    )
    assert "of a workload is administrator" in message


def test_what_reaches_namespaces_or_is_given_to_people_passes() -> None:
    assert passes(judged(machine(), association(scope="namespace")))
    assert passes(judged(machine(), native({"policyArn": POLICY, "accessScope": {"type": "namespace"}})))
    assert passes(judged(machine(), association(POLICY.replace("ClusterAdmin", "Edit"))))
    assert passes(judged(association()))
    assert passes(judged(machine(SAML), association()))
    assert passes(judged(machine(SAML, tags={"daypass:workload": "platform"}), association()))
    assert passes(judged(machine(tags={"daypass:class": "break-glass"}), association()))
    (problem,) = judged(machine(), association(POLICY.replace("ClusterAdmin", "Admin"))).problems
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_what_would_mend_an_association_does() -> None:
    (problem,) = judged(machine(), association()).problems
    mended = Resource.of(
        association().type, "deploy", **{**association().inputs.raw, **json.loads(problem.mended or "")}
    )
    assert passes(judged(machine(), mended))


def test_a_tag_says_that_a_role_is_a_machines() -> None:
    other = trust(statement({"AWS": "arn:aws:iam::444455556666:role/runner"}))
    assert passes(judged(machine(other), association()))
    message = only(judged(machine(other, tags={"daypass:class": "pipeline"}), association()))
    assert "of a workload is administrator" in message
    assert unknowns(judged(machine(other, tags=UNKNOWN), association()))


def test_what_is_not_known_of_an_entry_is_left_undecided() -> None:
    assert unknowns(judged(machine(), association(UNKNOWN))) == ["policyArn"]
    assert unknowns(judged(machine(), association(scope=UNKNOWN))) == ["accessScope.type"]
    assert unknowns(judged(machine(), association(principal=UNKNOWN))) == ["principalArn"]
    assert unknowns(judged(machine(), native(UNKNOWN))) == ["accessPolicies[0]"]
    later = replace(association(principal=UNKNOWN), property_dependencies={"principalArn": (machine().urn,)})
    assert "of a workload is administrator" in only(judged(machine(), later))


def test_a_group_is_followed_to_what_the_stack_binds_to_it() -> None:
    entry = native(groups=["charts"])
    assert "of a workload is administrator" in only(judged(machine(), entry, binding(ADMIN, group("charts"))))
    assert passes(judged(machine(), entry, binding("edit", group("charts"))))
    assert passes(judged(machine(), entry, binding(ADMIN, group("other"))))
    assert passes(judged(machine(), entry, binding(ADMIN, group("charts"), kind="RoleBinding", namespace="shop")))
    assert unknowns(judged(machine(), entry, role(UNKNOWN), binding("ops", group("charts")))) == ["rules[0]"]


def aws_auth(text: Any, name: Any = "aws-auth", key: str = "mapRoles", **metadata: Any) -> Resource:
    named = {"name": name, "namespace": "kube-system", **metadata}
    return Resource.of("kubernetes:core/v1:ConfigMap", "auth", metadata=named, data={key: text})


MASTER = f"- rolearn: {ARN}\n  groups: [system:masters]\n"


@pytest.mark.parametrize(
    "text",
    [
        f"- rolearn: {ARN}\n  username: deploy\n  groups:\n  - system:masters\n",
        f"- groups:\n    - system:nodes\n    - system:masters # all\n  rolearn: '{ARN}'\n",
        f'- "rolearn": "{ARN}"\n  "groups": ["system:masters"]\n',
        f'[{{"rolearn": "{ARN}", "groups": ["system:masters"]}}]',
        f"-\n  rolearn: {ARN}\n  groups:\n  - system:masters\n",
        f"- rolearn: {ARN}\n  groups:\n\n  - system:masters\n",
        f"- rolearn: {ARN}\n  groups:\n  # those who run it\n  - system:nodes\n\n# and all\n  - system:masters\n",
        f"---\r\n-   rolearn: {ARN}\r\n    groups: # of Kubernetes\r\n      - 'system:masters'\r\n",
        f"  - roleARN: {ARN}\n    Groups: [ system:nodes, 'system:masters', ] # all\n",
        f'[\n\t{{"userarn": "{ARN}", "GROUPS": ["system:masters"]}}\n]\n',
        f"- rolearn: {ARN.replace('deploy', 'Deploy')}\n  groups: [system:masters]\n",
        f"- {{rolearn: {ARN}, groups: [system:masters]}}\n",
        f"[{{rolearn: {ARN}, groups: [system:masters]}}]",
        f"- rolearn: {ARN}\n  groups: [\n    system:masters\n  ]\n",
        f"- rolearn: >-\n    {ARN}\n  groups:\n  - system:masters\n",
        f"- rolearn:\n    {ARN}\n  groups:\n  - system:masters\n",
        '- rolearn: "arn:aws:iam::111122223333:role\\x2fdeploy"\n  groups:\n  - system:masters\n',
        f"- rolearn: &deploy {ARN}\n  groups:\n  - system:masters\n",
        f"- rolearn: !!str {ARN}\n  groups:\n  - system:masters\n",
        f"- rolearn: {ARN}\n  groups:\n  -\n    system:masters\n",
    ],
)
def test_who_is_a_master_by_the_config_map_is_found(text: str) -> None:
    (message,) = messages(judged(machine(), aws_auth(text)))
    assert message == "role 'deploy' of a workload is administrator of all of the cluster, by a group of it"
    assert passes(judged(machine(), aws_auth(text.replace("masters", "nodes"))))
    assert passes(judged(machine(SAML), aws_auth(text)))
    assert passes(judged(machine(), aws_auth(text, "other")))
    assert unknowns(judged(machine(), aws_auth(UNKNOWN))) == ["data.mapRoles"]


@pytest.mark.parametrize(
    "text",
    [
        f'[{{"rolearn": "{ARN}", "groups": "system:masters"}}]',
        f'[{{"rolearn": "{ARN}", "roleARN": "arn:aws:iam::111122223333:role/node", "groups": ["system:masters"]}}]',
        f'[{{"rolearn": "{ARN}", "groups": ["system:masters"], "groups": []}}]',
        f'[{{"rolearn": "{ARN}", "groups": ["system:masters"]',
        f'{{"rolearn": "{ARN}", "groups": ["system:masters"]}}',
        '[{"groups": ["system:masters"]}]',
        f"- rolearn: {ARN}\n  groups: &all\n  - system:masters\n- rolearn: {ARN}\n  groups: *all\n",
        f"- <<: *all\n  rolearn: {ARN}\n",
        f"- rolearn: {ARN}\n  groups:\n  - system:nodes\n  groups:\n  - system:masters\n",
        f"- rolearn: {ARN}\n  groups:\n  - - system:masters\n",
        f"- rolearn: {ARN}\n\u2028  groups:\n  - system:masters\n",
        f"- rolearn: {ARN}\n  groups:\n\t- system:masters\n",
        f"- username: deploy\n- rolearnLike: {ARN}\n",
        f"role: {ARN}\n",
        "system:masters",
        7,
        {"rolearn": ARN},
    ],
)
def test_a_config_map_that_is_written_in_a_way_of_its_own_is_left_undecided(text: Any) -> None:
    assert unknowns(judged(machine(), aws_auth(text))) == ["data.mapRoles"]


def test_who_is_a_master_before_what_is_not_understood_is_found_all_the_same() -> None:
    answer = judged(machine(), aws_auth(f"{MASTER}- {{rolearnLike: {ARN}}}\n"))
    assert unknowns(answer) == ["data.mapRoles"]
    assert messages(answer)


@pytest.mark.parametrize(
    "text",
    [
        f"- rolearn: {ARN}\n  username: deploy\n# - {{rolearn: {ARN}}}\n",
        f'[{{"rolearn": "{ARN}", "username": "deploy", "groups": null}}]',
        f"- rolearn: {ARN}\n  username: the deployer of the shop\n  groups:\n",
        f"- rolearn: {ARN}\n  username: x\n  groups: null\n- rolearn: {ARN}\n  groups: []\n",
        f"- groups:\n  - system:nodes\n  rolearn: {ARN}\n  username: system:node:{{{{EC2PrivateDNSName}}}}\n",
        f'- "groups":\n  - "system:nodes"\n  "rolearn": "{ARN}"\n  "username": "node:{{{{EC2PrivateDNSName}}}}"\n',
        "",
        "\n# nobody yet\n",
        "[]\n",
        "- rolearn: arn:aws:iam::111122223333:role/other\n  groups: [system:masters]\n",
    ],
)
def test_a_role_in_no_group_of_administrators_passes_however_it_is_written(text: str) -> None:
    assert passes(judged(machine(), aws_auth(text)))


def test_a_config_map_that_may_be_that_one_is_left_undecided() -> None:
    assert unknowns(judged(machine(), aws_auth(MASTER, UNKNOWN))) == ["metadata.name"]
    assert unknowns(judged(machine(), aws_auth(MASTER, namespace=UNKNOWN))) == ["metadata.namespace"]
    assert unknowns(judged(machine(), aws_auth(MASTER, UNKNOWN, namespace=UNKNOWN))) == ["metadata.name"]
    whole = Resource.of("kubernetes:core/v1:ConfigMap", "auth", metadata=UNKNOWN, data=UNKNOWN)
    assert unknowns(judged(machine(), whole)) == ["metadata"]
    assert messages(judged(machine(), aws_auth(MASTER, Secret("aws-auth"))))


def test_a_config_map_that_is_another_or_maps_nobody_passes_whatever_is_not_known() -> None:
    assert passes(judged(machine(), aws_auth(MASTER, UNKNOWN, namespace="shop")))
    assert passes(judged(machine(), aws_auth(MASTER, "other", namespace=UNKNOWN)))
    assert passes(judged(machine(), aws_auth(MASTER, namespace=None)))
    assert passes(judged(machine(), aws_auth("x", UNKNOWN, key="config.json")))


def test_the_namespace_of_the_provider_is_that_of_the_map_that_says_none() -> None:
    there = Provider(inputs=Properties({"namespace": "kube-system"}))
    assert messages(judged(machine(), replace(aws_auth(MASTER, namespace=None), provider=there)))
    assert passes(judged(machine(), replace(aws_auth(MASTER, namespace="shop"), provider=there)))


def test_a_map_that_is_only_looked_up_is_told_by_its_id() -> None:
    looked_up = replace(aws_auth(""), inputs=Properties({}), outputs=Properties(Partial({})), external=True)
    assert passes(judged(machine(), replace(looked_up, id="shop/app")))
    assert unknowns(judged(machine(), replace(looked_up, id="kube-system/aws-auth"))) == ["data"]
    assert unknowns(judged(machine(), replace(looked_up, id=""))) == ["metadata"]


USER_ARN = "arn:aws:iam::111122223333:user/ci/deploy"
KEY = Resource.of("aws:iam/accessKey:AccessKey", "deploy", user="deploy")


def iam_user(**more: Any) -> Resource:
    return Resource.of("aws:iam/user:User", "deploy", name="deploy", arn=USER_ARN, **more)


@pytest.mark.parametrize("key", ["mapUsers", "mapRoles"])
def test_a_machines_user_that_is_a_master_is_found(key: str) -> None:
    text = f"- userarn: {USER_ARN}\n  username: deploy\n  groups:\n\n  - system:masters\n"
    message = only(judged(iam_user(), machine(), KEY, aws_auth(text, key=key)))
    assert message == "user 'deploy' of a workload is administrator of all of the cluster, by a group of it"
    assert passes(judged(iam_user(), KEY, aws_auth(text.replace("masters", "nodes"), key=key)))
    assert passes(judged(iam_user(), KEY, aws_auth(text.replace("user/ci/deploy", "user/anna"), key=key)))
    assert unknowns(judged(iam_user(), KEY, aws_auth(f"- {{userarn: &a {USER_ARN}, username: *a}}\n", key=key))) == [
        f"data.{key}"
    ]


def test_a_list_leaves_out_the_path_of_a_role() -> None:
    text = f"- rolearn: {ARN}\n  groups: [system:masters]\n"
    with_path = Resource.of(
        machine().type, "deploy", **{**machine().inputs.raw, "arn": ARN.replace("role/", "role/ci/")}
    )
    assert "role 'deploy' of a workload is administrator" in only(judged(with_path, aws_auth(text)))
    assert passes(judged(with_path, aws_auth(text.replace("111122223333", "444455556666"))))


def test_users_of_people_are_left_alone() -> None:
    anna = Resource.of("aws:iam/user:User", "anna", name="anna", arn=USER_ARN.replace("ci/deploy", "anna"))
    for by in (association(principal=anna.inputs["arn"]), aws_auth(MASTER.replace(ARN, anna.inputs["arn"]))):
        assert passes(judged(anna, by))
        password = Resource.of("aws:iam/userLoginProfile:UserLoginProfile", "anna", user="anna")
        assert passes(judged(anna, password, replace(KEY, inputs=Properties({"user": "anna"})), by))
    emergency = iam_user(tags={"daypass:class": "break-glass"})
    assert passes(judged(emergency, KEY, association(principal=USER_ARN)))


def test_an_access_entry_of_a_machines_user_is_found() -> None:
    assert "user 'deploy' of a workload is administrator" in only(
        judged(iam_user(), KEY, association(principal=USER_ARN))
    )
    tagged = Resource.of("aws:iam/user:User", "x", name="x", arn=USER_ARN, tags={"daypass:class": "pipeline"})
    assert "user 'x' of a workload is administrator" in only(judged(tagged, association(principal=USER_ARN)))
    later = replace(association(principal=UNKNOWN), property_dependencies={"principalArn": (iam_user().urn,)})
    assert "user 'deploy' of a workload is administrator" in only(judged(iam_user(), KEY, later))
    assert unknowns(judged(iam_user(tags=UNKNOWN), association(principal=USER_ARN)))


def test_groups_of_an_entry_that_are_not_known_are_left_undecided_for_machines_alone() -> None:
    assert unknowns(judged(machine(), native(groups=[UNKNOWN]))) == ["kubernetesGroups[0]"]
    assert passes(judged(machine(SAML), native(groups=[UNKNOWN])))
    assert passes(judged(machine(SAML), association(UNKNOWN)))


@given(st.text(max_size=200) | st.text(alphabet="-[]{}:'\"\n rolearngups", max_size=200))
def test_no_config_map_breaks_the_rule(text: str) -> None:
    assert judged(machine(), aws_auth(text)).error is None
