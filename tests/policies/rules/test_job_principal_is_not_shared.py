"""Jobs of Databricks that run as one service principal share it, unless they are one workload."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.job_principal_is_not_shared import job_principal_is_not_shared

ONE, OTHER = "1f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f", "2f3a5c7e-9b2d-4f6a-8c1e-3a5b7c9d1e2f"
PRINCIPAL = Resource.of("databricks:index/servicePrincipal:ServicePrincipal", "jobs", applicationId=ONE)


def job(name: str, principal: Any = ONE, type_: str = "job:Job", **more: Any) -> Resource:
    return Resource.of(f"databricks:index/{type_}", name, name=name, runAs={"servicePrincipalName": principal}, **more)


def judged(*resources: Resource) -> Answer:
    return judge_stack(job_principal_is_not_shared, *resources)


def test_jobs_of_several_that_run_as_one_principal_share_it() -> None:
    found = judged(job("payroll-load"), job("fraud-load", ONE.upper()))
    assert only(found) == "one service principal is shared: job 'payroll-load', job 'fraud-load' run as it"
    assert judged(PRINCIPAL, job("payroll-load"), job("fraud-load")).problems[0].on == PRINCIPAL
    assert judged(job("payroll-load"), job("fraud-load", type_="pipeline:Pipeline")).problems


def test_each_with_its_own_passes() -> None:
    assert passes(judged(job("payroll-load"), job("fraud-load", OTHER)))
    assert passes(judged(job("payroll-load")))
    people = Resource.of("databricks:index/job:Job", "b", runAs={"userName": "anna@acme.example"})
    assert passes(judged(job("payroll-load"), people))


@pytest.mark.parametrize(("one", "other"), [("orders-load", "orders-report"), ("payroll", "nightly-etl")])
def test_names_that_share_a_word_or_say_nothing_are_one(one: str, other: str) -> None:
    assert passes(judged(job(one), job(other)))


@pytest.mark.parametrize(
    "more",
    [
        {"tags": {"daypass:workload": "close"}},
        {"tags": {"project": "close"}},
        {"gitSource": {"url": "https://github.com/acme/close"}},
    ],
)
def test_what_says_that_it_is_one_workload_passes(more: dict[str, Any]) -> None:
    assert passes(judged(job("payroll", **more), job("ledger", **more)))


def test_tags_that_say_who_owns_them_make_no_workload() -> None:
    owner = {"tags": {"owner": "payments", "project": "x"}}
    assert judged(job("payroll", **owner), job("fraud", tags={"owner": "payments"})).problems


def test_what_one_starts_or_a_component_makes_is_one() -> None:
    second = replace(job("ledger"), id="77")
    assert passes(judged(job("payroll", tasks=[{"runJobTask": {"jobId": 77}}]), second))
    first = job("payroll", tasks=[{"runJobTask": {"jobId": UNKNOWN}}])
    assert passes(judged(replace(first, property_dependencies={"tasks": (second.urn,)}), second))
    parent = "urn:pulumi:dev::project::acme:index:Close::close"
    assert passes(judged(replace(job("payroll"), parent=parent), replace(job("fraud"), parent=parent)))


def test_a_principal_that_is_yet_to_be_made_is_known_by_what_makes_it() -> None:
    made = [replace(job(one, UNKNOWN), property_dependencies={"runAs": (PRINCIPAL.urn,)}) for one in ("pay", "fraud")]
    assert judged(PRINCIPAL, *made).problems
    assert unknowns(judged(job("pay"), job("fraud", UNKNOWN))) == ["runAs.servicePrincipalName"]
    assert unknowns(judged(job("pay", tags=UNKNOWN), job("fraud"))) == ["tags"]
