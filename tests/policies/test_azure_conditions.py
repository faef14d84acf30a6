"""Conditions by which assigning roles is delegated in Azure, as they are documented, and as they go wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass_policies.elsewhere.azure_conditions import lets_it_rise

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
ACCESS = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
CONTROL = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
READER = "a795c7a0-d4a2-40c1-ae25-d81f01202912"
ITSELF = "0001"
WRITES = "ActionMatches{'Microsoft.Authorization/roleAssignments/write'}"
DELETES = "ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}"


def asks(attribute: str, how: str, *values: str, source: str = "Request") -> str:
    return f"@{source}[Microsoft.Authorization/roleAssignments:{attribute}] {how} {{{', '.join(values)}}}"


def roles(*values: str, how: str = "ForAnyOfAnyValues:GuidEquals", source: str = "Request") -> str:
    return asks("RoleDefinitionId", how, *values, source=source)


def delegated(*asked: str) -> str:
    """As the portal writes it."""
    both = "\n AND\n ".join(asked)
    removes = f"((!({DELETES})) OR ({both.replace('Request', 'Resource')}))"
    return f"(\n (\n  !({WRITES})\n )\n OR \n (\n  {both}\n )\n)\nAND\n{removes}"


ALL_BUT = roles(OWNER, ACCESS, CONTROL, how="ForAnyOfAllValues:GuidNotEquals")


@pytest.mark.parametrize(
    "condition",
    [
        delegated(roles(READER)),
        delegated(
            roles(READER), asks("PrincipalType", "ForAnyOfAnyValues:StringEqualsIgnoreCase", "'User'", "'Group'")
        ),
        delegated(roles(OWNER), asks("PrincipalId", "ForAnyOfAnyValues:GuidEquals", "0002", "0003")),
        delegated(asks("PrincipalId", "ForAnyOfAnyValues:GuidEquals", "0002")),
        delegated(asks("PrincipalType", "StringEqualsIgnoreCase", "'User'")),
        delegated(ALL_BUT),
        roles(READER),
        f"!({WRITES}) || {roles(READER)}",
        f"NOT {WRITES} or ({roles(READER)})",
        f"@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals '{READER}'",
        f"{roles(READER)} AND @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'c'",
        f"({roles(READER)} OR {roles(OWNER)}) AND !({roles(OWNER)})",
    ],
)
def test_what_limits_the_roles_or_to_whom_they_go_keeps_it_from_rising(condition: str) -> None:
    assert lets_it_rise(condition, ITSELF) is False


@pytest.mark.parametrize(
    "condition",
    [
        delegated(roles(READER, OWNER)),
        delegated(roles(CONTROL.upper())),
        delegated(roles(OWNER, ACCESS, how="ForAnyOfAllValues:GuidNotEquals")),
        # Each of two is another than one of them.
        delegated(roles(OWNER, ACCESS, CONTROL, how="ForAnyOfAnyValues:GuidNotEquals")),
        delegated(asks("PrincipalType", "ForAnyOfAnyValues:StringEqualsIgnoreCase", "'ServicePrincipal'")),
        delegated(roles(OWNER), asks("PrincipalId", "ForAnyOfAnyValues:GuidEquals", ITSELF, "0003")),
        f"(!({DELETES})) OR ({roles(READER, source='Resource')})",
        f"!({WRITES}) OR {roles(READER)} OR {roles(OWNER)}",
        f"(!({WRITES}) AND !({DELETES})) OR {roles(OWNER)}",
        roles(READER, how="ForAnyOfAllValues:GuidNotEquals"),
    ],
)
def test_what_leaves_it_a_role_that_assigns_any_other_does_not(condition: str) -> None:
    assert lets_it_rise(condition, ITSELF) is True


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "(",
        ")",
        "AND",
        f"{roles(READER)} {roles(READER)}",
        f"({roles(READER)}",
        f"{roles(READER)} AND",
        "allow me",
        "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidLike {a}",
        "@Request[Microsoft.Authorization/roleAssignments:Description] StringEquals 'a'",
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals @Principal[x:y]",
        "@Principal[x:y] StringEquals 'a'",
        "Exists @Principal[x:y]",
        "(" * 60 + roles(READER) + ")" * 60,
        " AND ".join([roles(READER)] * 200),
    ],
)
def test_what_is_written_in_another_way_is_not_told(condition: str) -> None:
    assert lets_it_rise(condition, ITSELF) is None


@given(st.lists(st.sampled_from(["(", ")", "!", "AND", "OR", "&&", WRITES, roles(READER), roles(OWNER)]), max_size=12))
def test_no_condition_breaks_it(parts: list[str]) -> None:
    assert lets_it_rise(" ".join(parts), ITSELF) in (True, False, None)


@given(st.text(max_size=60))
def test_no_text_does(text: str) -> None:
    assert lets_it_rise(text, ITSELF) in (True, False, None)
