"""How a policy of Vault is read, and which of its rules decides about a path."""

import pytest

from daypass.model.hcl import HclError
from daypass.model.vault_policy import PathRule, PathRules, met, read_policy


def rule(path: str, *capabilities: str) -> PathRule:
    return PathRule(path, frozenset(capabilities))


def test_a_policy_is_read_with_what_it_limits() -> None:
    (one,) = read_policy(
        'path "/auth/kubernetes/role/app-*" { capabilities = ["create", "update"]\n'
        'allowed_parameters = { "token_policies" = ["app-*"]\n "bound_service_account_names" = [] } }'
    )
    assert (one.path, one.capabilities) == ("auth/kubernetes/role/app-*", {"create", "update"})
    assert one.limits(["token_policies", "policies"])
    assert not one.limits(["bound_service_account_names"])


@pytest.mark.parametrize(
    ("written", "limited"),
    [
        ('allowed_parameters = { "*" = [] }', False),
        ('allowed_parameters = { "policies" = ["*"] }', False),
        ('allowed_parameters = { "policies" = ["a"], "*" = [] }', True),
        ('denied_parameters = { "policies" = [] }', True),
        ('denied_parameters = { "policies" = ["root"] }', False),
        ("allowed_parameters = { }", False),
        ("", False),
    ],
)
def test_a_parameter_is_limited_by_its_values(written: str, *, limited: bool) -> None:
    (one,) = read_policy(f'path "a" {{ capabilities = ["update"]\n{written} }}')
    assert one.limits(["policies"]) == limited


def test_older_policies_say_it_in_a_word() -> None:
    (one,) = read_policy('path "a" { policy = "write" }')
    assert one.capabilities == {"create", "read", "update", "delete", "list"}


@pytest.mark.parametrize(
    "text",
    [
        'path "a" { capabilities = ["fly"] }',
        'path "a" { capabilities = "read" }',
        'path "a" { policy = "all" }',
        'path "a/+*" { policy = "read" }',
        'path "a" { capabilities = ["read"]\nallowed_parameters = 1 }',
        'path "a" { capabilities = ["read"]\nallowed_parameters = { "x" = "y" } }',
        "path",
    ],
)
def test_what_vault_would_refuse_is_not_read(text: str) -> None:
    with pytest.raises(HclError):
        read_policy(text)


@pytest.mark.parametrize(
    ("rules", "path", "capabilities"),
    [
        ([rule("*", "read"), rule("a/*", "update")], "a/b", {"update"}),
        ([rule("a/*", "read"), rule("a/b", "update")], "a/b", {"update"}),
        ([rule("a/+/c", "read"), rule("a/b/*", "update")], "a/b/c", {"update"}),
        ([rule("a/*", "read"), rule("a/*", "update")], "a/b", {"read", "update"}),
        ([rule("a/+", "read")], "a/b/c", None),
        ([rule("a/*", "read"), rule("a/b", "deny", "read")], "a/b", None),
        ([rule("a/b*", "read"), rule("a/*", "deny")], "a/bc", {"read"}),
        ([rule("a/+/*", "read"), rule("a/+", "list")], "a/b", {"list"}),
        ([rule("a/+/*", "read")], "a/b/c/d", {"read"}),
        ([rule("a/+", "read")], "a/", None),
        ([rule("a/", "read"), rule("a", "update")], "a/", {"read"}),
        ([rule("a/+/c", "read"), rule("a/b/d", "update"), rule("a/+/+", "list")], "a/b/c", {"read"}),
        ([rule("a/long-one*", "read"), rule("a/*", "list")], "a/l", {"list"}),
        ([rule("*", "read")], "", {"read"}),
        ([], "a", None),
    ],
)
def test_the_closest_pattern_decides(rules: list[PathRule], path: str, capabilities: set[str] | None) -> None:
    found = PathRules(rules).deciding(path)
    assert (found.capabilities if found else None) == capabilities


def test_many_patterns_are_asked_in_time() -> None:
    """Each is asked of all, so what looks at every one for each of them would not come to an end here."""
    rules = [rule(f"kv/+/team-{one}/*", "read") for one in range(20_000)]
    every = PathRules([*rules, *(rule("kv/x", "read") for _ in range(20_000))])
    assert all(every.deciding(f"kv/any/team-{one}/any") for one in range(20_000))
    assert all(every.deciding("kv/x") for _ in range(20_000))


@pytest.mark.parametrize(
    ("others", "limited"),
    [
        ([], True),
        ([PathRule("a", frozenset(("create",)))], True),  # what one does not say, the other says all the same
        ([PathRule("a", frozenset(("create",)), allowed={"y": ["1"]})], True),
        ([PathRule("a", frozenset(("create",)), allowed={"x": ["2"]})], True),
        ([PathRule("a", frozenset(("create",)), allowed={"x": []})], False),
        ([PathRule("a", frozenset(("create",)), allowed={"*": []})], True),
        ([PathRule("a", frozenset(("create",)), allowed={"x": []}, denied={"x": []})], True),
    ],
)
def test_parameters_of_rules_on_one_path_add_up_in_whatever_order(others: list[PathRule], *, limited: bool) -> None:
    every = [PathRule("a", frozenset(("update",)), allowed={"x": ["1"]}), *others]
    for rules in (every, every[::-1]):
        found = PathRules(rules).deciding("a")
        assert found
        assert found.limits(["x"]) is limited


@pytest.mark.parametrize(
    ("pattern", "family", "path"),
    [
        ("*", "auth/+/role/+", "auth/any/role/any"),
        ("auth/*", "auth/+/role/+", "auth/any/role/any"),
        ("auth/kubernetes/role/*", "auth/+/role/+", "auth/kubernetes/role/any"),
        ("auth/kubernetes/role/app-*", "auth/+/role/+", "auth/kubernetes/role/app-any"),
        ("auth/+/role/ci", "auth/+/role/+", "auth/any/role/ci"),
        ("sys/pol*", "sys/policies/acl/ci", "sys/policies/acl/ci"),
        ("sys/policies/acl/app-*", "sys/policies/acl/ci", ""),
        ("auth/kubernetes/login", "auth/+/role/+", ""),
        ("auth/approle/role/+/secret-id", "auth/+/role/+", ""),
        ("identity/+", "identity/entity", "identity/entity"),
        ("secret/*", "identity/entity", ""),
    ],
)
def test_where_a_pattern_and_a_family_meet(pattern: str, family: str, path: str) -> None:
    assert met(pattern, family) == path
