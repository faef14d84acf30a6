"""A request is made more definite demand by demand, until policies allow it or no way is left."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.made_policies import Made, allow, deny, document, identity

from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import AskedPatterns, keys_in
from daypass.iam.reading import Reading
from daypass.iam.search.clause import Clause
from daypass.iam.search.draft import Draft, Workshop
from daypass.iam.search.keys import Keys
from daypass.iam.search.language import Budget
from daypass.iam.search.parties import about, parties, session_in
from daypass.iam.search.satisfy import Side, searched
from daypass.iam.search.wanted import ANY_RESOURCE, Group

HOME, AWAY = "111122223333", "444455556666"
UNITS = 100_000


def workshop(*statements: Made, units: int = UNITS) -> Workshop:
    return Workshop(Budget(units), keys_in(identity(*statements)) if statements else Keys(()))


def clause(statement: Made, version: str = "2012-10-17") -> Clause:
    (found,) = document(statement, version=version).statements
    return Clause(Reading(found, version))


def start(action: str = "*", resource: str = "*") -> Draft:
    return AskedPatterns.of(action, resource).draft


def applied(*statements: Made, action: str = "*", resource: str = "*") -> list[Draft]:
    """Drafts to which all of these statements apply."""
    making, drafts = workshop(*statements), [start(action, resource)]
    for statement in statements:
        drafts = [after for one in drafts for after in clause(statement).applying(making, one)]
    return drafts


# Demands -------------------------------------------------------------------------------------------------------------


def test_a_statement_makes_a_draft_definite_in_each_of_its_parts() -> None:
    (draft,) = applied(
        allow(
            "iam:Pass*",
            "arn:aws:iam::*:role/ops/*",
            Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        )
    )
    assert (draft.action, draft.resource) == ("iam:passrole", f"arn:aws:iam::{HOME}:role/ops/x")
    assert draft.context.as_json() == {"iam:PassedToService": ["ec2.amazonaws.com"]}


def test_what_a_draft_has_stays_where_it_meets_the_next_demand_too() -> None:
    (one,) = applied(allow("s3:*", "arn:aws:s3:::a/*"))
    (other,) = clause(allow("s3:Get*", "arn:aws:s3:::*")).applying(workshop(), one)
    assert (other.action, other.resource) == (one.action, one.resource)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (allow("s3:*"), allow("sqs:*")),
        (allow("*", "arn:aws:s3:::a"), allow("*", "arn:aws:s3:::b*")),
        (allow(NotAction="s3:*"), allow("s3:Get*")),
        (allow(Condition={"Null": {"aws:SourceIp": "true"}}), allow(Condition={"Null": {"aws:SourceIp": "false"}})),
        (allow([]), allow()),
    ],
)
def test_demands_that_contradict_each_other_leave_no_draft(first: Made, second: Made) -> None:
    assert applied(first, second) == []
    assert applied(second, first) == []


def test_a_statement_is_missed_by_each_of_its_parts_and_by_conditions_first() -> None:
    statement = deny("s3:*", "arn:aws:s3:::a*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    making, draft = workshop(statement), start()
    ways = list(clause(statement).sparing(making, draft))
    assert [list(one.asks) for one in ways] == [["aws:securetransport"], [], []]
    assert not ways[1].resource.startswith("arn:aws:s3:::a")
    assert not ways[2].action.startswith("s3:")
    assert len(ways[1].of_resource.without) == len(ways[2].of_action.without) == 1
    assert not making.unsure


def test_a_statement_about_everything_cannot_be_missed() -> None:
    assert list(clause(deny()).sparing(workshop(), start())) == []


def test_a_question_that_is_too_hard_leaves_the_workshop_unsure() -> None:
    making = workshop(units=1_000)
    group = Group(tuple(f"arn:aws:s3:::*{one}*a" for one in range(500)))
    (draft,) = making.with_resource(start(), Group.of(("arn:aws:s3:::*b",)), inside=True)
    assert list(making.with_resource(draft, group, inside=True)) == []
    assert making.unsure


def test_a_variable_gets_its_value_from_the_text_that_the_pattern_must_fit() -> None:
    (draft, *_) = applied(
        allow("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}/${aws:username}/*"), resource="arn:aws:s3:::a/b/c"
    )
    assert draft.context.as_json() == {"aws:PrincipalTag/team": ["a"], "aws:username": ["b"]}


def test_a_variable_keeps_its_value() -> None:
    resource = allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")
    named = allow(Condition={"StringEquals": {"aws:username": "alice"}})
    other = allow(Condition={"StringEquals": {"aws:username": "bob"}})
    assert [one.resource for one in applied(named, resource)] == ["arn:aws:s3:::home/alice/x"]
    assert [one.resource for one in applied(resource, named)] == ["arn:aws:s3:::home/alice/x"]
    assert applied(resource, named, other) == []


def test_values_that_were_chosen_for_a_variable_prove_nothing() -> None:
    making = workshop()
    assert list(clause(allow("*", "arn:aws:s3:::${aws:username}")).applying(making, start()))
    assert making.unsure


def test_a_pattern_with_a_variable_that_cannot_fit_in_any_case_is_certain() -> None:
    making = workshop()
    statement = clause(allow("*", "arn:aws:s3:::home/${aws:username}"))
    assert list(statement.applying(making, start(resource="arn:aws:s3:::a*"))) == []
    assert not making.unsure


def test_a_literal_star_is_no_variable() -> None:
    making = workshop()
    (draft,) = clause(allow("*", "arn:aws:s3:::a${*}")).applying(making, start())
    assert draft.resource == "arn:aws:s3:::a*"
    assert not making.unsure


# The search ----------------------------------------------------------------------------------------------------------


def side(*statements: Made, **others: Any) -> Side:
    return Side(identity(*statements, **others), session_in(HOME), HOME)


def found(one: Side, making: Workshop) -> Draft | None:
    return searched(making, one.start(making, start()), lambda this: one.ways(making, this))


def test_a_list_of_deny_statements_is_one_demand() -> None:
    making = workshop(units=3_000)
    denies = [deny(f"s3:{letter}*") for letter in "abcdefghijklmnopqrstuvwxyz"]
    draft = found(side(allow("s3:*"), *denies), making)
    assert draft is not None
    assert draft.action == "s3:1"


def test_what_each_of_many_deny_statements_leaves_only_one_way_around_is_done_at_once() -> None:
    keys = [f"aws:PrincipalTag/{one}" for one in range(40)]
    denies = [deny(Condition={"StringNotEquals": {key: "x"}}) for key in keys]
    one = side(allow(), *denies)
    making = Workshop(Budget(UNITS), keys_in(one.policies))
    draft = found(one, making)
    assert draft is not None
    assert set(draft.context.written) == set(keys)
    assert UNITS - making.budget.left < 200 * len(keys)


def test_a_search_that_runs_out_of_its_budget_is_unsure() -> None:
    making = workshop(units=300)
    assert found(side(*(allow(f"s3:Get{one}") for one in range(50)), deny("s3:*", "arn:*")), making) is None
    assert making.unsure


def test_a_search_that_comes_to_the_end_of_all_ways_is_certain() -> None:
    making = workshop()
    assert (
        found(side(*(allow(f"s3:Get{one}") for one in range(50)), boundary=document(allow("s3:Put*"))), making) is None
    )
    assert not making.unsure


def test_a_draft_that_will_do_is_judged_no_further() -> None:
    def judge(_draft: Draft) -> Iterator[Draft] | None:
        return None

    assert searched(workshop(), iter([start()]), judge) == start()


# Who asks ------------------------------------------------------------------------------------------------------------


def asking(*statements: Made) -> list[Principal]:
    return list(parties(Policies(resource=document(*statements)), HOME, Budget(UNITS)))


def test_without_a_policy_that_names_anyone_a_session_stands_for_all() -> None:
    assert list(parties(identity(allow()), HOME, Budget(UNITS))) == [session_in(HOME)]


def test_one_is_enough_of_all_whom_the_policies_say_the_same_about() -> None:
    roles = [f"arn:aws:iam::{AWAY}:role/r{one}" for one in range(20)]
    assert len([one for one in asking(allow(Principal={"AWS": roles})) if one.account == AWAY]) <= 3


def test_whom_policies_tell_apart_each_ask() -> None:
    named = asking(
        allow(Principal={"AWS": f"arn:aws:iam::{AWAY}:role/a"}),
        deny(Principal={"AWS": f"arn:aws:sts::{AWAY}:assumed-role/a/x"}),
        allow(Principal={"Service": "sns.amazonaws.com"}),
    )
    texts = {one.text for one in named}
    assert {f"arn:aws:iam::{AWAY}:role/a", "sns.amazonaws.com", session_in(HOME).text} <= texts
    assert "lambda.amazonaws.com" not in texts


def test_a_service_asks_where_everyone_may() -> None:
    assert {"service", "OIDC provider", "session"} <= {one.type for one in asking(allow(Principal="*"))}


def test_only_what_is_said_of_someone_is_looked_at() -> None:
    resource = document(
        allow(Principal={"AWS": HOME}),
        allow(Principal={"AWS": AWAY}),
        deny(NotPrincipal={"Service": "sns.amazonaws.com"}),
    )
    policies = Policies(resource=resource, service_control=((document(allow()),),))
    service = about(policies, Principal.parse("sns.amazonaws.com"), Budget(UNITS))
    assert service.resource is not None
    assert service.resource.statements == ()
    assert service.service_control == ()
    session = about(policies, session_in(HOME), Budget(UNITS))
    assert session.resource is not None
    assert [one.index for one in session.resource.statements] == [0, 2]


def test_any_resource_is_an_arn_or_none() -> None:
    assert ANY_RESOURCE.fits("*")
    assert ANY_RESOURCE.fits("arn:aws:s3:::a:b")
    assert not ANY_RESOURCE.fits("arn:aws:s3::")
