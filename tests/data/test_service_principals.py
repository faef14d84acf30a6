"""The tables about trust are what their readers take them for."""

import re

import pytest

from daypass.data.role_consumers import CHAINED, FEDERATED, role_consumers
from daypass.data.service_principals import ANSWERS, principals, service_principals
from daypass.data.table import read_table


@pytest.mark.parametrize("name", ["service_principals", "issuers"])
def test_a_table_says_where_it_is_from_and_is_in_order(name: str) -> None:
    table = read_table(name)
    keys = [next(iter(row.values())) for row in table.rows]
    assert table.source
    assert table.as_of.year >= 2026
    assert keys == sorted(set(keys))


def test_a_service_has_one_principal_and_every_answer_about_it_has_a_page() -> None:
    assert len(principals()) == len(read_table("service_principals").rows)
    for principal, known in principals().items():
        assert known.principal == principal
        assert re.fullmatch(r"([a-z0-9-]+\.)+amazonaws\.com", principal), principal
        assert re.fullmatch(r"https://(docs\.aws\.amazon\.com|github\.com)/\S+", known.source), principal
        assert known.about
        assert {known.account, known.arn} <= set(ANSWERS)
    assert {row["declared"] for row in read_table("service_principals").rows} == {"yes", "no"}


def test_what_is_unknown_is_never_taken_for_sent() -> None:
    for known in principals().values():
        assert known.sends_account == (known.account == "yes")
        assert known.sends_arn == (known.arn == "yes")
    assert {known.account for known in principals().values()} == set(ANSWERS)


def test_a_workload_may_be_declared_for_some_services_by_their_short_names() -> None:
    assert {"lambda", "ecs-tasks", "ec2", "states", "sagemaker"} < service_principals().keys()
    assert "eks-pods" not in service_principals()  # a kind of its own, with session tags
    assert all(known.declared and name == known.name for name, known in service_principals().items())
    assert list(service_principals()) == sorted(service_principals())


def test_every_principal_of_a_consumer_is_in_the_table_and_none_is_there_without_one() -> None:
    named = {principal for ways in role_consumers().values() for way in ways for principal in way.principals}
    assert named - {FEDERATED, CHAINED} == principals().keys() - NO_RESOURCE


NO_RESOURCE = {"frauddetector.amazonaws.com"}
"""Its role is named in the call that trains a model, which no resource of Pulumi's stands for."""
