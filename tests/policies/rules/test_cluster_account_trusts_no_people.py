"""People who make the tokens of a workload's account are the workload; emergencies, machines and their own pass."""

import json
from typing import Any

import pytest
from tests.support.becoming import role as iam_role
from tests.support.clusters import account, binding, group, role, rule_on, user
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.cluster_account_trusts_no_people import cluster_account_trusts_no_people

TOKENS = rule_on("", "serviceaccounts/token", "create")
OF_LEDGER = rule_on("", "serviceaccounts/token", "create", resourceNames=["ledger"])
ACTS_AS = rule_on("", "serviceaccounts", "impersonate")
DEVELOPERS = group("ledger-developers")


def of_set(name: str) -> str:
    return f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_{name}_0123456789abcdef"


def judged(subject: dict[str, Any], *rules: Any, beside: tuple[Resource, ...] = ()) -> Answer:
    return judge_stack(cluster_account_trusts_no_people, role(*(rules or (TOKENS,))), binding("ops", subject), *beside)


def entry(arn: Any, groups: Any = ("oncall",), **inputs: Any) -> Resource:
    listed = groups if groups is UNKNOWN else list(groups)
    return aws("eks/accessEntry", "entry", clusterName="shop", principalArn=arn, kubernetesGroups=listed, **inputs)


def test_a_group_of_people_that_makes_tokens_or_acts_as_accounts_is_told() -> None:
    assert only(judged(DEVELOPERS)) == (
        "binding 'ops-binding' lets group 'ledger-developers' make tokens of any service account"
    )
    assert only(judged(DEVELOPERS, OF_LEDGER)).endswith("make tokens of service account 'ledger'")
    assert only(judged(DEVELOPERS, ACTS_AS)).endswith("act as any service account")


def test_within_a_namespace_as_well() -> None:
    made = role(OF_LEDGER, kind="Role", namespace="books")
    bound = binding("ops", DEVELOPERS, kind="RoleBinding", of="Role", namespace="books")
    assert judge_stack(cluster_account_trusts_no_people, made, bound).problems


def test_a_person_is_called_by_an_address_or_an_arn() -> None:
    assert judged(user("maria@acme.example")).problems
    assert judged(user("oidc:maria@acme.example")).problems
    assert judged(user("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Devs_0123456789abcdef/maria")).problems
    assert passes(judged(user("build@acme.iam.gserviceaccount.com")))
    assert passes(judged(user("ci-bot@acme.example")))
    assert passes(judged(user("pusher")))


@pytest.mark.parametrize("who", [of_set("OnCall"), f"{ARN}user/maria", f"{ARN}role/Developers"])
def test_whom_an_access_entry_makes_of_a_person_is_one(who: str) -> None:
    assert judged(group("oncall"), beside=(entry(who),)).problems
    assert judged(user("sre"), beside=(entry(who, (), userName="sre"),)).problems


def test_whom_aws_auth_makes_of_a_person_is_one() -> None:
    mapped = json.dumps([{"rolearn": of_set("Devs"), "username": "dev", "groups": ["oncall"]}])
    given = Resource.of(
        "kubernetes:core/v1:ConfigMap",
        "aws-auth",
        metadata={"name": "aws-auth", "namespace": "kube-system"},
        data={"mapRoles": mapped},
    )
    assert judged(group("oncall"), beside=(given,)).problems


def test_a_role_of_the_stack_that_people_enter_is_theirs_and_a_workloads_is_not() -> None:
    people, machines = iam_role("desk", of_set("Devs")), iam_role("desk")
    assert judged(group("oncall"), beside=(entry(f"{ARN}role/desk"), people)).problems
    assert passes(judged(group("oncall"), beside=(entry(f"{ARN}role/desk"), machines)))
    assert passes(judged(group("oncall"), beside=(entry(f"{ARN}user/ci-deploy"),)))


@pytest.mark.parametrize("name", ["break-glass-admins", "emergency-team", "incident-responders"])
def test_groups_for_emergencies_pass(name: str) -> None:
    assert passes(judged(group(name)))
    assert passes(judged(group(name), beside=(entry(of_set("Devs"), (name,)),)))
    assert passes(judged(group("ops"), beside=(entry(of_set("BreakGlass"), ("ops",)),)))


@pytest.mark.parametrize("name", ["platform", "developers-bots", "system:masters"])
def test_whoever_may_be_a_machine_passes(name: str) -> None:
    assert passes(judged(group(name)))
    assert passes(judged(account("deployer")))


def test_other_rights_and_accounts_of_people_pass() -> None:
    assert passes(judged(DEVELOPERS, rule_on("", "pods", "get"), rule_on("", "serviceaccounts", "get", "create")))
    assert passes(judged(DEVELOPERS, rule_on("", "serviceaccounts/token", "get")))
    assert passes(judged(DEVELOPERS, rule_on("*", "*", "*")))  # an administrator, as everything is
    dashboard = rule_on("", "serviceaccounts/token", "create", resourceNames=["admin-user", "shop-developers"])
    assert passes(judged(DEVELOPERS, dashboard))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(group(UNKNOWN))) == ["subjects[0].name"]
    assert passes(judged(group(UNKNOWN), rule_on("", "pods", "get")))
    assert unknowns(judged(DEVELOPERS, rule_on("", UNKNOWN, "create")))
    assert unknowns(judged(group("ops"), beside=(entry(of_set("Devs"), UNKNOWN),))) == ["kubernetesGroups"]
    assert passes(judged(group("ops"), rule_on("", "pods", "get"), beside=(entry(of_set("Devs"), UNKNOWN),)))


def test_what_is_marked_is_not_quoted() -> None:
    assert "ledger-" not in only(judged(group(Secret("ledger-developers"))))
    marked = rule_on("", "serviceaccounts/token", "create", resourceNames=[Secret("ledger")])
    assert "'ledger'" not in only(judged(DEVELOPERS, marked))


def test_all_verbs_and_the_tokens_of_whatever_has_some_are_named_as_well() -> None:
    assert "act as any" in only(judged(DEVELOPERS, rule_on("", "serviceaccounts", "*")))
    assert "make tokens of any" in only(judged(DEVELOPERS, rule_on("", "*/token", "create")))
    assert passes(judged(DEVELOPERS, rule_on("", "*/token", "get")))
    assert passes(judged(DEVELOPERS, rule_on("apps", "serviceaccounts", "*")))
