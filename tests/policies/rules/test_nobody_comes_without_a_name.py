"""What `nobody-comes-without-a-name` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["nobody-comes-without-a-name"]
ANONYMOUS = "00000000-0000-0000-0000-000000000002"
ALLOWED = {"aclPermissionType": "Allow", "aclHost": "*", "aclResourceType": "Topic", "aclResourceName": "orders"}


def judged(type_: str, *others: Resource, **inputs: Any) -> Answer:
    return judge_stack(RULE, Resource.of(type_, "all", **inputs), *others)


def acl(principal: Any = "User:*", operation: Any = "Write", **inputs: Any) -> Answer:
    given = {"aclPrincipal": principal, "aclOperation": operation, **ALLOWED, **inputs}
    return judged("kafka:index/acl:Acl", **given)


@pytest.mark.parametrize("principal", ["User:*", "User:ANONYMOUS"])
@pytest.mark.parametrize("operation", ["Write", "All", "Alter", "AlterConfigs"])
def test_everybody_who_may_write_to_kafka_is_found(principal: str, operation: str) -> None:
    answer = acl(principal, operation)
    assert only(answer) == "'all' gives rights at Kafka to whoever reaches it"
    assert (answer.problems[0].severity, answer.problems[0].advisory) == (None, False)


@pytest.mark.parametrize("type_", ["zeroTrustAccessPolicy:ZeroTrustAccessPolicy", "accessPolicy:AccessPolicy"])
@pytest.mark.parametrize("everyone", [{}, True])
def test_a_policy_of_access_that_lets_in_everyone_is_advice(type_: str, everyone: Any) -> None:
    named = {"group": {"id": "1a2b"}}

    def access(*includes: Any, decision: Any = "allow", **more: Any) -> Answer:
        return judged(f"cloudflare:index/{type_}", decision=decision, includes=list(includes), **more)

    answer = access(named, {"everyone": everyone})
    fact = "'all' gives entry to what Access guards to whoever can sign in at any provider of the account"
    assert only(answer) == fact
    assert answer.problems[0].advisory
    assert passes(access(named))
    assert passes(access({"everyone": False}))
    assert passes(access({"everyone": everyone}, requires=[named]))
    assert only(access({"everyone": everyone}, requires=[])) == fact
    assert only(access({"everyone": everyone}, requires=[{"everyone": everyone}])) == fact
    assert passes(access({"everyone": everyone}, requires=[{"everyone": everyone}, {"group": UNKNOWN}]))
    assert passes(access({"everyone": everyone}, decision="deny"))
    bypass = access({"everyone": everyone}, decision="bypass")
    assert only(bypass) == "'all' gives entry to what Access guards to whoever reaches it"
    assert bypass.problems[0].advisory
    assert passes(access({"ip": {"ip": "192.0.2.0/24"}}, decision="bypass"))
    assert passes(access({"everyone": everyone}, decision="bypass", requires=[named]))
    assert unknowns(access({"everyone": everyone}, decision=UNKNOWN)) == ["decision"]
    assert unknowns(access({"everyone": everyone}, requires=UNKNOWN)) == ["requires"]
    assert unknowns(access({"everyone": UNKNOWN})) == ["includes[0].everyone"]


def test_everybody_who_reads_is_advice() -> None:
    (problem,) = acl(operation="Read").problems
    assert (problem.severity, problem.advisory) == ("medium", True)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (
            "confluentcloud:index/kafkaAcl:KafkaAcl",
            {"principal": "User:*", "permission": "ALLOW", "operation": "WRITE"},
        ),
        (
            "aiven:index/kafkaNativeAcl:KafkaNativeAcl",
            {"principal": "User:*", "permissionType": "ALLOW", "operation": "All"},
        ),
        ("aiven:index/kafkaAcl:KafkaAcl", {"username": "*", "permission": "admin", "topic": "*"}),
        ("aws:msk/cluster:Cluster", {"clientAuthentication": {"unauthenticated": True}}),
    ],
)
def test_every_service_that_asks_nobody_is_found(type_: str, inputs: dict[str, Any]) -> None:
    (problem,) = judged(type_, **inputs).problems
    assert not problem.advisory


@pytest.mark.parametrize(
    "inputs",
    [
        {"principal": "User:shop"},
        {"aclPermissionType": "Deny"},
        {"operation": "Describe"},
        {"operation": "IdempotentWrite"},
        {"principal": "User:ANONYMOUS", "aclHost": "10.0.0.7"},
    ],
)
def test_who_is_known_and_what_is_harmless_passes(inputs: dict[str, Any]) -> None:
    assert passes(acl(**inputs))


def test_clients_of_msk_that_sign_in_pass() -> None:
    type_ = "aws:msk/cluster:Cluster"
    assert passes(judged(type_, clientAuthentication={"sasl": {"iam": True}, "unauthenticated": False}))
    assert passes(judged(type_))


def test_the_default_user_of_rabbitmq_is_advice() -> None:
    type_ = "rabbitmq:index/permissions:Permissions"
    assert judged(type_, user="guest", vhost="/").problems[0].advisory
    assert passes(judged(type_, user="shop", vhost="/"))


@pytest.mark.parametrize(
    ("inputs", "where"),
    [
        ({"principal": UNKNOWN}, "aclPrincipal"),
        ({"aclPermissionType": UNKNOWN}, "aclPermissionType"),
        ({"operation": UNKNOWN}, "aclOperation"),
    ],
)
def test_what_is_not_known_of_an_acl_is_no_pass(inputs: dict[str, Any], where: str) -> None:
    assert unknowns(acl(**inputs)) == [where]


def policy(rules: Any, name: str = "shop") -> Resource:
    return Resource.of("consul:index/aclPolicy:AclPolicy", name, name=name, rules=rules)


def attached(rules: Any, token: Any = ANONYMOUS) -> Answer:
    type_ = "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment"
    return judged(type_, policy(rules), tokenId=token, policy="shop")


@pytest.mark.parametrize(
    "rules",
    [
        'key_prefix "shop/" { policy = "write" }',
        'service_prefix "" { policy = "write" }',
        'acl = "write"',
        'namespace "a" { key_prefix "" { policy = "write" } }',
    ],
)
def test_rights_of_the_anonymous_token_of_consul_are_found(rules: str) -> None:
    answer = attached(rules)
    assert only(answer) == "'all' gives rights at Consul to whoever shows no token"
    assert not answer.problems[0].advisory


def test_what_the_anonymous_token_reads_beside_names_is_advice() -> None:
    (problem,) = attached('key_prefix "shop/" { policy = "read" }').problems
    assert problem.advisory


@pytest.mark.parametrize(
    "rules",
    [
        'node_prefix "" { policy = "read" }\nservice_prefix "" { policy = "read"\n intentions = "read" }',
        '{"query_prefix": {"": {"policy": "read"}}}',
        'namespace_prefix "" { service_prefix "" { policy = "read" } }',
        'key_prefix "" { policy = "deny" }',
        "",
    ],
)
def test_what_the_name_service_reads_passes(rules: str) -> None:
    assert passes(attached(rules))


def test_other_tokens_are_not_asked() -> None:
    assert passes(attached('acl = "write"', "11111111-0000-0000-0000-000000000000"))
    assert passes(judged("consul:index/aclToken:AclToken", policies=["global-management"]))


def test_the_anonymous_token_may_be_a_resource_itself() -> None:
    type_ = "consul:index/aclToken:AclToken"
    assert not passes(judged(type_, accessorId=ANONYMOUS, policies=["global-management"]))
    assert not passes(judged(type_, policy('acl = "write"'), accessorId=ANONYMOUS, policies=["shop"]))


def test_a_policy_of_consul_that_is_elsewhere_or_unread_is_no_pass() -> None:
    assert unknowns(attached(UNKNOWN)) == ["rules"]
    assert unknowns(attached("acl")) == ["rules"]
    assert unknowns(attached("", UNKNOWN)) == ["tokenId"]
    type_ = "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment"
    assert unknowns(judged(type_, tokenId=ANONYMOUS, policy="elsewhere")) == ["policy"]
    assert passes(judged(type_, tokenId=ANONYMOUS, policy="dns-lookups"))


def test_a_token_that_the_stack_makes_is_not_the_anonymous_one() -> None:
    type_ = "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment"
    made = Resource.of("consul:index/aclToken:AclToken", "shop")
    given = Resource.of(type_, "shop", tokenId=UNKNOWN, policy="elsewhere")
    assert passes(judge_stack(RULE, made, replace(given, property_dependencies={"tokenId": (made.urn,)})))


def nomad(rules: Any, name: Any = "anonymous") -> Answer:
    return judged("nomad:index/aclPolicy:AclPolicy", name=name, rulesHcl=rules)


@pytest.mark.parametrize(
    ("rules", "advisory"),
    [
        ('namespace "*" { policy = "write" }', False),
        ('namespace "default" { capabilities = ["list-jobs", "submit-job"] }', False),
        ('namespace "default" { variables { path "*" { capabilities = ["write"] } } }', False),
        ('namespace "default" { policy = "read" }', True),
        ('operator { policy = "read" }', True),
    ],
)
def test_what_nomad_gives_without_a_token_is_found(rules: str, *, advisory: bool) -> None:
    (problem,) = nomad(rules).problems
    assert problem.message == "'all' gives rights at Nomad to whoever shows no token"
    assert problem.advisory == advisory


@pytest.mark.parametrize(
    "rules",
    [
        'namespace "default" { capabilities = ["list-jobs"] }\nnode { policy = "read" }\nagent { policy = "read" }',
        'namespace "default" { policy = "deny" }',
    ],
)
def test_lists_and_machines_of_nomad_pass(rules: str) -> None:
    assert passes(nomad(rules))
    assert passes(nomad('namespace "*" { policy = "write" }', "deploy"))
    assert passes(nomad('namespace "default" { policy = "read" capabilities = ["read-job", "deny"] }'))


def test_what_is_not_known_at_nomad_is_no_pass() -> None:
    assert unknowns(nomad(UNKNOWN)) == ["rulesHcl"]
    assert unknowns(nomad("namespace")) == ["rulesHcl"]
    assert unknowns(nomad('namespace "*" { policy = "write" }', UNKNOWN)) == ["name"]


def test_a_value_that_is_marked_is_not_repeated() -> None:
    assert "ANONYMOUS" not in only(acl(Secret("User:ANONYMOUS")))
