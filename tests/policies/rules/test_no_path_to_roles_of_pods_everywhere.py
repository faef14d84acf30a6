"""What `no-path-to-roles-of-pods` tells of who reaches the pods of a whole cluster without starting any."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, judged, pods
from tests.support.becoming import allow
from tests.support.clusters import ALL, account, binding, role, rule_on, user
from tests.support.rules import only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource

ADMISSION = "admissionregistration.k8s.io"
HOOKS, POLICIES = "mutatingwebhookconfigurations", "mutatingadmissionpolicies"
NODES = rule_on("", "nodes/proxy", "get")


def everywhere(rule: Any, who: Any = None, **metadata: Any) -> tuple[Resource, Resource]:
    """A cluster role with this rule, bound to a service account `meter` in all of the cluster."""
    return role(rule), binding("ops", who or account("meter", "watch"), **metadata)


@pytest.mark.parametrize("verb", ["get", "create", "*"])
def test_who_reads_of_nodes_by_their_proxy_runs_commands_in_their_pods(verb: str) -> None:
    message = only(judged(*everywhere(rule_on("", "nodes/proxy", verb)), *pods("ledger", SIGNS)))
    assert message.startswith(
        "binding 'ops-binding' lets service account 'meter' run commands in any pod by its node (nodes/proxy), of "
        "which one has role 'ledger', which may kms:Sign on "
    )


@pytest.mark.parametrize(
    "rule",
    [
        rule_on(ADMISSION, HOOKS, "create"),
        rule_on(ADMISSION, HOOKS, "patch"),
        rule_on(ADMISSION, HOOKS, "get", "update", resourceNames=["own"]),
        rule_on(ADMISSION, POLICIES, "patch", resourceNames=["own"]),
    ],
    ids=["makes", "patches", "its own", "a policy"],
)
def test_who_writes_what_changes_pods_as_they_are_made_is_in_each(rule: dict[str, Any]) -> None:
    message = only(judged(*everywhere(rule), *pods("ledger", SIGNS)))
    assert "put a container into any pod as it is made" in message
    assert "of which one has role 'ledger'" in message


@pytest.mark.parametrize(
    "stack",
    [
        (*everywhere(rule_on("", "nodes/metrics", "get", "list")), *pods("ledger", SIGNS)),
        (*everywhere(rule_on("", "nodes", "*")), *pods("ledger", SIGNS)),
        (*everywhere(rule_on("", "nodes/proxy", "get", resourceNames=["one"])), *pods("ledger", SIGNS)),
        (*everywhere(rule_on(ADMISSION, HOOKS, "get", "list", "watch")), *pods("ledger", SIGNS)),
        (*everywhere(rule_on(ADMISSION, "validatingwebhookconfigurations", "patch")), *pods("ledger", SIGNS)),
        (*everywhere(rule_on(ADMISSION, POLICIES, "create")), *pods("ledger", SIGNS)),
        (*everywhere(NODES), *pods("ledger", allow("s3:GetObject", "arn:aws:s3:::bills/*"))),
        (*everywhere(NODES), *pods("meter", SIGNS, "watch")),
        (*everywhere(NODES), *pods("meter", SIGNS, "watch"), *pods("ledger", SIGNS)),
        (*everywhere(NODES, labels={"helm.sh/chart": "prometheus-25.1.0"}), *pods("ledger", SIGNS)),
        (*everywhere(NODES, user("anna@example.org")), *pods("ledger", SIGNS)),
        (*everywhere(NODES, account("velero", "tools")), *pods("ledger", SIGNS)),
        (*everywhere(ALL), *pods("ledger", SIGNS)),
        (*everywhere(NODES), *pods("ledger", SIGNS), *pods("other", SIGNS, cluster="edge")),
    ],
    ids=[
        *("metrics", "nodes", "one node", "reads hooks", "validates", "makes a policy", "reads data", "own", "same"),
        *("chart", "people", "controller", "administers", "clusters"),
    ],
)
def test_what_gives_nothing_more_or_is_for_another_rule_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_within_a_namespace_there_are_no_nodes_and_no_webhooks() -> None:
    bound = binding("ops", account("meter", "watch"), kind="RoleBinding", namespace="pay")
    for rule in (NODES, rule_on(ADMISSION, HOOKS, "patch")):
        assert passes(judged(role(rule), bound, *pods("ledger", SIGNS)))


def test_what_is_not_known_is_undecided_where_it_may_matter() -> None:
    assert unknowns(judged(*everywhere(UNKNOWN), *pods("ledger", SIGNS))) == ["rules[0]"]
    assert passes(judged(*everywhere(UNKNOWN)))
    assert unknowns(judged(*everywhere(NODES), *pods("ledger", SIGNS, UNKNOWN)))
