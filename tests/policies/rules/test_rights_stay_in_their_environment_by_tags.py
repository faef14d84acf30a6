"""What a pattern of names takes in is reached where the tags of it, and those of the identity, let it be."""

import json
from typing import Any

import pytest
from tests.support.calls import calls
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.rights_stay_in_their_environment import rights_stay_in_their_environment


def judged(*resources: Resource) -> Answer:
    return judge_stack(rights_stay_in_their_environment, *resources)


ORDERS = "arn:aws:dynamodb:eu-west-1:111122223333:table/x-orders"
GET = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/*-orders"}
SAME = {"aws:ResourceTag/Environment": "${aws:PrincipalTag/Environment}"}


def trust(*actions: str) -> str:
    who = {"AWS": "arn:aws:iam::111122223333:role/ci"}
    return json.dumps({"Statement": {"Effect": "Allow", "Principal": who, "Action": ["sts:AssumeRole", *actions]}})


PLAIN = trust()


def given(*statements: dict[str, Any], trusts: Any = PLAIN) -> tuple[Resource, Resource]:
    """A role that is tagged as development's, and its policy."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    mine = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack="main", role="api", policy=text)
    tags = {"Environment": "dev"}
    return Resource.of(
        "aws:iam/role:Role", "api", in_stack="main", name="api", tags=tags, assumeRolePolicy=trusts
    ), mine


def reads(*statements: dict[str, Any], trusts: Any = PLAIN) -> Answer:
    """Of such a role, with a table that is tagged as production's."""
    orders = Resource.of("aws:dynamodb/table:Table", "x", in_stack="main", arn=ORDERS, tags={"Environment": "prod"})
    return judged(*given(*statements, trusts=trusts), orders)


def by_name(statement: dict[str, Any]) -> dict[str, Any]:
    """The same about the table by its ARN where it is about a pattern."""
    return {**statement, "Resource": ORDERS} if statement["Resource"] == GET["Resource"] else statement


@pytest.mark.parametrize(
    "statements",
    [
        [{**GET, "Condition": {"StringEquals": SAME}}],
        [{**GET, "Action": "dynamodb:*", "Condition": {"StringEquals": SAME}}],
        [{**GET, "Condition": {"StringEquals": {"aws:ResourceTag/team": "faq"}}}],
        [GET, {**GET, "Effect": "Deny", "Condition": {"StringEquals": {"aws:ResourceTag/Environment": "prod"}}}],
        [GET, {**GET, "Effect": "Deny", "Action": "*", "Condition": {"StringNotEquals": SAME}}],
        [{**GET, "Action": "dynamodb:*"}, {**GET, "Effect": "Deny", "NotAction": "s3:*", "Condition": {}}],
    ],
)
def test_tags_that_keep_a_thing_out_are_heeded(statements: list[dict[str, Any]]) -> None:
    assert passes(reads(*statements))
    assert passes(reads(*map(by_name, statements)))


@pytest.mark.parametrize(
    "statements",
    [
        [GET],
        [{**GET, "Condition": {"StringNotEquals": SAME}}],
        [GET, {**GET, "Effect": "Deny", "Condition": {"StringEquals": {"aws:ResourceTag/Environment": "dev"}}}],
        [GET, {**GET, "Effect": "Deny", "Condition": {"StringEquals": {"aws:ResourceTag/team": "faq"}}}],
        [
            {**GET, "Action": "dynamodb:*"},
            {**GET, "Effect": "Deny", "Action": "dynamodb:Put*", "Condition": {"StringNotEquals": SAME}},
        ],
        [
            {**GET, "Action": "dynamodb:*"},
            {"Effect": "Deny", "NotAction": "dynamodb:GetItem", "Resource": "*", "Condition": {}},
        ],
    ],
)
def test_tags_that_leave_a_way_keep_nothing_out(statements: list[dict[str, Any]]) -> None:
    (message,) = messages(reads(*statements))
    assert message == "role 'api' of development reaches 'x' of production"
    (message,) = messages(reads(*map(by_name, statements)))
    assert message == f"role 'api' of development reaches '{ORDERS}' of production"


def test_whoever_brings_tags_of_their_own_is_not_kept_out_by_those_of_the_role() -> None:
    tagged = {**GET, "Condition": {"StringEquals": SAME}}
    assert not passes(reads(tagged, trusts=trust("sts:TagSession")))
    assert not passes(reads(tagged, trusts=UNKNOWN))


def many(count: int, *statements: dict[str, Any]) -> list[Resource]:
    """Roles that all take in all tables, each of which has a tag of its own."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    found: list[Resource] = []
    for index in range(count):
        arn = f"arn:aws:dynamodb:eu-west-1:111122223333:table/{index}-orders"
        tags = {"Environment": "prod", "Name": str(index)}
        api = Resource.of(
            "aws:iam/role:Role",
            f"r{index}",
            in_stack="main",
            name=f"r{index}",
            tags={"Environment": "dev"},
            assumeRolePolicy=PLAIN,
        )
        gives = Resource.of(
            "aws:iam/rolePolicy:RolePolicy", f"p{index}", in_stack="main", role=f"r{index}", policy=text
        )
        table = Resource.of("aws:dynamodb/table:Table", f"t{index}", in_stack="main", arn=arn, tags=tags)
        found += [api, gives, table]
    return found


KEPT_OUT = {**GET, "Condition": {"StringEquals": SAME}}
TAKEN_BACK = {**GET, "Effect": "Deny", "Action": "*"}


@pytest.mark.parametrize(
    ("statements", "is_told"),
    [([GET, KEPT_OUT], True), ([KEPT_OUT], False), ([GET, TAKEN_BACK], False)],
    ids=["told", "kept out", "taken back"],
)
def test_many_roles_of_one_pattern_cost_little_each(statements: list[dict[str, Any]], *, is_told: bool) -> None:
    few, more = many(60, *statements), many(240, *statements)
    told = {message.partition("reaches ")[2] for message in messages(judged(*few))}
    assert told == ({"'t0', 't1' and others of production"} if is_told else set())
    assert calls(lambda: judged(*more)) <= 5 * calls(lambda: judged(*few))


def test_many_statements_of_one_role_cost_little_each() -> None:
    def asked(count: int) -> int:
        tables = many(count)[2::3]
        mine = given(*({**GET, "Resource": table.inputs["arn"]} for table in tables))
        return calls(lambda: judged(*mine, *tables))

    assert asked(240) <= 5 * asked(60)


def test_more_kinds_of_things_than_can_be_asked_about_are_undecided() -> None:
    by_name = {**GET, "Condition": {"StringEquals": {"aws:ResourceTag/Name": "none", **SAME}}}
    few, more = (judged(*many(count, by_name)) for count in (50, 150))
    assert passes(few)
    assert not more.problems
    assert len(unknowns(more)) == 150


@pytest.mark.parametrize("resource", ["table/orders", "table/*orders", "table/order?"])
def test_of_two_with_one_arn_production_counts_in_whatever_order(resource: str) -> None:
    arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
    prod, dev = (
        Resource.of("aws:dynamodb/table:Table", tag, in_stack="main", arn=arn, tags={"Environment": tag})
        for tag in ("prod", "dev")
    )
    mine = {**GET, "Resource": f"arn:aws:dynamodb:eu-west-1:111122223333:{resource}"}
    one, other = judged(*given(mine), prod, dev), judged(*given(mine), dev, prod)
    assert messages(one) == messages(other) != []
