"""Who writes by what a broker decides which role it gives out chooses one of these."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TABLES, PARAMETERS = f"arn:aws:dynamodb:{HERE}:table", f"arn:aws:ssm:{HERE}:parameter"
GRANTS = f"{TABLES}/shop-grants"
WRITES = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
BY_PATTERN = allow(WRITES, f"{TABLES}/shop-*")
BY_NAME = allow(WRITES, GRANTS)
LOOKS = allow(["dynamodb:GetItem", "dynamodb:Query", "ssm:GetParameter", "s3:GetObject"])

TEXT = "def handler(event, context):\n    pass"
CODE = {"handler": "index.handler", "code": {"assets": {"index.py": {"text": TEXT}}}}


def tenant(name: str) -> tuple[Any, ...]:
    return role(name, f"{ARN}role/sessions"), may(name, allow("dynamodb:Query", f"{TABLES}/{name}-data"))


def judged(
    *given: dict[str, Any],
    by: str = "signup-form",
    variables: dict[str, Any] | None = None,
    tenants: tuple[str, ...] = ("finance", "catalogue"),
    looks: dict[str, Any] = LOOKS,
    code: dict[str, Any] | None = None,
    **others: Any,
) -> Answer:
    said = {"environment": {"variables": {"GRANTS_TABLE": "shop-grants"} if variables is None else variables}}
    broker = aws("lambda/function", "sessions", name="sessions", role=f"{ARN}role/sessions", **said, **(code or {}))
    assumes = allow("sts:AssumeRole", [f"{ARN}role/{one}" for one in tenants])
    return judge_stack(
        no_path_to_more_rights,
        *(role(by, **others), may(by, *(given or (BY_PATTERN,)))),
        *(role("sessions"), may("sessions", looks, assumes), broker),
        *(each for one in tenants for each in tenant(one)),
    )


def test_who_writes_all_tables_chooses_whose_session_it_gets() -> None:
    (problem,) = judged().problems
    assert problem.message.startswith("role 'signup-form' leads to role 'catalogue', which may dynamodb:Query on ")
    says = "may write by what function 'sessions' decides which role it gives out (dynamodb-x19: dynamodb:PutItem)"
    assert says in problem.message
    assert (problem.severity, problem.confidence, problem.advisory) == ("medium", "medium", True)


@pytest.mark.parametrize(
    ("variables", "given", "path"),
    [
        ({"TENANT_ROLES_TABLE": GRANTS}, BY_PATTERN, "dynamodb-x19"),
        ({"permissionsTableName": "shop-grants"}, allow("dynamodb:UpdateItem", f"{TABLES}/*"), "dynamodb-x20"),
        ({"ROLES_PARAMETER": "/shop/grants"}, allow("ssm:PutParameter", f"{PARAMETERS}/shop/*"), "ssm-x29"),
        ({"ROLES_BUCKET": "shop-data"}, allow("s3:PutObject", "arn:aws:s3:::shop-data/*"), "s3-x16"),
        (
            {"GRANTS_BUCKET": "shop-data", "GRANTS_KEY": "who/grants.json"},
            allow("s3:PutObject", "arn:aws:s3:::shop-data/who/*"),
            "s3-x16",
        ),
        ({"ENTITLEMENTS": "s3://shop-data/who.json"}, allow("s3:PutObject", "arn:aws:s3:::shop-*"), "s3-x16"),
    ],
    ids=str,
)
def test_wherever_it_looks_that_up(variables: dict[str, str], given: dict[str, Any], path: str) -> None:
    assert f"({path}: " in only(judged(given, variables=variables))


@pytest.mark.parametrize("by", ["grant-approver", "onboarding", "tenant-registrar", "grants-writer"])
def test_who_was_given_the_table_and_is_there_for_it_passes(by: str) -> None:
    assert passes(judged(BY_NAME, by=by))


@pytest.mark.parametrize("by", ["weather", "reviews-form"])
def test_who_was_given_it_and_is_called_otherwise_is_told(by: str) -> None:
    assert "(dynamodb-x19: " in only(judged(BY_NAME, by=by))


@pytest.mark.parametrize("by", ["onboarding-form", "shop-form", "access-desk"])
def test_of_what_a_pattern_takes_in_words_alone_say_nothing(by: str) -> None:
    assert "(dynamodb-x19: " in only(judged(by=by))
    assert passes(judged(by="grants-desk"))


@pytest.mark.parametrize(
    "others",
    [
        {"variables": {"ORDERS_TABLE": "shop-grants"}},
        {"variables": {"GRANTS_TABLE": "other-grants"}},
        {"variables": {"GRANTS_URL": "https://shop.example.org/grants"}},
        {"variables": {"GRANTS_TABLE": "not a name"}},
        {"tenants": ("finance",)},
        {"looks": allow("dynamodb:GetItem", f"{TABLES}/other")},
        {"tags": {"daypass:class": "pipeline"}},
        {"code": CODE},
    ],
    ids=str,
)
def test_where_nothing_says_that_it_decides_so_it_passes(others: dict[str, Any]) -> None:
    assert passes(judged(**others))


def test_of_one_role_it_is_told_who_may_call_the_broker_too() -> None:
    calls = allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:sessions")
    assert "leads to role 'finance'" in only(judged(BY_NAME, calls, tenants=("finance",)))
    assert passes(judged(calls, tenants=("finance",)))


@pytest.mark.parametrize(
    "given",
    [
        (allow(WRITES, f"{TABLES}/shop-requests"),),
        (BY_PATTERN, deny(WRITES, GRANTS)),
        (
            {
                **BY_PATTERN,
                "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/t}"]}},
            },
        ),
        (BY_PATTERN, allow(["dynamodb:Query"], [f"{TABLES}/finance-data", f"{TABLES}/catalogue-data"])),
        (allow("dynamodb:GetItem", GRANTS),),
    ],
    ids=["other table", "denied", "own rows", "gets nothing", "reads"],
)
def test_who_writes_elsewhere_or_gets_nothing_by_it_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_table_of_no_known_name_is_undecided() -> None:
    assert unknowns(judged(variables={"GRANTS_TABLE": UNKNOWN}))
